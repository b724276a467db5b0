import type { EmqxClient } from "@outstation/emqx-api-client";
import { fault } from "@outstation/kit/fault";
import {
  type Aspect,
  type Finding,
  listener,
  mqtt,
  otherListeners,
  otherSources,
  rules,
  settings,
  source,
} from "./aspects";
import { bans } from "./ban-aspect";
import type { DesiredBroker } from "./desired";
import { allowsEverything } from "./file-source";

export type ReconcileOptions = {
  /** Finds and changes nothing. */
  readonly dryRun?: boolean;
  /** Removes EMQX's own file of rules, which allows everybody everything. Without this word it is refused to go on. */
  readonly replaceDefaultFileSource?: boolean;
  /** Listeners beside the one for devices that stay open, such as `tcp:internal`: nobody from outside may reach them. */
  readonly keepListeners?: readonly string[];
};

export type Drift = Pick<Finding, "what" | "is" | "should"> & {
  /** `found` in a dry run; `by hand` where a person must decide; `remains` where EMQX said yes and nothing changed. */
  readonly outcome: "corrected" | "found" | "by hand" | "remains";
};
export type Reconciled = {
  readonly broker: { readonly edition: string; readonly version: string; readonly nodes: number };
  readonly drift: readonly Drift[];
};

/** `client_attrs`, `regex_extract` and bans by pattern are all there from here on. */
const OLDEST = [5, 8] as const;

/**
 * The order in which nobody is locked out who may stay, nor let in who may not: identity and rules first, then the refusal of
 * everything else, then the doors.
 */
const aspectsOf = (keepListeners: readonly string[]): readonly Aspect[] => [
  mqtt,
  source,
  rules,
  settings,
  otherSources,
  listener,
  otherListeners(keepListeners),
  bans,
];

/**
 * Brings a broker to what it should be, and tells what was not so. Made again it finds nothing.
 * @throws Fault `emqx.default_acl_present` before anything is changed, while EMQX's own `{allow, all}` stands and nobody said
 *   to remove it: with it, no rule of ours protects anything; `emqx.version_unsupported`. @throws EmqxApiError
 */
export async function reconcile(
  emqx: EmqxClient,
  desired: DesiredBroker,
  { dryRun = false, replaceDefaultFileSource = false, keepListeners = [] }: ReconcileOptions = {},
): Promise<Reconciled> {
  const broker = await describe(emqx);
  if (!dryRun && !replaceDefaultFileSource) await refuseOpenBroker(emqx);
  const drift: Drift[] = [];
  for (const aspect of aspectsOf(keepListeners)) drift.push(...(await putRight(emqx, desired, aspect, dryRun)));
  const decides = drift.some(({ what, outcome }) => outcome === "corrected" && /^(authorization|mqtt)/.test(what));
  // A change of rules is seen by a connection only when its cache has forgotten, a minute later.
  if (decides) await emqx.authorization.settings.clearCache();
  return { broker, drift };
}

async function putRight(emqx: EmqxClient, desired: DesiredBroker, aspect: Aspect, dryRun: boolean): Promise<Drift[]> {
  const findings = await aspect(emqx, desired);
  const drift = ({ what, is, should }: Finding, outcome: Drift["outcome"]): Drift => ({ what, is, should, outcome });
  if (dryRun) return findings.map((finding) => drift(finding, finding.correct ? "found" : "by hand"));
  for (const { correct } of findings) await correct?.();
  const corrected = findings.some(({ correct }) => correct !== undefined);
  const left = new Set(corrected ? (await aspect(emqx, desired)).map(({ what }) => what) : []);
  return findings.map((finding) =>
    drift(finding, finding.correct === undefined ? "by hand" : left.has(finding.what) ? "remains" : "corrected"),
  );
}

async function describe({ nodes }: EmqxClient): Promise<Reconciled["broker"]> {
  const members = await nodes.list();
  const versions = members.map(({ version = "" }) => version);
  const old = versions.find((version) => isOlder(version));
  const [first] = members;
  if (first === undefined || old !== undefined)
    throw fault(
      "emqx.version_unsupported",
      `EMQX ${OLDEST.join(".")} or newer is needed; this one is ${old ?? "unknown"}.`,
    );
  return { edition: first.edition ?? "unknown", version: [...new Set(versions)].join(", "), nodes: members.length };
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

async function refuseOpenBroker({ authorization: { sources } }: EmqxClient): Promise<void> {
  const file = await sources.find("file");
  if (file === undefined || !("rules" in file) || file.enable === false || !allowsEverything(file.rules)) return;
  throw fault(
    "emqx.default_acl_present",
    "This EMQX still has its own file of rules, which allows everybody everything. Nothing was changed. Say that it may be removed, or remove it.",
  );
}
