import { benchEnrol } from "./enrol/enrol";
import { benchIngest } from "./ingest/ingest";

const benches: Readonly<Record<string, () => Promise<void>>> = { enrol: benchEnrol, ingest: benchIngest };

const [name = ""] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  console.error(`Say which: pnpm bench ${Object.keys(benches).join(" | ")}`);
  process.exit(2);
}
await bench();
process.exit(0);
