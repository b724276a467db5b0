import { createPrivateKey, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { EdgePackage } from "@outstation/contracts/edge/package";
import { commonNameOf, type DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import { fault } from "@outstation/kit/fault";
import { z } from "zod";
import { readIfThere, writeDurably } from "./durable-file";

/** What enrolment gave, kept in `identity.json` beside the key, with the claim it was got by. */
const KeptIdentity = EnrolmentResponse.extend({
  edgePackage: EdgePackage,
  rootCertificate: z.string(),
  claimSha256: z.string(),
  /** Absent in what was kept before certificates were renewed. */
  enrolmentUrl: z.string().optional(),
});
export type KeptIdentity = z.infer<typeof KeptIdentity>;
export type Identity = KeptIdentity & { readonly privateKey: string };

const fileOf = (dataDir: string) => join(dataDir, "identity.json");

export async function readIdentity(dataDir: string): Promise<KeptIdentity | null> {
  const text = await readIfThere(fileOf(dataDir));
  return text === null ? null : KeptIdentity.parse(JSON.parse(text));
}

export const writeIdentity = (dataDir: string, identity: KeptIdentity): Promise<void> =>
  writeDurably(fileOf(dataDir), JSON.stringify(identity, null, 2), 0o600);

/**
 * A certificate for another key or another name, or of another authority, would fail later and less clearly.
 * @throws Fault `enrolment.bad_answer`
 */
export function checkCertificate(
  answer: { readonly certificate: string; readonly chain: readonly string[] },
  expected: { readonly identity: DeviceIdentity; readonly privateKey: string; readonly rootCertificate: string },
): void {
  const bad = (what: string) => fault("enrolment.bad_answer", `The platform's answer cannot be used: ${what}.`);
  const leaf = new X509Certificate(answer.certificate);
  if (!leaf.checkPrivateKey(createPrivateKey(expected.privateKey))) throw bad("the certificate is for another key");
  const name = commonNameOf(expected.identity);
  if (!leaf.subject.split("\n").includes(`CN=${name}`))
    throw bad(`the certificate names ${leaf.subject.replaceAll("\n", ", ")}, not ${name}`);
  const root = new X509Certificate(expected.rootCertificate);
  const chain = [leaf, ...answer.chain.map((pem) => new X509Certificate(pem)), root];
  for (const [index, certificate] of chain.slice(0, -1).entries()) {
    const issuer = chain[index + 1] as X509Certificate;
    // The root may close the chain and be our anchor too.
    if (certificate.raw.equals(root.raw)) break;
    if (!certificate.verify(issuer.publicKey)) throw bad("its certificates do not descend from the root we trust");
  }
}
