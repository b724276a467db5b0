import { systemClock } from "@outstation/kit/clock";
import { findRunning } from "../cli/running";
import type { Settings } from "../cli/settings";
import { settleNextKey } from "../identity/device-key";
import { readIfThere } from "../identity/durable-file";
import { type KeptIdentity, readIdentity } from "../identity/kept-identity";
import { readPackages } from "../package/kept-package";
import { bad, type Finding, ok, spellFinding, textOf, warning } from "./finding";
import { lookAtClock } from "./look-at-clock";
import { lookAtDisk } from "./look-at-disk";
import { lookAtIdentity } from "./look-at-identity";
import { lookAtLogin, lookAtServer } from "./look-at-network";
import { lookAtSource } from "./look-at-sources";
import { lookAtSpool } from "./look-at-spool";

/**
 * `outstation-edge doctor`: looks at everything between the sources and the platform. Disturbs no gateway that runs: what only
 * one can do at a time is then not done.
 * @returns the exit code: 1 where something is bad
 */
export async function doctor(
  settings: Settings,
  print: (line: string) => unknown = (line) => process.stdout.write(line),
): Promise<number> {
  let worst = 0;
  for await (const finding of examine(settings)) {
    print(`${spellFinding(finding)}\n`);
    if (finding.level === "bad") worst = 1;
  }
  return worst;
}

/** Everything in the order in which it matters: what comes first explains what comes after. */
export async function* examine(settings: Settings): AsyncIterable<Finding> {
  const { dataDir, proxy, software } = settings;
  yield ok("software", `${software}, Node ${process.versions.node}`);
  yield* await lookAtDisk(dataDir);
  const running = await findRunning(dataDir).catch(() => null);
  yield running === null
    ? warning("gateway", "it does not run now; what it would do is tried here in its place")
    : ok("gateway", `it runs, as process ${running}; what only one can do at a time is left to it`);
  const identity = await readIdentity(dataDir).catch((reason: unknown) => textOf(reason));
  if (identity === null || typeof identity === "string") {
    yield bad("identity", identity === null ? NOT_ENROLLED : `identity.json cannot be read: ${identity}`);
    return;
  }
  const kept = await readPackages(dataDir).catch(() => null);
  const edgePackage = kept?.running.edgePackage ?? identity.edgePackage;
  yield* lookAtIdentity(identity, systemClock.now());
  yield await lookAtClock({ identity, time: edgePackage.time, proxy });
  if (proxy !== undefined) yield ok("proxy", `everything goes through ${proxy.host}:${proxy.port}`);
  for (const server of serversOf(identity)) yield* await lookAtServer(server, { identity, proxy });
  yield running === null
    ? await lookAtLogin(identity, await currentKey(dataDir, identity), proxy)
    : warning("broker login", "not tried: it would throw the running gateway out. Its own log says how that goes");
  yield lookAtSpool(dataDir);
  yield viewPackage(edgePackage.version, kept);
  for (const source of edgePackage.sources) yield await lookAtSource(source, { dataDir, isRunning: running !== null });
}

const NOT_ENROLLED =
  "this device has not enrolled: outstation-edge enroll <claim>, with a claim of the platform's device page";

function serversOf({ brokerUrl, enrolmentUrl, renewalUrl }: KeptIdentity): { what: string; url: string }[] {
  const servers = { broker: brokerUrl, enrolment: enrolmentUrl, renewal: renewalUrl };
  return Object.entries(servers).flatMap(([what, url]) => (url === undefined ? [] : [{ what, url }]));
}

async function currentKey(dataDir: string, { certificate }: KeptIdentity): Promise<string> {
  await settleNextKey(dataDir, certificate);
  return (await readIfThere(`${dataDir}/device-key.pem`)) ?? "";
}

function viewPackage(version: number, kept: Awaited<ReturnType<typeof readPackages>>): Finding {
  const what = "edge package";
  if (kept?.refused)
    return warning(what, `version ${version} runs; ${kept.refused.version} was given up: ${kept.refused.reason}`);
  if (kept?.trial)
    return warning(what, `version ${version} is being tried, and is gone back from if a source stays away`);
  return ok(what, `version ${version}`);
}
