import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { sleep } from "@outstation/kit/clock";
import {
  AttributeIds,
  type ClientSession,
  DataType,
  type DataValue,
  StatusCodes,
  type Variant,
  VariantArrayType,
} from "node-opcua";
import type { WritePoint } from "../../commands/point-writer";
import { createOpcUaClient } from "./client";
import { resolveNode } from "./node-ids";
import { userTokenOf } from "./user-token";

const WRITE_TIMEOUT_MS = 15_000;
/** OPC 10000-5, 6.3.1: Server_NamespaceArray. */
const NAMESPACES = "ns=0;i=2255";

const NUMBERS: ReadonlySet<DataType> = new Set([
  DataType.SByte,
  DataType.Byte,
  DataType.Int16,
  DataType.UInt16,
  DataType.Int32,
  DataType.UInt32,
  DataType.Float,
  DataType.Double,
]);

/**
 * Writes one granted point over a session of its own, in the type that the server gives the value, and reads it back. Not in
 * the read-only build: `outputs/registry.ts` alone leads here.
 */
export const writeOpcUaPoint: WritePoint<OpcUaSource> = async (source, { point, value, dataDir }) => {
  const named = source.points.find(({ name }) => name === point);
  if (named === undefined) throw new Error(`The source has no point "${point}".`);
  const { client, trust } = await createOpcUaClient(source, dataDir, 1);
  const work = (async () => {
    await client.connect(source.endpoint);
    const session = await client.createSession(await userTokenOf(source, dataDir));
    try {
      return await writeNode(session, named.nodeId, value);
    } finally {
      await session.close().catch(() => {});
    }
  })();
  work.catch(() => {});
  const late = sleep(WRITE_TIMEOUT_MS).then(() => {
    throw new Error(trust.problem ?? `${source.endpoint} did not answer within ${WRITE_TIMEOUT_MS / 1000} s.`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } catch (reason) {
    throw trust.problem === undefined ? reason : new Error(trust.problem);
  } finally {
    await Promise.race([client.disconnect().catch(() => {}), sleep(1000)]);
  }
};

async function writeNode(session: ClientSession, text: string, value: number | boolean | string) {
  const namespaces: unknown = (await session.read({ nodeId: NAMESPACES, attributeId: AttributeIds.Value })).value
    ?.value;
  const resolved = resolveNode(text, Array.isArray(namespaces) ? namespaces.map(String) : []);
  if (!("nodeId" in resolved)) throw new Error(`The server does not have the node ${text}.`);
  const { nodeId } = resolved;
  const before = await session.read({ nodeId, attributeId: AttributeIds.Value });
  const status = await session.write({
    nodeId,
    attributeId: AttributeIds.Value,
    value: { value: variantOf(before, value) },
  });
  if (status.isNot(StatusCodes.Good)) throw new Error(`The server refused the value: ${status.name}.`);
  const after = await session.read({ nodeId, attributeId: AttributeIds.Value });
  return plain(after);
}

/** The value in the type of what is there. */
function variantOf({ value: there }: DataValue, value: number | boolean | string): Pick<Variant, "dataType" | "value"> {
  const dataType = there?.dataType ?? DataType.Null;
  if (there?.arrayType !== undefined && there.arrayType !== VariantArrayType.Scalar)
    throw new Error("The node holds more than one value.");
  const fits =
    (typeof value === "number" && NUMBERS.has(dataType)) ||
    (typeof value === "boolean" && dataType === DataType.Boolean) ||
    (typeof value === "string" && dataType === DataType.String);
  if (!fits) throw new Error(`The node holds a ${DataType[dataType]}, which a ${typeof value} is not.`);
  return { dataType, value };
}

function plain({ value, statusCode }: DataValue): number | boolean | string {
  const read: unknown = value?.value;
  if (typeof read === "number" || typeof read === "boolean" || typeof read === "string") return read;
  throw new Error(`It was written, and cannot be read back: ${statusCode.name}.`);
}
