import type { EdgePackage } from "@outstation/contracts/edge/package";
import type { SigningKey } from "@outstation/contracts/edge/signed";
import { verifySigned } from "@outstation/contracts/edge/verify-signed";
import { describeWindows, nextOpening } from "@outstation/contracts/edge/window";
import { compareVersions, FirmwareManifest, type FirmwareOffer } from "@outstation/contracts/mqtt/firmware";
import type { Reason } from "../commands/refusal";
import { buildKind } from "../health/build-statement";

/** A read-only gateway is a product of its own: no update makes one that writes of it. */
export const PRODUCT = buildKind === "readonly" ? "outstation-edge-readonly" : "outstation-edge";

type Gateway = {
  readonly keys: readonly SigningKey[];
  readonly edgePackage: EdgePackage;
  /** The version that runs. */
  readonly running: string;
  /** Whether there is a supervisor that can change it. */
  readonly isSupervised: boolean;
  readonly now: number;
};
type Verdict = { readonly manifest: FirmwareManifest } | { readonly refused: Reason };

const refused = (code: string, message: string, rule: string): Verdict => ({ refused: { code, message, rule } });

/**
 * Whether the gateway takes an offer: signed by the platform, meant for it, newer than what runs, and with a window in which
 * it may be applied.
 * @throws Fault `signature.unknown_key`, `signature.invalid`
 */
export function judgeOffer({ manifest: signed }: FirmwareOffer, gateway: Gateway): Verdict {
  const { running, edgePackage } = gateway;
  const body = verifySigned(signed, gateway.keys, "firmware manifest");
  const manifest = FirmwareManifest.safeParse(JSON.parse(body)).data;
  if (manifest === undefined)
    return refused("firmware.malformed", "The manifest cannot be read by this version.", "the manifest's form");
  const { version, product, minimumVersion } = manifest;
  if (product !== PRODUCT) return refused("firmware.other_product", `This is ${PRODUCT}, not ${product}.`, "product");
  if (compareVersions(version, running) <= 0)
    return refused("firmware.not_newer", `${running} runs already.`, "a version is followed by a newer one");
  if (compareVersions(running, minimumVersion) < 0)
    return refused("firmware.too_old", `${version} needs ${minimumVersion}; ${running} runs.`, "minimum version");
  if (!gateway.isSupervised)
    return refused(
      "firmware.not_supervised",
      "This installation cannot change its version by itself.",
      "no supervisor",
    );
  const { maintenance } = edgePackage;
  if (maintenance === undefined || nextOpening(maintenance, gateway.now) === null)
    return refused(
      "firmware.no_window",
      "The site has no maintenance window in which it could be applied.",
      `window: ${maintenance === undefined ? "none is given" : describeWindows(maintenance)}`,
    );
  return { manifest };
}
