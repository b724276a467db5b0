const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

function format(timeZone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${name}`;
  let made = formats.get(key);
  if (made === undefined) {
    made = new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options });
    formats.set(key, made);
  }
  return made;
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
const DATE: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };

/** `14:03:21` in the zone. */
export const clockTime = (at: number, timeZone: string): string => format(timeZone, "clock", CLOCK).format(at);

/** `14:03` in the zone. */
export const shortTime = (at: number, timeZone: string): string =>
  format(timeZone, "short", { hour: "2-digit", minute: "2-digit" }).format(at);

/** `24 Nov` in the zone. */
export const shortDate = (at: number, timeZone: string): string => format(timeZone, "date", DATE).format(at);

/** `24 Nov 2025, 14:03:21` in the zone. */
export const fullTime = (at: number, timeZone: string): string =>
  format(timeZone, "full", { ...DATE, year: "numeric", ...CLOCK }).format(at);

/** `14:03:21`, with the date in front when it is not today in the zone. */
export function pointInTime(at: number, now: number, timeZone: string): string {
  const date = shortDate(at, timeZone);
  const clock = clockTime(at, timeZone);
  if (date === shortDate(now, timeZone) && Math.abs(now - at) < DAY) return clock;
  return `${date} ${clock}`;
}

/** `2 s ago`, `3 min ago`, `5 h ago`, `3 d ago`; `in 2 s` for a source whose clock is ahead. */
export function ago(at: number, now: number): string {
  const span = now - at;
  // Below one second the difference between two clocks says nothing.
  if (Math.abs(span) < SECOND) return "now";
  return span < 0 ? `in ${duration(-span)}` : `${duration(span)} ago`;
}

/** The largest unit that fits, rounded down: `59 s`, `1 min`, `23 h`, `12 d`. */
export function duration(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

/** `Europe/Berlin (UTC+2)`: the zone's name and its offset at that moment. */
export function zoneLabel(at: number, timeZone: string): string {
  const offset = format(timeZone, "offset", { timeZoneName: "shortOffset" })
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")
    ?.value.replace("GMT", "UTC");
  return timeZone === "UTC" || offset === undefined ? timeZone : `${timeZone.replace("_", " ")} (${offset})`;
}

/** Milliseconds from one step of `ago` to the next, so that a clock ticks no more often than the text changes. */
export const agoStepMs = (at: number, now: number): number => (now - at < HOUR ? SECOND : MINUTE);
