import { fault } from "@outstation/kit/fault";
import { until } from "../../world/live";
import { type CaseTable, names, type Own } from "../case";

const HOUR_MS = 3_600_000;
const lately = () => ({ from: Date.now() - 24 * HOUR_MS, to: Date.now() + HOUR_MS });
const anything = { deviceKey: null, code: null, from: null, to: null, state: null };

/** A message in the asker's own quarantine that nothing is under way with. */
async function restingMessage({ own }: Own): Promise<string> {
  const find = async () =>
    (await own.call.quarantine.list({ ...anything, cursor: null, limit: 50 })).messages.find(
      ({ state, isReplayable }) => state === "waiting" && isReplayable,
    );
  await until("a message in quarantine to rest", async () => (await find()) !== undefined);
  const found = await find();
  if (found === undefined) throw fault("proof.not_filled", "Nothing of the proof is in quarantine.");
  return found.id;
}

/** What did not come, and what came and could not be read. */
export const quarantineCases = {
  "completeness.device": { asks: [names("device.not_found", ({ deviceKey }) => ({ deviceKey, ...lately() }))] },
  "completeness.tenant": { asks: [], free: { reason: "names nothing but a time", input: lately } },
  "quarantine.list": {
    asks: [names("answered", ({ deviceKey }) => ({ ...anything, deviceKey, cursor: null, limit: 50 }))],
  },
  "quarantine.get": { asks: [names("quarantine.not_found", ({ quarantineId: id }) => ({ id }))] },
  "quarantine.tryCorrection": {
    asks: [names("quarantine.not_found", ({ quarantineId: id }) => ({ id, text: "{}" }))],
  },
  "quarantine.correct": {
    asks: [names("quarantine.not_found", ({ quarantineId: id }) => ({ id, text: "{}" }))],
    happy: {
      as: "owner",
      input: async (own) => ({ id: await restingMessage(own), text: `{"ts":${Date.now()},"values":{"mended":1}}` }),
    },
  },
  "quarantine.replay": {
    asks: [
      names("quarantine.not_found", ({ quarantineId: id }) => ({ ids: [id] })),
      names("quarantine.not_found", ({ deviceKey }) => ({ filter: { ...anything, deviceKey } }), {
        what: "all of another's device",
      }),
    ],
    happy: { as: "owner", input: async (own) => ({ ids: [await restingMessage(own)] }) },
  },
  "quarantine.delete": {
    asks: [
      names("quarantine.not_found", ({ quarantineId: id }) => ({ ids: [id] })),
      names("quarantine.not_found", ({ deviceKey }) => ({ filter: { ...anything, deviceKey } }), {
        what: "all of another's device",
      }),
    ],
    happy: { as: "owner", input: async (own) => ({ ids: [await restingMessage(own)] }) },
  },
} satisfies Partial<CaseTable>;
