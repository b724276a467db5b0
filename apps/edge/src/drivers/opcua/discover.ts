import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { NodeClass, type ReferenceDescription, ReferenceTypeIds, VariableTypeIds } from "node-opcua";
import type { Discover, FoundPoint } from "../driver";
import { unless } from "../give-up";
import { createOpcUaClient } from "./client";
import { describeVariables, idOf, type Place } from "./describe-variables";
import { openReadOnlySession, type ReadOnlySession } from "./read-only-session";
import { userTokenOf } from "./user-token";

/** What can be found without a package: a source with no points yet. */
export type OpcUaTarget = { readonly source: Omit<OpcUaSource, "points">; readonly dataDir: string };

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
    for (const point of await unless(signal, describeVariables(session, variables))) yield point;
    level = found;
  }
}

const isProperty = ({ referenceTypeId, typeDefinition }: ReferenceDescription): boolean =>
  referenceTypeId.namespace === 0 && referenceTypeId.value === ReferenceTypeIds.HasProperty
    ? true
    : typeDefinition.namespace === 0 && typeDefinition.value === VariableTypeIds.PropertyType;

/** The points of a source, of a point list that was browsed and edited. */
export const opcUaPointsOf = (points: readonly FoundPoint[]): OpcUaSource["points"] =>
  points.map(({ address, name, kind, unit, description }) => ({
    name,
    kind,
    nodeId: address,
    ...(unit === undefined ? {} : { unit }),
    ...(description === undefined ? {} : { description: description.slice(0, 200) }),
  }));
