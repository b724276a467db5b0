import { integer, readEnv } from "@outstation/kit/env";
import { Fault, fault } from "@outstation/kit/fault";
import { helpText } from "../options.mjs";
import { parseOptions } from "./options";
import { type RunningPlatform, startPlatform } from "./platform";
import { summaryOf } from "./summary";

const { OUTSTATION_STARTED_AT: startedAt } = readEnv({ OUTSTATION_STARTED_AT: integer(Date.now()) });

const seconds = (): number => (Date.now() - startedAt) / 1000;
const say = (line: string): void => console.log(`${seconds().toFixed(1).padStart(6)} s  ${line}`);

/** One sentence for a person; the end of a failed process's log below it; a stack only for what we did not foresee. */
function complain(reason: unknown): void {
  console.error(reason instanceof Fault ? `\n${reason.publicMessage}` : reason);
  if (reason instanceof Fault && typeof reason.detail.log === "string") console.error(`\n${reason.detail.log}`);
}

async function up(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, process.cwd());
  if (options === "help") {
    console.log(helpText());
    return 0;
  }
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener("abort", () => resolve()));
  const stop = () => {
    // The terminal, npm and the bootstrap may each pass on the same Ctrl-C.
    if (stopping.signal.aborted) return;
    say("stopping");
    stopping.abort(fault("local.stopping", "Stopped before everything ran."));
  };
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop).on("disconnect", stop);

  let platform: RunningPlatform;
  try {
    platform = await startPlatform({ ...options, webApps: ["web", "portal"], report: say, signal: stopping.signal });
  } catch (reason) {
    if (!stopping.signal.aborted) throw reason;
    say("stopped");
    return 0;
  }
  console.log(summaryOf(platform, options.simulators, seconds()));
  await stopped;
  await platform.stop();
  say("stopped");
  return 0;
}

up(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (reason: unknown) => {
    complain(reason);
    process.exit(1);
  },
);
