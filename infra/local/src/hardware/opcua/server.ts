import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { MessageSecurityMode, OPCUAServer, type OperationLimitsOptions, SecurityPolicy } from "node-opcua";
import { serverIdentity } from "./server-identity";
import { addVariables, refresh, type VariablesOptions } from "./variables";

export type OpcUaServerOptions = VariablesOptions & {
  readonly source: Pick<OpcUaSource, "endpoint" | "points" | "samplingMs">;
  /** Holds `server-certificate.pem`, `trusted/` for clients' certificates, `users/` for people's, and the private key. */
  readonly folder: string;
  /** Of the machine's nodes; as the endpoint says if nothing is said. */
  readonly namespaceUri?: string | undefined;
  /** Registered before the machine's own namespace, so that it has another number. */
  readonly namespacesBefore?: readonly string[];
  /** Who may sign in with a password. Anybody may stay anonymous unless there is somebody here. */
  readonly user?: { readonly name: string; readonly password: string };
  readonly operationLimits?: OperationLimitsOptions;
};

export type OpcUaServer = {
  stop(): Promise<void>;
  /** Requests of clients for a service, such as `TransferSubscriptions` (OPC 10000-4, 5). */
  asked(service: string): number;
  /** Requests to change anything that clients sent: writes, calls, changes of nodes and of history. */
  changesAsked(): number;
  /** Gives the machine one more point while it runs. */
  addPoint(point: OpcUaSource["points"][number]): void;
  /** Secure channels that clients hold now. */
  connections(): number;
  /** Ends every session as their timeout would: the subscriptions stay and wait for a new session to take them. */
  expireSessions(): Promise<void>;
};

/** OPC 10000-4, 5.5, 5.8, 5.11.4, 5.11.5 and 5.12: the services that change a server. */
const CHANGES = [
  ...["Write", "HistoryUpdate", "Call", "AddNodes", "AddReferences", "DeleteNodes", "DeleteReferences"],
  ...["RegisterServer", "RegisterServer2"],
];

/** The namespace of the machine behind this endpoint, whatever number it has. */
export const namespaceUriOf = (endpoint: string): string => `urn:outstation:simulated${new URL(endpoint).pathname}`;

/**
 * A machine's controller as an OPC UA server on loopback, with an unsecured and SignAndEncrypt endpoints. Every point is a
 * variable with the machine's own time and status; the setpoint can be written. A port can be used again after `stop`.
 */
export async function startOpcUaServer(options: OpcUaServerOptions): Promise<OpcUaServer> {
  const { endpoint, samplingMs } = options.source;
  const { port, pathname } = new URL(endpoint);
  const { user } = options;
  const requests = new Map<string, number>();
  const asked = (service: string) => requests.get(`${service}Request`) ?? 0;
  const server = new OPCUAServer({
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    port: Number(port),
    resourcePath: pathname,
    ...(await serverIdentity(options.folder, pathname.slice(1))),
    securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
    securityPolicies: [
      SecurityPolicy.None,
      SecurityPolicy.Basic256Sha256,
      SecurityPolicy.Aes128_Sha256_RsaOaep,
      SecurityPolicy.Aes256_Sha256_RsaPss,
    ],
    allowAnonymous: user === undefined,
    userManager: {
      isValidUser: (name: string, password: string) => name === user?.name && password === user.password,
    },
    ...(options.operationLimits === undefined
      ? {}
      : { serverCapabilities: { operationLimits: options.operationLimits } }),
    disableDiscovery: true,
    buildInfo: { productName: "Outstation simulated controller" },
  });
  server.on("request", (request) => {
    requests.set(request.schema.name, (requests.get(request.schema.name) ?? 0) + 1);
  });
  await server.initialize();
  const addressSpace = server.engine.addressSpace;
  if (addressSpace === null) throw new Error("the OPC UA server has no address space after it was initialised");
  for (const uri of options.namespacesBefore ?? []) addressSpace.registerNamespace(uri);
  const variables = addVariables(
    addressSpace.registerNamespace(options.namespaceUri ?? namespaceUriOf(endpoint)),
    options,
  );
  await server.start();
  const timer = setInterval(() => refresh(variables, options), samplingMs);
  return {
    async stop() {
      clearInterval(timer);
      await server.shutdown(0);
    },
    asked,
    changesAsked: () => CHANGES.reduce((sum, service) => sum + asked(service), 0),
    addPoint: variables.add,
    connections: () => server.currentChannelCount,
    expireSessions: () => expireSessions(server),
  };
}

async function expireSessions({ engine }: OPCUAServer) {
  // node-opcua keeps its sessions by their authentication token; there is no public list.
  const sessions: unknown = Reflect.get(engine, "_sessions");
  for (const session of Object.values(sessions ?? {}))
    await engine.closeSession(session.authenticationToken, false, "Timeout");
}
