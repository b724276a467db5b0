import { createHash, randomUUID } from "node:crypto";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { type ContractServer, startContractServer } from "@outstation/emqx-api-client/contract-server";
import { createEmqxAccess } from "../broker-access";
import { connectEmqx } from "../emqx-address";
import type { Card, Side } from "./side";

/** EMQX's REST API as its document has it, and devices that connect to the broker behind it. */
export async function startEmqxSide(): Promise<Side & { readonly server: ContractServer }> {
  const server = await startContractServer();
  return {
    server,
    access: createEmqxAccess(connectEmqx(server)),
    issue: async (identity): Promise<Card> => ({
      identity,
      fingerprintMd5: createHash("md5").update(randomUUID()).digest("hex"),
    }),
    connect: async ({ identity, fingerprintMd5 }) => {
      try {
        const client = server.connect({
          ...{ clientid: commonNameOf(identity), username: fingerprintMd5 },
          subscriptions: [`${identity.tenant}/d/${identity.device}/down/#`],
        });
        return {
          ended: client.ended.then(() => undefined),
          isConnected: client.isConnected,
          get received() {
            return client.received.map(({ topic, payload, payload_encoding, properties }) => ({
              topic,
              correlation: properties?.correlation_data,
              expiryS: properties?.message_expiry_interval,
              payload: Buffer.from(payload, payload_encoding === "base64" ? "base64" : "utf8"),
            }));
          },
        };
      } catch {
        return null;
      }
    },
    stop: () => server.stop(),
  };
}
