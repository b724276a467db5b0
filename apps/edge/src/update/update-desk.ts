import { join } from "node:path";
import type { EdgePackage } from "@outstation/contracts/edge/package";
import { isOpen, nextOpening } from "@outstation/contracts/edge/window";
import { FirmwareOffer, type FirmwareReport, FirmwareWithdrawal } from "@outstation/contracts/mqtt/firmware";
import { backoffMs } from "@outstation/kit/backoff";
import { type Clock, sleep } from "@outstation/kit/clock";
import { Fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { Reason, Refuser } from "../commands/refusal";
import type { PackageUser } from "../package/package-user";
import { placeVersion, readPointer, tryVersion } from "./installation";
import { judgeOffer } from "./judge-offer";
import { type KeptUpdate, readUpdate, writeUpdate } from "./kept-update";

export type UpdateDesk = PackageUser & {
  /** A message on `down/ota`. One after the other; nothing thrown. */
  receive(payload: Buffer): Promise<void>;
  /** The platform was reached: what a new version has to show for itself. */
  reached(): void;
  stop(): Promise<void>;
};

export type UpdateOptions = {
  readonly dataDir: string;
  /** Where the versions are; null where no supervisor runs the gateway. */
  readonly installDir: string | null;
  /** The version that runs. */
  readonly running: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refuse: Refuser;
  /** The platform's keys that are known, and asked for anew where none of them signed. */
  readonly keys: (anew: boolean) => Promise<Parameters<typeof judgeOffer>[1]["keys"]>;
  /** Fetches an update's file, from where it stopped. As `download` says. */
  readonly fetch: (
    update: KeptUpdate,
    to: { readonly file: string; readonly signal: AbortSignal; readonly onProgress: (bytes: number) => void },
  ) => Promise<void>;
  readonly isConnected: () => boolean;
  /** Takes a report to the spool. */
  readonly report: (report: FirmwareReport) => void;
  /** Tells the supervisor that this version does well. */
  readonly sayHealthy: () => void;
  /** Stops the gateway in good order, to be started anew as another version. */
  readonly restart: () => void;
  /** How often the window is looked at. */
  readonly lookEveryMs?: number;
};

const LOOK_EVERY_MS = 5000;
const RETRY = { baseMs: 2000, maxMs: 5 * 60_000 };
/** Progress is said at each tenth. */
const PROGRESS_STEP = 10;

/**
 * Takes firmware from the platform: judged, fetched, checked, kept until the site's window opens, and then put to a trial by the
 * supervisor. Where it is in this is on the disk, so a restart goes on there.
 */
export async function openUpdateDesk(options: UpdateOptions): Promise<UpdateDesk> {
  const { dataDir, installDir, running, clock, logger } = options;
  let update = await readUpdate(dataDir);
  let edgePackage: EdgePackage | null = null;
  let taking: Promise<void> = Promise.resolve();
  let worker: { readonly done: Promise<void>; readonly end: AbortController } | null = null;

  const keep = async (next: KeptUpdate) => {
    await writeUpdate(dataDir, next);
    update = next;
  };
  async function say(state: FirmwareReport["state"], more: Partial<FirmwareReport> = {}, keepAs?: KeptUpdate["state"]) {
    if (update === null) return;
    const said = { id: update.id, state, ts: clock.now(), running, ...more } as FirmwareReport;
    await keep({ ...update, said, state: keepAs ?? update.state });
    options.report(said);
    logger.info({ update: update.id, state, version: update.manifest.version, reason: said.reason?.code }, "firmware");
  }
  const fail = (code: string, message: string) =>
    say("failed", { reason: { code, message: message.slice(0, 500) } }, "over");

  function begin(folder: string) {
    const end = new AbortController();
    const done = work(folder, end.signal).catch((reason: unknown) =>
      logger.warn({ reason: String(reason) }, "firmware: gone on with at the next start"),
    );
    worker = { done, end };
  }
  async function halt() {
    worker?.end.abort();
    await worker?.done;
    worker = null;
  }

  async function work(folder: string, signal: AbortSignal) {
    const file = () => join(folder, "downloads", `${update?.manifest.sha256}.part`);
    for (let attempt = 0; update?.state === "downloading" && !signal.aborted; attempt++) {
      try {
        await options.fetch(update, { file: file(), signal, onProgress: progress(update.manifest.size) });
        if (signal.aborted) return;
        await placeVersion(folder, update.manifest.version, file());
        await say("verified", { percent: 100 }, "waiting");
      } catch (reason) {
        if (signal.aborted) return;
        if (reason instanceof Fault) return fail(reason.code, reason.publicMessage);
        logger.warn({ reason: String(reason), attempt }, "firmware: the download broke off and is gone on with");
        await sleep(backoffMs(attempt, RETRY), signal);
      }
    }
    await wait(folder, signal);
  }

  /** Until the window is open and the platform is there to be reported to. */
  async function wait(folder: string, signal: AbortSignal) {
    let saidFor: number | null = null;
    while (update?.state === "waiting" && !signal.aborted) {
      const windows = edgePackage?.maintenance;
      const opensAt = windows === undefined ? null : nextOpening(windows, clock.now());
      if (windows === undefined || opensAt === null) {
        const reason = { code: "firmware.no_window", message: "The site has no maintenance window any more." };
        return reject({ ...reason, rule: "window: none" });
      }
      if (isOpen(windows, clock.now()) && options.isConnected()) return apply(folder);
      if (saidFor !== opensAt && !isOpen(windows, clock.now())) {
        saidFor = opensAt;
        await say("waiting", { opensAt });
      }
      await sleep(options.lookEveryMs ?? LOOK_EVERY_MS, signal);
    }
  }

  async function apply(folder: string) {
    if (update === null) return;
    await say("applying", {}, "applying");
    await tryVersion(folder, update.manifest.version);
    options.restart();
  }

  const reject = async (reason: Reason) => {
    if (update !== null) await say("rejected", options.refuse(update.id, reason), "over");
  };

  function progress(size: number) {
    let saidUpTo = -PROGRESS_STEP;
    return (bytes: number) => {
      const percent = Math.min(100, Math.floor((bytes * 100) / size));
      if (update === null || percent < saidUpTo + PROGRESS_STEP) return;
      saidUpTo = percent;
      options.report({ id: update.id, state: "downloading", ts: clock.now(), running, percent });
    };
  }

  async function take(offer: FirmwareOffer) {
    if (edgePackage === null) return;
    if (update?.id === offer.id) return update.said === null ? undefined : options.report(update.said);
    // What is being applied is not given up for anything; it is offered again.
    if (update?.state === "applying") return;
    const by = { edgePackage, running, isSupervised: installDir !== null, now: clock.now() };
    const verdict = await judge(offer, by);
    await halt();
    if (update !== null && update.state !== "over") await say("withdrawn", {}, "over");
    if ("refused" in verdict) return refuseOffer(offer.id, verdict.refused);
    await keep({ id: offer.id, manifest: verdict.manifest, path: offer.path, state: "downloading", said: null });
    await say("downloading", { percent: 0 });
    if (installDir !== null) begin(installDir);
  }

  /** An offer that was never taken in hand is remembered by nobody: it is judged again when it comes again. */
  function refuseOffer(id: string, reason: Reason) {
    logger.warn({ update: id, code: reason.code }, "firmware refused");
    options.report({ id, state: "rejected", ts: clock.now(), running, ...options.refuse(id, reason) });
  }

  async function judge(offer: FirmwareOffer, by: Omit<Parameters<typeof judgeOffer>[1], "keys">) {
    const unsigned = (reason: unknown) => {
      if (!(reason instanceof Fault)) throw reason;
      return { refused: { code: reason.code, message: reason.publicMessage, rule: "the platform's signature" } };
    };
    try {
      return judgeOffer(offer, { ...by, keys: await options.keys(false) });
    } catch {
      const keys = await options.keys(true);
      return Promise.resolve()
        .then(() => judgeOffer(offer, { ...by, keys }))
        .catch(unsigned);
    }
  }

  async function consider(payload: Buffer) {
    const message = parse(payload);
    if (message === null) return logger.warn({ bytes: payload.length }, "a message on down/ota is no offer");
    if (!("withdraw" in message)) return take(message);
    if (update?.id !== message.id || (update.state !== "downloading" && update.state !== "waiting")) return;
    await halt();
    await say("withdrawn", {}, "over");
  }

  const enqueue = (step: () => Promise<unknown>): Promise<void> => {
    taking = taking.then(step).then(
      () => {},
      (reason: unknown) => logger.warn({ reason: String(reason) }, "firmware: tried again when it is offered again"),
    );
    return taking;
  };

  /** What became of the trial that this start belongs to. */
  async function judgeTrial() {
    if (update?.state !== "applying" || installDir === null) return;
    const pointer = await readPointer(installDir);
    if (running === update.manifest.version) return say("succeeded", {}, "over");
    if (pointer.failed?.version === update.manifest.version)
      return say("rolled_back", { reason: { code: "firmware.unhealthy", message: pointer.failed.reason } }, "over");
    // The power went between the word and the deed.
    await keep({ ...update, state: "waiting" });
    begin(installDir);
  }

  let isBegun = false;
  return {
    use(next) {
      edgePackage = next;
      if (isBegun || installDir === null) return;
      isBegun = true;
      if (update?.state === "downloading" || update?.state === "waiting") begin(installDir);
    },
    receive: (payload) => enqueue(() => Promise.resolve(consider(payload))),
    reached() {
      options.sayHealthy();
      void enqueue(judgeTrial);
    },
    async stop() {
      await taking;
      await halt();
    },
  };
}

function parse(payload: Buffer): FirmwareOffer | ReturnType<(typeof FirmwareWithdrawal)["parse"]> | null {
  try {
    const message: unknown = JSON.parse(payload.toString("utf8"));
    return FirmwareWithdrawal.safeParse(message).data ?? FirmwareOffer.safeParse(message).data ?? null;
  } catch {
    return null;
  }
}
