import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { openSecretBox } from "./secret-box";

const box = openSecretBox(randomBytes(32).toString("base64"));

test("what was sealed opens for the same purpose and under the same key only", () => {
  const sealed = box.seal("seed", "totp:1");
  expect(box.open(sealed, "totp:1")).toBe("seed");
  expect(() => box.open(sealed, "totp:2")).toThrow(/secret\.unreadable/);
  expect(() => openSecretBox(randomBytes(32).toString("hex")).open(sealed, "totp:1")).toThrow(/secret\.unreadable/);
  const changed = Uint8Array.from(sealed);
  changed[changed.length - 1] = (changed[changed.length - 1] as number) ^ 1;
  expect(() => box.open(changed, "totp:1")).toThrow(/secret\.unreadable/);
});

test("the same secret sealed twice looks different, and nothing of it shows", () => {
  const [first, second] = [box.seal("seed", "totp:1"), box.seal("seed", "totp:1")];
  expect(Buffer.from(first).equals(Buffer.from(second))).toBe(false);
  expect(Buffer.from(first).includes("seed")).toBe(false);
});

test.each(["", "short", "00"])("%j is no key", (key) => {
  expect(() => openSecretBox(key)).toThrow(/secret\.bad_key/);
});
