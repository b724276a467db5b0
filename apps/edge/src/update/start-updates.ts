import type { SigningKey } from "@outstation/contracts/edge/signed";
import type { Clock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { createRefuser } from "../commands/refusal";
import type { Identity } from "../identity/kept-identity";
import type { Spool } from "../spool/spool";
import type { SiteProxy } from "../uplink/proxy";
import { download } from "./download";
import { openUpdateDesk, type UpdateDesk } from "./update-desk";

/** What a gateway and its supervisor are to each other. */
export type SupervisorLink = {
  /** Where the versions are. */
  readonly installDir: string;
  /** Tells the supervisor that this version does well. */
  readonly sayHealthy: () => void;
  /** Stops the gateway in good order, to be started anew. */
  readonly restart: () => void;
};

/** The gateway's own updates: offers on `down/ota`, files over mutual TLS, reports through the spool. */
export function startUpdates(options: {
  readonly dataDir: string;
  readonly supervisor: SupervisorLink | null;
  readonly running: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: () => Identity;
  readonly askForKeys: () => Promise<readonly SigningKey[]>;
  readonly proxy?: SiteProxy | undefined;
  readonly isConnected: () => boolean;
  readonly spool: Pick<Spool, "append">;
  readonly onSpooled: () => void;
}): Promise<UpdateDesk> {
  const { dataDir, running, clock, logger, identity, proxy, spool, supervisor } = options;
  return openUpdateDesk({
    ...{ dataDir, running, clock, logger, isConnected: options.isConnected },
    installDir: supervisor?.installDir ?? null,
    restart: () => supervisor?.restart(),
    sayHealthy: () => supervisor?.sayHealthy(),
    refuse: createRefuser({ identity, now: clock.now }),
    keys: async (anew) => (anew ? await options.askForKeys() : (identity().signingKeys ?? [])),
    fetch({ path, manifest }, to) {
      const { renewalUrl, rootCertificate: ca, certificate, chain, privateKey: key } = identity();
      if (renewalUrl === undefined)
        return Promise.reject(new Error("this device does not know where to fetch firmware"));
      const cert = [certificate, chain[0]].join("\n");
      return download(new URL(path, renewalUrl), { ca, cert, key, proxy }, manifest, to);
    },
    report(report) {
      spool.append([{ channel: "ota", encode: () => Buffer.from(JSON.stringify(report)) }]);
      options.onSpooled();
    },
  });
}
