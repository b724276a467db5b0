import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { DOWN_CHANNELS, downTopic, UP_CHANNELS, upTopic } from "@outstation/contracts/mqtt/topics";

/** Every topic of the grammar under another's name, mixed ones, and spellings that a careless rule would take for one's own. */
export function foreignTopics(own: DeviceIdentity, theirs: readonly DeviceIdentity[]): string[] {
  const mixed = theirs.flatMap((their) => [
    { tenant: their.tenant, device: own.device },
    { tenant: own.tenant, device: their.device },
  ]);
  const others = [...theirs, ...mixed].filter(({ tenant, device }) => tenant !== own.tenant || device !== own.device);
  const topics = others.flatMap((other) => [
    ...UP_CHANNELS.map((channel) => upTopic(other, channel)),
    ...DOWN_CHANNELS.map((channel) => downTopic(other, channel)),
  ]);
  const [their] = theirs;
  const up = their === undefined ? "" : upTopic(their, "telemetry");
  const spelled = [
    `/${up}`,
    `${up}/`,
    `${up}/x`,
    up.toUpperCase(),
    up.replace("/up/", "/up//"),
    `$share/g/${up}`,
    "$SYS/broker",
    "$SYS",
  ];
  const own_ = upTopic(own, "telemetry");
  return [
    ...new Set([
      ...topics,
      ...spelled,
      ...DOWN_CHANNELS.map((channel) => downTopic(own, channel)),
      `${own_}/../../../../${up}`,
    ]),
  ];
}

/** Every filter by which one could hear another: exact, with wildcards at each level, and shared. */
export function foreignFilters(own: DeviceIdentity, theirs: readonly DeviceIdentity[]): string[] {
  const exact = foreignTopics(own, theirs).filter(
    (topic) => !topic.startsWith("$share") && topic !== downTopic(own, "cmd"),
  );
  const wild = theirs.flatMap(({ tenant, device }) => [
    ...[
      `${tenant}/#`,
      `${tenant}/+/+/#`,
      `${tenant}/d/+/down/#`,
      `${tenant}/d/${device}/#`,
      `${tenant}/d/${device}/+/config`,
    ],
    ...[`+/d/${device}/down/#`, `+/+/${device}/+/+`, `${tenant}/d/${device}/down/+`],
  ]);
  const everyone = [
    "#",
    "+/#",
    "+/d/+/up/#",
    "+/d/+/down/#",
    "+/+/+/+/+",
    "/#",
    "$SYS/#",
    "$SYS/broker/clients/#",
    "$queue/#",
    `${own.tenant}/#`,
  ];
  const shared = [...everyone.slice(0, 4), ...wild.slice(0, 4), `${own.tenant}/d/${own.device}/down/#`].map(
    (filter) => `$share/group/${filter}`,
  );
  const mine = new Set([...DOWN_CHANNELS.map((channel) => downTopic(own, channel))]);
  return [...new Set([...exact, ...wild, ...everyone, ...shared])].filter((filter) => !mine.has(filter));
}
