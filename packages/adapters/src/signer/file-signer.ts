import type { Signer } from "@outstation/domain/ports";
import { openAuthorities } from "./authority";
import { issueDevice, issueServer } from "./leaf";

/** What the platform's own TLS servers need. All PEM; `certificate` is the chain a server sends, leaf first. */
export type PlatformCertificates = {
  readonly root: string;
  readonly issuing: string;
  serverFor(hosts: readonly string[]): Promise<{ certificate: string; key: string }>;
};

/**
 * The certificate authority on files: the embedded default of the signer port.
 * @param folder where root and issuing CA are kept; made on the first call.
 */
export async function openFileSigner(
  folder: string,
  now: () => number,
): Promise<{ signer: Signer; platform: PlatformCertificates }> {
  const { root, issuing } = await openAuthorities(folder, now());
  const pem = { root: root.certificate.toString("pem"), issuing: issuing.certificate.toString("pem") };
  return {
    signer: {
      issue: (request) => issueDevice(issuing, request),
      chain: () => [pem.issuing, pem.root],
    },
    platform: {
      ...pem,
      serverFor: async (hosts) => {
        const { certificate, key } = await issueServer(issuing, { hosts, now: now() });
        return { certificate: `${certificate}\n${pem.issuing}`, key };
      },
    },
  };
}
