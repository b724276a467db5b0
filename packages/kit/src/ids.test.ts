import { expect, test } from "vitest";
import { idBytes, idFromBytes, isId, newId } from "./ids";

test("new ids are UUIDs of version 7, all different, and sort by the time they were made", () => {
  const before = Date.now();
  const ids = Array.from({ length: 1000 }, newId);
  const after = Date.now();
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) {
    expect(isId(id)).toBe(true);
    expect(id[14]).toBe("7");
    expect("89ab").toContain(id[19]);
    const madeAt = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
    expect(madeAt).toBeGreaterThanOrEqual(before);
    expect(madeAt).toBeLessThanOrEqual(after);
  }
  expect(ids.toSorted()).toEqual(ids);
});

test("an id and its 16 bytes are the same thing", () => {
  const id = newId();
  expect(idBytes(id)).toHaveLength(16);
  expect(Buffer.from(idBytes(id)).toString("hex")).toBe(id.replaceAll("-", ""));
  expect(idFromBytes(idBytes(id))).toBe(id);
});

test.each([
  "",
  "0192f0c1",
  "0192F0C1-0000-7000-8000-000000000001",
  "0192f0c1-0000-7000-8000-000000000001\n",
  " 0192f0c1-0000-7000-8000-000000000001",
  "{0192f0c1-0000-7000-8000-000000000001}",
  "0192f0c100007000800000000000 0001",
  "0192f0c1-0000-7000-8000-00000000000g",
  "' OR true --",
])("%j is no id", (value) => {
  expect(isId(value)).toBe(false);
});
