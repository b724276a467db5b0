import { fault } from "@outstation/kit/fault";
import {
  AttributeIds,
  coerceNodeId,
  type DataType,
  MessageSecurityMode,
  OPCUAClient,
  SecurityPolicy,
  StatusCodes,
} from "node-opcua";

/**
 * Turns a knob of the simulated line the way an operator's panel does: with an OPC UA write. The gateway cannot.
 * @throws Fault `hardware.write_refused` with the server's status.
 */
export async function writeValue(
  endpoint: string,
  nodeId: string,
  value: { readonly dataType: DataType; readonly value: number },
): Promise<void> {
  const client = OPCUAClient.create({
    applicationName: "Panel",
    endpointMustExist: false,
    securityMode: MessageSecurityMode.None,
    securityPolicy: SecurityPolicy.None,
  });
  await client.withSessionAsync(endpoint, async (session) => {
    const status = await session.write({
      nodeId: coerceNodeId(nodeId),
      attributeId: AttributeIds.Value,
      value: { value },
    });
    if (status !== StatusCodes.Good)
      throw fault("hardware.write_refused", `The OPC UA server refused the write: ${status.toString()}.`);
  });
}
