import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openFileSigner } from "@outstation/adapters/signer";
import { BuildStatement } from "@outstation/contracts/edge/build-statement";
import { DeviceStatus } from "@outstation/contracts/mqtt/status";
import { verifyBuild } from "@outstation/domain/fleet/presence";
import { manualClock } from "@outstation/kit/clock";
import { afterAll, beforeAll, expect, test } from "vitest";
import { certificateRequest } from "../identity/device-key";
import { createBuildStatement } from "./build-statement";

// Promise: what a gateway states of its build is its own word, in its own name, and nobody else's.

const clock = manualClock(Date.UTC(2026, 10, 24));
const gateway = { tenant: "acme", device: "gw-line-3" };
let folder: string;
let signer: Awaited<ReturnType<typeof openFileSigner>>["signer"];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "outstation-statement-"));
  ({ signer } = await openFileSigner(folder, clock.now));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function certified() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const request = await certificateRequest(key);
  const { pem } = await signer.issue({ certificateRequest: request, identity: gateway, now: clock.now() });
  return { identity: { ...gateway, privateKey: key }, pem };
}

test("a statement is verified by the certificate of the gateway's key, before and after a renewal", async () => {
  const [old, renewed, other] = await Promise.all([certified(), certified(), certified()]);
  let { identity } = old;
  const statement = createBuildStatement({ identity: () => identity, software: "outstation-edge 1.2.3", clock });
  const hash = createHash("sha256").update(readFileSync(fileURLToPath(new URL("build-statement.ts", import.meta.url))));
  const status = DeviceStatus.parse({ online: true, ...statement() });
  const said = {
    kind: "standard",
    sha256: hash.digest("hex"),
    software: "outstation-edge 1.2.3",
    statedAt: clock.now(),
  };
  expect(verifyBuild(status, gateway, [other.pem, old.pem])).toEqual({ ...said, isSigned: true });
  expect(verifyBuild(status, gateway, [other.pem])).toEqual({ ...said, isSigned: false });
  ({ identity } = renewed);
  expect(verifyBuild(statement(), gateway, [renewed.pem])?.isSigned).toBe(true);
  expect(verifyBuild(statement(), gateway, [old.pem])?.isSigned).toBe(false);
});

test("a statement that was changed, or is another gateway's, is nobody's; one that is none is passed over", async () => {
  const { identity, pem } = await certified();
  const { build } = createBuildStatement({ identity: () => identity, software: "x", clock })();
  const isSigned = (more: Partial<BuildStatement>, name = gateway) =>
    verifyBuild({ build: { ...build, ...more } }, name, [pem])?.isSigned;
  expect(isSigned({})).toBe(true);
  expect(isSigned({ kind: "readonly" })).toBe(false);
  expect(isSigned({ sha256: "0".repeat(64) })).toBe(false);
  expect(isSigned({ statedAt: build.statedAt + 1 })).toBe(false);
  expect(isSigned({ signature: "AAAA" })).toBe(false);
  expect(isSigned({}, { ...gateway, device: "gw-line-4" })).toBe(false);
  for (const status of [null, {}, { build: { kind: "other" } }]) expect(verifyBuild(status, gateway, [pem])).toBeNull();
  expect(BuildStatement.safeParse(build).success).toBe(true);
});
