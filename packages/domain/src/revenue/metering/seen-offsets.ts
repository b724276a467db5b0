import { type Range, RangeSet } from "./range-set";

/** As the table is laid out: 65,536 offsets a row. */
export const CHUNK_OFFSETS = 65_536;

export type ChunkKey = { readonly stream: string; readonly partition: number; readonly chunk: number };
export type SourceRange = { readonly stream: string; readonly partition: number; readonly range: Range };

const nameOf = ({ stream, partition, chunk }: ChunkKey) => `${stream}/${partition}/${chunk}`;

/** A range in pieces, one a chunk it lies in. */
function* piecesOf({ stream, partition, range }: SourceRange): Generator<{ key: ChunkKey; piece: Range }> {
  for (let from = range.from; from < range.to; ) {
    const chunk = Math.floor(from / CHUNK_OFFSETS);
    const to = Math.min(range.to, (chunk + 1) * CHUNK_OFFSETS);
    yield { key: { stream, partition, chunk }, piece: { from, to } };
    from = to;
  }
}

/** The chunks that ranges lie in, each once, in order. */
export function chunksOf(ranges: Iterable<SourceRange>): ChunkKey[] {
  const keys = new Map<string, ChunkKey>();
  for (const range of ranges) for (const { key } of piecesOf(range)) keys.set(nameOf(key), key);
  return [...keys.values()];
}

/** What is counted of some sources' offsets, as far as the chunks given tell. */
export class SeenOffsets {
  private readonly chunks = new Map<string, { key: ChunkKey; set: RangeSet; isChanged: boolean }>();

  constructor(chunks: Iterable<ChunkKey & { readonly ranges: string }> = []) {
    for (const { ranges, ...key } of chunks)
      this.chunks.set(nameOf(key), { key, set: RangeSet.parse(ranges), isChanged: false });
  }

  contains(range: SourceRange): boolean {
    for (const { key, piece } of piecesOf(range)) if (!this.at(key).set.contains(piece)) return false;
    return true;
  }

  overlaps(range: SourceRange): boolean {
    for (const { key, piece } of piecesOf(range)) if (this.at(key).set.overlaps(piece)) return true;
    return false;
  }

  add(range: SourceRange): void {
    for (const { key, piece } of piecesOf(range)) {
      const chunk = this.at(key);
      chunk.set.add(piece);
      chunk.isChanged = true;
    }
  }

  /** The chunks to which something was added. */
  changed(): (ChunkKey & { readonly ranges: string })[] {
    return [...this.chunks.values()].flatMap(({ key, set, isChanged }) =>
      isChanged ? [{ ...key, ranges: String(set) }] : [],
    );
  }

  private at(key: ChunkKey) {
    const known = this.chunks.get(nameOf(key));
    if (known !== undefined) return known;
    const made = { key, set: RangeSet.parse("{}"), isChanged: false };
    this.chunks.set(nameOf(key), made);
    return made;
  }
}
