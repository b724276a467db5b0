import { createHash, randomBytes } from "node:crypto";
import { PARTITIONS, partitionOf, STREAMS } from "@outstation/contracts/streams/streams";
import type { EventLog, LogBatch, LogMessage, LogRecord } from "@outstation/domain/ports";
import { newId } from "@outstation/kit/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** A log under test. Each `open` is another process' view of the same one. */
export type LogUnderTest = { open(): Promise<EventLog & { close(): Promise<void> }>; close(): Promise<void> };

const STREAM = STREAMS.rawTelemetry;
const acme = newId();
const globex = newId();
/** Long enough for a slow machine; a test that needs it fails. */
const PATIENCE_MS = 20_000;

type Positions = Map<number, number>;

/** A key of each partition. */
const keys = Array.from({ length: PARTITIONS }, (_, partition) => {
  for (let n = 0; ; n++) if (partitionOf(`acme/pump-${n}`) === partition) return `acme/pump-${n}`;
});
const keyIn = (partition: number): string => keys[partition] ?? "";
const record = (partition: number, text: string, tenantId = acme): LogRecord => ({
  key: keyIn(partition),
  tenantId,
  value: Buffer.from(text),
});
const textOf = ({ value }: LogMessage): string => Buffer.from(value).toString("utf8");
const only = (positions: Positions, ...partitions: number[]): Positions =>
  new Map([...positions].filter(([partition]) => partitions.includes(partition)));
const follow = (positions: Positions, { moves }: LogBatch): Positions =>
  new Map([...positions, ...moves.map(({ partition, to }) => [partition, to] as const)]);

/** What every event log promises, whatever it is made of. */
export function eventLogContract(name: string, start: () => Promise<LogUnderTest>, skip = false): void {
  describe.skipIf(skip)(name, () => {
    let under: LogUnderTest;
    let log: EventLog & { close(): Promise<void> };
    beforeAll(async () => {
      under = await start();
      log = await under.open();
    }, 120_000);
    afterAll(async () => {
      await log?.close();
      await under?.close();
    });

    /** The positions after everything that is there now. */
    async function now(): Promise<Positions> {
      const places = await log.append(
        STREAM,
        keys.map((_, partition) => record(partition, "before")),
      );
      return new Map(places.map(({ partition, offset }) => [partition, offset + 1]));
    }
    const read = (from: Positions, messagesMax = 1000, reader: EventLog = log) =>
      reader.read(STREAM, from, messagesMax, AbortSignal.timeout(PATIENCE_MS));
    /** Reads on until there are so many. */
    async function readMany(from: Positions, count: number, messagesMax = 1000, reader: EventLog = log) {
      let positions = from;
      const messages: LogMessage[] = [];
      const batches: LogBatch[] = [];
      while (messages.length < count) {
        const batch = await read(positions, messagesMax, reader);
        if (batch.messages.length === 0) throw new Error(`${messages.length} of ${count} messages came`);
        batches.push(batch);
        messages.push(...batch.messages);
        positions = follow(positions, batch);
      }
      return { messages, batches, positions };
    }

    test("what one key's appends say comes in their order", async () => {
      const from = await now();
      const texts = Array.from({ length: 40 }, (_, n) => `message ${n}`);
      for (let n = 0; n < texts.length; n += 4)
        await log.append(
          STREAM,
          texts.slice(n, n + 4).flatMap((text) => [record(2, text), record(5, text, globex)]),
        );
      const { messages } = await readMany(from, 80);
      for (const partition of [2, 5])
        expect(messages.filter((message) => message.partition === partition).map(textOf)).toEqual(texts);
    });

    test("append says where each record lies, a tenant's side by side", async () => {
      const from = await now();
      const records = [record(1, "a"), record(1, "g", globex), record(4, "b"), record(1, "c"), record(1, "h", globex)];
      const places = await log.append(STREAM, records);
      const { messages } = await readMany(from, records.length);
      const found = places.map(({ partition, offset }) =>
        messages.find((message) => message.partition === partition && message.offset === offset),
      );
      expect(found.map((message) => message && textOf(message))).toEqual(["a", "g", "b", "c", "h"]);
      const offsets = places.map(({ offset }) => offset);
      expect(offsets[3]).toBe((offsets[0] ?? 0) + 1);
      expect(offsets[4]).toBe((offsets[1] ?? 0) + 1);
      expect(await log.append(STREAM, [])).toEqual([]);
    });

    test("messages keep their tenants and every byte, also of what is no message at all", async () => {
      const from = await now();
      const values = [Buffer.alloc(0), Buffer.from([0, 0xff, 0xc1]), randomBytes(1000)];
      await log.append(STREAM, [
        ...values.map((value) => ({ key: keyIn(3), tenantId: acme, value })),
        ...values.map((value) => ({ key: keyIn(6), tenantId: globex, value })),
      ]);
      const { messages } = await readMany(from, 6);
      for (const [partition, tenantId] of [
        [3, acme],
        [6, globex],
      ] as const) {
        const own = messages.filter((message) => message.partition === partition);
        expect(own.map((message) => message.tenantId)).toEqual([tenantId, tenantId, tenantId]);
        expect(own.map(({ value }) => Buffer.from(value).toString("hex"))).toEqual(
          values.map((value) => value.toString("hex")),
        );
      }
    });

    test("what was appended is there for another process", async () => {
      const from = await now();
      const places = await log.append(STREAM, [record(0, "kept")]);
      const other = await under.open();
      const { messages } = await readMany(from, 1, 1000, other);
      await other.close();
      expect(messages).toMatchObject([{ ...places[0], tenantId: acme }]);
      expect(messages.map(textOf)).toEqual(["kept"]);
    });

    test("a batch has no more than asked for, and the next goes on where it ended", async () => {
      const from = await now();
      for (let n = 0; n < 12; n++) await log.append(STREAM, [record(n % 3, `${n}`)]);
      const { batches, messages } = await readMany(from, 12, 5);
      expect(Math.max(...batches.map((batch) => batch.messages.length))).toBeLessThanOrEqual(5);
      for (const partition of [0, 1, 2])
        expect(messages.filter((message) => message.partition === partition).map(textOf)).toEqual(
          [0, 3, 6, 9].map((n) => String(n + partition)),
        );
    });

    test("moves tell exactly how far the messages of a batch go", async () => {
      const from = await now();
      for (let n = 0; n < 9; n++) await log.append(STREAM, [record(n % 2, `${n}`), record(7, `${n}`)]);
      let positions = from;
      for (let seen = 0; seen < 18; ) {
        const batch = await read(positions, 4);
        seen += batch.messages.length;
        expect(batch.stream).toBe(STREAM);
        const moved = batch.moves.map(({ partition }) => partition);
        expect(new Set(moved)).toEqual(new Set(batch.messages.map(({ partition }) => partition)));
        for (const { partition, from: before, to } of batch.moves) {
          expect(before).toBe(positions.get(partition));
          const offsets = batch.messages.flatMap((message) => (message.partition === partition ? message.offset : []));
          expect(offsets).toEqual(offsets.map((_, index) => before + index));
          expect(to).toBe(before + offsets.length);
        }
        positions = follow(positions, batch);
      }
      expect([...positions].map(([partition, at]) => at - (from.get(partition) ?? 0))).toEqual([
        5, 4, 0, 0, 0, 0, 0, 9,
      ]);
    });

    test("the same positions give the same messages again", async () => {
      const from = await now();
      await log.append(STREAM, [record(0, "again"), record(1, "again")]);
      await log.append(STREAM, [record(0, "and on")]);
      const first = await readMany(from, 3);
      // Also with the very map that was read with before: a batch that failed is read once more.
      expect((await readMany(from, 3)).messages).toEqual(first.messages);
      expect((await readMany(new Map(from), 3)).messages).toEqual(first.messages);
    });

    test("a read waits for something to come to a partition it asks for", async () => {
      const from = only(await now(), 4);
      const reading = read(from);
      await log.append(STREAM, [record(2, "not asked for")]);
      await log.append(STREAM, [record(4, "came")]);
      expect((await reading).messages.map(textOf)).toEqual(["came"]);
    });

    test("a read that is told to stop comes back empty", async () => {
      const stopping = new AbortController();
      const reading = log.read(STREAM, await now(), 10, stopping.signal);
      stopping.abort();
      expect(await reading).toEqual({ stream: STREAM, messages: [], moves: [] });
    });

    test("two readers of one stream do not disturb each other", async () => {
      const from = await now();
      for (let n = 0; n < 20; n++) await log.append(STREAM, [record(n % PARTITIONS, `${n}`)]);
      const [one, other] = await Promise.all([readMany(new Map(from), 20, 3), readMany(new Map(from), 20, 7)]);
      const sorted = ({ messages }: { messages: LogMessage[] }) => messages.map(textOf).sort();
      expect(sorted(one)).toEqual(sorted(other));
      expect(new Set(sorted(one)).size).toBe(20);
    });

    test("two appenders at once lose nothing and keep their own orders", async () => {
      const from = await now();
      const other = await under.open();
      const appendAll = async (appender: EventLog, label: string) => {
        for (let n = 0; n < 30; n++)
          await appender.append(STREAM, [record(3, `${label} ${n}`), record(6, `${label} ${n}`)]);
      };
      await Promise.all([appendAll(log, "one"), appendAll(other, "other")]);
      await other.close();
      const { messages } = await readMany(from, 120);
      for (const partition of [3, 6])
        for (const label of ["one", "other"])
          expect(
            messages.flatMap((message) =>
              message.partition === partition && textOf(message).startsWith(`${label} `) ? textOf(message) : [],
            ),
          ).toEqual(Array.from({ length: 30 }, (_, n) => `${label} ${n}`));
    });

    test("appends that race each other each say truly where they lie", async () => {
      const from = await now();
      const texts = Array.from({ length: 50 }, (_, n) => `${n}`);
      const places = await Promise.all(texts.map((text) => log.append(STREAM, [record(1, text)])));
      const { messages } = await readMany(from, 50);
      expect(
        places
          .flat()
          .map(({ offset }) => offset)
          .sort((a, b) => a - b),
      ).toEqual(messages.map(({ offset }) => offset));
      expect(
        places.map(([place]) => messages.find(({ offset }) => offset === place?.offset)).map((m) => m && textOf(m)),
      ).toEqual(texts);
    });

    test("values of 256 KiB come whole, more of them than fit in one request", async () => {
      const from = await now();
      const values = Array.from({ length: 6 }, () => randomBytes(256 * 1024));
      await log.append(
        STREAM,
        values.map((value) => ({ key: keyIn(5), tenantId: acme, value })),
      );
      const { messages } = await readMany(from, 6);
      const digestOf = (value: Uint8Array) => createHash("sha256").update(value).digest("hex");
      expect(messages.map(({ value }) => digestOf(value))).toEqual(values.map(digestOf));
    });
  });
}
