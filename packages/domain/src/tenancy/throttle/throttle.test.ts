import { expect, test } from "vitest";
import { waitMsAfter } from "./throttle";

test("five failures are free, then the wait doubles up to a quarter of an hour", () => {
  expect([0, 4, 5, 6, 9, 40].map((failures) => waitMsAfter(failures, "email"))).toEqual([
    0, 0, 1000, 2000, 16_000, 900_000,
  ]);
  expect(waitMsAfter(29, "address")).toBe(0);
});

test("three mails to one address are free, then the wait doubles from a minute up to six hours", () => {
  expect([2, 3, 4, 30].map((mails) => waitMsAfter(mails, "mail_to"))).toEqual([0, 60_000, 120_000, 21_600_000]);
});
