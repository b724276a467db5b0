import { sleep } from "@outstation/kit/clock";
import { type BillingReader, countAnnounced } from "../harness/billed";
import type { FleetDevice } from "../harness/fleet";
import type { Installation } from "../harness/installation";
import { READINGS_PER_MESSAGE, startPacedLoad } from "../harness/paced-load";
import { countStored, isStored } from "../harness/stored";
import { timeUntil } from "../harness/until";
import type { Fault } from "./fault";

/** Messages a second, of each device. */
export const RATE = 20;
const BEFORE_MS = 1_500;
/** The fault comes at a moment that no round shares with another. */
const JITTER_MS = 1_000;
const AFTER_MS = 1_000;
const SETTLED_WITHIN_MS = 120_000;

export type Setting = {
  readonly installation: Installation;
  readonly fleet: readonly FleetDevice[];
  readonly billing: BillingReader;
};

export type Outcome = {
  readonly published: number;
  readonly acknowledged: number;
  readonly resent: number;
  readonly stored: number;
  readonly readings: number;
  readonly announced: number;
  readonly billed: number;
  /** Messages made whose row, or whose number in the ledger, is missing; and readings that are missing. */
  readonly lost: number;
  readonly lostReadings: number;
  /** Readings stored more than once, and messages billed or announced beyond those stored. */
  readonly repeated: number;
  /** From the moment recovery was possible until everything made by the time the parts ran again was stored; null: never. */
  readonly recoverySeconds: number | null;
  readonly note: string | undefined;
};

/** One fault under load: strikes, lets the devices send until everything has its PUBACK, and counts. */
export async function playRound(fault: Fault, setting: Setting, round: number): Promise<Outcome> {
  const { installation, fleet, billing } = setting;
  const { superuserUrl: url, ports } = installation;
  const announcedBefore = await countAnnounced(url);
  const load = startPacedLoad({ fleet, port: ports.mqtt, boot: round, rate: RATE });
  try {
    await sleep(BEFORE_MS + Math.random() * JITTER_MS);
    const { healableAt, note } = await fault.strike(installation, round);
    const waiting = load.made();
    const recovered = await timeUntil(() => isStored(url, round, waiting), { withinMs: SETTLED_WITHIN_MS });
    const recoverySeconds = recovered === null ? null : (performance.now() - healableAt) / 1000;
    await sleep(AFTER_MS);
    load.finish();
    await timeUntil(async () => load.isAcknowledged(), { withinMs: SETTLED_WITHIN_MS });
    const made = load.made();
    await timeUntil(() => isStored(url, round, made), { withinMs: SETTLED_WITHIN_MS });
    const { made: published, acknowledged, resent } = load.totals();
    const { messages: stored, readings, lost, repeated } = await countStored(url, round, made);
    const billed = await billing.readOn(new Set(fleet.map(({ id }) => id)));
    const announced = (await countAnnounced(url)) - announcedBefore;
    return {
      ...{ published, acknowledged, resent, stored, readings, announced, billed, lost, recoverySeconds, note },
      lostReadings: Math.max(0, published * READINGS_PER_MESSAGE - readings),
      repeated: repeated + Math.max(0, billed - stored) + Math.max(0, announced - stored),
    };
  } finally {
    load.close();
  }
}

export const isFlawless = ({ published, acknowledged, ...outcome }: Outcome): boolean =>
  published > 0 &&
  [acknowledged, outcome.stored, outcome.announced, outcome.billed].every((count) => count === published) &&
  outcome.readings === published * READINGS_PER_MESSAGE &&
  outcome.lost + outcome.lostReadings + outcome.repeated === 0 &&
  outcome.recoverySeconds !== null;
