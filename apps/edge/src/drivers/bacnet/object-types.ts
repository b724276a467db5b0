import type { ObjectId } from "bacstack";

/** BACnetObjectType (ASHRAE 135, clause 21): the objects that have a present value. */
const OBJECT_TYPE: Readonly<Record<string, number>> = {
  "analog-input": 0,
  "analog-output": 1,
  "analog-value": 2,
  "binary-input": 3,
  "binary-output": 4,
  "binary-value": 5,
  "multi-state-input": 13,
  "multi-state-output": 14,
  "multi-state-value": 19,
  accumulator: 23,
  "pulse-converter": 24,
  "characterstring-value": 40,
  "integer-value": 45,
  "large-analog-value": 46,
  "positive-integer-value": 48,
};

/** @param object such as `analog-input:1`; null where the type has no present value that we know of. */
export function parseObjectId(object: string): ObjectId | null {
  const [typeName = "", instance = ""] = object.split(":");
  const type = OBJECT_TYPE[typeName];
  return type === undefined ? null : { type, instance: Number(instance) };
}
