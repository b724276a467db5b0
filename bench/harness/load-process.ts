import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { processValues } from "../ingest/trace";
import type { LoadOrder, LoadPlan, LoadReport } from "./load-plan";
import { READINGS_PER_MESSAGE } from "./paced-load";
import { type Outgoing, type Publisher, startPublisher } from "./publisher";

// A process of its own, so that a flood does not hold up the clock of those whose latency is measured.

const TICK_MS = 10;
const REPORT_EVERY_MS = 500;

process.once("message", (plan: LoadPlan) => {
  let rate = plan.rate;
  /** Messages each device may have sent at this rate by now. */
  let allowed = 0;
  let countedAt = performance.now();
  let finishing = false;
  const sentBy = plan.fleet.map(() => 0);
  const last = plan.messages ?? Number.POSITIVE_INFINITY;

  const publishers = plan.fleet.map((device, index) => {
    const points = Array.from({ length: READINGS_PER_MESSAGE }, (_, point) => processValues(index * 100 + point));
    let lastAt = 0;
    const take = (): Outgoing | undefined => {
      const sent = sentBy[index] ?? 0;
      if (finishing || sent >= last || (rate !== null && sent >= allowed)) return undefined;
      const seq = sent + 1;
      sentBy[index] = seq;
      const readyAt = Date.now();
      // Each message has a time of its own, so that a reading stored twice can be told from two readings.
      lastAt =
        plan.measured === null ? Math.max(readyAt, lastAt + 1) : plan.measured.from + sent * plan.measured.stepMs;
      const readings = points.map((values, point) => ({
        point: `point_${point}`,
        value: values.next().value as number,
        measuredAt: lastAt,
        quality: "good" as const,
      }));
      return { seq, payload: encodeCompact({ boot: plan.boot, seq, child: null, readings }), readyAt };
    };
    return startPublisher({ device, port: plan.port, take });
  });

  const sum = (of: (publisher: Publisher) => number) => publishers.reduce((total, each) => total + of(each), 0);
  const report = (): LoadReport => {
    const sent = sentBy.reduce((total, each) => total + each, 0);
    const acknowledged = sum((publisher) => publisher.acknowledged);
    const refused = sum((publisher) => publisher.refused);
    const isOver = finishing || sentBy.every((each) => each >= last);
    return {
      ...{ sent, acknowledged, refused, sentBy },
      resent: sum((publisher) => publisher.resent),
      connections: sum((publisher) => publisher.connections),
      done: isOver && acknowledged + refused === sent,
    };
  };

  setInterval(() => {
    const now = performance.now();
    allowed += ((now - countedAt) * (rate ?? 0)) / 1000;
    countedAt = now;
    for (const publisher of publishers) publisher.wake();
    const { done } = report();
    if (done) process.send?.(report(), () => process.exit(0));
  }, TICK_MS);
  setInterval(() => process.send?.(report()), REPORT_EVERY_MS);

  process.on("message", (order: LoadOrder) => {
    if (order === "finish") {
      finishing = true;
      return;
    }
    rate = order.rate;
    // What could not be sent at the rate before is not made up for: a message is made when it is sent.
    allowed = Math.max(...sentBy);
  });
});
process.once("disconnect", () => process.exit(0));
