import { createBacpypes3Peer, whyNoBacpypes3 } from "@outstation/local/hardware/bacnet/bacpypes3-peer";
import { freePorts } from "@outstation/local/ports";
import { describe, expect, test, vi } from "vitest";
import type { FoundPoint } from "../driver";
import { type DriverPeer, driverContract } from "../driver-contract";
import { record } from "../driver-recorder";
import { discoverBacnet } from "./discover";
import { createBacnetDriver } from "./driver";

// Promise: what is true against our own simulated device is true against a device of another make.

const skip = whyNoBacpypes3();

function peerThat(cov: "off" | "unconfirmed" | "confirmed") {
  return async (): Promise<DriverPeer> => {
    const { acmeBacnet: port } = await freePorts();
    const source = cov === "off" ? {} : { cov, covLifetimeS: 8, pollMs: 60_000 };
    const peer = createBacpypes3Peer({ port, instance: 3001, points: 3, source });
    let next = 1000;
    return {
      driver: () => createBacnetDriver(peer.source),
      points: ["p1", "p2", "p3"],
      start: peer.start,
      stop: peer.stop,
      change() {
        const value = next++;
        peer.show(1, value);
        return { point: "p1", is: (reading) => reading.value === value };
      },
      writes: peer.writes,
      close: async () => {},
    };
  };
}

driverContract("BACnet/IP, polled, against Python's bacpypes3", peerThat("off"), skip);
driverContract("BACnet/IP, subscribed and confirmed, against Python's bacpypes3", peerThat("confirmed"), skip);

describe.skipIf(skip !== undefined)("against Python's bacpypes3", () => {
  test("an object list in segments is read whole; a subscription is renewed and never held twice", async () => {
    const { acmeBacnet: port } = await freePorts();
    const source = { cov: "unconfirmed", covLifetimeS: 4, pollMs: 60_000 } as const;
    const peer = createBacpypes3Peer({ port, instance: 3002, points: 700, source });
    await peer.start();
    const found: FoundPoint[] = [];
    const target = { addresses: [peer.source.address], listenMs: 500, requestsPerSecond: 1000 };
    // 700 objects are 3,500 octets: three segments of the largest APDU.
    for await (const point of discoverBacnet(target, new AbortController().signal)) found.push(point);
    expect(found).toHaveLength(700);
    expect(found[699]).toMatchObject({
      address: "analog-input:700",
      name: "p700",
      description: "point 700",
      unit: "Cel",
    });

    const recorder = record(createBacnetDriver(peer.source));
    await recorder.until(() => recorder.latest("p3") !== undefined);
    await vi.waitFor(async () => expect(await peer.held()).toBe(3), { timeout: 20_000 });
    // Told by notification alone, and still after the second renewal, when the first subscriptions would have ended.
    for (let value = 2000; peer.subscribes() < 9; value++) {
      peer.show(2, value);
      await recorder.until(() => recorder.latest("p2")?.value === value);
      expect(await peer.held()).toBe(3);
    }
    await recorder.stop();
    await peer.stop();
  }, 90_000);
});
