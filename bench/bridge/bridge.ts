import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeTestFolder } from "@outstation/local/temp-folder";
import { markdownTable, quantile, whole } from "../harness/table";
import { requireMosquitto, startBenchBroker } from "./broker";
import { after5Ms, type Door, openPgLogDoor } from "./doors";
import { bridge, type Fetcher, mqttJs } from "./fetchers";

const ROUNDS = 3;
const CONNECTIONS = [1, 4, 16] as const;
const MESSAGES = 30_000;
/** One at a time: more would take minutes and say the same. */
const MESSAGES_MQTT_JS = 400;

type Case = {
  readonly client: string;
  readonly fetch: Fetcher;
  readonly connections: number;
  readonly doorName: string;
  readonly door: Door;
  readonly messages: number;
};
/** Messages a second, and microseconds of this process' CPU for each. */
type Measured = { readonly rate: number; readonly cpuUs: number };

/**
 * How fast a bridge fetches, over TLS, what a mosquitto has waiting for it, each PUBACK after the door has the message.
 * In turns, on a broker that is new for each; broker, bridge and Postgres share this machine's cores.
 */
export async function benchBridge(): Promise<void> {
  const program = requireMosquitto();
  const folder = await makeTestFolder();
  const log = await openPgLogDoor(join(folder.path, "log"));
  try {
    const cases = casesOf(log.door);
    const measured = cases.map((): Measured[] => []);
    // The first fills caches and compiles; it is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const [index, what] of cases.entries()) {
        const place = join(folder.path, `${round}-${index}`);
        mkdirSync(place);
        const result = await measure(what, program, place);
        if (round > 0) measured[index]?.push(result);
      }
    }
    report(cases, measured);
  } finally {
    await log.close();
    folder.remove();
  }
}

function casesOf(log: Door): Case[] {
  const doors = [
    { doorName: "nothing", door: async () => undefined },
    { doorName: "5 ms", door: after5Ms },
    { doorName: "the commit of a Postgres log", door: log },
  ];
  const ours = doors.flatMap((door) =>
    CONNECTIONS.map((connections) => ({
      client: "the bridge",
      fetch: bridge,
      connections,
      messages: MESSAGES,
      ...door,
    })),
  );
  const theirs = doors.slice(1).flatMap((door) =>
    [1, 16].map((connections) => ({
      client: "MQTT.js",
      fetch: mqttJs,
      connections,
      messages: MESSAGES_MQTT_JS * connections,
      ...door,
    })),
  );
  return [...ours, ...theirs];
}

async function measure(
  { fetch, connections, door, messages }: Case,
  program: string,
  folder: string,
): Promise<Measured> {
  const broker = await startBenchBroker(program, folder);
  try {
    await fetch(broker, { connections, door, messages: 0 });
    await broker.publish(messages);
    const cpu = process.cpuUsage();
    const begun = performance.now();
    await fetch(broker, { connections, door, messages });
    const ms = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpu);
    return { rate: (messages / ms) * 1000, cpuUs: (user + system) / messages };
  } finally {
    await broker.stop();
  }
}

function report(cases: readonly Case[], measured: readonly (readonly Measured[])[]): void {
  const medianOf = (index: number, key: keyof Measured) =>
    quantile(
      (measured[index] ?? []).map((one) => one[key]),
      0.5,
    );
  const baseline = (what: Case) =>
    medianOf(
      cases.findIndex(
        ({ client, connections, doorName }) => client === "MQTT.js" && connections === 1 && doorName === what.doorName,
      ),
      "rate",
    );
  const rows = cases.map((what, index) => {
    const rate = medianOf(index, "rate");
    const ratio = rate / baseline(what);
    return [
      what.client,
      what.doorName,
      String(what.connections),
      whole(rate),
      whole(rate / what.connections),
      Number.isNaN(ratio) ? "" : ratio.toFixed(1),
      medianOf(index, "cpuUs").toFixed(1),
    ];
  });
  console.log(
    `Messages of 200 bytes over TLS, ${whole(MESSAGES)} a case (MQTT.js ${MESSAGES_MQTT_JS} a connection), median of ${ROUNDS} rounds in turns\n`,
  );
  console.log(
    markdownTable(
      [
        "who fetches",
        "PUBACK waits for",
        "connections",
        "messages/s",
        "per connection",
        "× MQTT.js, 1 connection",
        "its CPU µs/message",
      ],
      rows,
    ),
  );
}
