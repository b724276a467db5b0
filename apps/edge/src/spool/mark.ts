import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { MessageKey } from "./message";

/** The last number given out, and whether the gateway ended in an orderly way after it. */
export type Mark = MessageKey & { readonly orderly: boolean };

/**
 * Remembers beside the store which number was given out last, in a file of its own: only so can a store that lost its end (a
 * log cut short is a valid log) or all of it be told from one that never had it. Not synced: after a power cut it may be
 * older than the store, which then counts; after a crash of the process it is exact.
 */
export type MarkFile = { write(mark: Mark): void; close(): void };

const BYTES = 64;

/** @returns null where there is none, or it is not whole. */
export function readMark(file: string): Mark | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trimEnd();
  } catch {
    return null;
  }
  const match = /^(\d{1,15}) (\d{1,15}) (open|closed) (\d{1,10})$/.exec(text);
  if (match === null || crc32(text.slice(0, text.lastIndexOf(" "))) !== Number(match[4])) return null;
  return { boot: Number(match[1]), seq: Number(match[2]), orderly: match[3] === "closed" };
}

/** Where the file cannot be made, on a full disk for instance, nothing is remembered. */
export function openMark(file: string): MarkFile {
  let handle: number | null = null;
  try {
    handle = openSync(file, "a+");
    closeSync(handle);
    handle = openSync(file, "r+", 0o600);
  } catch {
    handle = null;
  }
  return {
    write({ boot, seq, orderly }) {
      if (handle === null) return;
      const text = `${boot} ${seq} ${orderly ? "closed" : "open"}`;
      try {
        // Always the same length, so that the file never needs room again.
        writeSync(handle, `${text} ${crc32(text)}`.padEnd(BYTES - 1).concat("\n"), 0);
      } catch {
        // The store itself says that the disk takes nothing.
      }
    },
    close() {
      if (handle !== null) closeSync(handle);
      handle = null;
    },
  };
}
