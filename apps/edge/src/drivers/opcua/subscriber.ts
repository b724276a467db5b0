import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { sleep } from "@outstation/kit/clock";
import type { RawReading } from "../driver";
import { bridgeMsOf } from "./client";
import type { MonitorResult } from "./monitor";
import { BAD_NODE_ID_INVALID, BAD_NODE_ID_UNKNOWN, resolveNode } from "./node-ids";
import { noteOf } from "./note";
import type { ReadOnlySession } from "./read-only-session";
import { rawReadingOf } from "./value";

type Point = OpcUaSource["points"][number];
type Located = { readonly point: Point; readonly nodeId: string };

/** The points of a source on one session. */
export type Subscriber = {
  /** Subscribes to every point. One that is refused is reported as bad with the server's status, once. */
  subscribe(): Promise<void>;
  /** Reads the points that say nothing after a gap: a subscription that survived reports no value that did not change. */
  catchUp(): Promise<void>;
  /** Asks for the refused points from time to time, until the signal aborts. */
  askAgain(everyMs: number, signal: AbortSignal, onFound: () => void): Promise<void>;
  /** What a person should know although the source is connected. */
  note(): string | undefined;
};

export function createSubscriber(
  source: OpcUaSource,
  session: ReadOnlySession,
  onReadings: (readings: readonly RawReading[]) => void,
): Subscriber {
  const bridgeMs = bridgeMsOf(source);
  const active = new Map<Point, MonitorResult & { readonly nodeId: string }>();
  const refused = new Map<Point, number>();
  const heard = new Set<Point>();
  let published: (() => void) | undefined;

  function locate(points: readonly Point[]): Located[] {
    return points.flatMap((point) => {
      const node = resolveNode(point.nodeId, session.namespaces());
      if ("nodeId" in node) return [{ point, nodeId: node.nodeId }];
      refused.set(point, node.status);
      return [];
    });
  }

  async function monitor(located: readonly Located[]) {
    if (located.length === 0) return;
    const results = await session.monitor({
      points: located.map(({ point, nodeId }) => ({
        nodeId,
        samplingMs: point.samplingMs ?? source.samplingMs,
        ...(point.serverDeadband === undefined ? {} : { deadband: point.serverDeadband }),
      })),
      publishingMs: source.samplingMs,
      bridgeMs,
      onChange: (index, value) => {
        const point = located[index]?.point;
        if (point === undefined) return;
        heard.add(point);
        onReadings([rawReadingOf(point.name, value)]);
      },
      onPublished: () => published?.(),
    });
    for (const [index, { point, nodeId }] of located.entries()) {
      const result = results[index];
      if (result === undefined || isBad(result.status)) refused.set(point, result?.status ?? BAD_NODE_ID_UNKNOWN);
      else {
        refused.delete(point);
        active.set(point, { ...result, nodeId });
      }
    }
  }

  async function retry() {
    await session.readNamespaces();
    const located = locate([...refused.keys()]);
    const values = await session.read(located.map(({ nodeId }) => nodeId));
    // Monitoring makes a subscription each time; only for nodes that are there now.
    await monitor(located.filter((_, index) => !NOT_THERE.has(values[index]?.statusCode.value ?? 0)));
  }

  return {
    async subscribe() {
      await monitor(locate(source.points));
      onReadings([...refused].map(([{ name }, code]) => refusal(name, code)));
    },
    async catchUp() {
      heard.clear();
      // What the server kept comes with its next answer, and tells more of a point than its value now.
      const next = new Promise<void>((resolve) => {
        published = resolve;
      });
      await Promise.race([next, sleep(2 * source.samplingMs)]);
      const silent = [...active].filter(([point]) => !heard.has(point));
      const values = await session.read(silent.map(([, { nodeId }]) => nodeId));
      onReadings(
        silent.flatMap(([point], index) => {
          const value = values[index];
          return value === undefined || heard.has(point) ? [] : [rawReadingOf(point.name, value)];
        }),
      );
    },
    async askAgain(everyMs, signal, onFound) {
      for (;;) {
        await sleep(everyMs, signal);
        if (signal.aborted) return;
        // The connection may be lost while it asks; whether that can be repaired is decided elsewhere.
        if (refused.size > 0) await retry().then(onFound, () => {});
      }
    },
    note: () => noteOf({ source, refused: [...refused.keys()], active, bridgeMs }),
  };
}

const refusal = (point: string, code: number): RawReading => ({
  point,
  value: null,
  sourceTime: null,
  status: { protocol: "opcua", code },
});

const NOT_THERE: ReadonlySet<number> = new Set([BAD_NODE_ID_INVALID, BAD_NODE_ID_UNKNOWN]);

/** OPC 10000-4, 7.39: the first bit of a status code says that the operation failed. */
const isBad = (code: number): boolean => code >>> 31 === 1;
