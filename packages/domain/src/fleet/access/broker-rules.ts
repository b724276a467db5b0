import { DOWN_CHANNELS, downTopic, UP_CHANNELS, upTopic } from "@outstation/contracts/mqtt/topics";

/** A rule of EMQX's built-in database. Its placeholders are filled per connection, from the certificate. */
export type BrokerRule = {
  readonly permission: "allow";
  readonly action: "publish" | "subscribe";
  readonly topic: string;
};

/** A connection's attribute, and the expression over its certificate (`cn`) that gives it. */
export type ClientAttribute = { readonly set_as_attr: string; readonly expression: string };

// The grammar of `contracts/mqtt/identity`, as PCRE; a property test holds the two together. `\z`, as `$` would let a line
// break follow. EMQX 5.8 fills `+`, `#` and `/` into a topic as they are: with a name outside the grammar the expression is
// empty, EMQX sets no attribute, and a rule with an unset placeholder does not match (emqx_channel:initialize_client_attrs/2).
const COMMON_NAME = String.raw`^(?=[^.]{3,32}[.])([a-z0-9]+(?:-[a-z0-9]+)*)[.]([A-Za-z0-9_-]{1,48})\z`;

/** What EMQX takes out of a certificate's common name: tenant and device. */
export const clientAttributes = (): ClientAttribute[] =>
  ["tns", "dev"].map((name, index) => ({
    set_as_attr: name,
    expression: `nth(${index + 1},regex_extract(cn,'${COMMON_NAME}'))`,
  }));

const whoever = { tenant: ["$", "{client_attrs.tns}"].join(""), device: ["$", "{client_attrs.dev}"].join("") };

/**
 * Everybody's rights as EMQX's rules: as many rules for ten devices as for a million. They allow to publish exactly what
 * `mayPublish` allows. To subscribe, everything `maySubscribe` allows, and other filters beneath the device's own `down/`:
 * EMQX does not fill placeholders into `eq` (emqx_authz_rule:compile_topic/1), so `down/#` cannot be allowed without what is
 * beneath it. Such a filter gets a device nothing that `down/#` does not.
 */
export const brokerRules = (): BrokerRule[] => [
  ...UP_CHANNELS.map((channel) => allow("publish", upTopic(whoever, channel))),
  allow("subscribe", everyDownTopic()),
];

const allow = (action: BrokerRule["action"], topic: string): BrokerRule => ({ permission: "allow", action, topic });

/** `…/down/#`, which covers every channel. */
function everyDownTopic(): string {
  const [channel] = DOWN_CHANNELS;
  return `${downTopic(whoever, channel).slice(0, -channel.length)}#`;
}
