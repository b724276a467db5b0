import { execFile, spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readEnv, text } from "@outstation/kit/env";
import { fault } from "@outstation/kit/fault";
import { childEnv } from "../child-env";

const run = promisify(execFile);
const pom = fileURLToPath(new URL("pom.xml", import.meta.url));
/** What a Kafka 4 broker needs (KIP-1013). */
const javaVersionMin = 17;

export const logConfiguration = fileURLToPath(new URL("log4j2.properties", import.meta.url));

/** Named by what is in it, so that another version of Kafka never finds this one's files. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME } = readEnv({ XDG_CACHE_HOME: text(join(homedir(), ".cache")) });
  const content = createHash("sha256").update(readFileSync(pom)).digest("hex").slice(0, 12);
  return join(XDG_CACHE_HOME, "outstation", `kafka-${content}`);
}

/** Why Kafka cannot run or be fetched on this machine; null where it can. Looks at programs only, not at the network. */
export function haveJava(): string | null {
  const java = spawnSync("java", ["-version"], { encoding: "utf8" });
  if (java.status !== 0) return `Java is not installed; Kafka needs version ${javaVersionMin} or later`;
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1]);
  if (!(version >= javaVersionMin)) return `Java is version ${version}; Kafka needs ${javaVersionMin} or later`;
  if (existsSync(cacheFolder())) return null;
  if (spawnSync("mvn", ["--version"]).status !== 0) return "Maven (mvn) is not installed; it fetches Kafka";
  return null;
}

/**
 * The class path of Kafka's programs. The first call fetches them (44 MB) through the user's own Maven and its settings.
 * @throws Fault `kafka.missing` naming what is missing.
 */
export async function kafkaClassPath(): Promise<string> {
  const missing = haveJava();
  if (missing !== null) throw fault("kafka.missing", `${missing}.`);
  const folder = cacheFolder();
  if (!existsSync(folder)) await fetchInto(folder);
  return join(folder, "*");
}

async function fetchInto(folder: string): Promise<void> {
  // Beside its place and moved there when whole: two test runs may fetch at once, and either may be killed.
  const partial = `${folder}.${randomUUID()}`;
  mkdirSync(partial, { recursive: true });
  const goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${partial}`];
  try {
    await run("mvn", ["--quiet", "--batch-mode", "--file", pom, ...goal], { env: childEnv() });
    if (!existsSync(folder)) renameSync(partial, folder);
  } catch (reason) {
    const output = reason instanceof Error && "stdout" in reason ? String(reason.stdout).trim().split("\n")[0] : "";
    throw fault("kafka.missing", `Maven could not fetch Kafka: ${output || reason}`, {}, reason);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** Why there can be no Kafka here, in one sentence; null when it can be started. Fetches it if that was never done. */
export const whyNoKafka = (): Promise<string | null> =>
  kafkaClassPath().then(
    () => null,
    (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
  );
