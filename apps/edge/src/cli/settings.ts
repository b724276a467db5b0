import { existsSync } from "node:fs";
import { join } from "node:path";
import { readEnv, text } from "@outstation/kit/env";
import packageJson from "../../package.json" with { type: "json" };
import { parseProxy, type SiteProxy } from "../uplink/proxy";

export type Settings = {
  readonly dataDir: string;
  /** Empty where there is none. */
  readonly claimFile: string;
  readonly proxy: SiteProxy | undefined;
  readonly software: string;
  /** Where a supervisor keeps the versions of this software; empty where none runs it. */
  readonly installDir: string;
};

export const claimFileIn = (dataDir: string): string => join(dataDir, "claim.json");

/** @throws Fault `env.invalid`, `proxy.bad_address` */
export function readSettings(): Settings {
  const env = readEnv({
    /** Key, certificate, edge package and spool. */
    EDGE_DATA_DIR: text("/var/lib/outstation-edge"),
    /** JSON of a Claim; needed until the device has enrolled. Unset: the one that `enroll` left, if any. */
    EDGE_CLAIM_FILE: text(""),
    /** The site's HTTP proxy, such as `http://user:password@10.0.0.1:3128`, where that is the only way out. */
    EDGE_PROXY: text(""),
    /** Where the supervisor keeps `current.json` and `versions/`; it hands this on to the gateway that it starts. */
    EDGE_INSTALL_DIR: text(""),
  });
  const left = claimFileIn(env.EDGE_DATA_DIR);
  return {
    dataDir: env.EDGE_DATA_DIR,
    claimFile: env.EDGE_CLAIM_FILE || (existsSync(left) ? left : ""),
    proxy: parseProxy(env.EDGE_PROXY),
    installDir: env.EDGE_INSTALL_DIR,
    software: `outstation-edge ${packageJson.version}`,
  };
}
