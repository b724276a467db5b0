// npm start
import { join, resolve } from "node:path";
import { runInstalled } from "./bootstrap.mjs";
import { helpText, readOptions } from "./options.mjs";

const args = process.argv.slice(2);

function read() {
  try {
    return readOptions(args);
  } catch (reason) {
    console.error(reason.message);
    process.exit(1);
  }
}

const { help, data } = read();
if (help) console.log(helpText());
else await runInstalled({ logs: join(resolve(data), "logs"), script: "infra/local/src/up.ts", args });
