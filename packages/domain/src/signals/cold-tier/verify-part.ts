import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fault } from "@outstation/kit/fault";
import type { ObjectStore } from "../../ports";
import { createContentDigest } from "./content-digest";
import { eachRun, type PartBytes, readPartIndex } from "./part-reader";

export type Expected = {
  readonly size: number;
  readonly sha256: string;
  readonly readings: number;
  readonly contentSha256: string;
};

/** A whole part in memory; each group that is decoded from it lets others have a turn first. */
export async function fetchPart(objects: ObjectStore, key: string): Promise<PartBytes & { readonly sha256: string }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await objects.get(key)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return {
    size: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    range: async (from, to) => {
      await nextTurn();
      return bytes.subarray(from, to);
    },
  };
}

/**
 * Reads a part back and compares it with what should be in it: the bytes, the count, and every bit of every reading.
 * @throws Fault `cold_part.differs`
 */
export async function verifyPart(objects: ObjectStore, key: string, expected: Expected): Promise<void> {
  const part = await fetchPart(objects, key);
  const differs = (what: string) =>
    fault("cold_part.differs", `A cold part does not hold what was written: its ${what} differs.`, { key, what });
  if (part.size !== expected.size) throw differs("size");
  if (part.sha256 !== expected.sha256) throw differs("hash");
  const digest = createContentDigest();
  let readings = 0;
  for await (const run of eachRun(part, await readPartIndex(part))) {
    digest.take(run);
    readings += run.samples.measuredAt.length;
  }
  if (readings !== expected.readings) throw differs("number of readings");
  if (digest.result() !== expected.contentSha256) throw differs("content");
}
