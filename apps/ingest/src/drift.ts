import { fault } from "@outstation/kit/fault";
import { createLogger } from "@outstation/kit/logger";
import { compose } from "./compose";
import { readEnvironment } from "./environment";

// drift: what the reconciler would change at the EMQX that the environment names. Changes nothing; ends with 1 where it found
// something.
const env = readEnvironment();
const { emqx, close } = await compose(env, createLogger("drift", env.LOG_LEVEL));
try {
  if (emqx === null) throw fault("env.invalid", "EMQX_URL is not set: there is no broker to look at.");
  const { broker, drift } = await emqx.findDrift();
  process.stdout.write(
    `EMQX ${broker.version} (${broker.edition}), nodes: ${broker.nodes}; not as it should be: ${drift.length}\n`,
  );
  for (const { what, is, should, outcome } of drift)
    process.stdout.write(
      `\n${what}${outcome === "by hand" ? " (by hand)" : ""}\n  is      ${is}\n  should  ${should}\n`,
    );
  process.exitCode = drift.length === 0 ? 0 : 1;
} finally {
  await close();
}
