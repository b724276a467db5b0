import { expect, test } from "vitest";
import { KEPT_MAX, type Message, mergeMessages } from "./messages";

const message = (offset: number, receivedAt = offset): Message => ({
  id: `accepted:3:${offset}`,
  receivedAt,
  topic: "acme/d/gw/up/telemetry",
  device: "gw",
  bytes: 2,
  payload: "e30=",
  decoded: null,
  verdict: { state: "accepted" },
});
const ids = (messages: readonly Message[]) => messages.map(({ id }) => id);

test("newest first; messages of the same millisecond by their place in the log", () => {
  expect(ids(mergeMessages([message(9, 100)], [message(10, 100), message(2)]))).toEqual([
    "accepted:3:10",
    "accepted:3:9",
    "accepted:3:2",
  ]);
});

test("a message that comes twice is there once", () => {
  expect(ids(mergeMessages([message(1)], [message(1), message(2)]))).toEqual(["accepted:3:2", "accepted:3:1"]);
});

test("the page keeps a bounded number", () => {
  const many = Array.from({ length: KEPT_MAX + 5 }, (_, offset) => message(offset));
  const kept = mergeMessages([], many);
  expect(kept).toHaveLength(KEPT_MAX);
  expect(kept.at(-1)?.id).toBe("accepted:3:5");
});
