const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The presets of a chart's range, as the address bar spells them. */
export const RANGES = [
  { value: "15m", label: "15 min", ms: 15 * MINUTE },
  { value: "1h", label: "1 h", ms: HOUR },
  { value: "6h", label: "6 h", ms: 6 * HOUR },
  { value: "24h", label: "24 h", ms: 24 * HOUR },
  { value: "7d", label: "7 d", ms: 7 * 24 * HOUR },
] as const;

export type Range = (typeof RANGES)[number];

/** The range an address names; the shortest for one it does not know. */
export const rangeOf = (text: string | null): Range => RANGES.find(({ value }) => value === text) ?? RANGES[0];
