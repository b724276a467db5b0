import { type Clock, sleep } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";

/** PEM: the chain a server sends, leaf first, and its key. */
export type ServerPair = { readonly certificate: string; readonly key: string };

export type ServerCertificate = {
  readonly pair: ServerPair;
  /** Called with every later pair, for a running server to take it on. */
  onRenewed(use: (pair: ServerPair) => void): void;
  stop(): Promise<void>;
};

/** A server's certificate lives for 90 days; it is replaced after two thirds of them, as devices' are. */
const RENEW_AFTER_MS = 60 * 86_400_000;
const LOOK_EVERY_MS = 3_600_000;

/** The certificate of this host's TLS servers, kept young while they run: a process may be up for longer than one lives. */
export async function openServerCertificate(options: {
  readonly issue: () => Promise<ServerPair>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly lookEveryMs?: number;
}): Promise<ServerCertificate> {
  const { issue, clock, logger, lookEveryMs = LOOK_EVERY_MS } = options;
  const users: ((pair: ServerPair) => void)[] = [];
  let pair = await issue();
  let issuedAt = clock.now();
  const look = async () => {
    if (clock.now() - issuedAt < RENEW_AFTER_MS) return;
    pair = await issue();
    issuedAt = clock.now();
    for (const use of users) use(pair);
    logger.info("the servers' certificate was renewed");
  };
  const stopping = new AbortController();
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look().catch((reason) =>
        logger.error({ err: reason }, "the servers' certificate was not renewed; it is tried again"),
      );
      await sleep(lookEveryMs, stopping.signal);
    }
  })();
  return {
    get pair() {
      return pair;
    },
    onRenewed: (use) => void users.push(use),
    stop: () => {
      stopping.abort();
      return looking;
    },
  };
}
