import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A file that a door gives out, whole or from some byte on. */
export type DoorFile = {
  readonly size: number;
  readonly sha256: string;
  /** The bytes from `from` up to `to`, exclusive. */
  readonly read: (from: number, to: number) => AsyncIterable<Uint8Array>;
};

type Range = { readonly from: number; readonly to: number };

/**
 * Answers a GET (RFC 9110, 14): the whole file, or the one range that was asked for, so that a broken download goes on where
 * it stopped. `If-Range` with another file's tag gets the whole.
 */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: DoorFile): Promise<void> {
  const tag = `"${file.sha256}"`;
  const { range: wanted, "if-range": only } = request.headers;
  const range = wanted === undefined || (only !== undefined && only !== tag) ? null : parseRange(wanted, file.size);
  if (range === "unsatisfiable") {
    response.writeHead(416, { "content-range": `bytes */${file.size}` });
    return void response.end();
  }
  const { from, to } = range ?? { from: 0, to: file.size };
  response.writeHead(range === null ? 200 : 206, {
    "content-type": "application/octet-stream",
    "content-length": to - from,
    "accept-ranges": "bytes",
    "cache-control": "no-store",
    etag: tag,
    ...(range === null ? {} : { "content-range": `bytes ${from}-${to - 1}/${file.size}` }),
  });
  await pipeline(Readable.from(file.read(from, to)), response);
}

/** One range; what is not understood is ignored (RFC 9110, 14.2), as is more than one. */
export function parseRange(header: string, size: number): Range | "unsatisfiable" | null {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === "" && last === "") return null;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : "unsatisfiable";
}
