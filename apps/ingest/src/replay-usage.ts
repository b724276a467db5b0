import { parseArgs } from "node:util";
import { type HourDifference, replayUsage } from "@outstation/domain/revenue/metering";
import { fault } from "@outstation/kit/fault";
import { composeUsage } from "./usage/compose";

// replay-usage --tenant <slug> --from <date> --to <date> [--dry-run]: recomputes a tenant's usage from the billing events that
// are kept and tells what differs from what is counted; corrects it unless it is a dry run. Dates as 2026-11-24 or with a time,
// UTC; `to` is not part of it.
const usage = "Usage: usage:replay -- --tenant <slug> --from <date> --to <date> [--dry-run]";

const { values } = parseArgs({
  // pnpm hands the `--` on that sets its own options apart.
  args: process.argv.slice(2).filter((argument) => argument !== "--"),
  options: {
    tenant: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    "dry-run": { type: "boolean", default: false },
  },
});
const { tenant, from, to, "dry-run": isDry } = values;
if (tenant === undefined || from === undefined || to === undefined) throw fault("usage.arguments", usage);

const tools = await composeUsage();
try {
  const tenantId = await tools.findTenantId(tenant);
  if (tenantId === null) throw fault("tenant.not_found", `There is no tenant "${tenant}".`);
  const request = { tenantId, from: instantOf(from), to: instantOf(to), apply: !isDry, now: Date.now() };
  const { range, events, differences } = await replayUsage(tools, request);
  const lines = [
    `${tenant}, ${timeOf(range.from)} to ${timeOf(range.to)}: ${events} billing events read again`,
    ...differences.map(lineOf),
    differences.length === 0
      ? "Nothing differs."
      : `${differences.length} hours of devices ${isDry ? "differ; nothing was changed." : "were corrected."}`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
} finally {
  await tools.close();
}

function instantOf(given: string): number {
  // A date alone is UTC already; a time without a zone would be the machine's.
  const instant = Date.parse(/T.*\d$/.test(given) && !/[+-]\d\d:\d\d$/.test(given) ? `${given}Z` : given);
  if (Number.isNaN(instant)) throw fault("usage.arguments", `"${given}" is no date. ${usage}`);
  return instant;
}

function timeOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 16).concat("Z");
}

function lineOf({ deviceId, hour, counted, recomputed }: HourDifference): string {
  const change = (unit: "messages" | "bytes") =>
    `${unit} ${counted[unit]} → ${recomputed[unit]} (${signed(recomputed[unit] - counted[unit])})`;
  return `  ${timeOf(hour)}  ${deviceId}  ${change("messages")}  ${change("bytes")}`;
}

function signed(difference: number): string {
  return difference > 0 ? `+${difference}` : String(difference);
}
