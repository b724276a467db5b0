import { STREAMS } from "@outstation/contracts/streams/streams";
import { newId } from "@outstation/kit/ids";
import { createLogger } from "@outstation/kit/logger";
import type { Producer, ProducerBatch, RecordMetadata } from "kafkajs";
import { expect, test } from "vitest";
import { type Placed, sendRound } from "./send-round";

const stream = STREAMS.rawTelemetry;
const placed = (partition: number, text: string): Placed => ({
  stream,
  partition,
  record: { key: "acme/pump-7", tenantId: newId(), value: Buffer.from(text) },
});
const answer = (partition: number, baseOffset: number): RecordMetadata => ({
  topicName: stream,
  partition,
  errorCode: 0,
  baseOffset: String(baseOffset),
});

/**
 * kafkajs' producer with its answers written down: those that a real broker gives only at a bad moment.
 * @param leaders broker to the partitions it leads.
 */
function sendThrough(leaders: Record<string, number[]>, ...answers: (RecordMetadata[] | Error)[]) {
  const sent: string[][] = [];
  let renewed = 0;
  const sendBatch = async ({ topicMessages = [] }: ProducerBatch) => {
    sent.push(topicMessages.flatMap(({ messages }) => messages.map(({ value }) => String(value))));
    const next = answers.shift() ?? [];
    if (next instanceof Error) throw next;
    return next;
  };
  const producing = {
    producer: async () => ({ sendBatch }) as Pick<Producer, "sendBatch"> as Producer,
    renew: async () => {
      renewed++;
    },
    close: async () => undefined,
  };
  const fetching = {
    leaders: async (_: string, asked: readonly number[]) =>
      new Map(Object.entries(leaders).map(([leader, led]) => [leader, led.filter((one) => asked.includes(one))])),
    recover: async () => undefined,
  };
  const send = (round: Placed[]) => sendRound({ producing, fetching, logger: createLogger("test", "silent") }, round);
  return { send, sent, renewed: () => renewed };
}

const one = { "1": [2, 5] };
const two = { "1": [2], "2": [5] };
const failure = (message: string, retriable: boolean) =>
  Object.assign(new Error(message, { cause: Object.assign(new Error(message), { retriable }) }), { retriable: false });
const round = [placed(2, "a"), placed(5, "b"), placed(2, "c")];

test("records of one partition follow each other from the offset its batch got", async () => {
  const { send } = sendThrough(one, [answer(5, 70), answer(2, 10)]);
  expect(await send(round)).toEqual([
    { partition: 2, offset: 10 },
    { partition: 5, offset: 70 },
    { partition: 2, offset: 11 },
  ]);
});

test("a partition that is missing from the answer was not sent: it is sent again, alone", async () => {
  const { send, sent } = sendThrough(one, [answer(5, 70)], [answer(2, 10)]);
  expect((await send(round)).map(({ offset }) => offset)).toEqual([10, 70, 11]);
  expect(sent).toEqual([
    ["a", "b", "c"],
    ["a", "c"],
  ]);
});

test("what passes is tried again with the same batch and the same producer; what another leader took is not", async () => {
  const { send, sent, renewed } = sendThrough(two, failure("refused", true), [answer(5, 70)], [answer(2, 10)]);
  expect((await send(round)).map(({ offset }) => offset)).toEqual([10, 70, 11]);
  expect(sent).toEqual([["a", "c"], ["b"], ["a", "c"]]);
  expect(renewed()).toBe(0);
});

test.each([
  ["what does not pass", failure("out of order", false)],
  ["an answer about nothing that was asked", [answer(7, 1)]],
  ["a partition without an offset", [answer(5, -1)]],
])("%s fails the round, and its producer is never used again", async (_, given) => {
  const { send, sent, renewed } = sendThrough(one, given);
  await expect(send(round)).rejects.toMatchObject({ code: "log.unavailable" });
  expect(sent).toHaveLength(1);
  expect(renewed()).toBe(1);
});
