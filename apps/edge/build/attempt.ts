import { AttributeIds, DataType, OPCUAClient } from "node-opcua";
import { PRODUCT } from "../src/update/judge-offer";

// Bundled by the test of the read-only build in the gateway's place: whoever got code of theirs into the gateway would still
// find no encoder to write with. The address comes as the first argument; how far it came goes to the output, a line each.

const [endpoint = ""] = process.argv.slice(2);
const client = OPCUAClient.create({ endpointMustExist: false, connectionStrategy: { maxRetry: 0 } });
await client.connect(endpoint);
const session = await client.createSession();
const node = "i=2258";
const read = await session.read({ nodeId: node, attributeId: AttributeIds.Value });
const tell = (what: string, outcome: unknown) => process.stdout.write(`${what}: ${String(outcome)}\n`);
tell("updates of", PRODUCT);
tell("read", read.statusCode.name);
const attempts = {
  write: () =>
    session.write({
      nodeId: node,
      attributeId: AttributeIds.Value,
      value: { value: { dataType: DataType.Double, value: 1 } },
    }),
  call: () => session.call({ objectId: "i=2253", methodId: "i=11492", inputArguments: [] }),
};
for (const [what, attempt] of Object.entries(attempts))
  await attempt().then(
    () => tell(what, "sent"),
    (reason: unknown) => tell(what, reason instanceof Error ? reason.constructor.name : reason),
  );
await client.disconnect();
process.exit(0);
