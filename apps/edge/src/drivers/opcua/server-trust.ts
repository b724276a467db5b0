import { X509Certificate } from "node:crypto";
import { mkdir, readdir, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OPCUACertificateManager } from "node-opcua";
import { pkiFolder } from "./identity";

type Verdict = Awaited<ReturnType<OPCUACertificateManager["verifyCertificate"]>>;

/** A network full of servers must not fill the disk: what was refused longest ago goes first. */
const REJECTED_MAX = 20;

/**
 * Which servers a source may speak to: those whose certificate lies in `<dataDir>/opcua/trusted/` (PEM or DER; read again
 * at every connection) or is named by the source. Each is trusted by itself: an issuer in the list makes nobody trusted,
 * and nothing is ever trusted on first sight. What is refused is kept in `<dataDir>/opcua/rejected/`.
 */
export class ServerTrust extends OPCUACertificateManager {
  /** How to trust the server that was refused last. */
  problem: string | undefined;
  readonly #folder: string;
  readonly #named: readonly string[];
  readonly #ownFile: string;

  constructor(options: {
    readonly dataDir: string;
    /** PEM certificates or SHA-256 fingerprints. */
    readonly named: readonly string[];
    /** The gateway's own certificate, which the library has checked too, and which is no server's. */
    readonly ownFile: string;
  }) {
    super({ rootFolder: pkiFolder(options.dataDir), disableFileWatchers: true });
    this.#folder = join(options.dataDir, "opcua");
    this.#named = options.named;
    this.#ownFile = options.ownFile;
  }

  override async verifyCertificate(
    ...[presented]: Parameters<OPCUACertificateManager["verifyCertificate"]>
  ): Promise<Verdict> {
    const certificate = firstOf(presented);
    const fingerprint = fingerprintOf(certificate);
    if (fingerprintsIn(await readFile(this.#ownFile)).includes(fingerprint))
      return "BadCertificateUntrusted" as Verdict;
    const trusted = new Set([...this.#named.flatMap(fingerprintsIn), ...(await this.#trustedInFolder())]);
    if (!trusted.has(fingerprint)) {
      const file = await this.#keep(certificate);
      this.problem =
        `the server's certificate is not trusted (${nameOf(certificate)}, SHA-256 ${fingerprint}). ` +
        `If the server shows the same fingerprint, move opcua/rejected/${file} to opcua/trusted/ on the gateway, or name it in the source's trustedServers`;
      return "BadCertificateUntrusted" as Verdict;
    }
    const now = Date.now();
    if (now < Date.parse(certificate.validFrom) || now > Date.parse(certificate.validTo)) {
      this.problem = `the server's certificate (${nameOf(certificate)}) is valid from ${certificate.validFrom} to ${certificate.validTo} only`;
      return "BadCertificateTimeInvalid" as Verdict;
    }
    this.problem = undefined;
    await unlink(join(this.#folder, "rejected", fileOf(fingerprint))).catch(() => {});
    return "Good" as Verdict;
  }

  /** The library keeps what was refused in its own folder; ours has it already. */
  override async rejectCertificate(): Promise<void> {}

  async #trustedInFolder(): Promise<string[]> {
    const folder = join(this.#folder, "trusted");
    await mkdir(folder, { recursive: true });
    const names = (await readdir(folder)).filter((name) => /\.(pem|der|crt|cer)$/i.test(name));
    return (await Promise.all(names.map((name) => readFile(join(folder, name))))).flatMap(fingerprintsIn);
  }

  async #keep(certificate: X509Certificate): Promise<string> {
    const folder = join(this.#folder, "rejected");
    await mkdir(folder, { recursive: true });
    const name = fileOf(fingerprintOf(certificate));
    const others = (await readdir(folder)).filter((other) => other !== name);
    for (const old of others.slice(0, Math.max(0, others.length - REJECTED_MAX + 1)))
      await unlink(join(folder, old)).catch(() => {});
    await writeFile(join(folder, name), certificate.toString());
    return name;
  }
}

const fileOf = (fingerprint: string): string => `${fingerprint.replaceAll(":", "").slice(0, 24).toLowerCase()}.pem`;
const fingerprintOf = (certificate: X509Certificate): string => certificate.fingerprint256;

/** OPC 10000-6, 6.2.6: a chain is its certificates in DER one after the other, the server's own first. */
const firstOf = (presented: Buffer | Buffer[]): X509Certificate =>
  new X509Certificate(Array.isArray(presented) ? Buffer.concat(presented) : presented);

/** What one entry of a trust list trusts: nothing, if a person spoiled it; that must not take the others with it. */
function fingerprintsIn(entry: string | Buffer): string[] {
  if (typeof entry === "string" && !entry.includes("BEGIN CERTIFICATE")) {
    const digits = entry.replaceAll(/[^0-9a-f]/gi, "").toUpperCase();
    return digits.length === 64 ? [digits.replaceAll(/..(?!$)/g, "$&:")] : [];
  }
  try {
    return [fingerprintOf(new X509Certificate(entry))];
  } catch {
    return [];
  }
}

const nameOf = ({ subject }: X509Certificate): string => subject.split("\n").join(", ");
