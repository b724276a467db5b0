import { once } from "node:events";
import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import type { Clock } from "@outstation/kit/clock";
import Bacstack, { type ObjectId, type PropertyReference, type ReadAnswer, type TypedValue } from "bacstack";
import type { Machine } from "../machines/machine";
import { datagram, iAm, rejectService, withinApdu } from "./frames";
import { type BacnetObject, bacnetObjects } from "./objects";
import { createCovSubscriptions } from "./subscriptions";
import { createLoopbackTransport } from "./transport";

/** ASHRAE 135 clause 21. */
const SERVICE = { subscribeCov: 5, readProperty: 12, readPropertyMultiple: 14, writeProperty: 15 };
const ERROR_CLASS = { object: 1, property: 2, services: 5 };
const ERROR_CODE = { unknownObject: 31, unknownProperty: 32, writeAccessDenied: 40, covSubscriptionFailed: 43 };
/** "All array elements" in bacstack's own spelling. */
const ARRAY_ALL = 0xffff_ffff;
const TICK_MS = 50;
/** Octets of BVLC and NPDU before an APDU. */
const HEADERS = 6;

type BacnetError = { readonly errorClass: number; readonly errorCode: number };

/** What real controllers lack. */
export type BacnetLimits = {
  /** ReadPropertyMultiple is rejected as unknown. */
  readonly singleReads?: boolean;
  /** Longer answers are aborted. In octets. */
  readonly maxApdu?: number;
  /** Longer answers are not given at all, and nothing is said about it. In octets. */
  readonly silentAbove?: number;
  /** Subscriptions it has room for. */
  readonly subscriptionsMax?: number;
};

export type BacnetDevice = {
  /** Where it listens, `ip:port`: the port is its own choice where the source says 0. */
  readonly address: string;
  stop(): Promise<void>;
  /** Loses its subscriptions as a power cycle does, and says I-Am where `announce`. */
  restart(options: { readonly announce: boolean }): void;
  silence(on: boolean): void;
  counts(): {
    readonly held: number;
    readonly notifications: number;
    readonly unacknowledged: number;
    /** Requests by service: what was asked of it. */
    readonly requests: Readonly<Record<number, number>>;
  };
  lifetimes(): readonly number[];
};

/** A BACnet/IP device on loopback: answers Who-Is, reads and subscriptions, refuses writes. */
export async function startBacnetDevice(options: {
  readonly source: Pick<BacnetSource, "address" | "points">;
  readonly machine: Machine;
  readonly deviceInstance: number;
  readonly deviceName: string;
  readonly clock: Clock;
  readonly onDropped: (reason: unknown) => void;
  readonly limits?: BacnetLimits;
  /** A BBMD to which it broadcasts, `host:port`. */
  readonly bbmd?: string;
  readonly covIncrement?: number;
}): Promise<BacnetDevice> {
  const { clock, machine, limits = {}, covIncrement = 0.1 } = options;
  const objects = bacnetObjects({ ...options, covIncrement, points: options.source.points });
  const port = Number(options.source.address.split(":")[1]);
  const requests: Record<number, number> = {};
  const transport = createLoopbackTransport(port, options.onDropped, {
    arrives: (message) => {
      // SimpleACK of a notification of ours.
      if (message[6] === 0x20) cov.acknowledged(message[7] ?? 0);
    },
    leaves: (message) =>
      message.length - HEADERS > (limits.silentAbove ?? Number.POSITIVE_INFINITY)
        ? null
        : withinApdu(message, limits.maxApdu ?? 1476),
  });
  const send = (message: Buffer, receiver: string) => transport.send(message, message.length, receiver);
  const cov = createCovSubscriptions({ ...options, objects, increment: covIncrement, send });
  const listening = once(transport, "listening");
  const stack = new Bacstack({ transport });
  const count = (service: number) => {
    requests[service] = (requests[service] ?? 0) + 1;
  };
  const announcement = (to: "unicast" | "broadcast") =>
    datagram(iAm(options.deviceInstance, limits.maxApdu ?? 1476), to);

  stack.on("whoIs", ({ address, lowLimit = 0, highLimit = 0x3f_ffff }) => {
    if (options.deviceInstance < lowLimit || options.deviceInstance > highLimit) return;
    send(announcement("unicast"), address);
  });
  stack.on("readProperty", ({ address, invokeId, request: { objectId, property } }) => {
    count(SERVICE.readProperty);
    machine.advance(clock.now());
    const values = read(objects, objectId, property);
    if ("errorCode" in values)
      return stack.errorResponse(address, SERVICE.readProperty, invokeId, values.errorClass, values.errorCode);
    stack.readPropertyResponse(address, invokeId, objectId, property, values);
  });
  stack.on("readPropertyMultiple", ({ address, invokeId, request }) => {
    count(SERVICE.readPropertyMultiple);
    if (limits.singleReads === true) return send(datagram(rejectService(invokeId)), address);
    machine.advance(clock.now());
    const answers = request.properties.map((wanted): ReadAnswer => answer(objects, wanted.objectId, wanted.properties));
    stack.readPropertyMultipleResponse(address, invokeId, answers);
  });
  stack.on("subscribeCOV", ({ address, invokeId, request }) => {
    count(SERVICE.subscribeCov);
    const room = cov.counts().held < (limits.subscriptionsMax ?? Number.POSITIVE_INFINITY);
    if (room && cov.subscribe(address, request))
      return stack.simpleAckResponse(address, SERVICE.subscribeCov, invokeId);
    const { services } = ERROR_CLASS;
    stack.errorResponse(address, SERVICE.subscribeCov, invokeId, services, ERROR_CODE.covSubscriptionFailed);
  });
  stack.on("writeProperty", ({ address, invokeId }) => {
    count(SERVICE.writeProperty);
    const { writeAccessDenied } = ERROR_CODE;
    stack.errorResponse(address, SERVICE.writeProperty, invokeId, ERROR_CLASS.property, writeAccessDenied);
  });
  // Rejects where the port is taken: `once` watches for `error` as well.
  await listening;
  const ticker = setInterval(() => {
    if (cov.counts().held === 0) return;
    machine.advance(clock.now());
    cov.tick();
  }, TICK_MS);
  return {
    address: transport.address(),
    async stop() {
      clearInterval(ticker);
      stack.close();
    },
    restart({ announce }) {
      cov.forget();
      if (!announce) return;
      if (options.bbmd !== undefined) send(announcement("broadcast"), options.bbmd);
      else for (const known of transport.known()) send(announcement("unicast"), known);
    },
    silence: (on) => transport.silence(on),
    counts: () => ({ ...cov.counts(), requests: { ...requests } }),
    lifetimes: () => cov.lifetimes(),
  };
}

function answer(
  objects: readonly BacnetObject[],
  objectId: ObjectId,
  properties: readonly PropertyReference[],
): ReadAnswer {
  return {
    objectId,
    values: properties.map(({ id, index = ARRAY_ALL }) => {
      const values = read(objects, objectId, { id, index });
      const value = "errorCode" in values ? [{ type: 0, value: { type: "BacnetError", ...values } }] : values;
      return { property: { id, index }, value };
    }),
  };
}

function read(
  objects: readonly BacnetObject[],
  id: ObjectId,
  property: Required<PropertyReference>,
): readonly TypedValue[] | BacnetError {
  const object = objects.find((candidate) => candidate.id.type === id.type && candidate.id.instance === id.instance);
  if (object === undefined) return { errorClass: ERROR_CLASS.object, errorCode: ERROR_CODE.unknownObject };
  const values = object.read(property.id);
  if (values === null) return { errorClass: ERROR_CLASS.property, errorCode: ERROR_CODE.unknownProperty };
  return property.index === ARRAY_ALL ? values : elementOf(values, property.index);
}

/** Array index 0 is the length of the array (ASHRAE 135 clause 12.1). */
function elementOf(values: readonly TypedValue[], index: number): readonly TypedValue[] {
  if (index === 0) return [{ type: 2, value: values.length }];
  return values.slice(index - 1, index);
}
