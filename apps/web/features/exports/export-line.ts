import type { Outputs } from "@outstation/hall/client";
import { shortDate, shortTime } from "@outstation/ui/format/times";
import type { Tone } from "@outstation/ui/state/state-mark";

/** One export as the list shows it. */
export type ExportLine = Outputs["exports"]["list"][number];

const TONES: Readonly<Record<ExportLine["state"], Tone>> = {
  queued: "stale",
  running: "stale",
  ready: "normal",
  failed: "critical",
  cancelled: "off",
  expired: "off",
};
export const toneOf = ({ state }: ExportLine): Tone => TONES[state];

export const isOpen = ({ state }: ExportLine): boolean => state === "queued" || state === "running";

/** `3 of about 12` as a share, from 0 to 1; an estimate may be too small. */
export const shareOf = ({ rowsDone, rowsEstimated }: ExportLine): number =>
  rowsEstimated === 0 ? 0 : Math.min(1, rowsDone / rowsEstimated);

/** `pump-1` or `pump-1 and 3 more`. */
export function devicesText({ devices }: ExportLine): string {
  const [first] = devices;
  if (first === undefined) return "–";
  return devices.length === 1 ? first.key : `${first.key} and ${devices.length - 1} more`;
}

/** Times of a file are UTC, and so are those of its range. */
export function rangeText({ from, to }: ExportLine): string {
  const years = [from, to].map((at) => new Date(at).getUTCFullYear());
  const year = (at: number) => (years[0] === years[1] ? "" : ` ${new Date(at).getUTCFullYear()}`);
  const text = (at: number) => `${shortDate(at, "UTC")}${year(at)} ${shortTime(at, "UTC")}`;
  return `${text(from)} – ${text(to)} UTC`;
}

/** What a field for date and time holds: `2026-11-24T06:00`, read as UTC. */
export const toField = (at: number): string => new Date(at).toISOString().slice(0, 16);
export const fromField = (text: string): number => Date.parse(`${text}Z`);
