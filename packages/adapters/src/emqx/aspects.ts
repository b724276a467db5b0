import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { EmqxClient } from "@outstation/emqx-api-client";
import { AUTHORIZATION, DEVICE_LISTENER, type DesiredBroker, LISTENER, LISTENER_TLS, mqttIdentity } from "./desired";
import { allowsEverything } from "./file-source";

/** Something of a broker that is not as it should be, and how to put it right. */
export type Finding = {
  readonly what: string;
  readonly is: string;
  readonly should: string;
  /** Absent where a person must. */
  readonly correct?: () => Promise<unknown>;
};
export type Aspect = (emqx: EmqxClient, desired: DesiredBroker) => Promise<Finding[]>;

const shown = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));

/** One finding for all members that differ. */
function difference<T extends object>(
  what: string,
  is: object | undefined,
  should: T,
  correct: () => Promise<unknown>,
): Finding[] {
  const found: Readonly<Record<string, unknown>> = { ...is };
  const wrong = Object.entries(should).filter(([name, value]) => !isDeepStrictEqual(found[name], value));
  if (wrong.length === 0) return [];
  const names = wrong.map(([name]) => name);
  return [
    {
      what,
      is: shown(Object.fromEntries(names.map((name) => [name, found[name] ?? null]))),
      should: shown(Object.fromEntries(wrong)),
      correct,
    },
  ];
}

export const mqtt: Aspect = async ({ configs }, { attributes }) => {
  const wanted = mqttIdentity(attributes);
  const { mqtt } = await configs.getGlobalZone();
  return difference("mqtt", mqtt, wanted, () => configs.changeGlobalZone({ mqtt: wanted }));
};

export const source: Aspect = async ({ authorization: { sources } }) => {
  const wanted = { type: "built_in_database", enable: true } as const;
  const there = await sources.find(wanted.type);
  return difference("authorization.sources.built_in_database", there, wanted, () =>
    there === undefined ? sources.create(wanted) : sources.replace({ ...there, ...wanted }),
  );
};

/** What EMQX fills in is no difference. */
const ruleOf = ({ permission, action, topic, qos, retain }: Awaited<ReturnType<RulesOf>>[number]) => ({
  ...{ permission, action, topic },
  ...(qos === undefined || isDeepStrictEqual([...qos].sort(), [0, 1, 2]) ? {} : { qos }),
  ...(retain === undefined || retain === "all" ? {} : { retain }),
});
type RulesOf = EmqxClient["authorization"]["rules"]["everyone"]["get"];

export const rules: Aspect = async ({ authorization: { rules: area, sources } }, desired) => {
  // Without the source there are no rules to ask for; a dry run comes here in that case too.
  const is = (await sources.find("built_in_database")) === undefined ? [] : await area.everyone.get();
  const should = desired.rules.map(({ permission, action, topic }) => ({ permission, action, topic }));
  if (isDeepStrictEqual(is.map(ruleOf), should)) return [];
  return [
    {
      ...{ what: "authorization.rules.all", is: shown(is.map(ruleOf)), should: shown(should) },
      correct: () => area.everyone.replace(should),
    },
  ];
};

export const settings: Aspect = async ({ authorization: { settings: area } }) =>
  difference("authorization.settings", await area.get(), AUTHORIZATION, () => area.change(AUTHORIZATION));

/** Whatever else is asked before or after our rules can allow what they do not. */
export const otherSources: Aspect = async ({ authorization: { sources } }) => {
  const others = (await sources.list()).filter(({ type, enable }) => type !== "built_in_database" && enable !== false);
  return others.map((other) => {
    const isOpen = other.type === "file" && "rules" in other && allowsEverything(other.rules);
    const what = `authorization.sources.${other.type}`;
    return isOpen
      ? { what, is: "allows everybody everything", should: "absent", correct: () => sources.delete("file") }
      : { what, is: "present", should: "absent, or looked at by a person: it can allow what our rules do not" };
  });
};

/** Where EMQX puts a CA bundle that it is given: the name tells the content (emqx_tls_lib:pem_file_path/4). */
export function caFileOf(pem: string): string {
  const [type = "", name = ""] = DEVICE_LISTENER.split(":");
  const digest = createHash("md5").update(`listeners/${type}/${name}cacert${pem}`).digest("hex");
  return `cacert-${digest.slice(0, 16).toUpperCase()}`;
}

/**
 * Of the bundle EMQX tells no more than where it keeps it. One that was written through this API is ours to renew; so is
 * EMQX's sample, whose authority's key is public: with it anybody could be any device. Another file is the installation's own.
 */
const isOurAffair = (file: string): boolean => /^(|cacert\.pem|cacert-[0-9A-F]{16})$/.test(file);

export const listener: Aspect = async ({ listeners }, { trusted }) => {
  const there = await listeners.find(DEVICE_LISTENER);
  if (there === undefined) return [{ what: `listeners.${DEVICE_LISTENER}`, is: "absent", should: "present" }];
  const tls = "ssl_options" in there && there.ssl_options ? there.ssl_options : {};
  const pem = `${trusted.map((certificate) => certificate.trim()).join("\n")}\n`;
  const { cacertfile = "" } = "cacertfile" in tls ? tls : {};
  const caFile = cacertfile.split("/").at(-1) ?? "";
  const change = {
    id: DEVICE_LISTENER,
    type: "ssl" as const,
    ...LISTENER,
    ssl_options: { ...LISTENER_TLS, cacertfile: pem },
  };
  const should = { ...LISTENER, ...LISTENER_TLS, cacertfile: isOurAffair(caFile) ? caFileOf(pem) : caFile };
  const is = { ...there, ...tls, cacertfile: caFile };
  return difference(`listeners.${DEVICE_LISTENER}`, is, should, () => listeners.change(change));
};

/** A door without certificates lets anybody take a device's name, and so its session, even if it may do nothing with it. */
export const otherListeners =
  (kept: readonly string[]): Aspect =>
  async ({ listeners }) =>
    (await listeners.list())
      .filter(({ id, enable }) => enable && id !== DEVICE_LISTENER && !kept.includes(id))
      .map(({ id }) => ({
        ...{ what: `listeners.${id}`, is: "open, and asks for no certificate of ours", should: "closed" },
        correct: () => listeners.stop(id),
      }));
