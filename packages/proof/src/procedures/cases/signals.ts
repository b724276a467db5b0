import type { Names } from "../../world/names";
import { type CaseTable, type Happy, names, noInput } from "../case";

const DAY_MS = 86_400_000;
const lately = () => ({ from: Date.now() - DAY_MS, to: Date.now() + DAY_MS, buckets: 50 });

const schemaOf = ({ deviceType }: Names) => ({ deviceType, version: "1.0" });
const document = { type: "object", properties: { words: { type: "string" } } };
const newer = { version: "4.0", document };
/** What is done to a draft, which is made first. */
const onDraft = (version: string): Happy<{ deviceType: string; version: string }> => ({
  as: "owner",
  input: async ({ own }) => {
    const { deviceType } = own.names;
    await own.call.schemas.saveDraft({ deviceType, version, document });
    return { deviceType, version };
  },
});

const exportOf = ({ deviceKey }: Names) => {
  const { from, to } = lately();
  return { format: "csv" as const, devices: [{ key: deviceKey, points: null }], from, to };
};

/** Readings, messages, and what they may say. */
export const signalCases = {
  "schemas.list": noInput(),
  "schemas.get": { asks: [names("schema.not_found", schemaOf)] },
  "schemas.saveDraft": {
    asks: [
      names("answered", ({ deviceType }) => ({ ...newer, deviceType }), { what: "another's type", plants: true }),
      names("schema.invalid", ({ tenantId }) => ({ ...newer, deviceType: tenantId, document: {} }), {
        what: "what is no document",
      }),
    ],
    happy: { as: "owner", input: ({ own }) => ({ ...newer, deviceType: own.names.deviceType }) },
  },
  "schemas.discardDraft": { asks: [names("schema.not_found", schemaOf)], happy: onDraft("5.0") },
  "schemas.publish": { asks: [names("schema.not_found", schemaOf)], happy: onDraft("6.0") },
  "schemas.deprecate": {
    asks: [names("schema.not_found", schemaOf)],
    happy: { as: "owner", input: ({ own }) => schemaOf(own.names) },
  },
  "telemetry.series": {
    asks: [
      names("device.not_found", ({ deviceKey, point }) => ({ points: [{ deviceKey, point }], ...lately() })),
      names(
        "point.not_found",
        ({ point }, { own }) => ({ points: [{ deviceKey: own.names.deviceKey, point }], ...lately() }),
        {
          what: "another's point of one's own device",
        },
      ),
    ],
  },
  "telemetry.retention": noInput(),
  "telemetry.setRetention": {
    asks: [],
    free: { reason: "takes a number of days", input: () => ({ hotDays: 90 }) },
    happy: { as: "owner", input: () => ({ hotDays: 120 }) },
  },
  "exports.list": noInput(),
  "exports.estimate": { asks: [names("device.not_found", exportOf)] },
  "exports.create": {
    asks: [names("device.not_found", exportOf)],
    happy: { as: "owner", input: ({ own }) => exportOf(own.names) },
  },
  "exports.cancel": {
    asks: [names("export.not_found", ({ exportId }) => ({ id: exportId }))],
    happy: { as: "owner", input: ({ own }) => own.call.exports.create(exportOf(own.names)) },
  },
  "exports.link": {
    asks: [names("export.not_found", ({ exportId }) => ({ id: exportId }))],
    happy: { as: "owner", input: ({ own }) => ({ id: own.names.exportId }) },
  },
  /** The stream itself is tried in `live/`. */
  "exports.live": noInput(),
  /** No answer at all: a device that is not there is silent. The stream itself is tried in `live/`. */
  "telemetry.live": { asks: [names("silence", ({ deviceKey }) => ({ deviceKey, lastEventId: "0" }))] },
  "messages.recent": { asks: [names("device.not_found", ({ deviceKey }) => ({ deviceKey, limit: 50 }))] },
  "messages.live": { asks: [names("device.not_found", ({ deviceKey }) => ({ deviceKey, lastEventId: "0" }))] },
} satisfies Partial<CaseTable>;
