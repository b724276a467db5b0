import { z } from "zod";

/**
 * How far a history was read: a position as the source spells it, and which rows at exactly that position were taken. Rows
 * can share a position and a page can end between them, so a position alone would lose some or have them for ever.
 */
export const Cursor = z.object({ at: z.string(), taken: z.array(z.string()) });
export type Cursor = z.infer<typeof Cursor>;

/** A row's place in its history, and what tells it from others at the same place. */
export type Placed = { readonly position: string; readonly key: string };

/** @param rows from the cursor's position on, included, in order */
export function takeFresh<Row extends Placed>(
  cursor: Cursor,
  rows: readonly Row[],
): { readonly fresh: readonly Row[]; readonly next: Cursor } {
  const taken = new Set(cursor.taken);
  const fresh = rows.filter(({ position, key }) => position !== cursor.at || !taken.has(key));
  const at = rows.at(-1)?.position ?? cursor.at;
  const here = rows.filter(({ position }) => position === at).map(({ key }) => key);
  return { fresh, next: { at, taken: [...new Set(at === cursor.at ? [...cursor.taken, ...here] : here)] } };
}
