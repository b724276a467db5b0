import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { systemClock } from "@outstation/kit/clock";
import { build } from "esbuild";
import { openSpool } from "../spool";

export type KillOutcome = {
  readonly kills: number;
  /** Messages whose `append` had returned, over all lives. */
  readonly promised: number;
  /** Found afterwards. */
  readonly kept: number;
  readonly lost: number;
  readonly twice: number;
  /** Not as they were written. */
  readonly wrong: number;
  /** Whether any start found its store damaged. */
  readonly damaged: boolean;
};

/**
 * Kills a process that writes to one spool again and again, with SIGKILL at random moments: while it opens, in the middle of
 * a transaction, in a checkpoint. Then looks whether what `append` returned from is there, once and as it was.
 * @param options.random 0 to 1: how much it says before it is killed, some lives nothing at all
 */
export async function killAgainAndAgain(options: {
  readonly file: string;
  readonly kills: number;
  readonly random: () => number;
}): Promise<KillOutcome> {
  const { file, kills, random } = options;
  const writer = await bundle(`${file}.writer.cjs`);
  let promised = 0;
  for (let kill = 0; kill < kills; kill++)
    promised = await oneLife([writer, file, String(promised)], promised, Math.floor(random() ** 2 * 80));
  const spool = openSpool({ file, clock: systemClock });
  const damaged = spool.status().spool.damage !== undefined;
  const kept = spool.listAfter(null, Number.MAX_SAFE_INTEGER);
  spool.close();
  const seen = new Map<number, number>();
  let wrong = 0;
  for (const { boot, seq, payload } of kept) {
    const [number = "", key, text = ""] = Buffer.from(payload).toString().split(" ");
    if (key !== `${boot}/${seq}` || text.length !== (Number(number) * 37) % 3000) wrong += 1;
    seen.set(Number(number), (seen.get(Number(number)) ?? 0) + 1);
  }
  // A life that was killed between its commit and its word leaves more than it promised; the next begins after what was said.
  const lost = Array.from({ length: promised }, (_, index) => index + 1).filter((number) => !seen.has(number)).length;
  const keys = new Set(kept.map(({ boot, seq }) => `${boot}/${seq}`));
  return { kills, promised, kept: kept.length, lost, twice: kept.length - keys.size, wrong, damaged };
}

/** One file of JavaScript: a life begins in a tenth of the time that it takes to compile it each time. */
async function bundle(outfile: string): Promise<string> {
  await build({
    ...{ entryPoints: [new URL("./writer.ts", import.meta.url).pathname], outfile, bundle: true, platform: "node" },
    ...{ format: "cjs", external: ["libsql"] },
  });
  return outfile;
}

/** @returns the highest number that was promised: `from` where it promised none. */
async function oneLife(args: readonly string[], from: number, lines: number): Promise<number> {
  const child = spawn(process.execPath, args, {
    // The bundle lies elsewhere; its one library is this package's.
    env: { NODE_ENV: "test", NODE_PATH: new URL("../../../node_modules", import.meta.url).pathname },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let promised = from;
  let heard = 0;
  const reader = createInterface({ input: child.stdout }).on("line", (line) => {
    if (/^\d+$/.test(line)) promised = Number(line);
    heard += 1;
    if (heard > lines) child.kill("SIGKILL");
  });
  await Promise.all([ended(child), once(reader, "close")]);
  return promised;
}

async function ended(child: ChildProcess): Promise<void> {
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  if (signal !== "SIGKILL") throw new Error(`the writer ended by itself: ${signal ?? child.exitCode}`);
}
