import { expect, test } from "vitest";
import { isPending, KEPT_MAX, type Message, mergeMessages, type Verdict } from "./messages";

const message = (offset: number, state: Verdict = "accepted", receivedAt = offset): Message => ({
  id: `3:${offset}`,
  nextOffset: offset + 1,
  receivedAt,
  topic: "acme/d/gw/up/telemetry",
  device: "gw",
  bytes: 2,
  payload: "e30=",
  decoded: null,
  verdict:
    state === "quarantined" ? { state, reason: { code: "payload.malformed", field: "ts", message: "m" } } : { state },
});
const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);

test("newest first; messages of the same millisecond by their place in the log", () => {
  expect(ids(mergeMessages([message(9, "accepted", 100)], [message(10, "accepted", 100), message(2)]))).toEqual([
    "3:10",
    "3:9",
    "3:2",
  ]);
});

test("a pending message gets its verdict, and a verdict is never taken back", () => {
  const decided = mergeMessages([message(1, "pending")], [message(1, "quarantined")]);
  expect(decided.map(({ verdict }) => verdict.state)).toEqual(["quarantined"]);
  expect(mergeMessages(decided, [message(1, "pending")])[0]?.verdict.state).toBe("quarantined");
});

test("only what has no verdict is pending", () => {
  expect([message(1, "pending"), message(2), message(3, "quarantined")].filter(isPending).map(({ id }) => id)).toEqual([
    "3:1",
  ]);
});

test("the page keeps a bounded number", () => {
  const many = Array.from({ length: KEPT_MAX + 5 }, (_, offset) => message(offset));
  const kept = mergeMessages([], many);
  expect(kept).toHaveLength(KEPT_MAX);
  expect(kept.at(-1)?.id).toBe("3:5");
});
