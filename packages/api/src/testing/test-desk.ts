import { randomBytes } from "node:crypto";
import type { Database, Mail } from "@outstation/domain/ports";
import { createColdReader } from "@outstation/domain/signals/cold-tier";
import { openExportFeed } from "@outstation/domain/signals/exports";
import { createPgLatest } from "@outstation/domain/signals/last-values";
import { manualClock } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { openSecretBox } from "@outstation/kit/secret-box";
import type { Desk, RequestContext } from "../context";
import { appRouter } from "../root";
import { createMemoryObjects } from "./memory-objects";

export type TestDesk = Desk & {
  readonly clock: ReturnType<typeof manualClock>;
  readonly mails: Mail[];
  /** Where its callers are on the network: each desk has callers of its own, so that their attempts are not one another's. */
  readonly address: string;
};

/** A front desk on a test's database, whose clock is moved by hand and whose mails are kept. Fakes for ports only. */
export function createTestDesk(db: Database, platformDb: Database | null, start: number): TestDesk {
  const mails: Mail[] = [];
  const none = () => {
    throw fault("test.no_port", "This test has no such port.");
  };
  const objects = createMemoryObjects();
  return {
    db,
    platformDb,
    log: { readFrom: none, readBefore: none, nextOffset: none, changed: none },
    latest: createPgLatest(db),
    objects,
    cold: createColdReader(db, objects),
    exportFeed: openExportFeed(db),
    clock: manualClock(start),
    mailer: { send: async (mail) => void mails.push(mail) },
    listMails: null,
    oidc: { describe: none, begin: none, finish: none },
    enrolment: async () => ({
      enrolmentUrl: "https://enrol.example",
      rootCertificate: "-----BEGIN CERTIFICATE-----\nroot\n-----END CERTIFICATE-----",
    }),
    proof: null,
    secrets: openSecretBox(randomBytes(32).toString("hex")),
    webUrl: "https://app.example",
    onError: (error) => {
      throw error;
    },
    mails,
    address: `test ${newId()}`,
  };
}

/** The API as someone calls it: nobody, or a session, in a tenant of their choice. */
export const callAs = (desk: TestDesk, session: RequestContext["session"], tenantSlug: string | null = null) =>
  appRouter.createCaller({ desk, session, tenantSlug, caller: { address: desk.address, userAgent: "test" } });

/** The secret at the end of the last mail's link. */
export function lastToken({ mails }: TestDesk): string {
  const token = /\/(?:verify|invitations|reset)\/([\w-]+)/.exec(mails.at(-1)?.text ?? "")?.[1];
  if (token === undefined) throw new Error("the last mail has no link");
  return token;
}
