/** A carrier's month, Unix ms. */
export type Month = { readonly since: number; readonly until: number };

/** The month that `now` lies in, when one begins at midnight UTC on this day (1 to 28). */
export function monthOf(now: number, resetsOnDay: number): Month {
  const date = new Date(now);
  const begin = (months: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, resetsOnDay);
  return date.getUTCDate() < resetsOnDay ? { since: begin(-1), until: begin(0) } : { since: begin(0), until: begin(1) };
}
