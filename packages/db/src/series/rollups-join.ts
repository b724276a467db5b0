import { emptySummaries, type Summaries, spanStart } from "./rollups";

/** Joins summaries of disjoint readings, in any order, into spans of `spanMs`, a multiple of theirs. */
export function joinSummaries(parts: readonly Summaries[], spanMs: number): Summaries {
  const sources = inOrder(parts, spanMs);
  let count = 0;
  for (let i = 0; i < sources.start.length; i++) if (i === 0 || sources.start[i] !== sources.start[i - 1]) count++;
  const joined = emptySummaries(count);
  let to = -1;
  for (let i = 0; i < sources.start.length; i++) {
    const part = parts[sources.part[i] as number] as Summaries;
    const index = sources.index[i] as number;
    const start = sources.start[i] as number;
    if (to < 0 || joined.startAt[to] !== start) copySpan(part, index, joined, ++to);
    else addSpan(part, index, joined, to);
    joined.startAt[to] = start;
  }
  return joined;
}

type Sources = { readonly part: Uint32Array; readonly index: Uint32Array; readonly start: Float64Array };

/** Where each span lies, by the span it belongs to. Parts mostly follow each other: then nothing is sorted. */
function inOrder(parts: readonly Summaries[], spanMs: number): Sources {
  const total = parts.reduce((sum, { startAt }) => sum + startAt.length, 0);
  const sources = { part: new Uint32Array(total), index: new Uint32Array(total), start: new Float64Array(total) };
  const order = [...parts.keys()].sort((a, b) => (parts[a]?.startAt[0] ?? 0) - (parts[b]?.startAt[0] ?? 0));
  let at = 0;
  let isOrdered = true;
  for (const part of order) {
    const { startAt } = parts[part] as Summaries;
    for (let index = 0; index < startAt.length; index++, at++) {
      const start = spanStart(startAt[index] as number, spanMs);
      sources.part[at] = part;
      sources.index[at] = index;
      sources.start[at] = start;
      if (at > 0 && start < (sources.start[at - 1] as number)) isOrdered = false;
    }
  }
  if (isOrdered) return sources;
  const places = Uint32Array.from(sources.start.keys());
  places.sort((a, b) => (sources.start[a] as number) - (sources.start[b] as number));
  return {
    part: places.map((place) => sources.part[place] as number),
    index: places.map((place) => sources.index[place] as number),
    start: Float64Array.from(places, (place) => sources.start[place] as number),
  };
}

type Growing = ReturnType<typeof emptySummaries>;

function copySpan(from: Summaries, index: number, into: Growing, to: number): void {
  into.readings[to] = from.readings[index] as number;
  into.uncertain[to] = from.uncertain[index] as number;
  into.bad[to] = from.bad[index] as number;
  into.numbers[to] = from.numbers[index] as number;
  into.minimum[to] = from.minimum[index] as number;
  into.maximum[to] = from.maximum[index] as number;
  into.total[to] = from.total[index] as number;
  into.firstAt[to] = from.firstAt[index] as number;
  takeLast(from, index, into, to);
}

function addSpan(from: Summaries, index: number, into: Growing, to: number): void {
  const had = (into.numbers[to] as number) > 0;
  into.readings[to] = (into.readings[to] as number) + (from.readings[index] as number);
  into.uncertain[to] = (into.uncertain[to] as number) + (from.uncertain[index] as number);
  into.bad[to] = (into.bad[to] as number) + (from.bad[index] as number);
  into.numbers[to] = (into.numbers[to] as number) + (from.numbers[index] as number);
  if ((from.numbers[index] as number) > 0) {
    const [minimum, maximum] = [from.minimum[index] as number, from.maximum[index] as number];
    into.minimum[to] = had ? Math.min(into.minimum[to] as number, minimum) : minimum;
    into.maximum[to] = had ? Math.max(into.maximum[to] as number, maximum) : maximum;
    into.total[to] = had ? (into.total[to] as number) + (from.total[index] as number) : (from.total[index] as number);
  }
  into.firstAt[to] = Math.min(into.firstAt[to] as number, from.firstAt[index] as number);
  if ((from.lastAt[index] as number) > (into.lastAt[to] as number)) takeLast(from, index, into, to);
}

function takeLast(from: Summaries, index: number, into: Growing, to: number): void {
  into.lastAt[to] = from.lastAt[index] as number;
  into.last[to] = from.last[index] as number;
  into.lastValues.delete(to);
  if (from.lastValues.has(index)) into.lastValues.set(to, from.lastValues.get(index));
}
