import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { FolderTrust } from "./trust";

/**
 * The server's key and self-signed certificate, made on the first start; its application URI must be the one it announces.
 * `trusted/` holds the clients' certificates that are let in, `users/` those of people who sign in with one.
 */
export async function serverIdentity(folder: string, name: string) {
  await mkdir(folder, { recursive: true });
  const applicationUri = `urn:outstation:simulated:${name}`;
  const certificateFile = join(folder, "server-certificate.pem");
  const trust = new FolderTrust({ pkiFolder: join(folder, "pki"), trustedFolder: join(folder, "trusted") });
  await trust.initialize();
  if (!existsSync(certificateFile))
    await trust.createSelfSignedCertificate({
      applicationUri,
      subject: `/CN=${name}/O=Outstation simulated hardware`,
      dns: ["localhost", hostname()],
      ip: ["127.0.0.1"],
      startDate: new Date(),
      validity: 3650,
      outputFile: certificateFile,
    });
  return {
    serverInfo: { applicationUri, applicationName: { text: name } },
    certificateFile,
    privateKeyFile: trust.privateKey,
    serverCertificateManager: trust,
    userCertificateManager: new FolderTrust({
      pkiFolder: join(folder, "user-pki"),
      trustedFolder: join(folder, "users"),
    }),
  };
}
