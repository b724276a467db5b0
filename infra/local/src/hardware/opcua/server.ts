import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import type { Clock } from "@outstation/kit/clock";
import {
  DataType,
  DataValue,
  MessageSecurityMode,
  type Namespace,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  StatusCodes,
  type UAVariable,
  Variant,
  type VariantLike,
} from "node-opcua";
import type { Machine, Sample } from "../machines/machine";
import { FolderTrust } from "./trust";

type Point = OpcUaSource["points"][number];

export type OpcUaServerOptions = {
  readonly source: Pick<OpcUaSource, "endpoint" | "points" | "samplingMs">;
  readonly machine: Machine;
  /** The one point a client may write. */
  readonly setpoint: string;
  /** Holds `server-certificate.pem`, `trusted/` for clients' certificates, and the private key. */
  readonly folder: string;
  readonly clock: Clock;
};

const STATUS = {
  good: StatusCodes.Good,
  uncertain: StatusCodes.UncertainSensorNotAccurate,
  bad: StatusCodes.BadSensorFailure,
} satisfies Record<Sample["status"], unknown>;

/**
 * A machine's controller as an OPC UA server on loopback, with an unsecured and a SignAndEncrypt (Basic256Sha256) endpoint.
 * Every point is a variable with the machine's own time and status; the setpoint can be written.
 */
export async function startOpcUaServer(options: OpcUaServerOptions): Promise<{ stop(): Promise<void> }> {
  const { port, pathname } = new URL(options.source.endpoint);
  const identity = await serverIdentity(options.folder, pathname.slice(1));
  const server = new OPCUAServer({
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    port: Number(port),
    resourcePath: pathname,
    ...identity,
    securityModes: [MessageSecurityMode.None, MessageSecurityMode.SignAndEncrypt],
    securityPolicies: [SecurityPolicy.None, SecurityPolicy.Basic256Sha256],
    disableDiscovery: true,
    buildInfo: { productName: "Outstation simulated controller" },
  });
  await server.initialize();
  const addressSpace = server.engine.addressSpace;
  if (addressSpace === null) throw new Error("the OPC UA server has no address space after it was initialised");
  const variables = addVariables(addressSpace.registerNamespace(`urn:outstation:simulated${pathname}`), options);
  await server.start();
  const timer = setInterval(() => refresh(variables, options), options.source.samplingMs);
  return {
    async stop() {
      clearInterval(timer);
      await server.shutdown(0);
    },
  };
}

/** The server's key and self-signed certificate, made on the first start; its application URI must be the one it announces. */
async function serverIdentity(folder: string, name: string) {
  await mkdir(folder, { recursive: true });
  const applicationUri = `urn:outstation:simulated:${name}`;
  const certificateFile = join(folder, "server-certificate.pem");
  const trust = new FolderTrust({ pkiFolder: join(folder, "pki"), trustedFolder: join(folder, "trusted") });
  await trust.initialize();
  if (!existsSync(certificateFile))
    await trust.createSelfSignedCertificate({
      applicationUri,
      subject: `/CN=${name}/O=Outstation simulated hardware`,
      dns: ["localhost", hostname()],
      ip: ["127.0.0.1"],
      startDate: new Date(),
      validity: 3650,
      outputFile: certificateFile,
    });
  const users = new OPCUACertificateManager({
    rootFolder: join(folder, "user-pki"),
    automaticallyAcceptUnknownCertificate: false,
    disableFileWatchers: true,
  });
  return {
    serverInfo: { applicationUri, applicationName: { text: name } },
    certificateFile,
    privateKeyFile: trust.privateKey,
    serverCertificateManager: trust,
    userCertificateManager: users,
  };
}

function addVariables(namespace: Namespace, options: OpcUaServerOptions): Map<Point, UAVariable> {
  const machineObject = namespace.addObject({
    organizedBy: namespace.addressSpace.rootFolder.objects,
    browseName: "Machine",
  });
  return new Map(
    options.source.points.flatMap((point) => {
      const writable = point.name === options.setpoint;
      const variable = namespace.addVariable({
        componentOf: machineObject,
        browseName: point.name,
        // The package names the namespace by its index, `ns=2;s=…`; here it is the registered one.
        nodeId: point.nodeId.replace(/^ns=\d+;/, ""),
        ...(point.description === undefined ? {} : { description: point.description }),
        dataType: dataTypeOf(point),
        minimumSamplingInterval: options.source.samplingMs,
        accessLevel: writable ? "CurrentRead | CurrentWrite" : "CurrentRead",
        userAccessLevel: writable ? "CurrentRead | CurrentWrite" : "CurrentRead",
        value: variantOf(point, options.machine.read(point.name)),
      });
      if (writable) acceptWrites(variable, point, options);
      return writable ? [] : [[point, variable] as const];
    }),
  );
}

/** Hands a written value to the machine; one outside its range is answered with BadOutOfRange and changes nothing. */
function acceptWrites(variable: UAVariable, point: Point, { machine, clock }: OpcUaServerOptions) {
  let changedAt = new Date(clock.now());
  variable.bindVariable(
    {
      timestamped_get: () =>
        new DataValue({ value: variantOf(point, machine.read(point.name)), sourceTimestamp: changedAt }),
      timestamped_set: async (written: DataValue) => {
        if (!machine.write(point.name, Number(written.value.value))) return StatusCodes.BadOutOfRange;
        changedAt = new Date(clock.now());
        return StatusCodes.Good;
      },
    },
    true,
  );
}

function refresh(variables: ReadonlyMap<Point, UAVariable>, { machine, clock }: OpcUaServerOptions) {
  const now = clock.now();
  machine.advance(now);
  for (const [point, variable] of variables) {
    const sample = machine.read(point.name);
    variable.setValueFromSource(variantOf(point, sample), STATUS[sample.status], new Date(now));
  }
}

function dataTypeOf(point: Point): DataType {
  if (point.kind === "boolean") return DataType.Boolean;
  if (point.kind === "string") return DataType.String;
  return point.name.endsWith("_total") ? DataType.UInt32 : DataType.Double;
}

/** A sensor has the resolution its point is shown with: finer changes are not seen by anyone. */
function variantOf(point: Point, { value }: Sample): VariantLike {
  const resolution = 10 ** (point.decimals ?? 6);
  return new Variant({
    dataType: dataTypeOf(point),
    value: typeof value === "number" ? Math.round(value * resolution) / resolution : value,
  });
}
