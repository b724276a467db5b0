import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFolderObjects } from "@outstation/adapters/objects";
import { openSecretBox } from "@outstation/kit/secret-box";
import { createTestDatabase, type TestDatabase } from "@outstation/local/test-postgres";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ObjectStore } from "../../ports";
import type { Act } from "../../tenancy/audit";
import { createColdReader, createColdTier } from "../cold-tier";
import { type ColdWorld, everyMs, MS_PER_HOUR, openColdWorld } from "../cold-tier/testing/cold-world";
import {
  cancelExport,
  type ExportDeps,
  forgetExports,
  linkExport,
  listExports,
  listWaitingExports,
  liveExports,
  openDownload,
  openExportFeed,
  requestExport,
  runExport,
} from ".";

const DAY = Date.UTC(2026, 0, 5);
const MS_PER_DAY = 24 * MS_PER_HOUR;
const NOW = DAY + 91 * MS_PER_DAY;
const by = (event: Act["event"]): Act => ({
  actor: "account:1",
  actorName: "ann@acme.example",
  onBehalfOf: null,
  event,
});

let database: TestDatabase;
let folder: string;
let world: ColdWorld;
let acme: { id: string; slug: string };
let now = NOW;
let deps: ExportDeps;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "outstation-exports-"));
  world = await openColdWorld(database.urls, createFolderObjects(folder));
  acme = { id: world.tenantIds.acme, slug: "acme" };
  now = NOW;
  const { db, objects } = world;
  deps = { db, objects, cold: createColdReader(db, objects), now: () => now };
});
afterEach(async () => {
  await world.close();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const ask = (changes: object = {}) =>
  requestExport(world.app, acme.id, by("export.created"), {
    ...{ format: "csv", devices: [{ key: "pump-1", points: null }], from: DAY, to: DAY + 2 * MS_PER_DAY, now },
    ...changes,
  });
const only = async () => (await listExports(world.app, acme.id))[0];
const textOf = async (key: string) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await world.objects.get(key)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

/** A cold day, a sealed one and rows that are not sealed yet. */
async function fill(): Promise<string> {
  const device = await world.addDevice(acme.id, "pump-1", ["temperature", "lot"]);
  await world.write(acme.id, device, everyMs(DAY + 23 * MS_PER_HOUR, 1000, 3));
  await world.seal(acme.id);
  const onFailed = (_: string, reason: unknown) => {
    throw reason;
  };
  await createColdTier({ db: world.db, objects: world.objects, hotDaysDefault: 90, onFailed })(NOW);
  await world.write(
    acme.id,
    device,
    everyMs(DAY + MS_PER_DAY, 1000, 2, { point: 2, number: Number.NaN, extra: { v: "lot" } }),
  );
  await world.seal(acme.id);
  await world.write(acme.id, device, everyMs(DAY + MS_PER_DAY + 5 * MS_PER_HOUR, 1000, 2, { quality: 1 }));
  return device;
}

test("an export has every reading asked for, wherever it lies, in order", async () => {
  await fill();
  const id = await ask();
  expect(await only()).toMatchObject({ id, state: "queued", rowsEstimated: 7, requestedBy: "ann@acme.example" });
  expect(await runExport(deps, acme, id)).toBe("ready");
  expect((await textOf(`tenants/acme/exports/${id}.csv`)).split("\r\n")).toEqual([
    "device,point,measured_at,value,text,unit,quality,status",
    "pump-1,temperature,2026-01-05T23:00:00.000Z,0,,Cel,good,",
    "pump-1,temperature,2026-01-05T23:00:01.000Z,0.1,,Cel,good,",
    "pump-1,temperature,2026-01-05T23:00:02.000Z,0.2,,Cel,good,",
    "pump-1,temperature,2026-01-06T05:00:00.000Z,0,,Cel,uncertain,",
    "pump-1,temperature,2026-01-06T05:00:01.000Z,0.1,,Cel,uncertain,",
    "pump-1,lot,2026-01-06T00:00:00.000Z,,lot,Cel,good,",
    "pump-1,lot,2026-01-06T00:00:01.000Z,,lot,Cel,good,",
    "",
  ]);
  expect(await only()).toMatchObject({ state: "ready", rowsDone: 7, expiresAt: NOW + 7 * MS_PER_DAY });
  expect(await runExport(deps, acme, id)).toBe("not ours");
});

test("a range and points are those asked for, and nothing else", async () => {
  await fill();
  const devices = [{ key: "pump-1", points: ["temperature"] }];
  const id = await ask({ devices, from: DAY + 23 * MS_PER_HOUR + 1000, to: DAY + MS_PER_DAY + 5 * MS_PER_HOUR + 1000 });
  await runExport(deps, acme, id);
  const lines = (await textOf(`tenants/acme/exports/${id}.csv`)).split("\r\n").slice(1, -1);
  expect(lines.map((line) => line.split(",")[2])).toEqual([
    "2026-01-05T23:00:01.000Z",
    "2026-01-05T23:00:02.000Z",
    "2026-01-06T05:00:00.000Z",
  ]);
});

test("names that mean nothing are refused, and so is another's device", async () => {
  await fill();
  await world.addDevice(world.tenantIds.globex, "theirs");
  for (const key of ["nobody", "theirs"])
    await expect(ask({ devices: [{ key, points: null }] })).rejects.toMatchObject({ code: "device.not_found" });
  const devices = [{ key: "pump-1", points: ["pressure"] }];
  await expect(ask({ devices })).rejects.toMatchObject({ code: "point.not_found" });
});

test("there are only so many on their way, and the refusal says how many", async () => {
  await fill();
  for (let open = 0; open < 5; open++) await ask();
  await expect(ask()).rejects.toMatchObject({
    code: "export.too_many",
    publicMessage: expect.stringContaining("at most 5"),
  });
  await cancelExport(world.app, acme.id, by("export.cancelled"), { id: (await only())?.id ?? "", now });
  await ask();
});

describe("while it runs", () => {
  /** A store whose clock goes on with every piece that it takes. */
  const slow = (onPiece: (piece: number) => Promise<unknown> | unknown): ObjectStore => ({
    ...world.objects,
    put: (key, body) =>
      world.objects.put(
        key,
        (async function* () {
          let piece = 0;
          for await (const chunk of body as AsyncIterable<Uint8Array>) {
            now += 1500;
            yield chunk;
            await onPiece(++piece);
          }
        })(),
      ),
  });
  const fillMuch = async () => {
    const device = await world.addDevice(acme.id, "pump-1");
    for (const day of [0, 1, 2, 3]) await world.write(acme.id, device, everyMs(DAY + day * MS_PER_DAY, 1000, 3000));
    await world.seal(acme.id);
  };

  test("its progress is told, and a watcher is told of it without asking", async () => {
    await fillMuch();
    const id = await ask({ to: DAY + 4 * MS_PER_DAY });
    const feed = openExportFeed(world.app);
    const stop = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const [first] of liveExports(world.app, feed, acme.id, stop.signal)) {
        if (first !== undefined) seen.push(`${first.state} ${first.rowsDone}`);
        if (first?.state === "ready") stop.abort();
      }
    })();
    const told: number[] = [];
    const objects = slow(async () => void told.push((await only())?.rowsDone ?? 0));
    expect(await runExport({ ...deps, objects }, acme, id)).toBe("ready");
    await watching;
    await feed.close();
    expect(told.some((rows) => rows > 0 && rows < 12_000)).toBe(true);
    expect(seen.at(-1)).toBe("ready 12000");
  });

  test("it can be cancelled: it stops, and leaves no file", async () => {
    await fillMuch();
    const id = await ask({ to: DAY + 4 * MS_PER_DAY });
    const objects = slow(
      (piece) => piece === 1 && cancelExport(world.app, acme.id, by("export.cancelled"), { id, now }),
    );
    expect(await runExport({ ...deps, objects }, acme, id)).toBe("cancelled");
    expect(await only()).toMatchObject({ state: "cancelled" });
    expect((await world.keys()).filter((key) => key.includes("exports"))).toEqual([]);
    await expect(cancelExport(world.app, acme.id, by("export.cancelled"), { id, now })).rejects.toMatchObject({
      code: "export.done",
    });
  });
});

test("a worker that dies is followed by another, from the start; a store that fails three times fails it, in words", async () => {
  await fill();
  const id = await ask();
  const broken: ObjectStore = { ...world.objects, put: () => Promise.reject(new Error("the disk is full")) };
  expect(await runExport({ ...deps, objects: broken }, acme, id)).toBe("tried again");
  expect(await listWaitingExports(deps, acme.id)).toEqual([]);
  expect(await runExport(deps, acme, id)).toBe("not ours");
  now += 3 * 60_000;
  expect(await listWaitingExports(deps, acme.id)).toEqual([id]);
  expect(await runExport({ ...deps, objects: broken }, acme, id)).toBe("tried again");
  now += 3 * 60_000;
  expect(await runExport({ ...deps, objects: broken }, acme, id)).toBe("failed");
  expect(await only()).toMatchObject({ state: "failed", failure: "The export could not be made." });
  now += 3 * 60_000;
  expect(await listWaitingExports(deps, acme.id)).toEqual([]);
});

describe("its file", () => {
  const secrets = openSecretBox("ab".repeat(32));
  const link = (id: string) => linkExport({ db: world.app, secrets, now }, acme.id, by("export.downloaded"), id);
  const open = (token: string, box = secrets) =>
    openDownload({ db: world.app, objects: world.objects, secrets: box, now }, token);

  test("is opened by a link for an hour, whole and under a name", async () => {
    await fill();
    const id = await ask();
    await expect(link(id)).rejects.toMatchObject({ code: "export.not_ready" });
    await runExport(deps, acme, id);
    const { token, until } = await link(id);
    expect(until).toBe(NOW + MS_PER_HOUR);
    const { fileName, contentType, size, sha256, body } = await open(token);
    expect({ fileName, contentType }).toEqual({
      fileName: "acme-2026-01-05-2026-01-07.csv",
      contentType: "text/csv; charset=utf-8",
    });
    expect(await world.objects.put("copy", body)).toEqual({ size, sha256 });
    now += MS_PER_HOUR;
    await expect(open(token)).rejects.toMatchObject({ code: "export.link_refused" });
  });

  test("is opened by no link that is not ours", async () => {
    await fill();
    const id = await ask();
    await runExport(deps, acme, id);
    const claimed = JSON.stringify({ tenantId: acme.id, id, until: now + MS_PER_HOUR });
    const plain = Buffer.from(claimed).toString("base64url");
    const otherPurpose = Buffer.from(secrets.seal(claimed, "session ticket")).toString("base64url");
    for (const token of ["", plain, otherPurpose])
      await expect(open(token)).rejects.toMatchObject({ code: "export.link_refused" });
    const { token } = await link(id);
    await expect(open(token, openSecretBox("cd".repeat(32)))).rejects.toMatchObject({ code: "export.link_refused" });
    await expect(open(`${token.slice(0, 20)}${token[20] === "A" ? "B" : "A"}${token.slice(21)}`)).rejects.toMatchObject(
      {
        code: "export.link_refused",
      },
    );
  });

  test("goes when the export is cancelled, and no link opens it from then on", async () => {
    await fill();
    const id = await ask();
    await runExport(deps, acme, id);
    const { token } = await link(id);
    await cancelExport(world.app, acme.id, by("export.cancelled"), { id, now });
    await expect(open(token)).rejects.toMatchObject({ code: "export.link_refused" });
    expect(await forgetExports(deps, acme.id)).toBe(1);
    expect((await world.keys()).filter((key) => key.includes("exports"))).toEqual([]);
    expect(await only()).toMatchObject({ state: "cancelled" });
  });

  test("goes after a week, and links to it with it", async () => {
    await fill();
    const id = await ask();
    await runExport(deps, acme, id);
    now += 7 * MS_PER_DAY - 1;
    const { token } = await link(id);
    expect(await forgetExports(deps, acme.id)).toBe(0);
    now += 1;
    expect(await forgetExports(deps, acme.id)).toBe(1);
    expect(await only()).toMatchObject({ state: "expired" });
    expect((await world.keys()).filter((key) => key.includes("exports"))).toEqual([]);
    now -= 1;
    await expect(open(token)).rejects.toMatchObject({ code: "export.link_refused" });
    now += 100 * MS_PER_DAY;
    await forgetExports(deps, acme.id);
    expect(await only()).toBeUndefined();
  });
});

test("another tenant sees, cancels and links none of it", async () => {
  await fill();
  const id = await ask();
  const { globex } = world.tenantIds;
  expect(await listExports(world.app, globex)).toEqual([]);
  await expect(cancelExport(world.app, globex, by("export.cancelled"), { id, now })).rejects.toMatchObject({
    code: "export.not_found",
  });
  const secrets = openSecretBox("ab".repeat(32));
  await expect(linkExport({ db: world.app, secrets, now }, globex, by("export.downloaded"), id)).rejects.toMatchObject({
    code: "export.not_found",
  });
  expect(await runExport(deps, { id: globex, slug: "globex" }, id)).toBe("not ours");
});
