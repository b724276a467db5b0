import type { Dirent } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectStore, PutObject, StoredObject } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { createDigest } from "./digest";
import { assertObjectKey } from "./object-keys";

/** No key has a segment that ends so: a put on its way is in no list. */
const UNFINISHED = "~";
const READ_BYTES = 256 * 1024;

/** The embedded default: a file an object, under a folder that is made when the first object is put. */
export function createFolderObjects(folder: string): ObjectStore {
  const pathOf = (key: string): string => {
    assertObjectKey(key);
    return join(folder, ...key.split("/"));
  };
  return {
    put: async (key, body) => {
      const path = pathOf(key);
      const unfinished = `${path}.${newId()}${UNFINISHED}`;
      try {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        const put = await writeDurably(unfinished, body instanceof Uint8Array ? [body] : body);
        await rename(unfinished, path);
        await syncFolder(dirname(path));
        return put;
      } catch (cause) {
        await rm(unfinished, { force: true }).catch(() => undefined);
        throw unavailable(cause);
      }
    },
    get: async (key) => {
      const file = await openObject(pathOf(key), key);
      return file.createReadStream({ highWaterMark: READ_BYTES });
    },
    getRange: async (key, from, to) => {
      const file = await openObject(pathOf(key), key);
      try {
        const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(to, (await file.stat()).size) - from));
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    list: (prefix) => listFolder(folder, "", prefix),
    delete: async (key) => {
      await rm(pathOf(key), { force: true }).catch((cause) => {
        throw unavailable(cause);
      });
    },
  };
}

const unavailable = (cause: unknown) =>
  fault("objects.unavailable", "The object store cannot be reached. Nothing was changed; try again.", {}, cause);

async function openObject(path: string, key: string): Promise<FileHandle> {
  const file = await open(path).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === "ENOENT"
      ? fault("object.not_found", "There is no such object.", { key }, cause)
      : unavailable(cause);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw fault("object.not_found", "There is no such object.", { key });
}

async function writeDurably(
  path: string,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<PutObject> {
  const digest = createDigest();
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of chunks) {
      digest.take(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return digest.result();
}

/** A rename is on the disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  await folder.sync().finally(() => folder.close());
}

async function* listFolder(root: string, under: string, prefix: string): AsyncGenerator<StoredObject> {
  const entries = await readdir(join(root, under), { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [] as Dirent[];
    throw unavailable(cause);
  });
  const nameOf = (entry: Dirent) => (entry.isDirectory() ? `${entry.name}/` : entry.name);
  for (const entry of entries.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    const key = under + entry.name;
    if (entry.isDirectory()) {
      const inside = `${key}/`;
      if (inside.startsWith(prefix) || prefix.startsWith(inside)) yield* listFolder(root, inside, prefix);
    } else if (key.startsWith(prefix) && !key.endsWith(UNFINISHED)) {
      const found = await stat(join(root, key)).catch(() => null);
      if (found !== null) yield { key, size: found.size };
    }
  }
}
