import { z } from "zod";

const Time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "is not a time such as 02:30");

/** Every week on these days (1 is Monday, ISO 8601), from the one time to the other; to an earlier one: on the next day. */
export const WeeklyWindow = z.object({
  days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
  from: Time,
  to: Time,
});
export type WeeklyWindow = z.infer<typeof WeeklyWindow>;

/**
 * When a site lets itself be changed, in its own time. What is inside is decided by the clock on the site's wall: in the night
 * in which an hour comes twice a window in that hour is open twice, and in the night that lacks the hour it does not open.
 */
export const MaintenanceWindows = z.object({
  /** IANA, such as `Europe/Amsterdam`. */
  timeZone: z.string().refine(isTimeZone, "is not a time zone, such as Europe/Amsterdam"),
  windows: z.array(WeeklyWindow).max(28),
});
export type MaintenanceWindows = z.infer<typeof MaintenanceWindows>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
/** Every weekly window opens within a week, but for one lost hour. */
const LOOK_AHEAD_MINUTES = 8 * DAY_MINUTES;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Day of the week and minute of the day on the wall of a place, from Unix milliseconds. One way only: it is never ambiguous. */
function wallClock(timeZone: string): (instant: number) => { day: number; minute: number } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (instant) => {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return {
      day: WEEKDAYS.indexOf(parts.weekday ?? "") + 1,
      minute: Number(parts.hour) * 60 + Number(parts.minute),
    };
  };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

function isInside({ days, from, to }: WeeklyWindow, { day, minute }: { day: number; minute: number }): boolean {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  if (begin < end) return days.includes(day) && minute >= begin && minute < end;
  const yesterday = day === 1 ? 7 : day - 1;
  return (days.includes(day) && minute >= begin) || (days.includes(yesterday) && minute < end);
}

/** @param now Unix milliseconds. */
export function isOpen({ timeZone, windows }: MaintenanceWindows, now: number): boolean {
  const wall = wallClock(timeZone)(now);
  return windows.some((window) => isInside(window, wall));
}

/** The first instant (whole minutes, Unix milliseconds) from `now` on at which a window is open; null where there is none. */
export function nextOpening({ timeZone, windows }: MaintenanceWindows, now: number): number | null {
  if (windows.length === 0) return null;
  const clock = wallClock(timeZone);
  const inside = (instant: number) => {
    const wall = clock(instant);
    return windows.some((window) => isInside(window, wall));
  };
  if (inside(now)) return now;
  const next = Math.ceil(now / MINUTE_MS) * MINUTE_MS;
  for (let ahead = 0; ahead <= LOOK_AHEAD_MINUTES; ahead++)
    if (inside(next + ahead * MINUTE_MS)) return next + ahead * MINUTE_MS;
  return null;
}

/** As a person reads it: `Mon, Tue 02:00-04:00 Europe/Amsterdam`. */
export const describeWindows = ({ timeZone, windows }: MaintenanceWindows): string =>
  windows.length === 0
    ? "no window is open, ever"
    : `${windows.map(({ days, from, to }) => `${days.map((day) => WEEKDAYS[day - 1]).join(", ")} ${from}-${to}`).join("; ")} ${timeZone}`;
