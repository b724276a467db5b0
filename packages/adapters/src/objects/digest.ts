import { createHash } from "node:crypto";
import type { PutObject } from "@outstation/domain/ports";

/** Counts and hashes what passes through it. */
export function createDigest(): { take(chunk: Uint8Array): void; result(): PutObject } {
  const hash = createHash("sha256");
  let size = 0;
  return {
    take: (chunk) => {
      hash.update(chunk);
      size += chunk.length;
    },
    result: () => ({ size, sha256: hash.digest("hex") }),
  };
}
