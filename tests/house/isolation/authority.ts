import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Signer } from "@outstation/domain/ports";
import type { Authority } from "@outstation/proof/trial";
import * as x509 from "@peculiar/x509";

const P256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** The authority of a folder, with its key in hand: it signs also what the platform's signer refuses to. */
export async function authorityOf(caDir: string, signer: Signer): Promise<Authority> {
  const issuing = new x509.X509Certificate(await readFile(join(caDir, "issuing.pem"), "utf8"));
  const pkcs8 = x509.PemConverter.decodeFirst(await readFile(join(caDir, "issuing.key"), "utf8"));
  const signingKey = await crypto.subtle.importKey("pkcs8", pkcs8, P256, false, ["sign"]);
  return {
    issue: (request) => signer.issue(request),
    chain: () => signer.chain(),
    signAs: async (commonNames) => {
      const keys = await crypto.subtle.generateKey(P256, true, ["sign", "verify"]);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: randomBytes(8).toString("hex"),
        subject: new x509.Name(commonNames.map((CN) => ({ CN: [{ utf8String: CN }] }))),
        issuer: issuing.subject,
        notBefore: new Date(Date.now() - 60_000),
        notAfter: new Date(Date.now() + 86_400_000),
        ...{ signingAlgorithm: P256, publicKey: keys.publicKey, signingKey },
        extensions: [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth], true)],
      });
      const key = x509.PemConverter.encode(
        await crypto.subtle.exportKey("pkcs8", keys.privateKey),
        x509.PemConverter.PrivateKeyTag,
      );
      return { cert: `${certificate.toString("pem")}\n${signer.chain()[0]}`, key };
    },
  };
}
