import { openSpool } from "../spool";

/**
 * Writes numbered messages for a parent that will kill it, and says each number when `append` has returned. A share is
 * acknowledged, so that rows also go. Arguments: the file, and the number to go on from.
 */
const [file = "", from = "0"] = process.argv.slice(2);
const spool = openSpool({ file, clock: { now: () => Date.now() } });
process.stdout.write(`open ${spool.boot}\n`);
let next = Number(from);

const turn = () => {
  const numbers = Array.from({ length: 1 + (next % 7) }, (_, index) => next + index + 1);
  spool.append(
    numbers.map((number) => ({
      channel: "telemetry",
      class: number % 5 === 0 ? 1 : 2,
      encode: ({ seq }) => Buffer.from(`${number} ${spool.boot}/${seq} ${"x".repeat((number * 37) % 3000)}`),
    })),
  );
  next += numbers.length;
  process.stdout.write(`${next}\n`);
  setImmediate(turn);
};
turn();
