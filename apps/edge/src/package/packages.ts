import type { EdgePackage } from "@outstation/contracts/edge/package";
import type { Signed, SigningKey } from "@outstation/contracts/edge/signed";
import { sha256OfBody } from "@outstation/contracts/edge/verify-signed";
import type { DeviceStatus } from "@outstation/contracts/mqtt/status";
import type { Clock } from "@outstation/kit/clock";
import { Fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { SourceHealth } from "../drivers/driver";
import type { Identity } from "../identity/identity";
import { type Held, type KeptPackages, readPackages, writePackages } from "./kept-package";
import { judge, packageIn } from "./read-delivery";
import { judgeTrial, STARTS_MAX, type Trial } from "./trial";

const LOOK_EVERY_MS = 500;

/** The package the gateway runs: taken from the platform, tried, and gone back from where it does harm. */
export type Packages = {
  /** What runs now. */
  current(): EdgePackage;
  /** Runs the kept package, and looks after a trial that a restart interrupted. */
  begin(): Promise<void>;
  /** A message on `down/config`. One after the other; nothing thrown. */
  receive(payload: Buffer): Promise<void>;
  /** For `up/status`. */
  report(): Partial<DeviceStatus>;
  stop(): void;
};

type Options = {
  readonly dataDir: string;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Puts a package to work; the gateway then runs that one and no other. */
  readonly use: (edgePackage: EdgePackage) => Promise<void>;
  /** How the sources of the package do, by id. */
  readonly states: () => ReadonlyMap<string, SourceHealth>;
  /** What is echoed changed. */
  readonly onChanged: () => void;
  /** The platform's keys as they are now, for a package that is signed with one that is not known here. */
  readonly askForKeys: () => Promise<readonly SigningKey[]>;
};

/**
 * Opens what is kept. A package is on the disk before it is put to work, together with the one before it: whatever happens,
 * the next start finds one whole package to run.
 */
export async function openPackages(options: Options): Promise<Packages> {
  const { dataDir, identity, clock, logger } = options;
  let kept = await keptOrEnrolled(dataDir, identity);
  let keys: readonly SigningKey[] = identity.signingKeys ?? [];
  let trial: Trial | null = null;
  let looking: NodeJS.Timeout | undefined;
  let begin = () => {};
  // What comes before the first package runs waits for it.
  let working = new Promise<void>((resolve) => {
    begin = resolve;
  });

  const save = async (next: KeptPackages) => {
    await writePackages(dataDir, next);
    kept = next;
    options.onChanged();
  };

  async function apply({ edgePackage, sha256 }: Held) {
    const before = options.states();
    const wanted = new Set(edgePackage.sources.map(({ id }) => id));
    const connected = [...before]
      .filter(([id, { state }]) => state === "connected" && wanted.has(id))
      .map(([id]) => id);
    // What the package that is being tried was to bring back is still owed.
    const owed = kept.trial?.mustConnect.filter((id) => wanted.has(id)) ?? [];
    const mustConnect = [...new Set([...connected, ...owed])];
    const previous = kept.trial?.previous ?? kept.running;
    await save({ ...kept, running: { edgePackage, sha256 }, trial: { previous, mustConnect, starts: 0 } });
    logger.info({ version: edgePackage.version, mustConnect }, "edge package is tried");
    await runTrial();
  }

  async function runTrial() {
    trial = { mustConnect: kept.trial?.mustConnect ?? [], startedAt: clock.now(), settledFrom: null };
    try {
      await options.use(kept.running.edgePackage);
    } catch (reason) {
      return rollBack(`It could not be put to work: ${reason instanceof Error ? reason.message : String(reason)}`);
    }
    looking ??= setInterval(() => enqueue(look), LOOK_EVERY_MS);
  }

  async function look() {
    if (trial === null) return;
    const judgement = judgeTrial(trial, options.states(), clock.now());
    trial = judgement.trial;
    if (judgement.outcome === "wait") return;
    endTrial();
    if (judgement.outcome === "bad") return rollBack(judgement.reason);
    await save({ ...kept, trial: null, refused: null });
    logger.info({ version: kept.running.edgePackage.version }, "edge package is good");
  }

  function endTrial() {
    clearInterval(looking);
    looking = undefined;
    trial = null;
  }

  async function rollBack(reason: string) {
    endTrial();
    if (kept.trial === null) return;
    const { running, trial: ended } = kept;
    logger.warn(
      { version: running.edgePackage.version, reason },
      "edge package is given up; the last good one runs again",
    );
    const refused = refusalOf(running.edgePackage.version, running.sha256, reason);
    await save({ running: ended.previous, trial: null, refused });
    await options.use(kept.running.edgePackage);
  }

  const refusalOf = (version: number | null, sha256: string | null, reason: string) =>
    version === null || sha256 === null ? null : { version, sha256, at: clock.now(), reason: reason.slice(0, 500) };

  async function consider(signed: Signed) {
    const by = { identity, kept };
    const verdict = await Promise.resolve()
      .then(() => judge(signed, { ...by, keys }))
      .catch(async (reason: unknown) => {
        if (!(reason instanceof Fault)) throw reason;
        keys = await options.askForKeys();
        return judge(signed, { ...by, keys });
      });
    if (verdict.kind === "known") return options.onChanged();
    if (verdict.kind === "take") return apply(verdict.held);
    logger.warn({ version: verdict.version, reason: verdict.reason }, "edge package refused");
    const refused = refusalOf(verdict.version, verdict.sha256, verdict.reason);
    // What is older than the last refused one changes nothing about that: it would be tried again otherwise.
    if (refused !== null && refused.version >= (kept.refused?.version ?? 0)) await save({ ...kept, refused });
  }

  async function beginKept() {
    if (kept.trial === null) return options.use(kept.running.edgePackage);
    const starts = kept.trial.starts + 1;
    if (starts > STARTS_MAX) return rollBack(`The gateway stopped ${STARTS_MAX} times while it was tried.`);
    await save({ ...kept, trial: { ...kept.trial, starts } });
    await runTrial();
  }

  /** One thing after the other: a package that comes while another is applied waits for its turn. */
  function enqueue(work: () => Promise<void>): Promise<void> {
    working = working.then(work).catch((reason: unknown) => {
      logger.warn({ reason: String(reason) }, "edge package: tried again when the platform sends it again");
    });
    return working;
  }

  const begun = enqueue(beginKept);
  return {
    current: () => kept.running.edgePackage,
    begin: () => {
      begin();
      return begun;
    },
    receive: (payload) =>
      enqueue(async () => {
        const signed = packageIn(payload);
        if (signed !== null) await consider(signed);
      }),
    report: () => ({
      packageVersion: kept.running.edgePackage.version,
      ...(kept.running.sha256 === null ? {} : { packageSha256: kept.running.sha256 }),
      // Silence about it says that the package came unsigned, and that its hash is nothing to compare.
      ...(kept.running.sha256 === null && kept.refused === null
        ? {}
        : {
            package: {
              state: kept.trial === null ? ("running" as const) : ("trial" as const),
              ...(kept.refused === null ? {} : { refused: kept.refused }),
            },
          }),
    }),
    stop: endTrial,
  };
}

/** What is kept, unless it is of another gateway or older than what a later enrolment brought. */
async function keptOrEnrolled(dataDir: string, identity: Identity): Promise<KeptPackages> {
  const kept = await readPackages(dataDir);
  const { edgePackage, signedPackage } = identity;
  const enrolled: KeptPackages = {
    running: { edgePackage, sha256: signedPackage === undefined ? null : sha256OfBody(signedPackage.body) },
    trial: null,
    refused: null,
  };
  if (kept === null) return enrolled;
  const { tenant, gateway, version } = kept.running.edgePackage;
  const isOurs = tenant === identity.tenant && gateway === identity.device;
  return isOurs && Math.max(version, kept.refused?.version ?? 0) >= edgePackage.version ? kept : enrolled;
}
