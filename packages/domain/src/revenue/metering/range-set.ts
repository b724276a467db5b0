/** Whole numbers from `from` up to `to`, which is not part of it. */
export type Range = { readonly from: number; readonly to: number };

/** A set of whole numbers as sorted ranges that neither touch nor overlap: the canonical form of an int8multirange. */
export class RangeSet {
  private constructor(private readonly ranges: Range[]) {}

  /** @param text as Postgres writes an int8multirange: `{[0,100),[200,300)}`. */
  static parse(text: string): RangeSet {
    return new RangeSet(
      [...text.matchAll(/\[(-?\d+),(-?\d+)\)/g)].map(([, from, to]) => ({ from: Number(from), to: Number(to) })),
    );
  }

  contains({ from, to }: Range): boolean {
    const found = this.ranges[this.firstEndingAfter(from)];
    return found !== undefined && found.from <= from && to <= found.to;
  }

  overlaps({ from, to }: Range): boolean {
    const found = this.ranges[this.firstEndingAfter(from)];
    return found !== undefined && found.from < to;
  }

  add({ from, to }: Range): void {
    // One that only touches is merged too: a healthy source stays one range.
    const first = this.firstEndingAfter(from - 1);
    let after = first;
    let merged = { from, to };
    for (; after < this.ranges.length; after++) {
      const next = this.ranges[after];
      if (next === undefined || next.from > to) break;
      merged = { from: Math.min(merged.from, next.from), to: Math.max(merged.to, next.to) };
    }
    this.ranges.splice(first, after - first, merged);
  }

  toString(): string {
    return `{${this.ranges.map(({ from, to }) => `[${from},${to})`).join(",")}}`;
  }

  /** The place of the first range that ends after a number. */
  private firstEndingAfter(number: number): number {
    let [low, high] = [0, this.ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.to ?? Number.POSITIVE_INFINITY) > number) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
