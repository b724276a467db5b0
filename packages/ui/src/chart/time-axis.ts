import { clockTime, shortDate, shortTime } from "../format/times";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps of a time axis, from one second to four weeks. */
export const TIME_STEPS_MS = [
  ...[1, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 28].map((days) => days * DAY),
];

/** The text under each tick: seconds for steps below a minute, the date alone for steps of days, and where a day begins. */
export function timeLabels(ticks: readonly number[], stepMs: number, timeZone: string): string[] {
  let day = "";
  return ticks.map((tick, index) => {
    const date = shortDate(tick, timeZone);
    const isNewDay = date !== day && index > 0;
    day = date;
    if (stepMs >= DAY) return date;
    const clock = stepMs < MINUTE ? clockTime(tick, timeZone) : shortTime(tick, timeZone);
    return isNewDay ? `${clock}\n${date}` : clock;
  });
}
