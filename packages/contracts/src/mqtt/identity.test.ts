import { expect, test } from "vitest";
import { commonNameOf, isDeviceKey, isTenantSlug, parseCommonName } from "./identity";

test.each([
  ["acme.gw-1", { tenant: "acme", device: "gw-1" }],
  ["a-1-b.X_9-", { tenant: "a-1-b", device: "X_9-" }],
  [`${"a".repeat(32)}.${"k".repeat(48)}`, { tenant: "a".repeat(32), device: "k".repeat(48) }],
])("%s names a device, and the device names it", (commonName, identity) => {
  expect(parseCommonName(commonName)).toEqual(identity);
  expect(commonNameOf(identity)).toBe(commonName);
});

test.each([
  "",
  ".",
  "+",
  "#",
  "acme",
  "acme.",
  ".gw-1",
  "acme.+",
  "+.gw-1",
  "acme.#",
  "acme.gw/1",
  "ac/me.gw-1",
  "acme.gw.1",
  "acme..gw-1",
  "Acme.gw-1",
  "ACME.gw-1",
  "ac.gw-1",
  "-acme.gw-1",
  "acme-.gw-1",
  "ac--me.gw-1",
  "ac_me.gw-1",
  "acmé.gw-1",
  "acme.gw 1",
  "acme.gw-1 ",
  "acme.gw-1\n",
  "acme\n.gw-1",
  "acme.gw-1\u0000",
  "*.gw-1",
  "$share.gw-1",
  `${"a".repeat(33)}.gw-1`,
  `acme.${"k".repeat(49)}`,
])("%j is no common name of ours", (commonName) => {
  expect(parseCommonName(commonName)).toBeNull();
});

test("slug and key keep their limits", () => {
  expect(["abc", "a".repeat(32), "1-2"].map(isTenantSlug)).toEqual([true, true, true]);
  expect(["ab", "a".repeat(33), "A-b", "a\n"].map(isTenantSlug)).toEqual([false, false, false, false]);
  expect(["k", "K".repeat(48)].map(isDeviceKey)).toEqual([true, true]);
  expect(["", "K".repeat(49), "a\n", "a."].map(isDeviceKey)).toEqual([false, false, false, false]);
});
