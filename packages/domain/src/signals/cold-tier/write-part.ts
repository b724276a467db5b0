import { setImmediate as nextTurn } from "node:timers/promises";
import type { ColdPart, PartContent, PartRef } from "@outstation/db/series/cold-parts";
import { listDeviceNames, readStoredDay, type StoredDevice } from "@outstation/db/series/cold-rows";
import { exceptSamples, type Samples } from "@outstation/db/series/samples";
import type { WorkerTx } from "@outstation/db/worker";
import type { ObjectStore } from "../../ports";
import type { Run } from "./content-digest";
import { manifestKey } from "./days";
import { manifestOf } from "./manifest";
import { readPartIndex, readRuns } from "./part-reader";
import { createPartWriter, type WrittenPart } from "./part-writer";

export type PartSource = {
  readonly tx: WorkerTx;
  readonly tenantId: string;
  readonly day: string;
  readonly devices: readonly StoredDevice[];
  /** Parts of the day that are cold already: what they have is not written again. */
  readonly earlier: readonly ColdPart[];
};

/** Makes a part of what the store has of these devices on a day. */
export async function writePart(objects: ObjectStore, source: PartSource): Promise<WrittenPart> {
  const { tx, tenantId, day, devices, earlier } = source;
  const writer = createPartWriter();
  const ids = devices.map(({ id }) => id);
  const names = await listDeviceNames(tx, tenantId, ids);
  const known = await openEarlier(objects, earlier);
  for (const deviceId of ids) {
    const device = names.get(deviceId);
    const knownOf = await known(deviceId);
    for await (const { point, samples } of readStoredDay(tx, tenantId, deviceId, day)) {
      const fresh = knownOf(point).reduce(exceptSamples, samples);
      const pointName = device?.points.get(point) ?? String(point);
      const run: Run = { deviceId, device: device?.key ?? deviceId, point, pointName, samples: fresh };
      if (fresh.measuredAt.length > 0) writer.add(run);
      await nextTurn();
    }
  }
  return writer.finish();
}

/** Puts a part and its manifest. */
export async function putPart(
  objects: ObjectStore,
  tenant: string,
  ref: PartRef,
  part: WrittenPart,
): Promise<PartContent> {
  const { size, sha256 } = await objects.put(ref.objectKey, part.bytes);
  const deviceIds = part.runs.map(({ deviceId }) => deviceId);
  const content: PartContent = {
    readings: part.readings,
    devices: new Set(deviceIds).size,
    firstDeviceId: deviceIds[0] as string,
    lastDeviceId: deviceIds.at(-1) as string,
    firstMeasuredAt: part.firstMeasuredAt,
    lastMeasuredAt: part.lastMeasuredAt,
    size,
    sha256,
    contentSha256: part.contentSha256,
  };
  const manifest = JSON.stringify(manifestOf(tenant, ref, content, part.runs), null, 2);
  await objects.put(manifestKey(ref.objectKey), Buffer.from(manifest));
  return content;
}

/** What each earlier part has of a point: its instants only. */
type EarlierOf = (point: number) => readonly Samples[];

/** What earlier parts of the day have of a device. Late readings of a cold day are rare, and so is this. */
async function openEarlier(objects: ObjectStore, parts: readonly ColdPart[]) {
  const opened = await Promise.all(
    parts.map(async ({ objectKey, size }) => {
      const bytes = { size, range: (from: number, to: number) => objects.getRange(objectKey, from, to) };
      return { bytes, index: await readPartIndex(bytes) };
    }),
  );
  return async (deviceId: string): Promise<EarlierOf> => {
    const found: { readonly point: number; readonly samples: Samples }[] = [];
    for (const { bytes, index } of opened) {
      const wanted = index.runs.filter((run) => run.deviceId === deviceId);
      for (const [{ point }, samples] of await readRuns(bytes, index, wanted, ["measured_at"]))
        found.push({ point, samples });
    }
    return (point) => found.filter((each) => each.point === point).map(({ samples }) => samples);
  };
}
