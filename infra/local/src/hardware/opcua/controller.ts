import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { systemClock as clock } from "@outstation/kit/clock";
import { introduce } from "../introduce";
import { good, type Machine, type Sample } from "../machines/machine";
import { namespaceUriOf, type OpcUaServer, type OpcUaServerOptions, startOpcUaServer } from "./server";

/** A controller on a fixed port that can go and come back as often as somebody wants, for tests and benchmarks. */
export type Controller = {
  /** How a gateway's package names it; every node id carries the URI of its namespace. */
  readonly source: OpcUaSource;
  /** What a point shows from the next sampling on, instead of the count. */
  readonly shown: Map<string, Sample>;
  /** Its certificate, once it was started. */
  readonly certificateFile: string;
  /** Starts it, or starts it again; `namespacesBefore` moves its namespace to another number. */
  start(how?: Partial<Pick<OpcUaServerOptions, "namespacesBefore" | "user" | "operationLimits">>): Promise<void>;
  /** Ends it and its connections. Nothing to do if it does not run. */
  stop(): Promise<void>;
  /** The running server. @throws Error when it does not run. */
  server(): OpcUaServer;
  /** Requests to change something, over all its lives. */
  changesAsked(): number;
  /** Brings each side's certificate to the other's trust list, once the gateway has made its own. */
  meet(gatewayDataDir: string): Promise<void>;
  /** Brings the controller's certificate to the gateway, not the other way round. */
  showItself(gatewayDataDir: string): Promise<void>;
};

/**
 * A controller with points `p0`, `p1`, …, each of which counts: a reading that is missing is a gap.
 * @param folder holds the controller's key over its restarts; its name must be `opcua-<name>`
 */
export function createController(options: {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  readonly points: number;
  readonly samplingMs: number;
  /** Samplings that one count stays; the two run by timers of their own, so that one of 1 can be missed. */
  readonly samplingsPerCount?: number;
  readonly securityMode?: OpcUaSource["securityMode"];
  /** What its namespace is called, if not as the endpoint says; the source still names the endpoint's. */
  readonly namespaceUri?: string;
}): Controller {
  const { name, port, samplingMs } = options;
  const endpoint = `opc.tcp://127.0.0.1:${port}/${name}`;
  const source: OpcUaSource = {
    id: name,
    device: name,
    driver: "opcua",
    endpoint,
    securityMode: options.securityMode ?? "SignAndEncrypt",
    samplingMs,
    points: Array.from({ length: options.points }, (_, n) => ({
      name: `p${n}`,
      kind: "number" as const,
      unit: "bar",
      nodeId: `nsu=${namespaceUriOf(endpoint)};s=Machine.P${n}`,
    })),
  };
  const shown = new Map<string, Sample>();
  const machine = countingMachine(shown, options.samplingsPerCount ?? 1);
  const folder = join(options.folder, `opcua-${name}`);
  const certificateFile = join(folder, "server-certificate.pem");
  let running: OpcUaServer | undefined;
  let changesBefore = 0;
  return {
    source,
    shown,
    certificateFile,
    async start(how = {}) {
      running = await startOpcUaServer({
        source,
        machine,
        setpoint: "",
        folder,
        clock,
        namespaceUri: options.namespaceUri,
        ...how,
      });
    },
    async stop() {
      const server = running;
      running = undefined;
      changesBefore += server?.changesAsked() ?? 0;
      await server?.stop();
    },
    server() {
      if (running === undefined) throw new Error(`controller ${name} does not run`);
      return running;
    },
    changesAsked: () => changesBefore + (running?.changesAsked() ?? 0),
    meet: (edgeDataDir) =>
      introduce({
        hardwareDataDir: options.folder,
        tenant: name,
        edgeDataDir,
        signal: new AbortController().signal,
      }),
    async showItself(edgeDataDir) {
      await mkdir(join(edgeDataDir, "opcua", "trusted"), { recursive: true });
      await copyFile(certificateFile, join(edgeDataDir, "opcua", "trusted", `${name}.pem`));
    },
  };
}

function countingMachine(shown: ReadonlyMap<string, Sample>, samplingsPerCount: number): Machine {
  let samplings = 0;
  return {
    advance: () => {
      samplings++;
    },
    read: (point) => shown.get(point) ?? good(Math.floor(samplings / samplingsPerCount)),
    write: () => false,
  };
}
