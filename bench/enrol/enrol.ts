import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { openFileSigner } from "@outstation/adapters/signer";
import type { EnrolmentResponse } from "@outstation/contracts/edge/enrolment";
import { type Database, openDatabase } from "@outstation/db/database";
import { readAsTenant } from "@outstation/db/tenant";
import { askForCertificate } from "@outstation/edge/identity/enrolment-client";
import { postJson } from "@outstation/edge/identity/post-json";
import { type RunningPlatform, startPlatform } from "@outstation/local/platform";
import { freePorts } from "@outstation/local/ports";
import { makeTestFolder } from "@outstation/local/temp-folder";
import { type Candidate, findAcme, prepareCandidates } from "./fleet";
import { type OpensslAuthority, openOpensslAuthority } from "./openssl-authority";

const DEVICES = 1000;
const ROUNDS = 3;
/** A process each takes its time, and its rate does not change with their number. */
const OPENSSL_RUNS = 200;
/** Devices that come at the same time. */
const AT_ONCE = 16;

/**
 * A thousand devices through the enrolment door: a TLS connection each, its claim spent, its certificate signed, registered
 * and audited in one transaction. Beside it, in turns on the same machine: the signer alone, a process of `openssl x509 -req`
 * for each certificate, and the door answering without anything to do. Door, Postgres and the thousand devices share the cores.
 */
export async function benchEnrol(): Promise<void> {
  const folder = await makeTestFolder();
  const platform = await startPlatform({
    dataDir: join(folder.path, "data"),
    ports: await freePorts(),
    simulators: false,
    webApps: [],
    report: () => undefined,
  });
  try {
    const db = await openDatabase(platform.databaseUrls.app);
    const tenantId = await findAcme(db);
    const openssl = await openOpensslAuthority(join(platform.dataDir, "ca"), join(folder.path, "openssl"));
    if (openssl === null) console.log("openssl is not on this machine: its line is left out");
    const bench = { platform, db, tenantId, openssl };
    const rounds: Round[] = [];
    // The first fills caches and compiles; it is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      const measured = await oneRound(bench, round);
      if (round > 0) rounds.push(measured);
    }
    report(rounds);
    await db.close();
  } finally {
    await platform.stop();
    folder.remove();
  }
}

type Bench = {
  readonly platform: RunningPlatform;
  readonly db: Database;
  readonly tenantId: string;
  readonly openssl: OpensslAuthority | null;
};
/** A second. */
type Round = {
  readonly signed: number;
  readonly openssl: number | null;
  readonly answered: number;
  readonly enrolled: number;
};

async function oneRound({ platform, db, tenantId, openssl }: Bench, round: number): Promise<Round> {
  const candidates = await prepareCandidates(platform, db, { tenantId, count: DEVICES, prefix: `bench-${round}` });
  const { signer } = await openFileSigner(join(platform.dataDir, "ca"), Date.now);
  const [first] = candidates;
  if (first === undefined) throw new Error("there is nobody to enrol");
  const nothing = new URL("/v1/nothing", first.claim.enrolmentUrl);
  const measured = {
    signed: await rateOf(candidates, ({ key, request }) =>
      signer.issue({ certificateRequest: request, identity: { tenant: "acme", device: key }, now: Date.now() }),
    ),
    openssl: openssl && (await rateOf(candidates.slice(0, OPENSSL_RUNS), ({ request }) => openssl(request))),
    answered: await rateOf(candidates, ({ claim }) => postJson(nothing, { ca: claim.rootCertificate }, {})),
    enrolled: await rateOf(candidates, async ({ key, claim, request }) =>
      check(key, await askForCertificate(claim, request)),
    ),
  };
  const [row] = await readAsTenant<{ count: number }>(
    db,
    tenantId,
    `SELECT count(*)::int AS count FROM certificates JOIN devices USING (tenant_id)
     WHERE devices.id = device_id AND tenant_id = $1 AND key LIKE $2`,
    [tenantId, `bench-${round}-%`],
  );
  if (row?.count !== DEVICES) throw new Error(`${row?.count} of ${DEVICES} certificates are on the register`);
  return measured;
}

function check(key: string, { certificate, device }: EnrolmentResponse): void {
  const { subject } = new X509Certificate(certificate);
  if (device !== key || !subject.includes(`CN=acme.${key}`)) throw new Error(`${key} got a certificate for ${subject}`);
}

/** How many a second, with `AT_ONCE` under way. */
async function rateOf(
  candidates: readonly Candidate[],
  work: (candidate: Candidate) => Promise<unknown>,
): Promise<number> {
  const queue = candidates.values();
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const candidate of queue) await work(candidate);
    }),
  );
  return (candidates.length / (performance.now() - begun)) * 1000;
}

function report(rounds: readonly Round[]): void {
  const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const line = (what: string, rates: readonly (number | null)[]) => {
    const known = rates.filter((rate) => rate !== null);
    if (known.length < rates.length) return;
    const ratios = known.map((rate, index) => rate / (rounds[index]?.signed ?? 1));
    const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
    const rate = Math.round(median(known)).toLocaleString("en");
    console.log(`${what.padEnd(70)} ${rate.padStart(9)}  ${median(ratios).toFixed(2).padStart(5)} (${range})`);
  };
  console.log(`${DEVICES} devices a round, ${AT_ONCE} at a time, median of ${ROUNDS} rounds in turns`);
  console.log(`${"".padEnd(70)}  a second  ratio (range)`);
  const column = (key: keyof Round) => rounds.map((round) => round[key]);
  line("the signer alone: proof of possession checked, certificate signed", column("signed"));
  line("`openssl x509 -req`, a process each", column("openssl"));
  line("the door alone: a TLS connection each, and an answer", column("answered"));
  line("enrolled: TLS, claim spent, certificate signed, registered, audited", column("enrolled"));
}
