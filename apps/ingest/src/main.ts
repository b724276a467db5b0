import { fault } from "@outstation/kit/fault";
import { createLogger } from "@outstation/kit/logger";
import { runUntilStopped } from "@outstation/kit/process";
import { compose } from "./compose";
import { readEnvironment } from "./environment";

// main.ts <process> [<process> …], or `all`: one image, run as many processes or as one.
const wanted = process.argv.slice(2);
const env = readEnvironment();
const logger = createLogger("ingest", env.LOG_LEVEL);
const { processes, close } = await compose(env, logger);
const unknown = wanted.filter((name) => name !== "all" && !processes.some((known) => known.name === name));
if (wanted.length === 0 || unknown.length > 0)
  throw fault(
    "process.unknown",
    `Say which processes to run: all, or some of ${processes.map(({ name }) => name).join(", ")}.`,
    { unknown },
  );

const running = processes.filter(({ name }) => wanted.includes("all") || wanted.includes(name));
for (const each of running) {
  await each.start();
  logger.info({ name: each.name }, "started");
}
runUntilStopped(async () => {
  for (const each of running.toReversed()) await each.stop();
  await close();
});
logger.info({ processes: running.map(({ name }) => name) }, "ready");
