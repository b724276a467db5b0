import { createHash } from "node:crypto";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import type { ObjectStore, StoredObject } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import { assertObjectKey } from "./object-keys";
import { PART_BYTES, partsOf, putInParts } from "./s3-parts";

export type S3Options = {
  /** Such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`: what most stores but Amazon's speak. */
  readonly pathStyle: boolean;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

/**
 * A bucket behind the S3 API. Calls used: PutObject, GetObject, ListObjectsV2, DeleteObject and the four of a multipart
 * upload. The bucket must exist; a rule that ends unfinished multipart uploads is wise.
 */
export function createS3Objects(options: S3Options): ObjectStore & { close(): void } {
  const { bucket: Bucket } = options;
  const client = openClient(options);
  const fetchObject = async (key: string, Range?: string): Promise<AsyncIterable<Uint8Array>> => {
    assertObjectKey(key);
    const { Body } = await client
      .send(new GetObjectCommand({ Bucket, Key: key, ...(Range === undefined ? {} : { Range }) }))
      .catch((cause) => {
        throw isMissing(cause)
          ? fault("object.not_found", "There is no such object.", { key }, cause)
          : unavailable(cause);
      });
    return Body as unknown as AsyncIterable<Uint8Array>;
  };
  return {
    put: async (key, body) => {
      assertObjectKey(key);
      try {
        const parts = partsOf(body instanceof Uint8Array ? [body] : body, PART_BYTES);
        const first = (await parts.next()).value ?? new Uint8Array();
        if (first.length >= PART_BYTES) return await putInParts(client, { Bucket, Key: key }, first, parts);
        const sha256 = createHash("sha256").update(first).digest();
        const ChecksumSHA256 = sha256.toString("base64");
        await client.send(new PutObjectCommand({ Bucket, Key: key, Body: first, ChecksumSHA256 }));
        return { size: first.length, sha256: sha256.toString("hex") };
      } catch (cause) {
        throw unavailable(cause);
      }
    },
    get: (key) => fetchObject(key),
    getRange: async (key, from, to) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of await fetchObject(key, `bytes=${from}-${to - 1}`)) chunks.push(chunk);
      return Buffer.concat(chunks);
    },
    list: (prefix) => listBucket(client, Bucket, prefix),
    delete: async (key) => {
      assertObjectKey(key);
      await client.send(new DeleteObjectCommand({ Bucket, Key: key })).catch((cause) => {
        throw unavailable(cause);
      });
    },
    close: () => client.destroy(),
  };
}

const openClient = ({ endpoint, region, pathStyle, accessKeyId, secretAccessKey }: S3Options): S3Client =>
  new S3Client({
    endpoint,
    region,
    forcePathStyle: pathStyle,
    credentials: { accessKeyId, secretAccessKey },
    // The default wraps a body in aws-chunked framing, which stores that do not know it keep as content, without an error.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });

const isMissing = (cause: unknown): boolean =>
  cause instanceof S3ServiceException && (cause.name === "NoSuchKey" || cause.name === "NotFound");

const unavailable = (cause: unknown) =>
  fault("objects.unavailable", "The object store cannot be reached. Nothing was changed; try again.", {}, cause);

async function* listBucket(client: S3Client, Bucket: string, Prefix: string): AsyncGenerator<StoredObject> {
  let next: string | undefined;
  do {
    const after: { ContinuationToken?: string } = next === undefined ? {} : { ContinuationToken: next };
    const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, ...after })).catch((cause) => {
      throw unavailable(cause);
    });
    for (const { Key, Size } of page.Contents ?? []) if (Key !== undefined) yield { key: Key, size: Size ?? 0 };
    next = page.NextContinuationToken;
  } while (next !== undefined);
}
