import { type CaseTable, names } from "../case";

const DAY_MS = 86_400_000;
const lately = () => ({ from: Date.now() - DAY_MS, to: Date.now() + DAY_MS, buckets: 50 });

/** Readings and messages. */
export const signalCases = {
  "telemetry.series": {
    asks: [
      names("device.not_found", ({ deviceKey, point }) => ({ deviceKey, points: [point], ...lately() })),
      names(
        "point.not_found",
        ({ point }, { own }) => ({ deviceKey: own.names.deviceKey, points: [point], ...lately() }),
        {
          what: "another's point of one's own device",
        },
      ),
    ],
  },
  /** No answer at all: a device that is not there is silent. The stream itself is tried in `live/`. */
  "telemetry.live": { asks: [names("silence", ({ deviceKey }) => ({ deviceKey, lastEventId: "0" }))] },
  "messages.recent": { asks: [names("device.not_found", ({ deviceKey }) => ({ deviceKey, limit: 50 }))] },
  "messages.live": { asks: [names("device.not_found", ({ deviceKey }) => ({ deviceKey, lastEventId: "0" }))] },
} satisfies Partial<CaseTable>;
