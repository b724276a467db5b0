import { createHash } from "node:crypto";
import type { Caller } from "./desk";

/** A release that is published, with the mark in its file. @returns its id. */
export async function publish(call: Caller, mark: string, version: string): Promise<string> {
  const release = { product: "outstation-edge", version, minimumVersion: "0.0.1", notes: `Of ${mark}` };
  const { id } = await call.firmware.startRelease(release);
  const file = Buffer.from(`firmware of ${mark}`);
  await call.firmware.uploadPart({ id, index: 0, bytes: file.toString("base64") });
  const sha256 = createHash("sha256").update(file).digest("hex");
  await call.firmware.publishRelease({ id, size: file.length, sha256 });
  return id;
}

export const rolloutOf = (releaseId: string, deviceKey: string, name: string) => ({
  ...{ releaseId, name, deviceKeys: [deviceKey] },
  ...{ wavePercents: [100], successPercent: 90, abortPercent: 20 },
});

/** What a tenant tells its devices: a command, and firmware in a rollout that is not over. */
export async function fillControl(call: Caller, mark: string, gatewayKey: string) {
  const command = { type: "proof.note", args: { note: mark }, expiresInMs: 7 * 24 * 3_600_000 };
  const commandId = (await call.commands.send({ ...command, deviceKey: gatewayKey })).id;
  const draft = { product: `product-${mark}`, version: "1.0.0", minimumVersion: "1.0.0", notes: mark };
  const draftReleaseId = (await call.firmware.startRelease(draft)).id;
  const releaseId = await publish(call, mark, "1.0.0");
  const rolloutId = (await call.firmware.startRollout(rolloutOf(releaseId, gatewayKey, `Rollout ${mark}`))).id;
  const [update] = (await call.firmware.rollout({ id: rolloutId })).updates;
  return { commandId, draftReleaseId, releaseId, rolloutId, updateId: update?.id ?? "" };
}
