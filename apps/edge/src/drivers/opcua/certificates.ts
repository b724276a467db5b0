import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { OPCUACertificateManager } from "node-opcua";

export const APPLICATION_URI = "urn:outstation:gateway";

/**
 * The gateway's OPC UA identity and its list of trusted controllers: a controller is trusted when its certificate (PEM or
 * DER) lies in the folder, which is read again at every connection. Nothing is ever trusted on first sight.
 */
class ControllerTrust extends OPCUACertificateManager {
  readonly #trustedFolder: string;

  constructor(folder: string) {
    super({
      rootFolder: join(folder, "pki"),
      automaticallyAcceptUnknownCertificate: false,
      disableFileWatchers: true,
    });
    this.#trustedFolder = join(folder, "trusted");
  }

  override async verifyCertificate(...args: Parameters<OPCUACertificateManager["verifyCertificate"]>) {
    await mkdir(this.#trustedFolder, { recursive: true });
    for (const name of await readdir(this.#trustedFolder)) {
      if (!/\.(pem|der|crt)$/.test(name)) continue;
      const { raw } = new X509Certificate(await readFile(join(this.#trustedFolder, name)));
      // Also takes it out of `rejected/`, where a copy would keep it rejected.
      await this.trustCertificate(raw);
    }
    return super.verifyCertificate(...args);
  }
}

export type OpcUaIdentity = {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
  readonly clientCertificateManager: OPCUACertificateManager;
};

const opened = new Map<string, Promise<OpcUaIdentity>>();

/**
 * Opens `<dataDir>/opcua`: `client-certificate.pem` (made on the first use; give it to the controllers), `trusted/` and
 * the private key. All sources of a gateway share it.
 */
export function openIdentity(dataDir: string): Promise<OpcUaIdentity> {
  const folder = join(dataDir, "opcua");
  const known = opened.get(folder);
  if (known !== undefined) return known;
  const identity = makeIdentity(folder);
  opened.set(folder, identity);
  // A disk that was full may have room at the next attempt.
  identity.catch(() => opened.delete(folder));
  return identity;
}

async function makeIdentity(folder: string): Promise<OpcUaIdentity> {
  await mkdir(join(folder, "trusted"), { recursive: true });
  const trust = new ControllerTrust(folder);
  await trust.initialize();
  const certificateFile = join(folder, "client-certificate.pem");
  if (!existsSync(certificateFile))
    await trust.createSelfSignedCertificate({
      applicationUri: APPLICATION_URI,
      subject: "/CN=Outstation gateway",
      dns: [hostname()],
      startDate: new Date(),
      validity: 3650,
      outputFile: certificateFile,
    });
  return { certificateFile, privateKeyFile: trust.privateKey, clientCertificateManager: trust };
}
