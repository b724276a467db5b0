import { expect, test } from "vitest";
import { lotsOf } from "./outbox";

// Promise: revocations are done several at a time, and nothing else loses its place.

const revoked = (id: string) => ({ id, kind: "certificate.revoked" });
const suspended = (id: string) => ({ id, kind: "tenant.suspended" });

test("revocations go four at a time, and whatever stands between them keeps its place", () => {
  const entries = [
    revoked("1"),
    revoked("2"),
    suspended("3"),
    suspended("4"),
    ...["5", "6", "7", "8", "9"].map(revoked),
  ];
  expect(lotsOf(entries).map((lot) => lot.map(({ id }) => id))).toEqual([
    ["1", "2"],
    ["3"],
    ["4"],
    ["5", "6", "7", "8"],
    ["9"],
  ]);
});

test("no entry is left out or done twice", () => {
  const entries = [revoked("1"), suspended("2"), revoked("3")];
  expect(lotsOf(entries).flat()).toEqual(entries);
  expect(lotsOf([])).toEqual([]);
});
