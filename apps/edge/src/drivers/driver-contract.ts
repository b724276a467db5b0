import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Driver, RawReading } from "./driver";
import { record } from "./driver-recorder";

/** A source of a driver's protocol that the contract can take away and bring back. `start` and `stop` keep its address. */
export type DriverPeer = {
  /** A new driver for the source. */
  driver(): Driver;
  /** Every point of that driver's source; each has a value that is not null. */
  readonly points: readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Makes one point show something new. `is` says whether a reading shows it. */
  change(): { readonly point: string; is(reading: RawReading): boolean };
  /** Requests that could change something at the source, counted over the peer's whole life. */
  writes(): number;
  /** Connections the source holds now, where its protocol has connections. */
  links?(): number;
  /** Takes away what it made. It was stopped before. */
  close(): Promise<void>;
};

/** Connecting, key pairs and processes take their time on a busy machine; nothing here waits for a time to pass. */
const PATIENCE = { timeout: 90_000 };

/**
 * What every driver promises, whatever protocol it speaks: it finds a source that was not there, reports every point,
 * survives the source's going and coming, leaves nothing behind, and never writes.
 * @param skip the reason why this peer is not here; it is printed
 */
export function driverContract(name: string, open: () => Promise<DriverPeer>, skip?: string): void {
  if (skip !== undefined) console.warn(`${name}: skipped: ${skip}`);
  describe.skipIf(skip !== undefined)(`${name} keeps the driver contract`, () => {
    let peer: DriverPeer;
    let recorder: ReturnType<typeof record>;
    let found = false;
    /** What follows would wait in vain for a source that was never found. */
    const onceFound = () => expect(found, "the source was found").toBe(true);
    beforeAll(async () => {
      peer = await open();
    }, PATIENCE.timeout);
    afterAll(async () => {
      await recorder?.stop();
      await peer?.stop();
      await peer?.close();
    }, PATIENCE.timeout);
    const everyPointSince = (from: number) => {
      const seen = new Set(recorder.readings.slice(from).map(({ point }) => point));
      return peer.points.every((point) => seen.has(point));
    };

    test("a source that is not there is said in words, and is read as soon as it is there", PATIENCE, async () => {
      recorder = record(peer.driver());
      await recorder.until(() => (recorder.health.at(-1)?.detail ?? "") !== "");
      expect(recorder.state()).not.toBe("connected");
      expect(recorder.readings).toEqual([]);
      await peer.start();
      await recorder.until(() => recorder.state() === "connected" && everyPointSince(0));
      const unknown = recorder.readings.filter(({ point }) => !peer.points.includes(point));
      expect(unknown).toEqual([]);
      for (const point of peer.points) expect(recorder.latest(point)?.value, point).not.toBeNull();
      found = true;
    });

    test("a change is reported", PATIENCE, async () => {
      onceFound();
      const { point, is } = peer.change();
      await recorder.until(() => recorder.readings.some((reading) => reading.point === point && is(reading)));
      expect(recorder.state()).toBe("connected");
    });

    test("a source that went away is lost; when it is back every point is reported anew", PATIENCE, async () => {
      onceFound();
      await peer.stop();
      await recorder.until(() => recorder.state() !== "connected");
      expect(recorder.health.at(-1)?.detail).toBeTruthy();
      const { point, is } = peer.change();
      const from = recorder.readings.length;
      await peer.start();
      await recorder.until(() => recorder.state() === "connected" && everyPointSince(from));
      await recorder.until(() => recorder.readings.slice(from).some((one) => one.point === point && is(one)));
    });

    test("a stopped driver says nothing more and leaves no connection", PATIENCE, async () => {
      onceFound();
      await recorder.stop();
      const said = [recorder.readings.length, recorder.health.length];
      const { point, is } = peer.change();
      // A second driver sees the change, so the source did show it; the stopped one heard nothing.
      const second = record(peer.driver());
      await second.until(() => second.readings.some((reading) => reading.point === point && is(reading)));
      await second.stop();
      expect([recorder.readings.length, recorder.health.length]).toEqual(said);
      if (peer.links !== undefined) await expect.poll(() => peer.links?.(), { timeout: 20_000 }).toBe(0);
      await recorder.stop();
    });

    test("a driver that is stopped while it still looks for its source ends too", PATIENCE, async () => {
      await peer.stop();
      const looking = record(peer.driver());
      await looking.stop();
      expect(looking.readings).toEqual([]);
    });

    test("nothing was ever written", () => {
      expect(peer.writes()).toBe(0);
    });
  });
}
