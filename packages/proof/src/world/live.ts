import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { sleep } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { type Enrolled, enrol } from "../devices/enrol";
import { dialOrFail, type Link } from "../devices/link";
import { devicesOf, type Filled } from "./fill";

/** A party's devices: enrolled through the door, connected to the broker, and quiet since. */
export type Fleet = {
  readonly twin: Enrolled;
  readonly own: Enrolled;
  readonly revoked: Enrolled;
  /** The connection that `own` keeps. */
  readonly link: Link;
  /** What its devices measure: a number that occurs nowhere else. */
  readonly value: number;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STORED_MS = 30_000;
/** Of what `saySomething` says, the messages that can be read. */
const COUNTED = 3;

/** Brings a party's devices to life and waits until everything they said is stored. @throws Fault `proof.not_stored` */
export async function bringToLife(filled: Filled): Promise<Fleet> {
  const keys = devicesOf(filled.party);
  const enrolled = async (key: string) => {
    const claim = filled.claims.get(key);
    if (claim === undefined) throw fault("proof.not_filled", "A device of the proof has no claim.", { key });
    return enrol(claim);
  };
  const [twin, own, revoked] = [await enrolled(keys.twin), await enrolled(keys.own), await enrolled(keys.revoked)];
  const link = await dialOrFail(own);
  const fleet = { twin, own, revoked, link, value: newValue() };
  try {
    const said = await saySomething(filled, fleet);
    await until("the readings of a device", () => isStored(filled));
    await sayAgainUntilFlagged(filled, fleet, said);
  } catch (reason) {
    link.end();
    throw reason;
  }
  return fleet;
}

const newValue = () => 700_000_000 + Math.floor(Math.random() * 99_999_999) + 0.625;

/** A status, an old reading to be sealed, a counted one, one that nobody can read; and one of the twin. @returns the counted one. */
async function saySomething({ party, names }: Filled, { own, twin, link, value }: Fleet): Promise<string> {
  const { mark } = party;
  const words = `measured ${mark}`;
  const [status, telemetry] = [upTopic(own.identity, "status"), upTopic(own.identity, "telemetry")];
  const plain = (ts: number) => JSON.stringify({ ts, values: { [names.point]: value, words } });
  await link.subscribe(`${own.identity.tenant}/d/${own.identity.device}/down/#`);
  await link.publish(status, JSON.stringify({ online: true, ts: Date.now(), software: mark }), { retain: true });
  await link.publish(telemetry, plain(Date.now() - 3 * HOUR_MS), { retain: true });
  const said = counted({ [names.point]: value, words });
  await link.publish(telemetry, said);
  for (const word of ["unreadable", "unreadable too"]) await link.publish(telemetry, `{"${word}": "${mark}"`);
  const second = await dialOrFail(twin);
  await second.publish(upTopic(twin.identity, "telemetry"), plain(Date.now()));
  second.end();
  return said;
}

const FLAGGED_MS = 6_000;

/**
 * The counted message declares a version that nobody has published. Its type's schema is new, and in force within 10 s; a repeat
 * changes nothing but that a row says so. It is said once at a time: what were noted after that row would change it later.
 */
async function sayAgainUntilFlagged({ call }: Filled, { own, link }: Fleet, said: string): Promise<void> {
  const isFlagged = async () => (await call.schemas.list()).flags.length > 0;
  for (let time = 0; time < 4; time += 1) {
    if (await comesTrue(isFlagged, FLAGGED_MS)) return;
    await link.publish(upTopic(own.identity, "telemetry"), said);
  }
  await until("the flag of an unknown version", isFlagged, FLAGGED_MS);
}

/** The second message of a boot whose first never comes. */
function counted(values: Readonly<Record<string, number | string>>): string {
  const measuredAt = Date.now();
  const readings = Object.entries(values).map(([point, value]) => ({
    point,
    value,
    measuredAt,
    quality: "good" as const,
  }));
  const batch = { boot: Math.floor(measuredAt / 1000), seq: 2, child: null, readings, schemaVersion: "1.7" };
  return Buffer.from(encodeCompact(batch)).toString("utf8");
}

async function isStored({ call, party }: Filled): Promise<boolean> {
  const keys = devicesOf(party);
  const [own, twin, messages] = await Promise.all([
    call.devices.get({ key: keys.own }),
    call.devices.get({ key: keys.twin }),
    call.messages.recent({ deviceKey: keys.own, limit: 10 }),
  ]);
  const isCounted = (await countArrivals(call, keys)) === 3;
  const isKnown = own.status?.software === party.mark && own.pointList.length > 0 && twin.pointList.length > 0;
  return isKnown && (await countMessages(call)) === COUNTED && messages.length === 4 && isCounted;
}

/** What the meter has counted of the party. */
async function countMessages(call: Filled["call"]): Promise<number> {
  const range = { from: Date.now() - DAY_MS, to: Date.now() + DAY_MS };
  const periods = await call.usage.periods({ ...range, unit: "month", deviceId: null });
  return periods.reduce((sum, { messages }) => sum + messages, 0);
}

/** What the gap ledger has counted of the two devices that speak. */
async function countArrivals(call: Filled["call"], keys: ReturnType<typeof devicesOf>): Promise<number> {
  const range = { from: Date.now() - 24 * HOUR_MS, to: Date.now() + HOUR_MS };
  const [own, twin] = await Promise.all(
    [keys.own, keys.twin].map((deviceKey) => call.completeness.device({ deviceKey, ...range })),
  );
  return [...(own?.hours ?? []), ...(twin?.hours ?? [])].reduce((sum, { carried }) => sum + carried, 0);
}

/** Polls until something is so. @throws Fault `proof.not_stored` naming what was waited for. */
export async function until(what: string, isSo: () => Promise<boolean>, waitMs = STORED_MS): Promise<void> {
  if (!(await comesTrue(isSo, waitMs))) throw fault("proof.not_stored", `The proof waited in vain for ${what}.`);
}

async function comesTrue(isSo: () => Promise<boolean>, waitMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + waitMs;
  for (;;) {
    if (await isSo()) return true;
    if (Date.now() > giveUpAt) return false;
    await sleep(40);
  }
}
