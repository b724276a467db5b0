import { X509Certificate } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { type UserIdentityInfo, UserTokenType } from "node-opcua";

/**
 * Who the gateway says it is. What is secret lies in `<dataDir>/secrets/` on the gateway; the package names the file.
 * @throws Error that says what to do where the file is missing, open to other users or not what it should be.
 */
export async function userTokenOf(source: OpcUaSource, dataDir: string): Promise<UserIdentityInfo> {
  const user = source.user ?? { token: "anonymous" };
  switch (user.token) {
    case "anonymous":
      return { type: UserTokenType.Anonymous };
    case "password":
      return {
        type: UserTokenType.UserName,
        userName: user.name,
        password: (await readSecret(dataDir, user.passwordFile)).replace(/\r?\n$/, ""),
      };
    case "certificate":
      return {
        type: UserTokenType.Certificate,
        certificateData: certificateIn(await readSecret(dataDir, user.certificateFile), user.certificateFile),
        privateKey: await readSecret(dataDir, user.privateKeyFile),
      };
  }
}

/** A secret that another account of the machine can read is refused: it is fixed in a minute, and nobody would look again. */
async function readSecret(dataDir: string, name: string): Promise<string> {
  const file = join(dataDir, "secrets", name);
  const { mode } = await stat(file).catch(() => {
    throw new Error(`secrets/${name} is not on the gateway`);
  });
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    throw new Error(`secrets/${name} can be read by other users of the gateway: chmod 600 it`);
  return readFile(file, "utf8");
}

function certificateIn(pem: string, name: string): Buffer {
  try {
    return new X509Certificate(pem).raw;
  } catch {
    throw new Error(`secrets/${name} is not a PEM certificate`);
  }
}
