import { publish, rolloutOf } from "../../world/fill-control";
import type { Own } from "../case";
import { type Asking, type CaseTable, names, noInput } from "../case";

const command = { type: "proof.note", args: {}, expiresInMs: 7 * 24 * 3_600_000 };
const release = { minimumVersion: "0.0.1", notes: "Proof" };
const wrong = { size: 1, sha256: "0".repeat(64) };
const idle = async ({ own, fresh }: Asking) => {
  const key = `idle-${fresh}`;
  const form = { name: "Proof", type: "proof-device", site: null, area: null, gatewayKey: null, tags: [] };
  await own.call.devices.create({ ...form, key, isGateway: true });
  return key;
};
const versionOf = (fresh: string) => `2.0.0-${fresh.replace(/[^0-9A-Za-z]/g, "").slice(-20)}`;
const open = async (asking: Own) =>
  rolloutOf(await publish(asking.own.call, asking.fresh, versionOf(asking.fresh)), await idle(asking), asking.fresh);

/** What devices are told: commands, and firmware in rollouts. */
export const controlCases = {
  "commands.list": { asks: [names("device.not_found", ({ deviceKey }) => ({ deviceKey }))] },
  "commands.send": {
    asks: [names("device.not_found", ({ deviceKey }) => ({ ...command, deviceKey }))],
    happy: { as: "owner", input: ({ own }) => ({ ...command, deviceKey: own.names.gatewayKey }) },
  },
  "commands.cancel": {
    asks: [names("command.not_found", ({ commandId }) => ({ id: commandId }))],
    happy: {
      as: "owner",
      input: async ({ own }) => own.call.commands.send({ ...command, deviceKey: own.names.gatewayKey }),
    },
  },
  "commands.setSiteRule": {
    asks: [names("site.not_found", ({ siteId }) => ({ siteId, commands: "forbidden" as const }))],
    happy: { as: "owner", input: ({ own }) => ({ siteId: own.names.siteId, commands: "allowed" }) },
  },
  "firmware.releases": noInput(),
  "firmware.startRelease": {
    asks: [
      names("answered", (_, { fresh }) => ({ ...release, product: `other-${fresh}`, version: "1.0.0" }), {
        what: "another's version of a product",
        once: true,
      }),
    ],
    happy: { as: "owner", input: ({ fresh }) => ({ ...release, product: `made-${fresh}`, version: "1.0.0" }) },
  },
  "firmware.uploadPart": {
    asks: [
      names("release.not_found", ({ draftReleaseId }) => ({ id: draftReleaseId, index: 0, bytes: "AAAA" })),
      names("release.not_found", ({ releaseId }) => ({ id: releaseId, index: 0, bytes: "AAAA" }), {
        what: "another's, which is published",
      }),
    ],
    happy: { as: "owner", input: ({ own }) => ({ id: own.names.draftReleaseId, index: 0, bytes: "AAAA" }) },
  },
  "firmware.publishRelease": {
    asks: [
      names("release.not_found", ({ draftReleaseId }) => ({ id: draftReleaseId, ...wrong })),
      names("release.not_found", ({ releaseId }) => ({ id: releaseId, ...wrong }), {
        what: "another's, which is published",
      }),
    ],
    happy: {
      as: "owner",
      input: async ({ own, fresh }) => {
        const { id } = await own.call.firmware.startRelease({
          ...release,
          product: `brief-${fresh}`,
          version: "1.0.0",
        });
        await own.call.firmware.uploadPart({ id, index: 0, bytes: "AAAA" });
        return { id, size: 3, sha256: "709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c" };
      },
    },
  },
  "firmware.rollouts": noInput(),
  "firmware.rollout": { asks: [names("rollout.not_found", ({ rolloutId }) => ({ id: rolloutId }))] },
  "firmware.startRollout": {
    asks: [
      names("release.not_found", ({ releaseId }, { own }) => rolloutOf(releaseId, own.names.gatewayKey, "Taken"), {
        what: "another's release",
      }),
      names("device.not_found", ({ gatewayKey }, { own }) => rolloutOf(own.names.releaseId, gatewayKey, "Taken"), {
        what: "another's gateway",
      }),
    ],
    happy: {
      as: "owner",
      input: open,
    },
  },
  "firmware.changeRollout": {
    asks: [names("rollout.not_found", ({ rolloutId }) => ({ id: rolloutId, change: "cancel" as const }))],
    happy: { as: "owner", input: ({ own }) => ({ id: own.names.rolloutId, change: "pause" }) },
  },
} satisfies Partial<CaseTable>;
