import { createHash } from "node:crypto";
import type { ObjectStore } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";

/** An object store that is gone with the test. */
export function createMemoryObjects(): ObjectStore {
  const objects = new Map<string, Buffer>();
  const find = (key: string): Buffer => {
    const body = objects.get(key);
    if (body === undefined) throw fault("object.not_found", "There is no such object.");
    return body;
  };
  return {
    async put(key, body) {
      const parts: Uint8Array[] = [];
      if (body instanceof Uint8Array) parts.push(body);
      else for await (const part of body) parts.push(part);
      const whole = Buffer.concat(parts);
      objects.set(key, whole);
      return { size: whole.length, sha256: createHash("sha256").update(whole).digest("hex") };
    },
    async get(key) {
      const body = find(key);
      return (async function* () {
        yield body;
      })();
    },
    getRange: async (key, from, to) => find(key).subarray(from, to),
    async *list(prefix) {
      for (const [key, body] of [...objects].sort()) if (key.startsWith(prefix)) yield { key, size: body.length };
    },
    async delete(key) {
      objects.delete(key);
    },
  };
}
