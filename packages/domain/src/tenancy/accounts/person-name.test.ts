import { expect, test } from "vitest";
import { checkName } from "./person-name";

test.each(["Ada Lovelace", "Łódź Wodociągi S.A.", "三菱", "A"])("%s is a name", (name) => {
  expect(checkName(` ${name} `, "account.name_invalid")).toBe(name);
});

// Promise: nobody has us mail their text to strangers.
test.each([
  "",
  "  ",
  "x".repeat(121),
  "Win: https://evil.example",
  "go to WWW.evil.example",
  "a\nb",
  "a\u0000b",
  "a\u202eb",
])("%j is none", (name) => {
  expect(() => checkName(name, "tenant.name_invalid")).toThrow(/tenant\.name_invalid/);
});
