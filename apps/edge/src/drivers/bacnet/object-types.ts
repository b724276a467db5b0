import type { ObjectId } from "./wire/values";

type ObjectType = { readonly type: number; readonly kind: "number" | "boolean" | "string" };

/** BACnetObjectType (ASHRAE 135, clause 21): the objects that have a present value which a point can show. */
const OBJECT_TYPE: Readonly<Record<string, ObjectType>> = {
  "analog-input": { type: 0, kind: "number" },
  "analog-output": { type: 1, kind: "number" },
  "analog-value": { type: 2, kind: "number" },
  "binary-input": { type: 3, kind: "boolean" },
  "binary-output": { type: 4, kind: "boolean" },
  "binary-value": { type: 5, kind: "boolean" },
  loop: { type: 12, kind: "number" },
  "multi-state-input": { type: 13, kind: "number" },
  "multi-state-output": { type: 14, kind: "number" },
  "multi-state-value": { type: 19, kind: "number" },
  "life-safety-point": { type: 21, kind: "number" },
  accumulator: { type: 23, kind: "number" },
  "pulse-converter": { type: 24, kind: "number" },
  "characterstring-value": { type: 40, kind: "string" },
  "integer-value": { type: 45, kind: "number" },
  "large-analog-value": { type: 46, kind: "number" },
  "positive-integer-value": { type: 48, kind: "number" },
  "lighting-output": { type: 54, kind: "number" },
  "binary-lighting-output": { type: 55, kind: "boolean" },
};

/** The device object, which lists the others. */
export const DEVICE_TYPE = 8;

const namesByType = new Map(Object.entries(OBJECT_TYPE).map(([name, { type, kind }]) => [type, { name, kind }]));

/** @param object such as `analog-input:1`; null where the type has no present value that we know of. */
export function parseObjectId(object: string): ObjectId | null {
  const [typeName = "", instance = ""] = object.split(":");
  const known = OBJECT_TYPE[typeName];
  return known === undefined ? null : { type: known.type, instance: Number(instance) };
}

/** The other way round; null for objects that a point cannot show, such as schedules and files. */
export function describeObjectId({ type, instance }: ObjectId): { address: string; kind: ObjectType["kind"] } | null {
  const known = namesByType.get(type);
  return known === undefined ? null : { address: `${known.name}:${instance}`, kind: known.kind };
}
