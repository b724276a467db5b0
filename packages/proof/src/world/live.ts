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
const STORED_MS = 30_000;

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
    await saySomething(filled, fleet);
    await until("the readings of a device", () => isStored(filled));
  } catch (reason) {
    link.end();
    throw reason;
  }
  return fleet;
}

const newValue = () => 700_000_000 + Math.floor(Math.random() * 99_999_999) + 0.625;

/** A status, an old reading to be sealed, a counted one, one that nobody can read; and one of the twin. */
async function saySomething({ party, names }: Filled, { own, twin, link, value }: Fleet): Promise<void> {
  const { mark } = party;
  const words = `measured ${mark}`;
  const [status, telemetry] = [upTopic(own.identity, "status"), upTopic(own.identity, "telemetry")];
  const plain = (ts: number) => JSON.stringify({ ts, values: { [names.point]: value, words } });
  await link.subscribe(`${own.identity.tenant}/d/${own.identity.device}/down/#`);
  await link.publish(status, JSON.stringify({ online: true, ts: Date.now(), software: mark }), { retain: true });
  await link.publish(telemetry, plain(Date.now() - 3 * HOUR_MS), { retain: true });
  await link.publish(telemetry, counted({ [names.point]: value, words }));
  await link.publish(telemetry, `{"unreadable": "${mark}"`);
  const second = await dialOrFail(twin);
  await second.publish(upTopic(twin.identity, "telemetry"), plain(Date.now()));
  second.end();
}

function counted(values: Readonly<Record<string, number | string>>): string {
  const measuredAt = Date.now();
  const readings = Object.entries(values).map(([point, value]) => ({
    point,
    value,
    measuredAt,
    quality: "good" as const,
  }));
  return Buffer.from(encodeCompact({ boot: Math.floor(measuredAt / 1000), seq: 1, child: null, readings })).toString(
    "utf8",
  );
}

async function isStored({ call, party }: Filled): Promise<boolean> {
  const keys = devicesOf(party);
  const [own, twin, messages] = await Promise.all([
    call.devices.get({ key: keys.own }),
    call.devices.get({ key: keys.twin }),
    call.messages.recent({ deviceKey: keys.own, limit: 10 }),
  ]);
  const isKnown = own.status?.software === party.mark && own.pointList.length > 0 && twin.pointList.length > 0;
  return isKnown && messages.length === 3;
}

/** Polls until something is so. @throws Fault `proof.not_stored` naming what was waited for. */
export async function until(what: string, isSo: () => Promise<boolean>, waitMs = STORED_MS): Promise<void> {
  const giveUpAt = Date.now() + waitMs;
  for (;;) {
    if (await isSo()) return;
    if (Date.now() > giveUpAt) throw fault("proof.not_stored", `The proof waited in vain for ${what}.`);
    await sleep(40);
  }
}
