import type { Instant } from "@outstation/kit/clock";

/** `failed` also keeps trying: it says that the last attempt got a definite answer or ran out of time. */
export type SourceHealth = {
  readonly state: "connected" | "connecting" | "failed";
  readonly detail?: string;
};

/** What a source says of a value, in its protocol's own words. */
export type SourceStatus =
  | { readonly protocol: "opcua"; readonly code: number }
  | {
      readonly protocol: "bacnet";
      readonly flags: BacnetFlags;
      readonly reliability: number;
      readonly error: string | null;
    }
  | { readonly protocol: "modbus"; readonly fault: string | null }
  /** What a history keeps of a value, already in the three qualities by the rule of its driver. */
  | { readonly protocol: "historian"; readonly quality: "good" | "uncertain" | "bad"; readonly status: string | null };

/** BACnetStatusFlags (ASHRAE 135, clause 21), without `in-alarm`, which says nothing of the value's quality. */
export type BacnetFlags = { readonly fault: boolean; readonly overridden: boolean; readonly outOfService: boolean };

/** A value as the protocol gave it. */
export type RawReading = {
  readonly point: string;
  readonly value: unknown;
  /** The source's own time; null where the protocol has none and the moment of the poll counts. */
  readonly sourceTime: Instant | null;
  readonly status: SourceStatus;
  /**
   * A record of the source, such as a meter's interval or a historian's row: it stands for itself, so it is neither left out
   * for being like the last nor said again as a heartbeat.
   */
  readonly isRecord?: true;
  /** Stored with the reading exactly as it is. */
  readonly context?: Readonly<Record<string, unknown>>;
};

export type DriverEvents = {
  readonly onReadings: (readings: readonly RawReading[]) => void;
  /** Called when the state or its detail changed. */
  readonly onHealth: (health: SourceHealth) => void;
  /**
   * Resolves when everything handed to `onReadings` before is in the spool and survives a power cut; a driver that keeps a
   * watermark moves it only then. Rejects or stays open where that never happens.
   */
  readonly stored?: () => Promise<void>;
};

/** One source of the edge package: connects, keeps connected for ever, and reports. A driver never writes to its source. */
export type Driver = {
  start(events: DriverEvents): void;
  /** Ends every connection; no event comes after it was called. */
  stop(): Promise<void>;
};

/** A point that a source was found to have: a line of the point list that an integrator picks from (CSV out and in). */
export type FoundPoint = {
  /** As the source's own configuration spells it: a node id with its namespace's URI, an object, a table and register. */
  readonly address: string;
  readonly name: string;
  readonly description?: string;
  readonly kind: "number" | "boolean" | "string" | "position";
  /** UCUM. */
  readonly unit?: string;
  /** The device it was found on, where the protocol finds devices too. */
  readonly device?: string;
};

/** Looks through what a source has to offer, without a package: `discover.ts` of each driver that can. Reads only. */
export type Discover<Target> = (target: Target, signal: AbortSignal) => AsyncIterable<FoundPoint>;
