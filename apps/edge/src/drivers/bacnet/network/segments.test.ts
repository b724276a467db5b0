import { expect, test } from "vitest";
import { createSegments } from "./segments";

// Promise: an answer in segments is put together in order, whatever is lost or comes twice, and never grows without an end.

const part = (sequence: number, moreFollows: boolean, window = 4) => ({ sequence, window, moreFollows });
const text = (sequence: number) => Buffer.from(String.fromCharCode(97 + sequence));

test("the first is acknowledged at once, then each window, then the last", () => {
  const segments = createSegments();
  const replies = [0, 1, 2, 3, 4, 5].map((sequence) => segments.take(part(sequence, sequence < 5), text(sequence)));
  expect(replies.map(({ reply }) => reply?.sequence)).toEqual([0, undefined, undefined, undefined, 4, 5]);
  expect(replies.at(-1)?.whole?.toString()).toBe("abcdef");
});

test("after a gap the device is told from where to send again; a repeated one is not taken twice", () => {
  const segments = createSegments();
  segments.take(part(0, true), text(0));
  expect(segments.take(part(2, true), text(2)).reply).toEqual({ sequence: 0, window: 4, negative: true });
  segments.take(part(1, true), text(1));
  expect(segments.take(part(1, true), text(1)).reply?.sequence).toBe(1);
  expect(segments.take(part(2, false), text(2)).whole?.toString()).toBe("abc");
});

test("more than 256 segments wrap around; an answer without an end is not kept", () => {
  const segments = createSegments();
  let whole: Buffer | undefined;
  for (let sequence = 0; sequence < 300; sequence++)
    ({ whole } = segments.take(part(sequence & 0xff, sequence < 299), Buffer.from([sequence & 0xff])));
  expect(whole).toHaveLength(300);
  const endless = createSegments();
  const kilobyte = Buffer.alloc(1024);
  let taken = 0;
  for (let sequence = 0; sequence < 500; sequence++)
    if (endless.take(part(sequence & 0xff, true, 1), kilobyte).reply?.negative === false) taken++;
  expect(taken).toBeLessThan(100);
});
