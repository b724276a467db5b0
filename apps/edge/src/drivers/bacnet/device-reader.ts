import type { BacnetSource } from "@outstation/contracts/edge/sources/bacnet";
import Bacstack, { type ReadResult, type TypedValue } from "bacstack";
import type { RawReading } from "../driver";
import { parseObjectId } from "./object-types";
import { createDeviceTransport } from "./transport";

export type BacnetPoint = BacnetSource["points"][number];

/** ASHRAE 135, clause 21. */
const PRESENT_VALUE = 85;
const RELIABILITY = 103;
const STATUS_FLAGS = 111;
const TAG_ERROR = 105;
const TRIES = 3;

/** A device of which points can be read: promises over bacstack's callbacks, with retries, one request at a time. */
export type DeviceReader = {
  /** @throws Error when the device did not answer any of the tries. */
  read(points: readonly BacnetPoint[]): Promise<RawReading[]>;
  close(): void;
};

export function openDevice(address: string, onError: (reason: unknown) => void): DeviceReader {
  const stack = new Bacstack({ transport: createDeviceTransport(address, onError), apduTimeout: 1500 });
  stack.on("error", onError);
  return {
    async read(points) {
      const specifications = points.flatMap(({ object }) => {
        const objectId = parseObjectId(object);
        return objectId === null
          ? []
          : [{ objectId, properties: [PRESENT_VALUE, STATUS_FLAGS, RELIABILITY].map((id) => ({ id })) }];
      });
      const results = await retry(
        () =>
          new Promise<readonly ReadResult[]>((resolve, reject) => {
            stack.readPropertyMultiple(address, specifications, (error, result) =>
              error === null && result !== undefined ? resolve(result.values) : reject(error),
            );
          }),
      );
      return points.map((point) => rawReading(point, results));
    },
    close: () => stack.close(),
  };
}

/** A datagram may be lost: only silence is tried again. */
async function retry<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (reason) {
      const silent = reason instanceof Error && reason.message === "ERR_TIMEOUT";
      if (!silent) throw reason;
      if (tries === TRIES) throw new Error(`no answer to ${TRIES} requests`);
    }
  }
}

function rawReading({ name, object }: BacnetPoint, results: readonly ReadResult[]): RawReading {
  const id = parseObjectId(object);
  const result = results.find(({ objectId }) => objectId.type === id?.type && objectId.instance === id.instance);
  const property = (wanted: number) => result?.values.find((value) => value.id === wanted)?.value[0];
  const present = property(PRESENT_VALUE);
  const error = id === null ? `no object type of ${object}` : errorOf(present);
  return {
    point: name,
    value: error === null ? present?.value : null,
    sourceTime: null,
    status: {
      protocol: "bacnet",
      flags: flagsOf(property(STATUS_FLAGS)),
      reliability: numberOf(property(RELIABILITY)),
      error,
    },
  };
}

function errorOf(value: TypedValue | undefined): string | null {
  if (value === undefined) return "no answer for this object";
  if (value.type !== TAG_ERROR) return null;
  const { errorClass, errorCode } = value.value as { errorClass: number; errorCode: number };
  return `error class ${errorClass} code ${errorCode}`;
}

/** Bits of BACnetStatusFlags: in-alarm, fault, overridden, out-of-service. Optional properties may be answered by an error. */
function flagsOf(value: TypedValue | undefined) {
  const bits = value?.type === 8 ? ((value.value as { value: number[] }).value[0] ?? 0) : 0;
  return { fault: (bits & 2) !== 0, overridden: (bits & 4) !== 0, outOfService: (bits & 8) !== 0 };
}

const numberOf = (value: TypedValue | undefined): number =>
  value !== undefined && value.type !== TAG_ERROR && typeof value.value === "number" ? value.value : 0;
