import { Malformed, type Octets, openOctets } from "./octets";
import { type BacnetValue, type ObjectId, objectIdOf, readApplication, readValues } from "./values";

/** What a device said of one property: its values, or why there are none. */
export type Outcome = { readonly values: readonly BacnetValue[] } | { readonly error: string };
export type PropertyOutcome = {
  readonly object: ObjectId;
  readonly property: number;
  readonly index: number | undefined;
  readonly outcome: Outcome;
};
export type IAm = {
  readonly instance: number;
  readonly maxApdu: number;
  /** Whether it can send an answer in segments. */
  readonly segments: boolean;
  readonly vendorId: number;
};
export type CovNotification = {
  readonly processId: number;
  readonly object: ObjectId;
  /** Of the subscription, in seconds. */
  readonly timeRemainingS: number;
  readonly properties: readonly PropertyOutcome[];
};

export const errorText = (errorClass: number, errorCode: number): string =>
  `error class ${errorClass} code ${errorCode}`;

/** ReadProperty-ACK (ASHRAE 135, clause 21). @throws Malformed */
export function readPropertyAck(body: Buffer): PropertyOutcome {
  const octets = openOctets(body);
  const object = contextObject(octets, 0);
  const property = contextUnsigned(octets, 1);
  const index = optionalUnsigned(octets, 2);
  octets.expect("opening", 3);
  return { object, property, index, outcome: { values: readValues(octets, 3) } };
}

/** ReadPropertyMultiple-ACK. @throws Malformed */
export function readPropertyMultipleAck(body: Buffer): PropertyOutcome[] {
  const octets = openOctets(body);
  const outcomes: PropertyOutcome[] = [];
  while (octets.left() > 0) {
    const object = contextObject(octets, 0);
    octets.expect("opening", 1);
    while (!octets.skipIf("closing", 1)) {
      const property = contextUnsigned(octets, 2);
      const index = optionalUnsigned(octets, 3);
      outcomes.push({ object, property, index, outcome: valuesOrError(octets) });
    }
  }
  return outcomes;
}

function valuesOrError(octets: Octets): Outcome {
  if (octets.skipIf("opening", 4)) return { values: readValues(octets, 4) };
  octets.expect("opening", 5);
  const [errorClass, errorCode] = readValues(octets, 5);
  if (errorClass?.kind !== "enumerated" || errorCode?.kind !== "enumerated") throw new Malformed("an error of no kind");
  return { error: errorText(errorClass.value, errorCode.value) };
}

/** Confirmed and unconfirmed COV notifications have the same form. @throws Malformed */
export function readCovNotification(body: Buffer): CovNotification {
  const octets = openOctets(body);
  const processId = contextUnsigned(octets, 0);
  contextObject(octets, 1);
  const object = contextObject(octets, 2);
  const timeRemainingS = contextUnsigned(octets, 3);
  const properties: PropertyOutcome[] = [];
  octets.expect("opening", 4);
  while (!octets.skipIf("closing", 4)) {
    const property = contextUnsigned(octets, 0);
    const index = optionalUnsigned(octets, 1);
    octets.expect("opening", 2);
    properties.push({ object, property, index, outcome: { values: readValues(octets, 2) } });
    optionalUnsigned(octets, 3);
  }
  return { processId, object, timeRemainingS, properties };
}

/** @throws Malformed */
export function readIAm(body: Buffer): IAm {
  const octets = openOctets(body);
  const [device, maxApdu, segmentation, vendorId] = [0, 1, 2, 3].map(() => {
    const tag = octets.tag();
    if (tag.form !== "application") throw new Malformed("I-Am with a context tag");
    return readApplication(octets, tag);
  });
  if (device?.kind !== "object" || device.value.type !== 8) throw new Malformed("I-Am of no device");
  if (maxApdu?.kind !== "unsigned" || segmentation?.kind !== "enumerated" || vendorId?.kind !== "unsigned")
    throw new Malformed("I-Am without its four values");
  // BACnetSegmentation: 0 both, 1 transmit, 2 receive, 3 none.
  const segments = segmentation.value < 2;
  return { instance: device.value.instance, maxApdu: maxApdu.value, segments, vendorId: vendorId.value };
}

function contextUnsigned(octets: Octets, number: number): number {
  return octets.unsigned(octets.expect("context", number).length);
}

function optionalUnsigned(octets: Octets, number: number): number | undefined {
  const next = octets.peek();
  return next?.form === "context" && next.number === number ? contextUnsigned(octets, number) : undefined;
}

function contextObject(octets: Octets, number: number): ObjectId {
  if (octets.expect("context", number).length !== 4) throw new Malformed("an object identifier is four octets long");
  return objectIdOf(octets.unsigned(4));
}
