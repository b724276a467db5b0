import { expect, test } from "vitest";
import { type Cursor, takeFresh } from "./cursor";

// Promise: every row once, also where many share a position and wherever the pages end.

const row = (position: number, key: string) => ({ position: String(position), key });

test.each([2, 3, 4, 7, 100])("pages of %i rows take every row once", (pageSize) => {
  const all = [row(1, "a"), row(2, "b"), row(2, "c"), row(2, "d"), row(2, "e"), row(3, "f"), row(5, "g")];
  const taken: string[] = [];
  let cursor: Cursor = { at: "0", taken: [] };
  let limit = pageSize;
  for (let page = 0; page < 50; page++) {
    const rows = all.filter(({ position }) => Number(position) >= Number(cursor.at)).slice(0, limit);
    const { fresh, next } = takeFresh(cursor, rows);
    taken.push(...fresh.map(({ key }) => key));
    cursor = next;
    limit = fresh.length === 0 ? limit * 2 : pageSize;
  }
  expect(taken).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
});

test("a row that joins the position that was read last is taken too", () => {
  const first = takeFresh({ at: "0", taken: [] }, [row(1, "a")]);
  const second = takeFresh(first.next, [row(1, "a"), row(1, "b")]);
  expect(second.fresh).toEqual([row(1, "b")]);
  expect(takeFresh(second.next, [row(1, "a"), row(1, "b")]).fresh).toEqual([]);
});
