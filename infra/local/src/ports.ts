import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { fault } from "@outstation/kit/fault";
import type { HardwarePorts } from "../../../prisma/seed/demo-fleet";

export type Protocol = "tcp" | "udp";

/** Every port the local platform listens on; all of them on the loopback address. */
export type Ports = HardwarePorts & {
  readonly web: number;
  readonly portal: number;
  readonly mqtt: number;
  readonly enrolment: number;
  readonly renewal: number;
  readonly crl: number;
  readonly postgres: number;
};

type Use = { readonly what: string; readonly option: string; readonly protocol: Protocol };

const hardware = (what: string, protocol: Protocol = "tcp"): Use => ({
  what: `the simulated ${what}`,
  option: "--hardware-port-base",
  protocol,
});

const uses: Record<keyof Ports, Use> = {
  web: { what: "the web app", option: "--web-port", protocol: "tcp" },
  portal: { what: "the developer portal", option: "--portal-port", protocol: "tcp" },
  mqtt: { what: "the MQTT broker", option: "--mqtt-port", protocol: "tcp" },
  enrolment: { what: "device enrolment", option: "--enrolment-port", protocol: "tcp" },
  renewal: { what: "certificate renewal", option: "--renewal-port", protocol: "tcp" },
  crl: { what: "the list of revocations", option: "--crl-port", protocol: "tcp" },
  postgres: { what: "Postgres", option: "--postgres-port", protocol: "tcp" },
  acmeOpcUa: hardware("packaging line of acme (OPC UA)"),
  acmeBacnet: hardware("air handler of acme (BACnet/IP)", "udp"),
  acmeModbus: hardware("meter of acme (Modbus TCP)"),
  globexOpcUa: hardware("line of globex (OPC UA)"),
  globexModbus: hardware("meter of globex (Modbus TCP)"),
};

/** The ports of the simulated hardware. */
export const hardwarePortNames = ["acmeOpcUa", "acmeBacnet", "acmeModbus", "globexOpcUa", "globexModbus"] as const;

function bind(port: number, protocol: Protocol): Promise<number> {
  return new Promise((resolve, reject) => {
    if (protocol === "udp") {
      const socket = createSocket("udp4");
      socket.once("error", reject);
      socket.bind(port, "127.0.0.1", () => {
        const bound = socket.address().port;
        socket.close(() => resolve(bound));
      });
      return;
    }
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(bound));
    });
  });
}

const inSentence = (reason: unknown): string => {
  const code = reason instanceof Error && "code" in reason ? reason.code : undefined;
  return code === "EACCES" ? "may not be used by this user" : "is already in use";
};

/**
 * Binds each port once and lets it go.
 * @throws Fault `local.port_in_use` naming the port, what wanted it and the option that changes it; `local.port_twice`.
 */
export async function checkPorts(ports: Ports, wanted: readonly (keyof Ports)[]): Promise<void> {
  const seen = new Map<number, Use>();
  for (const name of wanted) {
    const use = uses[name];
    const port = ports[name];
    const other = seen.get(port);
    if (other) {
      throw fault(
        "local.port_twice",
        `Port ${port} is asked for by ${other.what} and by ${use.what}: change ${use.option}.`,
      );
    }
    seen.set(port, use);
    await bind(port, use.protocol).catch((reason: unknown) => {
      throw fault(
        "local.port_in_use",
        `Port ${port}, wanted by ${use.what}, ${inSentence(reason)}: stop what uses it, or choose another with ${use.option}.`,
        {},
        reason,
      );
    });
  }
}

/** Ports that are free now, one for each use: the kernel picks them. */
export async function freePorts(): Promise<Ports> {
  const found = new Map<keyof Ports, number>();
  for (const name of Object.keys(uses) as (keyof Ports)[]) {
    let port = await bind(0, uses[name].protocol);
    while ([...found.values()].includes(port)) port = await bind(0, uses[name].protocol);
    found.set(name, port);
  }
  return Object.fromEntries(found) as Ports;
}
