import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The extensions of a device's certificate, as `openssl x509` takes them. */
const EXTENSIONS = `basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,clientAuth
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
crlDistributionPoints=URI:http://127.0.0.1:8081/crl/issuing.crl
`;

export type OpensslAuthority = (request: string) => Promise<void>;

/**
 * The usual way to run a small authority: a process of `openssl x509 -req` for each certificate, with our own issuing key.
 * @returns null where openssl is not installed
 */
export async function openOpensslAuthority(caFolder: string, folder: string): Promise<OpensslAuthority | null> {
  const isThere = await run("openssl", ["version"]).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  await mkdir(folder, { recursive: true });
  const extensions = join(folder, "extensions.cnf");
  await writeFile(extensions, EXTENSIONS);
  const authority = ["-CA", join(caFolder, "issuing.pem"), "-CAkey", join(caFolder, "issuing.key")];
  let made = 0;
  return async (request) => {
    const file = join(folder, `${made++}.csr`);
    await writeFile(file, request);
    const args = ["x509", "-req", "-in", file, ...authority, "-days", "90", "-extfile", extensions];
    const { stdout } = await run("openssl", args);
    if (!stdout.startsWith("-----BEGIN CERTIFICATE-----")) throw new Error("openssl made no certificate");
  };
}
