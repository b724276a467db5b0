import type { EdgePackage, EdgeSource } from "@outstation/contracts/edge/package";
import { fault } from "@outstation/kit/fault";
import type { FoundPoint } from "../drivers/driver";
import { writePointList } from "../drivers/point-list";
import { readIdentity } from "../identity/kept-identity";
import { readPackages } from "../package/kept-package";
import type { Settings } from "./settings";

/**
 * `outstation-edge points <source>`: what a source has to offer, as CSV on the standard output. The source is one of the edge
 * package, or an address that no package knows yet: `opc.tcp://host:4840/path`, `bacnet:host:47808` (a device, or where to
 * broadcast).
 * @throws Fault `points.no_source`, `points.no_discovery`
 */
export async function points({ dataDir }: Settings, given: string | undefined): Promise<void> {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  const found: FoundPoint[] = [];
  for await (const point of await discover(given, dataDir, stopping.signal)) found.push(point);
  process.stdout.write(writePointList(found));
  process.stderr.write(`${found.length} points\n`);
}

async function discover(given: string | undefined, dataDir: string, signal: AbortSignal) {
  if (given?.startsWith("opc.tcp://")) return discoverOpcUa({ endpoint: given, ...AT_FIRST_SIGHT }, dataDir, signal);
  if (given?.startsWith("bacnet:")) return discoverBacnet(given.slice("bacnet:".length), signal);
  const edgePackage = await currentPackage(dataDir);
  const source = edgePackage?.sources.find(({ id }) => id === given);
  if (source === undefined) {
    const known = edgePackage?.sources.map(({ id }) => id).join(", ") || "none";
    throw fault(
      "points.no_source",
      `Say which source: one of the edge package (${known}), opc.tcp://… or bacnet:host:port.`,
    );
  }
  return discoverOf(source, dataDir, signal);
}

function discoverOf(source: EdgeSource, dataDir: string, signal: AbortSignal) {
  switch (source.driver) {
    case "opcua":
      return discoverOpcUa(source, dataDir, signal);
    case "bacnet":
      return discoverBacnet(source.address, signal);
    default:
      throw fault(
        "points.no_discovery",
        `${source.driver} has no list of what there is: take the points from the maker's documents and import them as CSV.`,
      );
  }
}

type OpcUaAddress = Parameters<typeof import("../drivers/opcua/discover").discoverOpcUa>[0]["source"];
const AT_FIRST_SIGHT = {
  id: "points",
  device: "points",
  driver: "opcua",
  securityMode: "SignAndEncrypt",
  samplingMs: 1000,
} as const;

async function discoverOpcUa(source: OpcUaAddress, dataDir: string, signal: AbortSignal) {
  const library = await import("../drivers/opcua/discover");
  return library.discoverOpcUa({ source, dataDir }, signal);
}

async function discoverBacnet(address: string, signal: AbortSignal) {
  const library = await import("../drivers/bacnet/discover");
  // A broadcast address answers for all of its network, a device's own for itself.
  return library.discoverBacnet({ addresses: [address], broadcast: address }, signal);
}

async function currentPackage(dataDir: string): Promise<EdgePackage | null> {
  const kept = await readPackages(dataDir);
  return kept?.running.edgePackage ?? (await readIdentity(dataDir))?.edgePackage ?? null;
}
