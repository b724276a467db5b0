import { join } from "node:path";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { type Database, openDatabase } from "@outstation/db/database";
import { listBoots } from "@outstation/edge/spool/list-boots";
import { sleep } from "@outstation/kit/clock";
import { afterEach, expect, test } from "vitest";
import { enrolAsGateway } from "./support/gateway";
import { type JourneyPlatform, startJourney } from "./support/platform";
import { publishAll } from "./support/publisher";
import { announcedReadings, billedMessages, meteredMessages, storedBoots } from "./support/store";
import { tenantIdOf } from "./support/tenants";
import { until } from "./support/until";

let platform: JourneyPlatform;
let db: Database;
afterEach(async () => {
  await db?.close();
  await platform?.end();
});

test("the ingest process is killed three times under load: every message is stored, billed and metered once", async () => {
  platform = await startJourney({ simulators: false, webApps: [] });
  db = await openDatabase(platform.databaseUrls.app);
  const tenantId = await tenantIdOf(db, "acme");
  const identity = await enrolAsGateway(platform, "acme");
  const count = 12_000;
  const begun = Date.now();
  const messages = Array.from({ length: count }, (_, index) => ({
    seq: index + 1,
    payload: encodeCompact({ boot: 7, seq: index + 1, child: "meter-main", readings: tenReadings(begun + index) }),
  }));
  const kills = [0.2, 0.5, 0.8].map((share) => Math.floor(count * share));
  const killing: Promise<void>[] = [];
  const connections = await publishAll(identity, messages, (acknowledged) => {
    if (acknowledged < (kills[0] ?? Infinity)) return;
    kills.shift();
    killing.push(platform.kill("ingest", "SIGKILL"));
  });
  await Promise.all(killing);
  expect(killing).toHaveLength(3);
  expect(connections).toBeGreaterThan(3);

  const [stored] = await until(
    () => storedBoots(db, tenantId),
    ([boot]) => boot?.sequences === count,
  );
  expect(stored).toEqual({ boot: 7, readings: count * 10, sequences: count, seen: `{[1,${count + 1})}` });
  expect(await billedMessages(db, tenantId)).toEqual({ messages: count, repeated: 0 });
  // The meter was killed as often, and reads behind.
  const metered = await until(
    () => meteredMessages(db, tenantId),
    (messages) => messages >= count,
  );
  expect(metered).toBe(count);
});

const tenReadings = (measuredAt: number) =>
  Array.from({ length: 10 }, (_, point) => ({
    point: `load_${point}`,
    value: measuredAt % 1000,
    measuredAt,
    quality: "good" as const,
  }));

test("the broker is away for 60 s and the gateway is killed meanwhile: every sequence number is stored once", async () => {
  platform = await startJourney({ simulators: true, webApps: [] });
  db = await openDatabase(platform.databaseUrls.app);
  const tenantId = await tenantIdOf(db, "acme");
  const gateway = "edge-acme-gw-line-3";
  await until(
    () => storedBoots(db, tenantId),
    (boots) => boots.length > 0,
  );

  await platform.kill("ingest", "SIGKILL", { stayDown: true });
  // The outage itself is the minute that passes.
  await sleep(30_000);
  await platform.kill(gateway, "SIGKILL");
  await sleep(30_000);
  await platform.restart("ingest");

  const spool = join(platform.dataDir, "edge", "acme-gw-line-3", "spool.db");
  await until(
    () => listBoots(spool),
    (boots) => boots.length === 2 && boots.every(({ waiting }) => waiting < 5),
  );
  // Stopped in peace it sends what it still has and makes nothing new.
  await platform.kill(gateway, "SIGTERM", { stayDown: true });
  const made = listBoots(spool);
  const sent = made.map(({ boot, lastSeq, waiting }) => ({ boot, sequences: lastSeq - waiting }));
  const stored = await until(
    () => storedBoots(db, tenantId),
    (boots) => sent.every(({ boot, sequences }) => boots.find((one) => one.boot === boot)?.sequences === sequences),
  );
  expect(made).toHaveLength(2);
  // The first boot's messages were all made before or in the outage; the minute of both boots is there.
  expect(made[0]?.waiting).toBe(0);
  const announced = await announcedReadings(db, tenantId);
  for (const { boot, readings, sequences, seen } of stored) {
    expect(readings, `readings of boot ${boot}`).toBe(announced.get(boot));
    expect(seen).toBe(`{[1,${sequences + 1})}`);
  }
});
