import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataFolder } from "./data-folder";

let made: string;
let path: string;
beforeEach(() => {
  made = mkdtempSync(join(tmpdir(), "outstation-data-"));
  path = made;
});
afterEach(() => rmSync(made, { recursive: true, force: true }));

const refusal = (sentence: RegExp) =>
  expect(() => openDataFolder(path)).toThrow(
    expect.objectContaining({ publicMessage: expect.stringMatching(sentence) }),
  );

test("a new folder is marked, and opens again", () => {
  openDataFolder(path);
  expect(JSON.parse(readFileSync(join(path, "format.json"), "utf8"))).toEqual({ format: 1 });
  openDataFolder(path);
});

test("a secret stays the same, and only its owner can read it", () => {
  const secret = openDataFolder(path).secret("sessions");
  expect(secret).toMatch(/^[0-9a-f]{48}$/);
  expect(openDataFolder(path).secret("sessions")).toBe(secret);
  expect(statSync(join(path, "secrets", "sessions")).mode & 0o777).toBe(0o600);
});

test.each([
  [0, /format 0 of an older Outstation and this one needs 1/],
  [2, /format 2 of a newer Outstation and this one needs 1/],
])("a folder of format %d is refused in one sentence", (format, sentence) => {
  writeFileSync(join(path, "format.json"), JSON.stringify({ format }));
  refusal(sentence);
});

test("a folder of something else is left alone", () => {
  writeFileSync(join(path, "thesis.txt"), "mine");
  refusal(/holds files but is not a data folder of Outstation/);
});

test("a broken marker is not guessed at", () => {
  writeFileSync(join(path, "format.json"), "{");
  refusal(/is not readable as a format marker/);
});

test("a place that is a file is refused", () => {
  path = join(path, "file");
  writeFileSync(path, "");
  refusal(/cannot be created/);
});
