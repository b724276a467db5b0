import { parseArgs } from "node:util";
import { lastLines } from "@outstation/local/supervised";
import { makeTestFolder } from "@outstation/local/temp-folder";
import { openBillingReader } from "../harness/billed";
import { registerFleet } from "../harness/fleet";
import { startInstallation } from "../harness/installation";
import { pathTaken } from "../harness/layout";
import { markdownTable, whole } from "../harness/table";
import type { Fault, Prepared } from "./fault";
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
  const scratch = await makeTestFolder();
  try {
    const prepared = (await fault.prepare?.(scratch.path)) ?? { cleanUp: () => undefined };
    if ("impossible" in prepared) {
      console.log(`${fault.title}: left out, because ${prepared.impossible}`);
      return null;
    }
    try {
      return await playPrepared(fault, prepared, rounds);
    } finally {
      await prepared.cleanUp();
    }
  } finally {
    scratch.remove();
  }
}

async function playPrepared(fault: Fault, prepared: Prepared, rounds: number): Promise<Outcome[]> {
  const installation = await startInstallation({ ...prepared, report: tellDeath });
  try {
    const fleets = [
      await registerFleet(installation, { tenant: "acme", count: DEVICES, prefix: "fault" }),
      await registerFleet(installation, { tenant: "globex", count: DEVICES, prefix: "fault" }),
    ];
    await installation.startIngest(fault.groups, { ...fault.env, ...prepared.env });
    const billing = await openBillingReader(installation.urls.ingest, installation.superuserUrl);
    const setting = { installation, prepared, fleet: fleets.flat(), billing };
    const outcomes: Outcome[] = [];
    for (let round = 1; round <= rounds; round++) {
      const outcome = await playRound(fault, setting, round);
      outcomes.push(outcome);
      const verdict = isFlawless(outcome) ? "flawless" : "FLAWED";
      console.log(`${fault.title}, round ${round}: ${verdict} ${JSON.stringify(outcome)}`);
    }
    await billing.close();
    const path = await pathTaken(installation.superuserUrl);
    if (path !== fault.path) throw new Error(`${fault.title}: the messages went by way of ${path}`);
    if (billing.repeatedIds > 0) throw new Error(`${billing.repeatedIds} billing events have the id of another`);
    return outcomes;
  } finally {
    await installation.stop();
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
    "metered",
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
        sum(({ metered }) => metered),
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
