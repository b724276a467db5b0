import { expect, test } from "vitest";
import { compareAttributes, parseAttributes } from "./attribute-text";

test("what is wanted and not yet so shows, what only the device says does not trouble", () => {
  expect(compareAttributes({ interval_s: 10, mode: "eco" }, { interval_s: 60, mode: "eco", fw: "1.2" })).toEqual([
    { name: "fw", wanted: null, said: "1.2", agrees: true },
    { name: "interval_s", wanted: "10", said: "60", agrees: false },
    { name: "mode", wanted: "eco", said: "eco", agrees: true },
  ]);
});

test.each(["", "[]", "3", "null", "{"])("%j is no object", (text) => {
  expect(parseAttributes(text)).toBeNull();
});
