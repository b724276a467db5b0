import { sleep } from "@outstation/kit/clock";
import type { Discover, FoundPoint } from "../driver";
import type { BacnetPort, Bbmd, Patience } from "./bacnet-port";
import { createPropertyReader, type PropertyReader } from "./device/property-reader";
import { leaseNetwork } from "./network/leases";
import { resolveAddress } from "./network/socket";
import { DEVICE_TYPE, describeObjectId } from "./object-types";
import { PROPERTY } from "./property";
import { UCUM_OF } from "./units";
import type { IAm, Outcome } from "./wire/answers";
import { type Peer, peerKey } from "./wire/frame";
import type { Reference } from "./wire/requests";
import type { BacnetValue, ObjectId } from "./wire/values";

export type BacnetDiscovery = {
  readonly localAddress?: string;
  readonly requestsPerSecond?: number;
  /** Devices to ask by themselves, `host:port`: where no broadcast goes. */
  readonly addresses?: readonly string[];
  /** Where to broadcast, such as `192.168.10.255:47808`. */
  readonly broadcast?: string;
  /** A BBMD of another subnet: the gateway registers there, and its broadcast goes out there. */
  readonly bbmd?: Bbmd;
  /** Device instances, both ends included. */
  readonly range?: { readonly low: number; readonly high: number };
  /** How long to listen for answers, in milliseconds. */
  readonly listenMs?: number;
};

export type FoundDevice = IAm & { readonly peer: Peer };

const LISTEN_MS_DEFAULT = 3000;
const PATIENCE: Patience = { timeoutMs: 1500, tries: 3 };
/** Lines of a list that are read in one go. */
const CHUNK = 50;
/** A device that claims more objects than this is not believed. */
const OBJECTS_MAX = 100_000;

/** Who-Is; then of each device that answered its object list, and of each object its name, description and unit. */
export const discoverBacnet: Discover<BacnetDiscovery> = async function* (target, signal) {
  const network = leaseNetwork(target);
  try {
    await network.port.open();
    for (const device of await findDevices(network.port, target, signal)) {
      if (signal.aborted) return;
      yield* pointsOf(network.port, device, signal);
    }
  } finally {
    network.release();
  }
};

/** The devices that said I-Am within the time to listen, each once, by instance. */
export async function findDevices(
  port: BacnetPort,
  target: BacnetDiscovery,
  signal: AbortSignal,
): Promise<FoundDevice[]> {
  const found = new Map<string, FoundDevice>();
  const stopHearing = port.hearEveryIAm((peer, iAm) => void found.set(peerKey(peer), { ...iAm, peer }));
  let leaveBbmd = () => {};
  try {
    for (const address of target.addresses ?? [])
      await port.whoIs({ peer: { address: await resolveAddress(address) } }, target.range);
    if (target.broadcast !== undefined)
      await port.whoIs({ broadcast: await resolveAddress(target.broadcast) }, target.range);
    const { bbmd } = target;
    if (bbmd !== undefined) {
      leaveBbmd = await registered(port, bbmd, signal);
      await port.whoIs({ bbmd: await resolveAddress(bbmd.address) }, target.range);
    }
    await sleep(target.listenMs ?? LISTEN_MS_DEFAULT, signal);
  } finally {
    stopHearing();
    leaveBbmd();
  }
  const { low = 0, high = 0x3f_ffff } = target.range ?? {};
  return [...found.values()]
    .filter(({ instance }) => instance >= low && instance <= high)
    .sort((a, b) => a.instance - b.instance);
}

/** Resolves with the way to leave when the BBMD has taken us, or rejects with its problem. */
function registered(port: BacnetPort, bbmd: Bbmd, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const leave = port.keepRegistered(bbmd, (problem) => {
      if (problem === null) return resolve(leave);
      leave();
      reject(new Error(problem));
    });
    signal.addEventListener("abort", () => {
      leave();
      reject(new Error("ended"));
    });
  });
}

async function* pointsOf(port: BacnetPort, device: FoundDevice, signal: AbortSignal): AsyncIterable<FoundPoint> {
  const reader = createPropertyReader(port, device.peer, PATIENCE);
  reader.begin(device);
  const self: ObjectId = { type: DEVICE_TYPE, instance: device.instance };
  const objects = (await objectList(reader, self)).flatMap((object) => {
    const described = describeObjectId(object);
    return described === null ? [] : [{ object, ...described }];
  });
  for (let from = 0; from < objects.length && !signal.aborted; from += CHUNK) {
    const some = objects.slice(from, from + CHUNK);
    const wanted = [PROPERTY.objectName, PROPERTY.description, PROPERTY.units];
    const outcomes = await reader.read(
      some.flatMap(({ object }) => wanted.map((property): Reference => ({ object, property }))),
    );
    for (const [at, { address, kind }] of some.entries()) {
      const [name, description, units] = outcomes.slice(at * wanted.length).map(firstOf);
      yield foundPoint({ address, kind, name, description, units, device: deviceText(device) });
    }
  }
}

/** The whole list in one answer, in segments if need be; from a device that cannot, its length and then line by line. */
async function objectList(reader: PropertyReader, object: ObjectId): Promise<ObjectId[]> {
  const property = PROPERTY.objectList;
  const whole = await reader.readOne({ object, property });
  if ("values" in whole) return objectsIn([whole]);
  const length = firstOf(await reader.readOne({ object, property, index: 0 }));
  if (length?.kind !== "unsigned" || length.value > OBJECTS_MAX)
    throw new Error(`device ${object.instance} does not give its object list`);
  const lines = Array.from({ length: length.value }, (_, at) => ({ object, property, index: at + 1 }));
  return objectsIn(await reader.read(lines));
}

const objectsIn = (outcomes: readonly Outcome[]): ObjectId[] =>
  outcomes
    .flatMap((outcome) => ("values" in outcome ? outcome.values : []))
    .flatMap((value) => (value.kind === "object" ? [value.value] : []));

const firstOf = (outcome: Outcome): BacnetValue | undefined => ("values" in outcome ? outcome.values[0] : undefined);

function foundPoint(found: {
  readonly address: string;
  readonly kind: FoundPoint["kind"];
  readonly name: BacnetValue | undefined;
  readonly description: BacnetValue | undefined;
  readonly units: BacnetValue | undefined;
  readonly device: string;
}): FoundPoint {
  const text = (value: BacnetValue | undefined) => (value?.kind === "text" ? value.value : "");
  const unit = found.units?.kind === "enumerated" ? UCUM_OF.get(found.units.value) : undefined;
  return {
    address: found.address,
    name: text(found.name) || found.address,
    kind: found.kind,
    device: found.device,
    ...(text(found.description) !== "" && { description: text(found.description) }),
    ...(unit !== undefined && { unit }),
  };
}

/** As the source's configuration spells it: its address, and where it stands behind that router. */
const deviceText = ({ instance, peer: { address, route } }: FoundDevice): string =>
  route === undefined
    ? `${address} device ${instance}`
    : `${address} network ${route.network} mac ${route.mac} device ${instance}`;
