import { AttributeIds, DataType, type DataValue, type NodeId, type ReferenceDescription } from "node-opcua";
import type { FoundPoint } from "../driver";
import { portableNodeId } from "./node-ids";
import type { ReadOnlySession } from "./read-only-session";
import { ucumOf } from "./units";

/** A node and the browse names that lead to it. */
export type Place = { readonly nodeId: string; readonly path: string };
type Variable = Place & { readonly unit?: string };

/** Reads what the variables are. Structures and arrays are left out: no reading can hold them. */
export async function describeVariables(session: ReadOnlySession, places: readonly Place[]): Promise<FoundPoint[]> {
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

export const idOf = ({ nodeId }: ReferenceDescription): string =>
  `ns=${nodeId.namespace};${nodeId.toString().replace(/^ns=\d+;/, "")}`;

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
