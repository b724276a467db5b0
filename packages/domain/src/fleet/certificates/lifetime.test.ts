import { renewableFrom } from "@outstation/contracts/edge/lifetime";
import { expect, test } from "vitest";
import { standingOf } from "./lifetime";

const life = { notBefore: 0, notAfter: 90 };

test("a certificate of 90 days may be renewed from day 60", () => {
  expect(renewableFrom(life)).toBe(60);
});

test.each([
  [0, "valid"],
  [59, "valid"],
  [60, "due"],
  [74, "due"],
  [75, "overdue"],
  [89, "overdue"],
  [90, "expired"],
])("on day %d of 90 it is %s", (now, standing) => {
  expect(standingOf(life, now)).toBe(standing);
});
