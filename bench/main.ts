import { benchEnrol } from "./enrol/enrol";
import { benchFaults } from "./faults/faults";
import { benchIngest } from "./ingest/ingest";

const benches: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  enrol: benchEnrol,
  faults: benchFaults,
  ingest: benchIngest,
};

const [name = "", ...args] = process.argv.slice(2);
const bench = benches[name];
if (bench === undefined) {
  console.error(`Say which: pnpm bench ${Object.keys(benches).join(" | ")}`);
  process.exit(2);
}
await bench(args);
process.exit(0);
