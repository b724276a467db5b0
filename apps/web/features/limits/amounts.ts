import type { Outputs } from "@outstation/hall/client";
import { formatBytes } from "@outstation/ui/format/numbers";

export type LimitsView = Outputs["limits"]["view"];
export type LimitName = LimitsView["limits"][number]["name"];

const UNITS: Readonly<Record<LimitName, string>> = {
  messagesPerSecond: "/s",
  bytesPerSecond: "/s",
  devices: "devices",
  pointsPerDevice: "points",
  pointsPerTenant: "points",
};
export const unitOf = (name: LimitName): string => UNITS[name];

const TENTHS_BELOW = 100;

/** How much of a limit, as a person reads it; its unit stands beside it. Rates below a hundred have a decimal. */
export function amount(name: LimitName, value: number | null): string {
  if (value === null) return "–";
  if (name === "bytesPerSecond") return formatBytes(Math.round(value));
  const digits = name === "messagesPerSecond" && value < TENTHS_BELOW && !Number.isInteger(value) ? 1 : 0;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
