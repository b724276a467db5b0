import { reconcileUsage } from "@outstation/domain/revenue/metering";
import { composeUsage } from "./usage/compose";

// reconcile-usage: whether everything that is stored is counted once. Changes nothing; ends with 1 where something is neither
// counted nor explained.
const tools = await composeUsage();
try {
  const { partitions, counted, difference, unread, isBalanced } = await reconcileUsage(tools.db);
  const lines = [
    "| telemetry-accepted | stored | counted | missing | |",
    "|---|---|---|---|---|",
    ...partitions.map(
      ({ partition, appended, seen, missing, explanation }) =>
        `| partition ${partition} | ${appended} | ${seen} | ${missing === "{}" ? "" : missing} | ${explanation} |`,
    ),
    "",
    `In the ledger: ${counted} messages, ${difference} more than the meter has seen. Billing events not read yet: ${unread}.`,
    isBalanced ? "Balanced." : "Not balanced.",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  const isDefect = difference !== 0 || partitions.some(({ explanation }) => explanation === "unexplained");
  process.exitCode = isDefect ? 1 : 0;
} finally {
  await tools.close();
}
