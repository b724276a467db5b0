/** What the page shows at a time: how far back, and by what. Billing counts in UTC. */
export const SPANS = [
  { value: "hours", label: "Hours", unit: "hour", name: "the last 48 hours" },
  { value: "days", label: "Days", unit: "day", name: "the last 31 days" },
  { value: "months", label: "Months", unit: "month", name: "the last 12 months" },
] as const;
export type Span = (typeof SPANS)[number];

export const spanOf = (value: string | null): Span => SPANS.find((span) => span.value === value) ?? SPANS[1];

const HOUR_MS = 3_600_000;
const BACK = { hour: 47, day: 30 } as const;

/** Whole periods up to and with the one that is under way. */
export function rangeOf({ unit }: Span, now: number): { readonly from: number; readonly to: number } {
  const at = new Date(now);
  if (unit === "month")
    return {
      from: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 11),
      to: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1),
    };
  const size = unit === "hour" ? HOUR_MS : 24 * HOUR_MS;
  const current = Math.floor(now / size) * size;
  return { from: current - BACK[unit] * size, to: current + size };
}

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", hourCycle: "h23", ...options });
const FORMATS = {
  hour: format({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }),
  day: format({ weekday: "short", day: "numeric", month: "short" }),
  month: format({ month: "long", year: "numeric" }),
};

/** `24 Nov, 13:00`, `Tue 24 Nov` or `November 2026`. */
export const periodName = ({ unit }: Span, start: number): string => FORMATS[unit].format(start);
