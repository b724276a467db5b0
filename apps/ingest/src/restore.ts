import { parseArgs } from "node:util";
import { restoreDays } from "@outstation/domain/signals/cold-tier";
import { fault } from "@outstation/kit/fault";
import { composeRestore } from "./objects/compose";

// restore --tenant <slug> --from <day> --to <day> [--keep-days <n>]: loads a tenant's cold days back into the database, both days
// included, and keeps them there for some days (14). UTC days such as 2026-11-24. Once more changes nothing.
const usage = "Usage: restore -- --tenant <slug> --from <day> --to <day> [--keep-days <n>]";
const MS_PER_DAY = 86_400_000;

const { values } = parseArgs({
  // pnpm hands the `--` on that sets its own options apart.
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    tenant: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    "keep-days": { type: "string", default: "14" },
  },
});
const { tenant, from, to, "keep-days": keepDays } = values;
if (tenant === undefined || !isDay(from) || !isDay(to) || !/^\d{1,4}$/.test(keepDays))
  throw fault("restore.arguments", usage);

const tools = await composeRestore();
try {
  const tenantId = await tools.findTenantId(tenant);
  if (tenantId === null) throw fault("tenant.not_found", `There is no tenant "${tenant}".`);
  const keepHotUntil = Date.now() + Number(keepDays) * MS_PER_DAY;
  const sum = { parts: 0, readings: 0 };
  const lines = restoreDays(tools.db, tools.objects, { tenantId, from, to, keepHotUntil });
  for await (const { day, part, state, readings, done, of } of lines) {
    process.stdout.write(`${done}/${of}  ${day} part ${part}: ${readings} readings ${state}\n`);
    sum.parts += 1;
    sum.readings += readings;
  }
  process.stdout.write(
    sum.parts === 0
      ? `${tenant} has no cold part from ${from} to ${to}.\n`
      : `${sum.parts} parts, ${sum.readings} readings, in the database until ${new Date(keepHotUntil).toISOString()} at least.\n`,
  );
} finally {
  await tools.close();
}

function isDay(given: string | undefined): given is string {
  return given !== undefined && /^\d{4}-\d\d-\d\d$/.test(given) && !Number.isNaN(Date.parse(given));
}
