import { type CaseTable, names, type Own } from "../case";

const reporting = { batchMs: 1000, heartbeatMs: 60_000 };
const sourceOf = (device: string) => ({
  ...{ id: "line", device, driver: "modbus", host: "127.0.0.1", port: 502, unitId: 1 },
  points: [{ name: "speed", table: "input", address: 0, type: "uint16" }],
});
const POINTS = "name,table,address,type\nspeed,input,1,uint16\n";
const bodyOf = (device: string) => ({ reporting, sources: [sourceOf(device)] });

/** The gateway's newest version, with a draft that may follow it. */
async function onDraft({ own }: Own) {
  const key = own.names.gatewayKey;
  await own.call.edgePackages.saveDraft({ key, body: bodyOf(key) });
  return { key, follows: (await own.call.edgePackages.get({ key })).desired.version };
}

/** What gateways run. */
export const edgePackageCases = {
  "edgePackages.get": { asks: [names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey }))] },
  "edgePackages.build": { asks: [names("answered", ({ gatewayKey }) => ({ key: gatewayKey }))] },
  "edgePackages.version": {
    asks: [names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey, version: 1 }))],
  },
  "edgePackages.saveDraft": {
    asks: [
      names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey, body: bodyOf(gatewayKey) })),
      names("answered", ({ deviceKey }, { own }) => ({ key: own.names.gatewayKey, body: bodyOf(deviceKey) }), {
        what: "another's device in one's own package",
        plants: true,
      }),
    ],
    happy: { as: "owner", input: ({ own }) => ({ key: own.names.gatewayKey, body: bodyOf(own.names.gatewayKey) }) },
  },
  "edgePackages.discardDraft": {
    asks: [names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey }))],
    happy: { as: "owner", input: async (own) => ({ key: (await onDraft(own)).key }) },
  },
  "edgePackages.exportPoints": {
    asks: [names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey, source: "line" }))],
  },
  "edgePackages.importPoints": {
    asks: [names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey, source: "line", csv: POINTS }))],
    happy: {
      as: "owner",
      input: async (own) => ({ key: (await onDraft(own)).key, source: "line", csv: POINTS }),
    },
  },
  "edgePackages.publish": {
    asks: [names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey, follows: 1, note: null }))],
    happy: { as: "owner", input: async (own) => ({ ...(await onDraft(own)), note: own.fresh }) },
  },
  "edgePackages.republish": {
    asks: [names("device.not_found", ({ gatewayKey }) => ({ key: gatewayKey, follows: 1, version: 1, note: null }))],
    happy: {
      as: "owner",
      input: async (own) => ({ ...(await onDraft(own)), version: 1, note: own.fresh }),
    },
  },
} satisfies Partial<CaseTable>;
