import { once } from "node:events";
import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import type { Clock } from "@outstation/kit/clock";
import Bacstack, { type ObjectId, type PropertyReference, type ReadAnswer, type TypedValue } from "bacstack";
import type { Machine } from "../machines/machine";
import { type BacnetObject, bacnetObjects } from "./objects";
import { createLoopbackTransport } from "./transport";

/** ASHRAE 135 clause 21. */
const READ_PROPERTY = 12;
const WRITE_PROPERTY = 15;
const ERROR_CLASS = { object: 1, property: 2 };
const ERROR_CODE = { unknownObject: 31, unknownProperty: 32, writeAccessDenied: 40 };
/** "All array elements" in bacstack's own spelling. */
const ARRAY_ALL = 0xffff_ffff;

type BacnetError = { readonly errorClass: number; readonly errorCode: number };

/** A BACnet/IP device on loopback: answers Who-Is, ReadProperty and ReadPropertyMultiple, refuses writes. */
export async function startBacnetDevice(options: {
  readonly source: Pick<BacnetSource, "address" | "points">;
  readonly machine: Machine;
  readonly deviceInstance: number;
  readonly deviceName: string;
  readonly clock: Clock;
  readonly onDropped: (reason: unknown) => void;
}): Promise<{ stop(): Promise<void> }> {
  const objects = bacnetObjects({ ...options, points: options.source.points });
  const port = Number(options.source.address.split(":")[1]);
  const transport = createLoopbackTransport(port, options.onDropped);
  const listening = once(transport, "listening");
  const stack = new Bacstack({ transport });
  stack.on("whoIs", ({ address, lowLimit = 0, highLimit = 0x3f_ffff }) => {
    if (options.deviceInstance < lowLimit || options.deviceInstance > highLimit) return;
    const announcement = iAm(options.deviceInstance);
    transport.send(announcement, announcement.length, address);
  });
  stack.on("readProperty", ({ address, invokeId, request: { objectId, property } }) => {
    options.machine.advance(options.clock.now());
    const values = read(objects, objectId, property);
    if ("errorCode" in values)
      return stack.errorResponse(address, READ_PROPERTY, invokeId, values.errorClass, values.errorCode);
    stack.readPropertyResponse(address, invokeId, objectId, property, values);
  });
  stack.on("readPropertyMultiple", ({ address, invokeId, request }) => {
    options.machine.advance(options.clock.now());
    const answers = request.properties.map((wanted): ReadAnswer => answer(objects, wanted.objectId, wanted.properties));
    stack.readPropertyMultipleResponse(address, invokeId, answers);
  });
  stack.on("writeProperty", ({ address, invokeId }) =>
    stack.errorResponse(address, WRITE_PROPERTY, invokeId, ERROR_CLASS.property, ERROR_CODE.writeAccessDenied),
  );
  // Rejects where the port is taken: `once` watches for `error` as well.
  await listening;
  return { stop: async () => stack.close() };
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

/** I-Am as a unicast answer; bacstack's own goes to its broadcast address only. */
function iAm(deviceInstance: number): Buffer {
  const objectId = Buffer.alloc(4);
  objectId.writeUInt32BE(((8 << 22) | deviceInstance) >>> 0);
  const vendorId = 0;
  // Object id, max APDU 1476, no segmentation, vendor.
  const apdu = Buffer.from([0x10, 0x00, 0xc4, ...objectId, 0x22, 0x05, 0xc4, 0x91, 0x03, 0x21, vendorId]);
  const length = 4 + 2 + apdu.length;
  return Buffer.concat([Buffer.from([0x81, 0x0a, length >> 8, length & 0xff, 0x01, 0x00]), apdu]);
}
