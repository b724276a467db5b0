// npm start
import { join, resolve } from "node:path";
import { runInstalled } from "./bootstrap.mjs";
import { helpText, optionTable } from "./options.mjs";

const args = process.argv.slice(2);

/** Only to find the folder of the logs; the platform itself checks every option, once it is installed. */
function dataFolder() {
  const at = args.findIndex((arg) => arg === "--data" || arg.startsWith("--data="));
  const given = at < 0 ? undefined : args[at].includes("=") ? args[at].slice("--data=".length) : args[at + 1];
  return resolve(given ?? optionTable.find(({ name }) => name === "data").fallback);
}

if (args.includes("--help")) console.log(helpText());
else await runInstalled({ logs: join(dataFolder(), "logs"), script: "infra/local/src/up.ts", args });
