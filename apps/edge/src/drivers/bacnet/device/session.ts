import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import { backoffMs } from "@outstation/kit/backoff";
import { sleep } from "@outstation/kit/clock";
import type { RawReading } from "../../driver";
import type { BacnetPort, Patience } from "../bacnet-port";
import { resolveAddress } from "../network/socket";
import type { CovNotification, IAm } from "../wire/answers";
import type { Peer } from "../wire/frame";
import type { ObjectId } from "../wire/values";
import { type CovKeeper, createCovKeeper, PROCESS_ID } from "./cov-keeper";
import { createPointStates, type ReadablePoint, referencesOf, sortPoints } from "./point-states";
import { createPropertyReader, type PropertyReader } from "./property-reader";

const TIMEOUT_MS_DEFAULT = 1500;
const TRIES = 3;
/** How long the introduction waits for an I-Am: one that came by broadcast to another port is never heard. */
const I_AM_MS = 400;
/** A device from which nothing came for this long is asked for one point. */
const SILENCE_MS = 30_000;
const AWAY_MS_MIN = 500;
const AWAY_MS_MAX = 60_000;
/** Other stations' Who-Is make a device say I-Am too, so a restart is believed no more often than this. */
const RESTART_MS_MIN = 60_000;

export type SessionEvents = {
  readonly onReadings: (readings: readonly RawReading[]) => void;
  /** @param problem null while the device answers */
  readonly onState: (problem: string | null, pointsPolled: number) => void;
};

/**
 * One device for as long as its source is in the package: looks for it, reads every point, subscribes, renews, polls what is
 * not told and once per half lifetime what is, and begins anew when the device was away or restarted. It does one thing at a time.
 */
export function startSession(source: BacnetSource, port: BacnetPort, events: SessionEvents): { stop(): void } {
  const stopping = new AbortController();
  const session = createSession(source, port, events, stopping.signal);
  void session.run();
  return {
    stop() {
      stopping.abort();
      session.end();
    },
  };
}

const now = () => performance.now();
const objectText = ({ type, instance }: ObjectId) => `${type}:${instance}`;

function createSession(source: BacnetSource, port: BacnetPort, events: SessionEvents, signal: AbortSignal) {
  const { readable, unreadable } = sortPoints(source.points);
  const pointsByObject = new Map(readable.map((point) => [objectText(point.object), point]));
  const patience: Patience = { timeoutMs: source.timeoutMs ?? TIMEOUT_MS_DEFAULT, tries: TRIES };
  const states = createPointStates();
  const lifetimeMs = (source.covLifetimeS ?? 600) * 1000;
  const restartMsMin = Math.min(RESTART_MS_MIN, lifetimeMs / 8);
  const silenceMs = Math.max(source.pollMs, Math.min(SILENCE_MS, lifetimeMs / 2));
  const doubtful = new Set<ReadablePoint>();
  let device: { readonly peer: Peer; readonly reader: PropertyReader; readonly cov: CovKeeper } | undefined;
  let leave = () => {};
  let present = false;
  let attempt = 0;
  let heardAt = 0;
  let pollAt = 0;
  let restart = { at: Number.NEGATIVE_INFINITY, wanted: false };
  let expectingIAm: ((iAm: IAm) => void) | undefined;
  let wake = () => {};

  const say = (readings: readonly RawReading[]) => {
    if (!signal.aborted && readings.length > 0) events.onReadings(readings);
  };

  async function find() {
    await port.open();
    const peer = { address: await resolveAddress(source.address), route: source.route };
    if (signal.aborted) throw new Error("ended");
    leave();
    leave = port.hear(peer, { onIAm, onNotification });
    const reader = createPropertyReader(port, peer, patience);
    const cov = createCovKeeper({ source, port, peer, patience, reader, states, points: readable, lifetimeMs });
    device = { peer, reader, cov };
    return device;
  }
  /** Asks who the device is, then whether it is there at all. */
  async function introduce() {
    const { peer, reader, cov } = await find();
    const iAm = new Promise<IAm | null>((resolve) => {
      expectingIAm = resolve;
      void sleep(Math.min(I_AM_MS, patience.timeoutMs), signal).then(() => resolve(null));
    });
    await port.whoIs({ peer });
    reader.begin(await iAm);
    expectingIAm = undefined;
    const [anyPoint] = referencesOf(readable);
    if (anyPoint !== undefined) await reader.readOne(anyPoint);
    heardAt = now();
    restart = { at: Number.NEGATIVE_INFINITY, wanted: false };
    await cov.begin();
    say(unreadable);
    pollAt = now() + source.pollMs;
    await read(readable);
    present = true;
    attempt = 0;
  }
  async function read(points: readonly ReadablePoint[]) {
    if (device === undefined || points.length === 0) return;
    // Chunks, so that values of a large device do not wait for its last object.
    for (let from = 0; from < points.length && !signal.aborted; from += 100) {
      const some = points.slice(from, from + 100);
      const outcomes = await device.reader.read(referencesOf(some));
      heardAt = now();
      tellState(null);
      say(states.fromPoll(some, outcomes));
    }
  }
  /** Does what is due. Rejects when the device is silent. */
  async function visit() {
    if (!present || device === undefined) return introduce();
    const { cov } = device;
    if (restart.wanted && now() >= restart.at + restartMsMin) {
      restart = { at: now(), wanted: false };
      cov.forgotten();
      await read(readable);
    }
    const asked = [...doubtful];
    doubtful.clear();
    await read(asked);
    if (now() >= pollAt) {
      pollAt = now() + source.pollMs;
      await read(cov.untold(readable));
    }
    await cov.keep(read);
    if (now() >= heardAt + silenceMs) await read(readable.slice(0, 1));
    tellState(null);
  }
  function nextAt(): number {
    if (!present || device === undefined)
      return now() + 250 + backoffMs(attempt++, { baseMs: AWAY_MS_MIN, maxMs: AWAY_MS_MAX });
    const restartAt = restart.wanted ? restart.at + restartMsMin : Number.POSITIVE_INFINITY;
    const nextPollAt = device.cov.untold(readable).length > 0 ? pollAt : Number.POSITIVE_INFINITY;
    return Math.min(
      restartAt,
      nextPollAt,
      device.cov.nextAt(),
      heardAt + silenceMs,
      doubtful.size > 0 ? now() : Number.POSITIVE_INFINITY,
    );
  }
  function tellState(problem: string | null) {
    if (!signal.aborted) events.onState(problem, device?.cov.refusedCount() ?? 0);
  }
  function lost(reason: unknown) {
    present = false;
    tellState(reason instanceof Error ? reason.message : String(reason));
  }

  function onIAm(iAm: IAm) {
    if (expectingIAm !== undefined) return expectingIAm(iAm);
    // Nobody asked: it says so after a start (or to somebody else).
    restart = { ...restart, wanted: true };
    wake();
  }
  function onNotification(notification: CovNotification): boolean {
    const point = pointsByObject.get(objectText(notification.object));
    if (point === undefined || device === undefined || notification.processId !== PROCESS_ID) return false;
    heardAt = now();
    const heard = states.fromNotification(point, notification);
    if (heard === null) return true;
    device.cov.told(point.name, notification.timeRemainingS * 1000);
    say([heard.reading]);
    if (heard.doubtful) {
      doubtful.add(point);
      wake();
    }
    return true;
  }

  return {
    end() {
      leave();
      wake();
    },
    async run() {
      while (!signal.aborted) {
        const woken = new AbortController();
        wake = () => woken.abort();
        try {
          await visit();
        } catch (reason) {
          if (!signal.aborted) lost(reason);
          expectingIAm = undefined;
        }
        const ms = Math.min(Math.max(0, nextAt() - now()), 2 ** 30);
        if (!signal.aborted) await sleep(ms, woken.signal);
      }
    },
  };
}
