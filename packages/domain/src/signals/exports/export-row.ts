import { QUALITIES } from "@outstation/contracts/mqtt/reading";
import { fromStored } from "@outstation/db/series/values";
import type { ExportBatch } from "./export-readings";

/** The columns of every format, in their order. */
export const EXPORT_COLUMNS = ["device", "point", "measured_at", "value", "text", "unit", "quality", "status"] as const;

/** What differs between the readings of a batch. */
export type ExportRow = {
  /** Unix milliseconds. */
  readonly measuredAt: number;
  /** The number, 0 or 1 of a boolean; null where there is none. */
  readonly value: number | null;
  /** What is no number: text, true or false, a position as JSON. */
  readonly text: string | null;
  readonly quality: string;
  /** The source's own word for the quality. */
  readonly status: string | null;
};

export function* rowsOf({ point, samples }: ExportBatch): Generator<ExportRow> {
  const { measuredAt, numbers, qualities, extras } = samples;
  for (let index = 0; index < measuredAt.length; index++) {
    const number = numbers[index] as number;
    const extra = extras.get(index);
    const whole = fromStored(point.kind, number, extra);
    yield {
      measuredAt: measuredAt[index] as number,
      value: Number.isNaN(number) ? null : number,
      text:
        whole === null || typeof whole === "number" ? null : typeof whole === "string" ? whole : JSON.stringify(whole),
      quality: QUALITIES[qualities[index] as number] ?? "bad",
      status: extra?.s ?? null,
    };
  }
}
