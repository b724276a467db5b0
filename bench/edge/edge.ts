import { parseArgs } from "node:util";

type Options = { readonly times: number | null; readonly seconds: number; readonly points: number };

// Each is loaded when it is asked for: node-opcua alone takes a second.
const SECTIONS: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  points: async (options) => (await import("./points")).benchPoints(options),
  kill: async ({ times }) => (await import("./kill")).benchKill({ times: times ?? 200 }),
  restarts: async ({ times }) => (await import("./restarts")).benchRestarts({ times }),
};

/**
 * The gateway on its site, before a real platform: what it costs, what a kill takes, and what it takes to come back.
 * `--only` some of the sections, `--times` of kills and restarts, `--seconds` and `--points` of what is measured.
 */
export async function benchEdge(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: Object.keys(SECTIONS).join(",") },
      times: { type: "string" },
      seconds: { type: "string", default: "60" },
      points: { type: "string", default: "5000" },
    },
  });
  const names = values.only.split(",");
  const [seconds, points] = [Number(values.seconds), Number(values.points)];
  const times = values.times === undefined ? null : Number(values.times);
  const isCount = (value: number) => Number.isInteger(value) && value > 0;
  if (!names.every((name) => name in SECTIONS) || ![seconds, points, times ?? 1].every(isCount))
    throw new Error(`--only is some of ${Object.keys(SECTIONS).join(",")}; --times, --seconds and --points are from 1`);
  for (const name of names) await SECTIONS[name]?.({ times, seconds, points });
}
