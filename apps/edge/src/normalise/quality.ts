import type { Quality } from "@outstation/contracts/mqtt/reading";
import type { SourceStatus } from "../drivers/driver";

/** A quality and, unless the source said plainly that all is well, its own status. */
export type Verdict = { readonly quality: Quality; readonly status?: string };

/** Maps a protocol's status to the three qualities. */
export function verdictOf(status: SourceStatus): Verdict {
  switch (status.protocol) {
    case "opcua":
      return opcUaVerdict(status.code);
    case "bacnet":
      return bacnetVerdict(status);
    case "modbus":
      return status.fault === null ? { quality: "good" } : { quality: "bad", status: status.fault };
    case "historian":
      return status.status === null ? { quality: status.quality } : { quality: status.quality, status: status.status };
  }
}

/** OPC 10000-4, 7.39: bits 30 and 31 of a StatusCode are its severity; 11 is reserved and is treated as bad. */
function opcUaVerdict(code: number): Verdict {
  const severity = (code >>> 30) & 0b11;
  const quality = severity === 0 ? "good" : severity === 1 ? "uncertain" : "bad";
  return code === 0
    ? { quality }
    : { quality, status: `0x${(code >>> 0).toString(16).padStart(8, "0").toUpperCase()}` };
}

/** ASHRAE 135, 12.2: `fault` means that the reliability is not NO_FAULT_DETECTED; the two other flags mean that a person, not the sensor, made the value. */
function bacnetVerdict({ flags, reliability, error }: Extract<SourceStatus, { protocol: "bacnet" }>): Verdict {
  if (error !== null) return { quality: "bad", status: error };
  if (flags.fault || reliability !== 0) return { quality: "bad", status: `fault, reliability ${reliability}` };
  if (flags.outOfService) return { quality: "uncertain", status: "out-of-service" };
  if (flags.overridden) return { quality: "uncertain", status: "overridden" };
  return { quality: "good" };
}
