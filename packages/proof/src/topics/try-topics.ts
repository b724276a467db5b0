import { commonNameOf, type DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { DOWN_CHANNELS, downTopic, UP_CHANNELS, upTopic } from "@outstation/contracts/mqtt/topics";
import { dial, dialOrFail, type Link } from "../devices/link";
import type { LiveTrial } from "../trial";
import { until } from "../world/live";
import { foreignFilters, foreignTopics } from "./foreign";

const VERSIONS = [4, 5] as const;
const QOS = [0, 1, 2] as const;

/** Publishes, subscribes, leaves wills and takes names that are another's. B's device is connected throughout, and quiet. */
export async function tryTopics(trial: LiveTrial): Promise<void> {
  await tryHearing(trial);
  await tryPublishing(trial);
  await tryWills(trial);
  await tryRetaining(trial);
  await tryNames(trial);
}

/** The platform tells A what it refused A's device last, in A's own words. The last ones name nobody. */
export async function forgetRefusals({ fleets, a }: LiveTrial): Promise<void> {
  for (const device of [fleets.a.own, fleets.a.twin]) {
    const { device: key } = device.identity;
    // Not every broker tells what it refused.
    if ((await a.call.devices.get({ key })).refusal === null) continue;
    const link = await dialOrFail(device);
    await link.publish("nobody/d/none/up/telemetry", "{}");
    link.end();
    await until("what was refused last", async () =>
      ((await a.call.devices.get({ key })).refusal?.reason ?? "").includes("nobody/d/none"),
    );
  }
}

const theirDevices = ({ fleets }: LiveTrial) => [fleets.b.own.identity, fleets.b.twin.identity];

/** Subscribes to everything; then the platform sends B's device a word, and nothing of it may be heard elsewhere. */
async function tryHearing(trial: LiveTrial): Promise<void> {
  const { tally, fleets, canaries, b } = trial;
  for (const version of VERSIONS) {
    let link = await dialOrFail(fleets.a.own, { version });
    for (const filter of foreignFilters(fleets.a.own.identity, theirDevices(trial))) {
      const granted = await link.subscribe(filter);
      tally.attempt("topics", `MQTT ${version}: subscribing to ${filter}`, granted ? "the broker granted it" : null);
      // Some brokers say no by ending the connection.
      if (!link.isOpen()) link = await dialOrFail(fleets.a.own, { version });
    }
    const before = fleets.b.link.received.length;
    await b.call.devices.setDesired({ key: b.names.deviceKey, attributes: { note: b.party.mark, version } });
    await until("a word of the platform to B's device", async () => fleets.b.link.received.length > before);
    await link.roundTrip();
    const found = canaries.find(JSON.stringify(link.received));
    const heard = link.received.length > 0 ? `heard ${link.received.length} messages, of "${found}"` : null;
    tally.attempt("topics", `MQTT ${version}: hearing what is sent to another's device`, heard);
    link.end();
  }
}

/** What A says in B's name carries A's mark: `tryTopics` is followed by a look for it among B's rows. */
const forged = ({ a }: LiveTrial) =>
  JSON.stringify({ ts: Date.now(), online: false, values: { forged: a.party.mark } });

async function tryPublishing(trial: LiveTrial): Promise<void> {
  const { tally, fleets } = trial;
  for (const version of VERSIONS)
    for (const [at, topic] of foreignTopics(fleets.a.own.identity, theirDevices(trial)).entries()) {
      const link = await dialOrFail(fleets.a.own, { version });
      const qos = QOS[at % QOS.length] ?? 1;
      const outcome = await link.publish(topic, forged(trial), { qos, retain: at % 2 === 0 });
      link.end();
      const leak = outcome === "acknowledged" ? "the broker took it" : null;
      tally.attempt("topics", `MQTT ${version}: publishing to ${topic}, QoS ${qos}`, leak);
    }
}

/** A will is published when the connection dies: nobody is there to be refused, so the look at B's rows afterwards decides. */
async function tryWills(trial: LiveTrial): Promise<void> {
  const { tally, fleets } = trial;
  const topics = [
    ...UP_CHANNELS.map((channel) => upTopic(fleets.b.own.identity, channel)),
    ...DOWN_CHANNELS.map((channel) => downTopic(fleets.b.own.identity, channel)),
  ];
  for (const version of VERSIONS)
    for (const topic of topics) {
      const before = fleets.b.link.received.length;
      const will = { topic, payload: forged(trial), retain: true };
      const link = await dial(fleets.a.own, { version, will });
      link?.client.stream.destroy();
      await link?.closed;
      await fleets.b.link.roundTrip();
      const leak = fleets.b.link.received.length > before ? "B's device heard it" : null;
      tally.attempt("topics", `MQTT ${version}: a last will to ${topic}`, leak);
    }
}

/** Nothing may be kept for whoever subscribes later: neither of what B said with `retain`, nor of what A did. */
async function tryRetaining(trial: LiveTrial): Promise<void> {
  const { tally, fleets, a, b, canaries } = trial;
  const first = await dialOrFail(fleets.a.own);
  await first.publish(upTopic(fleets.a.own.identity, "telemetry"), forged(trial), { retain: true });
  first.end();
  for (const [whose, device, marks] of [
    ["B's device", fleets.b.twin, [a.party.mark]],
    ["A's device", fleets.a.twin, [b.party.mark]],
  ] as const) {
    const link = await dialOrFail(device);
    await link.subscribe(`${device.identity.tenant}/d/${device.identity.device}/down/#`);
    await link.roundTrip();
    const text = JSON.stringify(link.received);
    const kept =
      link.received.some(({ retain }) => retain) ||
      marks.some((mark) => text.includes(mark)) ||
      (whose === "A's device" && canaries.find(text) !== null);
    tally.attempt("topics", `${whose}, new at its own topics, after messages with retain`, kept ? text : null);
    link.end();
  }
}

/** B's name at the door, with A's certificate. B's connection must not even notice. */
async function tryNames(trial: LiveTrial): Promise<void> {
  const { tally, fleets } = trial;
  const { own } = fleets.a;
  const their = fleets.b.own.identity;
  const names = [
    ...[
      commonNameOf(their),
      commonNameOf(fleets.b.twin.identity),
      their.tenant,
      their.device,
      `${own.identity.tenant}.${their.device}`,
    ],
    ...[
      `${their.tenant}.${own.identity.device}`,
      commonNameOf(own.identity).toUpperCase(),
      "+",
      "#",
      "+.+",
      `${their.tenant}.+`,
      `${commonNameOf(own.identity)} `,
    ],
  ];
  for (const version of VERSIONS)
    for (const clientId of names) {
      const link = await dial(own, { clientId, version });
      const leak = (await fleets.b.link.roundTrip()) ? await hearsAs(link, their) : "B's connection ended";
      tally.attempt("topics", `MQTT ${version}: the client id ${JSON.stringify(clientId)}`, leak);
      link?.end();
    }
}

/** A broker refuses the name, or calls the connection by its certificate's all the same: then it has that one's rights. */
async function hearsAs(link: Link | null, their: DeviceIdentity): Promise<string | null> {
  if (link === null) return null;
  return (await link.subscribe(downTopic(their, "cmd"))) ? "it hears what is sent to B's device" : null;
}
