import type { DocumentSigner, Signer } from "@outstation/domain/ports";
import { openAuthorities } from "./authority";
import { openDocumentSigner } from "./document-signer";
import { issueDevice, issueServer } from "./leaf";
import { signRevocationList } from "./revocation-list";

/** What the platform's own TLS servers need. All PEM; `certificate` is the chain a server sends, leaf first. */
export type PlatformCertificates = {
  readonly root: string;
  readonly issuing: string;
  serverFor(hosts: readonly string[]): Promise<{ certificate: string; key: string }>;
};

/** Where the embedded default serves its list of revocations. */
export const LOCAL_CRL_URL = "http://127.0.0.1:8081/crl/issuing.crl";

/**
 * The certificate authority on files: the embedded default of the signer port.
 * @param folder where root and issuing CA are kept; made on the first call.
 * @param crlUrl where the list of revocations will be served (plain HTTP: the list is signed).
 */
export async function openFileSigner(
  folder: string,
  now: () => number,
  crlUrl = LOCAL_CRL_URL,
): Promise<{ signer: Signer; documents: DocumentSigner; platform: PlatformCertificates }> {
  const { root, issuing } = await openAuthorities(folder, now());
  const documents = await openDocumentSigner(folder);
  const pem = { root: root.toString("pem"), issuing: issuing.certificate.toString("pem") };
  return {
    signer: {
      issue: (request) => issueDevice(issuing, crlUrl, request),
      revocationList: (list) => signRevocationList(issuing, crlUrl, list),
      chain: () => [pem.issuing, pem.root],
    },
    documents,
    platform: {
      ...pem,
      serverFor: async (hosts) => {
        const { certificate, key } = await issueServer(issuing, { hosts, now: now() });
        return { certificate: `${certificate}\n${pem.issuing}`, key };
      },
    },
  };
}
