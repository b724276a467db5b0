import { createPrivateKey, sign, verify, X509Certificate } from "node:crypto";
import { type Refusal, RefusalBody } from "./refusal";

/** The prefix keeps a signature made for another purpose from being used here. */
const refusalBytes = (body: string): Uint8Array => new TextEncoder().encode(`outstation refusal v1\n${body}`);

/** @param privateKey PEM of the device's key. */
export function signRefusal(body: RefusalBody, privateKey: string): Refusal {
  const text = JSON.stringify(body);
  return { body: text, signature: sign("sha256", refusalBytes(text), createPrivateKey(privateKey)).toString("base64") };
}

/** What a device said, if the key of one of its certificates (PEM) signed it; otherwise null. */
export function readRefusal({ body, signature }: Refusal, certificates: readonly string[]): RefusalBody | null {
  const bytes = refusalBytes(body);
  const mark = Buffer.from(signature, "base64");
  const isSigned = certificates.some((pem) => verify("sha256", bytes, new X509Certificate(pem).publicKey, mark));
  if (!isSigned) return null;
  try {
    return RefusalBody.safeParse(JSON.parse(body)).data ?? null;
  } catch {
    return null;
  }
}
