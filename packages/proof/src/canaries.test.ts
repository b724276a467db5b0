import { expect, test } from "vitest";
import { createCanaries } from "./canaries";

const mark = "canary4711zz";
const canaries = createCanaries([mark, "short"]);
const inside = (before: string) => Buffer.from(`${before}${mark} and more`);

test.each([
  ["as it is", `{"name":"Pump ${mark}"}`],
  ["in capitals", mark.toUpperCase()],
  ["in hexadecimal", inside("x").toString("hex")],
  ["in base64, at the beginning", inside("").toString("base64")],
  ["in base64, one in", inside("a").toString("base64")],
  ["in base64, two in", inside("ab").toString("base64")],
  ["in base64url", inside("abc").toString("base64url")],
])("a mark is found %s", (_how, text) => expect(canaries.find(text)).toBe(mark));

test("what the asker wrote may be read back, and nothing else", () => {
  const text = `There is no device "pump-${mark}".`;
  expect(canaries.find(text, [`pump-${mark}`])).toBeNull();
  expect(canaries.find(`${text} But there is ${mark}.`, [`pump-${mark}`])).toBe(mark);
});

test("short words are no marks", () => expect(canaries.find("a short text")).toBeNull());
