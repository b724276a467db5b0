import { expect, test } from "vitest";
import { apiRoot, expand, queryString } from "./address";

// Promise: whatever a client calls itself, the request goes to that client and to no other path.

const template = "/banned/{as}/{who}";

test("parameters are encoded one by one", () => {
  expect(expand("x", template, { as: "clientid", who: "a/b:c %2F?#ü" })).toBe(
    "/banned/clientid/a%2Fb%3Ac%20%252F%3F%23%C3%BC",
  );
});

test.each(["", ".", ".."])("a parameter that would change the path is refused: %j", (who) => {
  expect(() => expand("DELETE /clients/{clientid}", "/clients/{clientid}", { clientid: who })).toThrow(/BAD_ARGUMENT/);
});

test("a list repeats its parameter, nothing is left out but what is undefined", () => {
  expect(queryString({ username: ["a&b", "c"], page: 0, clean_start: false, node: undefined })).toBe(
    "?username=a%26b&username=c&page=0&clean_start=false",
  );
  expect(queryString({})).toBe("");
});

test("the root is found with and without the API's path, below a gateway's prefix too", () => {
  for (const given of ["https://h:18083", "https://h:18083/", "https://h:18083/api/v5", "https://h:18083/api/v5/"])
    expect(apiRoot(given)).toBe("https://h:18083/api/v5");
  expect(apiRoot("http://h/emqx")).toBe("http://h/emqx/api/v5");
});

test.each(["ftp://h", "h:18083", "", "https://key:secret@h"])("no base URL: %j", (given) => {
  expect(() => apiRoot(given)).toThrow(/BAD_ARGUMENT/);
  expect(() => apiRoot(given)).not.toThrow(/secret@/);
});
