const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far back, and how wide a bar is. */
export const PERIODS = [
  { value: "24h", label: "24 h", ms: DAY, unit: "hour" },
  { value: "7d", label: "7 d", ms: 7 * DAY, unit: "hour" },
  { value: "30d", label: "30 d", ms: 30 * DAY, unit: "day" },
  { value: "90d", label: "90 d", ms: 90 * DAY, unit: "day" },
] as const;
export type Period = (typeof PERIODS)[number];

export const periodOf = (text: string | null): Period => PERIODS.find(({ value }) => value === text) ?? PERIODS[1];

/** The period up to the end of this hour: the same range all hour long, so that the answer can be kept. */
export function rangeOf({ ms }: Period, now: number): { from: number; to: number } {
  const to = Math.ceil(now / HOUR) * HOUR;
  return { from: to - ms, to };
}
