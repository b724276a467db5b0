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
export async function bringToLife({ party, claims, call, names }: Filled): Promise<Fleet> {
  const { mark } = party;
  const keys = devicesOf(party);
  const claimOf = (key: string) => {
    const claim = claims.get(key);
    if (claim === undefined) throw fault("proof.not_filled", "A device of the proof has no claim.", { key });
    return claim;
  };
  const [twin, own, revoked] = [
    await enrol(claimOf(keys.twin)),
    await enrol(claimOf(keys.own)),
    await enrol(claimOf(keys.revoked)),
  ];
  const value = 700_000_000 + Math.floor(Math.random() * 99_999_999) + 0.625;
  const readings = (ts: number) => JSON.stringify({ ts, values: { [names.point]: value, words: `measured ${mark}` } });

  const counted = (point: string, number: number, words: string) =>
    Buffer.from(
      encodeCompact({
        ...{ boot: Math.floor(Date.now() / 1000), seq: 1, child: null },
        readings: [
          { point, value: number, measuredAt: Date.now(), quality: "good" },
          { point: "words", value: words, measuredAt: Date.now(), quality: "good" },
        ],
      }),
    ).toString("utf8");
  const link = await dialOrFail(own);
  await link.subscribe(`${own.identity.tenant}/d/${own.identity.device}/down/#`);
  await link.publish(
    upTopic(own.identity, "status"),
    JSON.stringify({ online: true, ts: Date.now(), software: mark }),
    {
      retain: true,
    },
  );
  // Old enough to be sealed into a block, new enough to be kept; and one that nobody can read.
  await link.publish(upTopic(own.identity, "telemetry"), readings(Date.now() - 3 * HOUR_MS), { retain: true });
  await link.publish(upTopic(own.identity, "telemetry"), counted(names.point, value, mark));
  await link.publish(upTopic(own.identity, "telemetry"), `{"unreadable": "${mark}"`);
  const second = await dialOrFail(twin);
  await second.publish(upTopic(twin.identity, "telemetry"), readings(Date.now()));
  second.end();
  await until("the readings of a device", async () => {
    const [device, other, messages] = await Promise.all([
      call.devices.get({ key: keys.own }),
      call.devices.get({ key: keys.twin }),
      call.messages.recent({ deviceKey: keys.own, limit: 10 }),
    ]);
    const isKnown = device.status?.software === mark && other.pointList.length > 0 && device.pointList.length > 0;
    return isKnown && messages.length === 3 && messages.every(({ verdict }) => verdict.state !== "pending");
  });
  return { twin, own, revoked, link, value };
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
