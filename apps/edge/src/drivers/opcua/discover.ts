import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import {
  AttributeIds,
  DataType,
  type DataValue,
  NodeClass,
  type NodeId,
  type ReferenceDescription,
  ReferenceTypeIds,
  VariableTypeIds,
} from "node-opcua";
import type { Discover, FoundPoint } from "../driver";
import { unless } from "../give-up";
import { createOpcUaClient } from "./client";
import { portableNodeId } from "./node-ids";
import { openReadOnlySession, type ReadOnlySession } from "./read-only-session";
import { ucumOf } from "./units";
import { userTokenOf } from "./user-token";

/** What can be found without a package: a source with no points yet. */
export type OpcUaTarget = { readonly source: Omit<OpcUaSource, "points">; readonly dataDir: string };

type Place = { readonly nodeId: string; readonly path: string };
type Variable = Place & { readonly unit?: string };

const OBJECTS_FOLDER = "i=85";
/** The server's own diagnostics: thousands of variables that no machine makes. */
const SERVER_OBJECT = "ns=0;i=2253";
/** OPC UA has views that lead in circles and machines that are deep; a point list of a deeper one serves nobody. */
const DEPTH_MAX = 24;

/**
 * Browses every variable below the server's Objects folder, level by level. Each node is visited once, so a point has the
 * shortest path that leads to it as its name.
 * @throws Error as the driver's health would say it, such as a server that is not trusted.
 */
export const discoverOpcUa: Discover<OpcUaTarget> = async function* ({ source, dataDir }, signal) {
  const full: OpcUaSource = { ...source, points: [] };
  // A person waits for the answer: one that cannot be had is said, not waited for.
  const { client, trust } = await createOpcUaClient(full, dataDir, 2);
  try {
    const user = await userTokenOf(full, dataDir);
    await unless(signal, client.connect(source.endpoint));
    const session = await unless(signal, openReadOnlySession(client, user));
    yield* walk(session, signal);
    await session.close();
  } catch (reason) {
    throw trust.problem === undefined ? reason : new Error(trust.problem);
  } finally {
    await client.disconnect().catch(() => {});
  }
};

async function* walk(session: ReadOnlySession, signal: AbortSignal): AsyncGenerator<FoundPoint> {
  const seen = new Set([OBJECTS_FOLDER, SERVER_OBJECT]);
  let level: Place[] = [{ nodeId: OBJECTS_FOLDER, path: "" }];
  for (let depth = 0; level.length > 0 && depth < DEPTH_MAX && !signal.aborted; depth++) {
    const children = await unless(
      signal,
      session.browse(
        level.map(({ nodeId }) => nodeId),
        "hierarchical",
      ),
    );
    const found = level.flatMap((parent, index) =>
      (children[index] ?? []).flatMap((reference) => {
        const nodeId = idOf(reference);
        // Properties describe their node; they are no points of their own.
        if (seen.has(nodeId) || isProperty(reference)) return [];
        seen.add(nodeId);
        const name = reference.browseName.name ?? "";
        return [{ nodeId, path: parent.path === "" ? name : `${parent.path}.${name}`, reference }];
      }),
    );
    const variables = found.filter(({ reference }) => reference.nodeClass === NodeClass.Variable);
    for (const point of await unless(signal, describe(session, variables))) yield point;
    level = found;
  }
}

/** Reads what the variables are. Structures and arrays are left out: no reading can hold them. */
async function describe(session: ReadOnlySession, places: readonly Place[]): Promise<FoundPoint[]> {
  const variables = await withUnits(session, places);
  const attributes = [
    AttributeIds.DataType,
    AttributeIds.ValueRank,
    AttributeIds.Description,
    AttributeIds.UserAccessLevel,
  ];
  const values = await session.readAttributes(
    variables.flatMap(({ nodeId }) => attributes.map((attributeId) => ({ nodeId, attributeId }))),
  );
  return variables.flatMap(({ nodeId, path, unit }, index) => {
    const [dataType, rank, description, access] = values.slice(
      index * attributes.length,
      (index + 1) * attributes.length,
    );
    const kind = kindOf(plain(dataType));
    const text = plain<{ text?: string | null }>(description)?.text;
    // ValueRank -1 is a scalar, and -3 and -2 may be one (OPC 10000-3, 5.6.2); bit 0 of the access level is CurrentRead.
    const readable = (plain<number>(rank) ?? -1) < 0 && ((plain<number>(access) ?? 1) & 1) === 1;
    if (kind === undefined || !readable) return [];
    return [
      {
        address: portableNodeId(nodeId, session.namespaces()),
        name: path,
        kind,
        ...(text ? { description: text } : {}),
        ...(unit === undefined ? {} : { unit }),
      },
    ];
  });
}

async function withUnits(session: ReadOnlySession, places: readonly Place[]): Promise<Variable[]> {
  const properties = await session.browse(
    places.map(({ nodeId }) => nodeId),
    "properties",
  );
  const units = places.flatMap((place, index) => {
    const property = properties[index]?.find(({ browseName }) => browseName.name === "EngineeringUnits");
    return property === undefined ? [] : [{ place, nodeId: idOf(property) }];
  });
  const values = await session.read(units.map(({ nodeId }) => nodeId));
  const unitOf = new Map(units.map(({ place }, index) => [place, plain<{ unitId?: number }>(values[index])?.unitId]));
  return places.map((place) => {
    const unit = ucumOf(unitOf.get(place) ?? -1);
    return { ...place, ...(unit === undefined ? {} : { unit }) };
  });
}

const idOf = ({ nodeId }: ReferenceDescription): string =>
  `ns=${nodeId.namespace};${nodeId.toString().replace(/^ns=\d+;/, "")}`;

const isProperty = ({ referenceTypeId, typeDefinition }: ReferenceDescription): boolean =>
  referenceTypeId.namespace === 0 && referenceTypeId.value === ReferenceTypeIds.HasProperty
    ? true
    : typeDefinition.namespace === 0 && typeDefinition.value === VariableTypeIds.PropertyType;

const plain = <T>(dataValue: DataValue | undefined): T | undefined =>
  dataValue?.statusCode.isGood() ? (dataValue.value.value ?? undefined) : undefined;

/** OPC 10000-6, 5.1.2: the built-in types are the nodes with their numbers; their subtypes have other ones. */
function kindOf(dataType: NodeId | undefined): FoundPoint["kind"] | undefined {
  if (dataType === undefined || dataType.namespace !== 0) return undefined;
  switch (dataType.value) {
    case DataType.Boolean:
      return "boolean";
    case DataType.String:
    case DataType.LocalizedText:
    case DataType.DateTime:
      return "string";
    default:
      return NUMBERS.has(Number(dataType.value)) ? "number" : undefined;
  }
}

/** SByte (2) to Double (11), the abstract Number, Integer and UInteger (26 to 28), Enumeration (29) and Duration (290). */
const NUMBERS: ReadonlySet<number> = new Set([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 26, 27, 28, 29, 290]);

/** The points of a source, of a point list that was browsed and edited. */
export const opcUaPointsOf = (points: readonly FoundPoint[]): OpcUaSource["points"] =>
  points.map(({ address, name, kind, unit, description }) => ({
    name,
    kind,
    nodeId: address,
    ...(unit === undefined ? {} : { unit }),
    ...(description === undefined ? {} : { description: description.slice(0, 200) }),
  }));
