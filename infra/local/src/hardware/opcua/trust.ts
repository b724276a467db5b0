import { X509Certificate } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { OPCUACertificateManager } from "node-opcua";

/**
 * A certificate store that also trusts the certificates (PEM or DER) lying in a folder. The folder is read at every
 * connection, so a certificate dropped there while the server runs is enough; no file watcher is needed.
 */
export class FolderTrust extends OPCUACertificateManager {
  readonly #trustedFolder: string;

  constructor(options: { readonly pkiFolder: string; readonly trustedFolder: string }) {
    super({
      rootFolder: options.pkiFolder,
      automaticallyAcceptUnknownCertificate: false,
      disableFileWatchers: true,
    });
    this.#trustedFolder = options.trustedFolder;
  }

  override async verifyCertificate(...args: Parameters<OPCUACertificateManager["verifyCertificate"]>) {
    await mkdir(this.#trustedFolder, { recursive: true });
    for (const name of await readdir(this.#trustedFolder)) {
      if (!/\.(pem|der)$/.test(name)) continue;
      // `trustCertificate` also takes it out of `rejected/`, where a copy would keep it rejected.
      const { raw } = new X509Certificate(await readFile(join(this.#trustedFolder, name)));
      await this.trustCertificate(raw);
    }
    return super.verifyCertificate(...args);
  }
}
