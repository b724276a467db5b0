import { parseArgs } from "node:util";

type Options = {
  readonly times: number | null;
  readonly seconds: number;
  readonly points: number;
  readonly hours: number;
};

/** Points of each of the twenty devices whose readings an outage keeps on site. */
const OUTAGE_POINTS = 10;

// Each is loaded when it is asked for: node-opcua alone takes a second.
const SECTIONS: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  points: async (options) => (await import("./points")).benchPoints(options),
  kill: async ({ times }) => (await import("./kill")).benchKill({ times: times ?? 200 }),
  outage: async ({ hours }) => (await import("./outage")).benchOutage({ hours, pointsPerDevice: OUTAGE_POINTS }),
  restarts: async ({ times }) => (await import("./restarts")).benchRestarts({ times }),
};

/**
 * The gateway on its site, before a real platform: what it costs, what a kill takes, what it takes to come back, and three days away.
 * `--only` some of the sections, `--times` of kills and restarts, `--seconds` and `--points` of what is measured, `--hours` of
 * the outage.
 */
export async function benchEdge(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: Object.keys(SECTIONS).join(",") },
      times: { type: "string" },
      seconds: { type: "string", default: "60" },
      points: { type: "string", default: "5000" },
      hours: { type: "string", default: "72" },
    },
  });
  const names = values.only.split(",");
  const [seconds, points, hours] = [Number(values.seconds), Number(values.points), Number(values.hours)];
  const times = values.times === undefined ? null : Number(values.times);
  const isCount = (value: number) => Number.isInteger(value) && value > 0;
  if (!names.every((name) => name in SECTIONS) || ![seconds, points, hours, times ?? 1].every(isCount))
    throw new Error(`--only is some of ${Object.keys(SECTIONS).join(",")}; the others are numbers from 1`);
  for (const name of names) await SECTIONS[name]?.({ times, seconds, points, hours });
}
