import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { connect as connectTls } from "node:tls";
import type { FirmwareManifest } from "@outstation/contracts/mqtt/firmware";
import { fault } from "@outstation/kit/fault";
import { isFinal, type TlsIdentity } from "../identity/post-json";
import { hostOf, openTcp } from "../uplink/proxy";

const SILENCE_MS = 30_000;
const MIN_VERSION = "TLSv1.2" as const;

type Wanted = Pick<FirmwareManifest, "size" | "sha256">;

/**
 * Fetches what is missing of a file, from where an earlier attempt stopped, and checks the whole.
 * @param file where the part lies, and the whole when this resolves.
 * @throws Fault `firmware.hash_mismatch`, after which nothing of it is kept; `firmware.not_offered` where the platform does not give it
 * @throws Error for everything that may pass; what came stays, and the next attempt goes on from there
 */
export async function download(
  url: URL,
  tls: TlsIdentity,
  { size, sha256 }: Wanted,
  options: { readonly file: string; readonly signal: AbortSignal; readonly onProgress: (bytes: number) => void },
): Promise<void> {
  const { file, signal, onProgress } = options;
  await mkdir(dirname(file), { recursive: true });
  if ((await sizeOf(file)) > size) await rm(file);
  const have = await sizeOf(file);
  if (have < size) {
    const response = await get(url, tls, { from: have, tag: `"${sha256}"`, signal });
    // The platform sends the whole where the part we have is not of this file.
    const from = response.statusCode === 206 ? have : 0;
    await append(response, { file, from, onProgress });
  }
  if ((await sizeOf(file)) < size) throw new Error("the connection ended before the file did");
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  if ((await sizeOf(file)) === size && hash.digest("hex") === sha256) return;
  await rm(file);
  throw fault("firmware.hash_mismatch", "What was fetched is not what the platform signed.");
}

/** Each part is on its way to the disk before the next is taken: what came before a broken connection is not fetched again. */
async function append(
  response: IncomingMessage,
  {
    file,
    from,
    onProgress,
  }: { readonly file: string; readonly from: number; readonly onProgress: (bytes: number) => void },
): Promise<void> {
  const handle = await open(file, from === 0 ? "w" : "a");
  let received = from;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      await handle.writeFile(part);
      received += part.length;
      onProgress(received);
    }
  } finally {
    await handle.sync();
    await handle.close();
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

async function get(
  url: URL,
  { proxy, ...tls }: TlsIdentity,
  { from, tag, signal }: { readonly from: number; readonly tag: string; readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const host = hostOf(url);
  const tunnel = proxy && (await openTcp({ host, port: Number(url.port || 443) }, proxy, signal));
  const through = tunnel
    ? { createConnection: () => connectTls({ ...tls, host, socket: tunnel, minVersion: MIN_VERSION }) }
    : { agent: false as const };
  const headers = from === 0 ? {} : { range: `bytes=${from}-`, "if-range": tag };
  return new Promise((resolve, reject) => {
    const asking = request(url, { ...tls, headers, signal, timeout: SILENCE_MS, minVersion: MIN_VERSION, ...through });
    asking.on("timeout", () => asking.destroy(new Error(`nothing came for ${SILENCE_MS / 1000} s`)));
    asking.on("error", reject);
    asking.on("response", (response) => {
      const { statusCode: status = 0 } = response;
      if (status === 200 || status === 206) return resolve(response);
      response.resume();
      if (isFinal(status))
        reject(fault("firmware.not_offered", `The platform does not give the file out (${status}).`));
      else reject(new Error(`the platform answered ${status}`));
    });
    asking.end();
  });
}
