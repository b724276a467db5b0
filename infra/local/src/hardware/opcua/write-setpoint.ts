import type { OpcUaSource } from "@outstation/contracts/edge/sources/opcua";
import { fault } from "@outstation/kit/fault";
import { AttributeIds, coerceNodeId, DataType, OPCUAClient, StatusCodes } from "node-opcua";

/**
 * Turns a knob of a simulated controller the way an operator's panel does: with an OPC UA write. The gateway cannot.
 * @throws Fault `hardware.write_refused` with the server's status.
 */
export async function writeSetpoint(source: OpcUaSource, point: string, value: number): Promise<void> {
  const nodeId = source.points.find(({ name }) => name === point)?.nodeId;
  if (nodeId === undefined) throw fault("hardware.no_such_point", `${source.id} has no point "${point}".`);
  const panel = OPCUAClient.create({ endpointMustExist: false });
  const status = await panel.withSessionAsync(source.endpoint, (session) =>
    session.write({
      nodeId: coerceNodeId(nodeId),
      attributeId: AttributeIds.Value,
      value: { value: { dataType: DataType.Double, value } },
    }),
  );
  if (status !== StatusCodes.Good)
    throw fault("hardware.write_refused", `The OPC UA server refused the write: ${status.toString()}.`);
}
