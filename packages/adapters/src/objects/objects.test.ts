import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectStore } from "@outstation/domain/ports";
import { readEnv, text } from "@outstation/kit/env";
import { newId } from "@outstation/kit/ids";
import S3rver from "s3rver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFolderObjects, openObjects } from ".";
import { createS3Objects } from "./s3-objects";

// One contract, two sides: a folder, and a server that speaks S3 over HTTP on loopback. S3_TEST_URL names another, such as
// http://key:secret@127.0.0.1:9000/bucket: s3rver checks no signature, a real store does.

const folder = mkdtempSync(join(tmpdir(), "outstation-objects-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Side = { objects: ObjectStore; close(): Promise<void> };

const folderSide = async (): Promise<Side> => ({
  objects: createFolderObjects(join(folder, "objects")),
  close: async () => undefined,
});

async function s3Side(): Promise<Side> {
  const { S3_TEST_URL } = readEnv({ S3_TEST_URL: text("") });
  if (S3_TEST_URL !== "") {
    const { origin, pathname, username, password } = new URL(S3_TEST_URL);
    const s3 = openS3(origin, pathname.slice(1), username, decodeURIComponent(password));
    return { objects: s3, close: async () => s3.close() };
  }
  const server = new S3rver({
    port: 0,
    address: "127.0.0.1",
    silent: true,
    directory: join(folder, "s3"),
    configureBuckets: [{ name: "cold", configs: [] }],
  });
  const { port } = await server.run();
  const s3 = openS3(`http://127.0.0.1:${port}`, "cold", "S3RVER", "S3RVER");
  return {
    objects: s3,
    close: async () => {
      s3.close();
      await server.close();
    },
  };
}

const openS3 = (endpoint: string, bucket: string, accessKeyId: string, secretAccessKey: string) =>
  createS3Objects({ endpoint, bucket, accessKeyId, secretAccessKey, region: "us-east-1", pathStyle: true });

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe.each([
  ["a folder", folderSide],
  ["S3", s3Side],
])("objects in %s", (_name, open) => {
  const under = `tests/${newId()}`;
  const at = (name: string) => `${under}/${name}`;
  let side: Side;
  let objects: ObjectStore;
  beforeAll(async () => {
    side = await open();
    objects = side.objects;
  });
  afterAll(async () => {
    for (const { key } of await collect(objects.list(under))) await objects.delete(key);
    await side.close();
  });
  const read = async (key: string) => Buffer.concat(await collect(await objects.get(key)));

  test("what was put is got, byte for byte, and its hash is known", async () => {
    const bytes = randomBytes(100_003);
    expect(await objects.put(at("whole"), bytes)).toEqual({ size: bytes.length, sha256: sha256(bytes) });
    expect(sha256(await read(at("whole")))).toBe(sha256(bytes));
    expect(await objects.put(at("empty"), new Uint8Array())).toEqual({ size: 0, sha256: sha256(new Uint8Array()) });
    expect(await read(at("empty"))).toHaveLength(0);
  });

  test("a stream of any length is put as it comes: below, at and above the size of an S3 part", async () => {
    for (const length of [10, 8 * 1024 * 1024, 20 * 1024 * 1024 + 7]) {
      const bytes = randomBytes(length);
      expect(await objects.put(at("streamed"), inChunks(bytes, 777_777))).toEqual({
        size: length,
        sha256: sha256(bytes),
      });
      expect(sha256(await read(at("streamed")))).toBe(sha256(bytes));
    }
  });

  test("a range is those bytes, and no more than there are", async () => {
    const bytes = randomBytes(1000);
    await objects.put(at("ranged"), bytes);
    expect(Buffer.from(await objects.getRange(at("ranged"), 10, 20))).toEqual(bytes.subarray(10, 20));
    expect(Buffer.from(await objects.getRange(at("ranged"), 990, 2000))).toEqual(bytes.subarray(990));
  });

  test("a put that fails half-way leaves what was there, and nothing of itself", async () => {
    const before = randomBytes(50);
    await objects.put(at("broken/old"), before);
    const breaking = async function* () {
      yield randomBytes(9 * 1024 * 1024);
      throw new Error("the source broke");
    };
    await expect(objects.put(at("broken/old"), breaking())).rejects.toMatchObject({ code: "objects.unavailable" });
    await expect(objects.put(at("broken/new"), breaking())).rejects.toMatchObject({ code: "objects.unavailable" });
    expect(await read(at("broken/old"))).toEqual(before);
    expect(await collect(objects.list(at("broken/")))).toEqual([{ key: at("broken/old"), size: 50 }]);
  });

  test("a put replaces the object as a whole", async () => {
    await objects.put(at("replaced"), randomBytes(500));
    await objects.put(at("replaced"), Buffer.from("new"));
    expect((await read(at("replaced"))).toString()).toBe("new");
  });

  test("a list has what begins so, by key, over folders and pages", async () => {
    const names = Array.from({ length: 30 }, (_, n) => `listed/d${n % 3}/part-${n}.parquet`);
    await Promise.all(names.map((name, n) => objects.put(at(name), new Uint8Array(n))));
    await objects.put(at("listed-not/part-0.parquet"), Buffer.of(1));
    const listed = await collect(objects.list(at("listed/")));
    expect(listed).toEqual(
      names.map((name, size) => ({ key: at(name), size })).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    );
    expect((await collect(objects.list(at("listed/d1/part-1")))).map(({ key }) => key)).toEqual(
      [1, 10, 13, 16, 19].map((n) => at(`listed/d1/part-${n}.parquet`)),
    );
    expect(await collect(objects.list(at("nothing")))).toEqual([]);
  });

  test("what was deleted is gone, and can be deleted again", async () => {
    await objects.put(at("deleted"), Buffer.of(1));
    await objects.delete(at("deleted"));
    await objects.delete(at("deleted"));
    await expect(objects.get(at("deleted"))).rejects.toMatchObject({ code: "object.not_found" });
    await expect(objects.getRange(at("deleted"), 0, 1)).rejects.toMatchObject({ code: "object.not_found" });
  });

  test.each(["../out", "a/../../out", "/etc/passwd", "a//b", "", "a/.", "a b", "a\0b"])("%j is no key", async (key) => {
    await expect(objects.put(key, Buffer.of(1))).rejects.toMatchObject({ code: "objects.bad_key" });
    await expect(Promise.resolve().then(() => objects.get(key))).rejects.toMatchObject({ code: "objects.bad_key" });
    await expect(objects.delete(key)).rejects.toMatchObject({ code: "objects.bad_key" });
  });
});

// s3rver writes both into one file, which S3 does not, so this is the folder's alone.
test("two puts of one key at once leave one of them whole", async () => {
  const objects = createFolderObjects(join(folder, "raced"));
  const two = [randomBytes(300_000), randomBytes(300_000)];
  await Promise.all(two.map((bytes) => objects.put("a", inChunks(bytes, 1000))));
  expect(two.map(sha256)).toContain(sha256(Buffer.concat(await collect(await objects.get("a")))));
});

test("a folder in the way is an error, not a silence", async () => {
  const at = join(folder, "in-the-way");
  writeFileSync(at, "a file");
  const objects = createFolderObjects(at);
  await expect(objects.put("a/b", Buffer.of(1))).rejects.toMatchObject({ code: "objects.unavailable" });
});

test("a store that does not answer is an error, not a silence", async () => {
  const objects = openS3("http://127.0.0.1:9", "cold", "a", "b");
  await expect(objects.put("a", Buffer.of(1))).rejects.toMatchObject({ code: "objects.unavailable" });
  await expect(objects.get("a")).rejects.toMatchObject({ code: "objects.unavailable" });
  await expect(collect(objects.list(""))).rejects.toMatchObject({ code: "objects.unavailable" });
});

test("without a bucket, objects are files of the folder", async () => {
  const none = { bucket: "", endpoint: "", region: "", pathStyle: true, accessKeyId: "", secretAccessKey: "" };
  const at = join(folder, "default");
  await (await openObjects({ ...none, folder: at })).put("a/b", Buffer.of(1));
  expect(readdirSync(join(at, "a"))).toEqual(["b"]);
});
