/**
 * Largest triangle three buckets (S. Steinarsson, "Downsampling Time Series for Visual Representation", University of Iceland
 * 2013, section 4.2): keeps the readings that make the line look as it does. First and last are kept; of each bucket between
 * them the one that spans the largest triangle with the one kept before and the mean of the next bucket.
 * @param x ascending; same length as `y`.
 * @param threshold how many to keep, at least 3 to leave anything out.
 * @returns the indices kept, ascending.
 */
export function lttb(x: Float64Array, y: Float64Array, threshold: number): Uint32Array {
  const count = x.length;
  if (threshold >= count || threshold < 3) return Uint32Array.from({ length: count }, (_, index) => index);
  const kept = new Uint32Array(threshold);
  const every = (count - 2) / (threshold - 2);
  let before = 0;
  for (let bucket = 0; bucket < threshold - 2; bucket++) {
    const start = Math.floor(bucket * every) + 1;
    const end = Math.floor((bucket + 1) * every) + 1;
    const next = meanOf(x, y, end, Math.min(Math.floor((bucket + 2) * every) + 1, count));
    before = largestTriangle(x, y, { before, start, end, next });
    kept[bucket + 1] = before;
  }
  kept[threshold - 1] = count - 1;
  return kept;
}

type Mean = { readonly x: number; readonly y: number };

function meanOf(x: Float64Array, y: Float64Array, start: number, end: number): Mean {
  let sumX = 0;
  let sumY = 0;
  for (let i = start; i < end; i++) {
    sumX += x[i] as number;
    sumY += y[i] as number;
  }
  return { x: sumX / (end - start), y: sumY / (end - start) };
}

type Triangle = { readonly before: number; readonly start: number; readonly end: number; readonly next: Mean };

function largestTriangle(x: Float64Array, y: Float64Array, { before, start, end, next }: Triangle): number {
  const [beforeX, beforeY] = [x[before] as number, y[before] as number];
  let largest = -1;
  let index = start;
  for (let i = start; i < end; i++) {
    const area = Math.abs(
      (beforeX - next.x) * ((y[i] as number) - beforeY) - (beforeX - (x[i] as number)) * (next.y - beforeY),
    );
    if (area > largest) {
      largest = area;
      index = i;
    }
  }
  return index;
}
