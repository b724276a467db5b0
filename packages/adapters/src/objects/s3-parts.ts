import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { PutObject } from "@outstation/domain/ports";
import { createDigest } from "./digest";

/** S3 wants at least 5 MiB of every part but the last, and 10 000 parts at most: 80 GB an object. */
export const PART_BYTES = 8 * 1024 * 1024;

/** Gathers chunks into pieces of exactly `bytes`; the last is shorter, and there is none of an empty body. */
export async function* partsOf(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  bytes: number,
): AsyncGenerator<Uint8Array, undefined> {
  let part = Buffer.allocUnsafe(bytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; ) {
      const take = Math.min(bytes - filled, chunk.length - at);
      part.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled < bytes) continue;
      yield part;
      part = Buffer.allocUnsafe(bytes);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
  return undefined;
}

/** A multipart upload, a part at a time: the object appears whole at its completion, and not at all if that never comes. */
export async function putInParts(
  client: S3Client,
  at: { readonly Bucket: string; readonly Key: string },
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): Promise<PutObject> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  const digest = createDigest();
  const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
  const send = async (Body: Uint8Array) => {
    digest.take(Body);
    const PartNumber = Parts.length + 1;
    const { ETag } = await client.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  };
  try {
    await send(first);
    for await (const part of rest) await send(part);
    await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
    return digest.result();
  } catch (reason) {
    await client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
    throw reason;
  }
}
