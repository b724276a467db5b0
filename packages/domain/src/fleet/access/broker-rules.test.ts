import { commonNameOf, type DeviceIdentity, parseCommonName } from "@outstation/contracts/mqtt/identity";
import { DOWN_CHANNELS, mayPublish, maySubscribe, UP_CHANNELS } from "@outstation/contracts/mqtt/topics";
import fc from "fast-check";
import { expect, test } from "vitest";
import { brokerRules, clientAttributes } from "./broker-rules";

// Promise: EMQX, given our rules, lets a device do what our own broker lets it do: its own topics, nobody else's.

// EMQX's evaluation, after its source at v5.8.9: emqx_authz_mnesia (first match wins, then no_match: deny), emqx_authz_rule
// (a placeholder that is not set matches nothing), emqx_topic:match_words (a filter is matched word by word, so `+` in a rule
// matches the word `#`), emqx_channel (a shared subscription is judged by its real filter), emqx_channel:initialize_client_attrs.

type Attributes = Readonly<Record<string, string>>;

function attributesOf(cn: string): Attributes {
  const attributes: Record<string, string> = {};
  for (const { set_as_attr, expression } of clientAttributes()) {
    const [, nth, pattern] = /^nth\((\d),regex_extract\(cn,'(.*)'\)\)$/.exec(expression) ?? [];
    if (pattern === undefined) throw new Error(`not an expression this test can evaluate: ${expression}`);
    const groups = new RegExp(pattern.replace(String.raw`\z`, String.raw`(?![\s\S])`)).exec(cn)?.slice(1) ?? [];
    const value = groups[Number(nth) - 1] ?? "";
    if (value !== "") attributes[set_as_attr] = value;
  }
  return attributes;
}

function matches(name: readonly string[], filter: readonly string[]): boolean {
  if (name[0]?.startsWith("$") && (filter[0] === "+" || filter[0] === "#")) return false;
  for (let at = 0; ; at++) {
    const word = filter[at];
    if (word === "#" && at === filter.length - 1) return true;
    if (at === name.length || at === filter.length) return name.length === filter.length;
    if (word !== "+" && word !== name[at]) return false;
  }
}

function emqxAllows(cn: string, action: "publish" | "subscribe", topic: string): boolean {
  const attributes = attributesOf(cn);
  const [share, , ...shared] = topic.split("/");
  const real = action === "subscribe" && share === "$share" ? shared : topic.split("/");
  for (const rule of brokerRules()) {
    let unset = false;
    const filled = rule.topic.replace(/\$\{client_attrs\.(\w+)\}/g, (_, name: string) => {
      unset ||= attributes[name] === undefined;
      return attributes[name] ?? "";
    });
    if (!unset && rule.action === action && matches(real, filled.split("/"))) return rule.permission === "allow";
  }
  return false;
}

const names = ["acme", "globex", "acme-2", "abc"] as const;
const keys = ["gw-1", "gw-2", "gw-10", "G_1", "x"] as const;
const identities: fc.Arbitrary<DeviceIdentity> = fc.oneof(
  fc.record({ tenant: fc.constantFrom(...names), device: fc.constantFrom(...keys) }),
  fc.record({
    tenant: fc.stringMatching(/^[a-z0-9]{3,10}(-[a-z0-9]{1,10}){0,2}$/),
    device: fc.stringMatching(/^[A-Za-z0-9_-]{1,48}$/),
  }),
);
/** Words that a topic of ours may be made of, and those that would break out of one. */
const words = fc.oneof(
  fc.constantFrom<string>(...names, ...keys, ...UP_CHANNELS, ...DOWN_CHANNELS),
  fc.constantFrom("d", "up", "down", "+", "#", "", "$share", "$SYS", "g", "D", " ", "é", "\u0000", "a+", "#b"),
);
const anywhere = fc.array(words, { minLength: 1, maxLength: 7 }).map((parts) => parts.join("/"));
/** Close to what the identity may do: one word exchanged, left out or added. */
const nearby = (own: DeviceIdentity) => {
  const channels = fc.constantFrom<string>(...UP_CHANNELS, ...DOWN_CHANNELS, "#", "+", "secret", "");
  const way = fc.constantFrom("up", "down");
  return fc
    .tuple(way, channels, fc.nat(6), words, fc.constantFrom("keep", "keep", "exchange", "leave out", "add", "share"))
    .map(([direction, channel, at, word, what]) => {
      const parts = [own.tenant, "d", own.device, direction, channel];
      if (what === "exchange") parts.splice(Math.min(at, 4), 1, word);
      if (what === "leave out") parts.splice(Math.min(at, 4), 1);
      if (what === "add") parts.splice(at, 0, word);
      return what === "share" ? `$share/${word}/${parts.join("/")}` : parts.join("/");
    });
};
const attempts = identities.chain((own) =>
  fc.record({ own: fc.constant(own), topic: fc.oneof(anywhere, nearby(own), nearby(own)) }),
);

test("a device may publish on EMQX exactly where it may on our own broker", () => {
  let allowed = 0;
  fc.assert(
    fc.property(attempts, ({ own, topic }) => {
      // A topic with wildcards is no topic to publish to: every MQTT broker ends the connection before it asks (MQTT 5, 3.3.2.1).
      fc.pre(!/[+#]/.test(topic));
      const may = mayPublish(own, topic);
      if (may) allowed++;
      expect(emqxAllows(commonNameOf(own), "publish", topic)).toBe(may);
    }),
    { numRuns: 20_000 },
  );
  expect(allowed).toBeGreaterThan(500);
});

test("it may subscribe to what it may on our own broker, and else to nothing but filters beneath its own down/", () => {
  let allowed = 0;
  fc.assert(
    fc.property(attempts, ({ own, topic: filter }) => {
      const allows = emqxAllows(commonNameOf(own), "subscribe", filter);
      if (maySubscribe(own, filter)) {
        allowed++;
        expect(allows).toBe(true);
      }
      if (!allows) return;
      const real = filter.replace(/^\$share\/[^/]*\//, "");
      expect(`${real}/`.startsWith(`${own.tenant}/d/${own.device}/down/`)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
  expect(allowed).toBeGreaterThan(500);
});

test("what it may subscribe to gets it nothing that another device is sent", () => {
  fc.assert(
    fc.property(attempts, identities, fc.constantFrom(...DOWN_CHANNELS), ({ own, topic: filter }, other, channel) => {
      fc.pre(commonNameOf(own) !== commonNameOf(other) && emqxAllows(commonNameOf(own), "subscribe", filter));
      const real = filter.replace(/^\$share\/[^/]*\//, "");
      expect(matches([other.tenant, "d", other.device, "down", channel], real.split("/"))).toBe(false);
    }),
    { numRuns: 5_000 },
  );
});

test("EMQX takes tenant and device out of the very names that are names of ours", () => {
  const near = fc.tuple(
    fc.string({ maxLength: 34 }),
    fc.constantFrom(".", "..", "", "/"),
    fc.string({ maxLength: 50 }),
  );
  const commonNames = fc.oneof(
    identities.map(commonNameOf),
    near.map((parts) => parts.join("")),
    fc
      .tuple(identities.map(commonNameOf), fc.constantFrom("\n", ".", "+", "#", "/", " ", "\u0000"))
      .map((parts) => parts.join("")),
    fc.constantFrom(
      "+.#",
      "#.+",
      "acme.+",
      "+.gw-1",
      "acme.#",
      "a.b",
      "-acme.gw",
      "acme-.gw",
      "acme.",
      ".gw",
      "acme/d.gw",
      "acme.gw-1.x",
    ),
  );
  fc.assert(
    fc.property(commonNames, (cn) => {
      const identity = parseCommonName(cn);
      expect(attributesOf(cn)).toEqual(identity === null ? {} : { tns: identity.tenant, dev: identity.device });
    }),
    { numRuns: 20_000 },
  );
});

test.each(["+.#", "#.#", "+.+", "acme.+", "", "acme"])("the common name %j grants nothing", (cn) => {
  for (const topic of ["acme/d/gw-1/up/telemetry", "+/d/#/up/telemetry", "/d//up/telemetry"])
    expect(emqxAllows(cn, "publish", topic)).toBe(false);
  for (const filter of ["#", "+/d/#", "+/d/+/down/#", "acme/d/+/down/#", "acme/d/gw-1/down/#", "/d//down/#"])
    expect(emqxAllows(cn, "subscribe", filter)).toBe(false);
});

test("there is one rule for each way up, and one for all ways down", () => {
  expect(brokerRules()).toHaveLength(UP_CHANNELS.length + 1);
  expect(new Set(brokerRules().map(({ topic }) => topic)).size).toBe(UP_CHANNELS.length + 1);
});
