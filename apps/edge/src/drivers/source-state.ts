import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { readIfThere, writeDurably } from "../identity/durable-file";

/** What a driver has to know again after a restart, such as how far it has read. One file for each source. */
export type SourceState<T> = {
  /** What was saved last, or null where there is nothing that this version can read. */
  load(): Promise<T | null>;
  /** Whole and on the disk when it resolves, whatever happens in between. */
  save(state: T): Promise<void>;
};

export function openSourceState<T>(dataDir: string, sourceId: string, schema: z.ZodType<T>): SourceState<T> {
  const folder = join(dataDir, "sources");
  const file = join(folder, `${encodeURIComponent(sourceId)}.json`);
  let last: Promise<unknown> = Promise.resolve();
  return {
    async load() {
      const text = await readIfThere(file);
      return text === null ? null : parse(text, schema);
    },
    save(state) {
      const text = JSON.stringify(state);
      // One after another: two at once would write into the same temporary file.
      const saved = last.then(async () => {
        await mkdir(folder, { recursive: true });
        await writeDurably(file, text, 0o600);
      });
      last = saved.catch(() => {});
      return saved;
    },
  };
}

function parse<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
