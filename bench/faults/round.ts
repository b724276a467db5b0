import { sleep } from "@outstation/kit/clock";
import { type BillingReader, countAnnounced } from "../harness/billed";
import type { FleetDevice } from "../harness/fleet";
import type { Installation } from "../harness/installation";
import { countMetered } from "../harness/metered";
import { READINGS_PER_MESSAGE, startPacedLoad } from "../harness/paced-load";
import { countStored, isStored, type Made } from "../harness/stored";
import { timeUntil } from "../harness/until";
import type { Fault, Prepared } from "./fault";

/** Messages a second, of each device. */
export const RATE = 20;
/** Messages that have their PUBACK before it comes, of each device: the load is under way. */
const BEFORE = 20;
/** The fault comes at a moment that no round shares with another. */
const JITTER_MS = 1_000;
const AFTER_MS = 1_000;
const SETTLED_WITHIN_MS = 120_000;

export type Setting = {
  readonly installation: Installation;
  readonly prepared: Prepared;
  readonly fleet: readonly FleetDevice[];
  readonly billing: BillingReader;
};

export type Outcome = {
  readonly published: number;
  readonly acknowledged: number;
  readonly resent: number;
  readonly stored: number;
  readonly readings: number;
  /** In `telemetry-accepted`. */
  readonly announced: number;
  /** In `billing-events`. */
  readonly billed: number;
  /** In the meter's ledger. */
  readonly metered: number;
  /** Messages made whose row, or whose number in the ledger, is missing. */
  readonly lost: number;
  readonly lostReadings: number;
  /** Readings stored more than once; messages billed, announced or counted by the meter beyond those stored; disputes. */
  readonly repeated: number;
  /** From the moment recovery was possible until everything made by then was stored and metered; null: never. */
  readonly recoverySeconds: number | null;
  readonly note: string | undefined;
};

/** One fault under load: strikes, lets the devices send until everything has its PUBACK, and counts. */
export async function playRound(fault: Fault, setting: Setting, round: number): Promise<Outcome> {
  const { installation, fleet, billing, prepared } = setting;
  const { superuserUrl: url, ports } = installation;
  const ids = fleet.map(({ id }) => id);
  const announcedBefore = await countAnnounced(url);
  const meteredBefore = (await countMetered(url, ids)).messages;
  const meteredNow = async () => (await countMetered(url, ids)).messages - meteredBefore;
  const isThrough = async (made: Made) =>
    (await isStored(url, round, made)) &&
    (await meteredNow()) >= [...made.values()].reduce((sum, each) => sum + each, 0);
  const load = startPacedLoad({ fleet, port: ports.mqtt, boot: round, rate: RATE });
  try {
    const isUnderWay = async () => load.totals().acknowledged >= BEFORE * fleet.length;
    await timeUntil(isUnderWay, { withinMs: SETTLED_WITHIN_MS, everyMs: 20 });
    await sleep(Math.random() * JITTER_MS);
    const { healableAt, note, mend } = await fault.strike(installation, round, prepared);
    const waiting = load.made();
    const recovered = await timeUntil(() => isThrough(waiting), { withinMs: SETTLED_WITHIN_MS });
    const recoverySeconds = recovered === null ? null : (performance.now() - healableAt) / 1000;
    await mend?.();
    await sleep(AFTER_MS);
    load.finish();
    await timeUntil(async () => load.isAcknowledged(), { withinMs: SETTLED_WITHIN_MS });
    const made = load.made();
    await timeUntil(() => isThrough(made), { withinMs: SETTLED_WITHIN_MS });
    const { made: published, acknowledged, resent } = load.totals();
    const { messages: stored, readings, lost, repeated } = await countStored(url, round, made);
    const billed = await billing.readOn(new Set(ids));
    const announced = (await countAnnounced(url)) - announcedBefore;
    const metered = await meteredNow();
    const { disputed } = await countMetered(url, ids);
    const beyond = [billed, announced, metered].map((count) => Math.max(0, count - stored));
    return {
      ...{ published, acknowledged, resent, stored, readings, announced, billed, metered, lost, recoverySeconds, note },
      lostReadings: Math.max(0, published * READINGS_PER_MESSAGE - readings),
      repeated: beyond.reduce((sum, each) => sum + each, repeated + disputed),
    };
  } finally {
    load.close();
  }
}

export const isFlawless = ({ published, acknowledged, ...outcome }: Outcome): boolean =>
  published > 0 &&
  [acknowledged, outcome.stored, outcome.announced, outcome.billed, outcome.metered].every((is) => is === published) &&
  outcome.readings === published * READINGS_PER_MESSAGE &&
  outcome.lost + outcome.lostReadings + outcome.repeated === 0 &&
  outcome.recoverySeconds !== null;
