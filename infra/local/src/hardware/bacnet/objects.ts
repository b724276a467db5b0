import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import type { ObjectId, TypedValue } from "bacstack";
import type { Machine, Sample } from "../machines/machine";

/** Numbers of ASHRAE 135 clause 21. */
export const OBJECT_TYPE: Readonly<Record<string, number>> = {
  "analog-input": 0,
  "analog-output": 1,
  "analog-value": 2,
  "binary-input": 3,
  "binary-output": 4,
  "binary-value": 5,
  device: 8,
};
export const PROPERTY = {
  covIncrement: 22,
  modelName: 70,
  objectIdentifier: 75,
  objectList: 76,
  objectName: 77,
  objectType: 79,
  outOfService: 81,
  presentValue: 85,
  description: 28,
  reliability: 103,
  statusFlags: 111,
  units: 117,
  vendorName: 121,
};
const TAG = { boolean: 1, unsigned: 2, real: 4, text: 7, bits: 8, enumerated: 9, objectId: 12 };
const RELIABILITY = { good: 0, uncertain: 7, bad: 8 } satisfies Record<Sample["status"], number>;
/** Bits of BACnetStatusFlags: in-alarm, fault, overridden, out-of-service. */
const FAULT = 0b0010;
/** BACnetEngineeringUnits of the units that the machines have; 95 is "no units". */
const ENGINEERING_UNITS: Readonly<Record<string, number>> = {
  Cel: 62,
  Pa: 53,
  "%": 98,
  "[ppm]": 96,
  kW: 48,
  V: 5,
  A: 3,
};
const NO_UNITS = 95;

export type BacnetObject = { readonly id: ObjectId; read(property: number): readonly TypedValue[] | null };

/** One object for each point, and the device object that lists them. */
export function bacnetObjects(
  options: Pick<BacnetSource, "points"> & {
    machine: Machine;
    deviceInstance: number;
    deviceName: string;
    covIncrement: number;
  },
): BacnetObject[] {
  const objects = options.points.map((point) => pointObject(point, options));
  const device: ObjectId = { type: 8, instance: options.deviceInstance };
  const ids = [device, ...objects.map(({ id }) => id)];
  const list = ids.map((value) => ({ type: TAG.objectId, value }));
  const properties: Record<number, TypedValue[]> = {
    ...named(device, options.deviceName),
    [PROPERTY.objectList]: list,
    [PROPERTY.vendorName]: [{ type: TAG.text, value: "Outstation" }],
    [PROPERTY.modelName]: [{ type: TAG.text, value: "simulated controller" }],
  };
  return [{ id: device, read: (property) => properties[property] ?? null }, ...objects];
}

function pointObject(
  point: BacnetSource["points"][number],
  { machine, covIncrement }: { readonly machine: Machine; readonly covIncrement: number },
): BacnetObject {
  const [typeName = "", instance = ""] = point.object.split(":");
  const type = OBJECT_TYPE[typeName];
  if (type === undefined) throw new Error(`the simulated device has no objects of type ${typeName}`);
  const id = { type, instance: Number(instance) };
  const fixed: Record<number, TypedValue[]> = {
    ...named(id, point.name),
    [PROPERTY.description]: [{ type: TAG.text, value: point.description ?? "" }],
    [PROPERTY.outOfService]: [{ type: TAG.boolean, value: false }],
    ...(typeName.startsWith("analog-") && {
      [PROPERTY.units]: [{ type: TAG.enumerated, value: ENGINEERING_UNITS[point.unit ?? ""] ?? NO_UNITS }],
      [PROPERTY.covIncrement]: [{ type: TAG.real, value: covIncrement }],
    }),
  };
  return {
    id,
    read(property) {
      const { value, status } = machine.read(point.name);
      if (property === PROPERTY.presentValue) return [presentValue(value)];
      if (property === PROPERTY.reliability) return [{ type: TAG.enumerated, value: RELIABILITY[status] }];
      if (property === PROPERTY.statusFlags)
        return [{ type: TAG.bits, value: { value: [status === "good" ? 0 : FAULT], bitsUsed: 4 } }];
      return fixed[property] ?? null;
    },
  };
}

const presentValue = (value: Sample["value"]): TypedValue =>
  typeof value === "number"
    ? { type: TAG.real, value }
    : // BACnetBinaryPV: 0 inactive, 1 active.
      { type: TAG.enumerated, value: value === true ? 1 : 0 };

const named = (id: ObjectId, name: string): Record<number, TypedValue[]> => ({
  [PROPERTY.objectIdentifier]: [{ type: TAG.objectId, value: id }],
  [PROPERTY.objectName]: [{ type: TAG.text, value: name }],
  [PROPERTY.objectType]: [{ type: TAG.enumerated, value: id.type }],
});
