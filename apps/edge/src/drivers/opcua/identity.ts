import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { OPCUACertificateManager } from "node-opcua";

export const APPLICATION_URI = "urn:outstation:gateway";

/** The gateway's own side of every encrypted OPC UA connection. */
export type OpcUaIdentity = { readonly certificateFile: string; readonly privateKeyFile: string };

const opened = new Map<string, Promise<OpcUaIdentity>>();

/**
 * Opens `<dataDir>/opcua`: `client-certificate.pem` (made on the first use; give it to the controllers) and the private
 * key. All sources of a gateway share it.
 */
export function openIdentity(dataDir: string): Promise<OpcUaIdentity> {
  const known = opened.get(dataDir);
  if (known !== undefined) return known;
  const identity = makeIdentity(join(dataDir, "opcua"));
  opened.set(dataDir, identity);
  // A disk that was full may have room at the next attempt.
  identity.catch(() => opened.delete(dataDir));
  return identity;
}

/** Where the library keeps its key; its own lists of certificates in there are not used. */
export const pkiFolder = (dataDir: string): string => join(dataDir, "opcua", "pki");

async function makeIdentity(folder: string): Promise<OpcUaIdentity> {
  await mkdir(join(folder, "trusted"), { recursive: true });
  const keys = new OPCUACertificateManager({ rootFolder: join(folder, "pki"), disableFileWatchers: true });
  await keys.initialize();
  const certificateFile = join(folder, "client-certificate.pem");
  if (!existsSync(certificateFile))
    await keys.createSelfSignedCertificate({
      applicationUri: APPLICATION_URI,
      subject: "/CN=Outstation gateway",
      dns: [hostname()],
      startDate: new Date(),
      validity: 3650,
      outputFile: certificateFile,
    });
  return { certificateFile, privateKeyFile: keys.privateKey };
}
