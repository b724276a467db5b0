import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { MessageSecurityMode, OPCUAClient, SecurityPolicy } from "node-opcua";
import { APPLICATION_URI, openIdentity } from "./identity";
import { ServerTrust } from "./server-trust";

const BRIDGE_MS = 60_000;

/** How long an outage the source's session, subscription and queues are to outlive. */
export const bridgeMsOf = (source: OpcUaSource): number => source.bridgeMs ?? BRIDGE_MS;

export type OpcUaClient = { readonly client: OPCUAClient; readonly trust: ServerTrust };

/**
 * A client of the source's server with the gateway's identity and the source's trust list; not connected yet.
 * @param attempts at the first connection; a driver tries for ever
 */
export async function createOpcUaClient(
  source: OpcUaSource,
  dataDir: string,
  attempts = Number.POSITIVE_INFINITY,
): Promise<OpcUaClient> {
  const secure = source.securityMode === "SignAndEncrypt";
  const identity = await openIdentity(dataDir);
  const trust = new ServerTrust({ dataDir, named: source.trustedServers ?? [], ownFile: identity.certificateFile });
  const client = OPCUAClient.create({
    applicationName: "Outstation gateway",
    applicationUri: APPLICATION_URI,
    clientName: source.id,
    ...identity,
    clientCertificateManager: trust,
    securityMode: secure ? MessageSecurityMode.SignAndEncrypt : MessageSecurityMode.None,
    securityPolicy: secure ? SecurityPolicy[source.securityPolicy ?? "Basic256Sha256"] : SecurityPolicy.None,
    // Controllers announce their own host name, which is seldom the address they are reached by.
    endpointMustExist: false,
    // A link that died without a word is noticed within these two together, well inside what is bridged.
    keepSessionAlive: true,
    keepAliveInterval: 10_000,
    defaultTransactionTimeout: 20_000,
    requestedSessionTimeout: Math.max(BRIDGE_MS, bridgeMsOf(source)),
    connectionStrategy: { initialDelay: 500, maxDelay: 5000, maxRetry: Number.isFinite(attempts) ? attempts - 1 : -1 },
  });
  return { client, trust };
}
