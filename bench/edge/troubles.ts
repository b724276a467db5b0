import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import type { Installation } from "../harness/installation";
import type { GarbageRelay } from "./garbage-relay";
import { type Hardware, startHardware } from "./hardware";
import type { HardwarePlan } from "./hardware-plan";
import { BROKER_NAME, type NameService } from "./name-service";
import type { Site } from "./site";

/** What a gateway has to get over by itself. */
export type Trouble = {
  readonly title: string;
  readonly times: number;
  /** Which of the site's devices tells that it is over. */
  readonly device: number;
  /** How long it lasts at least, milliseconds; half as long again at most. */
  readonly lastsMs: number;
  begin(): Promise<void> | void;
  /** Resolves when there is nothing left in the gateway's way. */
  end(): Promise<void> | void;
};

export type Setting = {
  readonly installation: Installation;
  readonly site: Site;
  readonly plans: readonly HardwarePlan[];
  /** The processes of the plans; a server that is started again takes its place. */
  readonly hardware: Hardware[];
  readonly relay: GarbageRelay;
  readonly names: NameService | null;
};

const OPCUA = 0;
const BACNET = 1;
const MODBUS = 2;

export function troublesOf({ installation, site, plans, hardware, relay, names }: Setting): Trouble[] {
  const { supervisor, ports } = installation;
  const gatewayLog = installation.logOf(site.name);
  let fingerprint = "";
  let heardBefore = 0;
  return [
    {
      ...{ title: "OPC UA server killed and started again", times: 50, device: OPCUA, lastsMs: 2500 },
      begin: () => hardware[OPCUA]?.signal("SIGKILL"),
      async end() {
        const plan = plans[OPCUA];
        if (plan !== undefined) hardware[OPCUA] = await startHardware(plan);
      },
    },
    {
      ...{ title: "BACnet device silent", times: 10, device: BACNET, lastsMs: 8000 },
      begin: () => void hardware[BACNET]?.signal("SIGSTOP"),
      end: () => void hardware[BACNET]?.signal("SIGCONT"),
    },
    {
      ...{ title: "Modbus slave answers garbage", times: 10, device: MODBUS, lastsMs: 4000 },
      begin: () => relay.talkNonsense(true),
      end: () => relay.talkNonsense(false),
    },
    ...(names === null
      ? []
      : [
          {
            ...{ title: "DNS gone, and the connection with it", times: 10, device: MODBUS, lastsMs: 4000 },
            async begin() {
              heardBefore = readFileSync(gatewayLog).byteLength;
              names.knowsBroker(false);
              await supervisor.restart("ingest");
            },
            end() {
              if (!/getaddrinfo E/.test(readFileSync(gatewayLog).subarray(heardBefore).toString("utf8")))
                throw new Error("the gateway found the broker's name all the same");
              names.knowsBroker(true);
            },
          },
        ]),
    {
      ...{ title: "broker away, back with another certificate", times: 10, device: MODBUS, lastsMs: 2500 },
      async begin() {
        fingerprint = await brokerFingerprint(ports.mqtt, site.gateway.rootCertificate);
        await supervisor.kill("ingest", "SIGKILL", { stayDown: true });
      },
      async end() {
        await supervisor.restart("ingest");
        const now = await brokerFingerprint(ports.mqtt, site.gateway.rootCertificate);
        if (now === fingerprint) throw new Error("the broker has its old certificate");
      },
    },
  ];
}

async function brokerFingerprint(port: number, ca: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, ca, servername: BROKER_NAME });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerCertificate().fingerprint256;
  } finally {
    socket.destroy();
  }
}
