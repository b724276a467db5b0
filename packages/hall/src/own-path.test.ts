import { expect, test } from "vitest";
import { ownPath } from "./own-path";

test.each([
  ["/devices?q=1#a", "/devices?q=1#a"],
  [null, "/"],
  ["", "/"],
  ["https://evil.example", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["javascript:alert(1)", "/"],
])("%s leads to %s", (next, path) => {
  expect(ownPath(next)).toBe(path);
});

// The URL parser drops tabs and line breaks before it looks for the host.
test.each(["/\t/evil.example", "/\n/evil.example", "/.//evil.example", "/a/..//evil.example"])(
  "%j stays on this site",
  (next) => {
    expect(new URL(ownPath(next), "https://app.example").host).toBe("app.example");
  },
);
