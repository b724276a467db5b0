import { spawn } from "node:child_process";
import { fault } from "@outstation/kit/fault";
import type { SigningKey } from "./signing-key";

/** A signature is asked of a device or a service; what takes longer than this is not coming. */
const PATIENCE_MS = 15_000;
const STDERR_CHARACTERS_MAX = 500;

/**
 * A key that another program holds: a KMS by its command-line tool, an HSM by PKCS #11, a card. The program reads the bytes to
 * sign from its input and writes the signature (ECDSA with SHA-256, DER) to its output.
 * @param command the program and its arguments; no shell is involved.
 */
export function commandSigningKey(command: readonly [string, ...string[]], publicKey: CryptoKey): SigningKey {
  return { publicKey, sign: (bytes) => run(command, bytes) };
}

async function run([program, ...args]: readonly [string, ...string[]], bytes: Uint8Array): Promise<Uint8Array> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], timeout: PATIENCE_MS });
  const output: Buffer[] = [];
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, STDERR_CHARACTERS_MAX);
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(bytes);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((cause: Error) => {
    throw fault("signer.unavailable", "The signing command could not be started.", { program }, cause);
  });
  if (code !== 0 || output.length === 0)
    throw fault("signer.unavailable", "The signing command gave no signature.", { program, code, complaint });
  return new Uint8Array(Buffer.concat(output));
}
