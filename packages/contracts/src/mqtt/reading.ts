/** OPC UA's three severities, also used for every other protocol. */
export const QUALITIES = ["good", "uncertain", "bad"] as const;
export type Quality = (typeof QUALITIES)[number];

export const POINT_NAME_LENGTH_MAX = 128;

/** WGS 84, degrees; altitude in metres. */
export type Position = { readonly lat: number; readonly lon: number; readonly alt?: number };

/** `null` is a reading whose source had no value to give; its quality is then bad. */
export type ReadingValue = number | boolean | string | Position | null;

/** One value of one point at the source's own time. */
export type Reading = {
  readonly point: string;
  readonly value: ReadingValue;
  /** Unix milliseconds, from the source. */
  readonly measuredAt: number;
  readonly quality: Quality;
  /** The source's own status (such as OPC UA's 32-bit StatusCode in hexadecimal), kept as sent. */
  readonly status?: string;
  /** Such as `calibration_date`, `instrument_serial`; kept exactly as sent. */
  readonly context?: Readonly<Record<string, unknown>>;
};
