import type { ObjectStore } from "@outstation/domain/ports";

/** What one slow download holds in memory. */
const PIECE_BYTES = 256 * 1024;

/** The bytes of an object from `from` up to `to`, exclusive, a piece at a time. */
export async function* readPieces(
  objects: Pick<ObjectStore, "getRange">,
  key: string,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += PIECE_BYTES) yield await objects.getRange(key, at, Math.min(to, at + PIECE_BYTES));
}
