import { parseArgs } from "node:util";
import { lastLines } from "@outstation/local/supervised";
import { openBillingReader } from "../harness/billed";
import { registerFleet } from "../harness/fleet";
import { startInstallation } from "../harness/installation";
import { markdownTable, whole } from "../harness/table";
import type { Fault } from "./fault";
import { FAULTS } from "./kinds";
import { isFlawless, type Outcome, playRound, RATE } from "./round";

/** In each of two tenants. */
const DEVICES = 10;

type Played = { readonly fault: Fault; readonly outcomes: readonly Outcome[] };

/**
 * Takes the platform apart under load, each way several times, and counts: what the devices made and saw acknowledged against
 * what is stored, announced and billed.
 */
export async function benchFaults(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string", default: "10" }, only: { type: "string", default: "" } },
  });
  const rounds = Number(values.rounds);
  const names = values.only.split(",").filter((name) => name !== "");
  const unknown = names.filter((name) => !FAULTS.some((fault) => fault.name === name));
  if (!Number.isInteger(rounds) || rounds < 1 || unknown.length > 0)
    throw new Error(`--rounds is a number from 1; --only is some of ${FAULTS.map(({ name }) => name).join(",")}`);
  const played: Played[] = [];
  for (const fault of FAULTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const outcomes = await play(fault, rounds);
    if (outcomes !== null) played.push({ fault, outcomes });
  }
  report(played);
  const flawed = played.filter(({ outcomes }) => !outcomes.every(isFlawless));
  if (flawed.length > 0) throw new Error(`not flawless: ${flawed.map(({ fault }) => fault.name).join(", ")}`);
}

async function play(fault: Fault, rounds: number): Promise<Outcome[] | null> {
  const prepared = await fault.prepare?.();
  if (prepared !== undefined && "impossible" in prepared) {
    console.log(`${fault.title}: left out, because ${prepared.impossible}`);
    return null;
  }
  const installation = await startInstallation({ ...prepared, report: tellDeath });
  try {
    const fleets = [
      await registerFleet(installation, { tenant: "acme", count: DEVICES, prefix: "fault" }),
      await registerFleet(installation, { tenant: "globex", count: DEVICES, prefix: "fault" }),
    ];
    await installation.startIngest(fault.groups, fault.env);
    const billing = await openBillingReader(installation.urls.ingest, installation.superuserUrl);
    const outcomes: Outcome[] = [];
    for (let round = 1; round <= rounds; round++) {
      const outcome = await playRound(fault, { installation, fleet: fleets.flat(), billing }, round);
      outcomes.push(outcome);
      console.log(
        `${fault.title}, round ${round}: ${isFlawless(outcome) ? "flawless" : "FLAWED"} ${JSON.stringify(outcome)}`,
      );
    }
    await billing.close();
    return outcomes;
  } finally {
    await installation.stop();
    prepared?.cleanUp();
  }
}

/** Who died without having been killed, and its last words: its log goes with the installation. */
function tellDeath(line: string): void {
  console.log(`  ${line}`);
  const [, file] = / died .* Its log: (.+)$/.exec(line) ?? [];
  if (file !== undefined) console.log(lastLines(file, 25).replaceAll(/^/gm, "    | "));
}

function report(played: readonly Played[]): void {
  const head = [
    "fault, under load",
    "rounds",
    "published",
    "acknowledged",
    "sent again",
    "messages stored",
    "readings stored",
    "billed",
    "lost",
    "twice",
    "recovered within, s",
  ];
  const rows = played.map(({ fault, outcomes }) => {
    const sum = (of: (outcome: Outcome) => number) =>
      whole(outcomes.reduce((total, outcome) => total + of(outcome), 0));
    const slowest = Math.max(...outcomes.map(({ recoverySeconds }) => recoverySeconds ?? Number.POSITIVE_INFINITY));
    return [
      fault.title,
      whole(outcomes.length),
      ...[
        sum(({ published }) => published),
        sum(({ acknowledged }) => acknowledged),
        sum(({ resent }) => resent),
        sum(({ stored }) => stored),
        sum(({ readings }) => readings),
        sum(({ billed }) => billed),
        sum(({ lost, lostReadings }) => lost + lostReadings),
        sum(({ repeated }) => repeated),
      ],
      slowest.toFixed(1),
    ];
  });
  console.log(`\n${DEVICES * 2} devices of two tenants at ${RATE} messages a second each\n`);
  console.log(markdownTable(head, rows));
  for (const { fault, outcomes } of played) {
    const notes = outcomes.flatMap(({ note }) => (note === undefined ? [] : [note]));
    const kinds = [...new Set(notes)].map((note) => `${notes.filter((one) => one === note).length} × ${note}`);
    if (kinds.length > 0) console.log(`\n${fault.title}: ${kinds.join("; ")}`);
  }
}
