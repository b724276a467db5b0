import type { Database } from "@outstation/db/database";
import { withPerson } from "@outstation/db/person";
import type { Person } from "../accounts";
import { recordPersonAudit } from "../accounts";
import type { SessionRef } from "./begin-session";

export type SessionLine = {
  readonly id: string;
  readonly userAgent: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly current: boolean;
  /** Begun at a tenant's provider: opens that tenant only. */
  readonly throughProvider: boolean;
};

/** A person's sessions that are alive, the latest used first. */
export async function listSessions(
  db: Database,
  { accountId, sessionId }: SessionRef,
  now: number,
): Promise<SessionLine[]> {
  const rows = await withPerson(db, accountId, (tx) =>
    tx.rows.session.findMany({
      where: { accountId, endedAt: null, expiresAt: { gt: new Date(now) } },
      orderBy: { lastUsedAt: "desc" },
    }),
  );
  return rows.map(({ id, userAgent, createdAt, lastUsedAt, boundTenantId }) => ({
    id,
    userAgent,
    createdAt: createdAt.getTime(),
    lastUsedAt: lastUsedAt.getTime(),
    current: id === sessionId,
    throughProvider: boundTenantId !== null,
  }));
}

/** Ends one session, such as this one when its person signs out. Over at the next request. */
export const endSession = (db: Database, { accountId, sessionId }: SessionRef, now: number): Promise<void> =>
  withPerson(db, accountId, async (tx) => {
    await tx.rows.session.updateMany({
      where: { accountId, id: sessionId, endedAt: null },
      data: { endedAt: new Date(now) },
    });
  });

/** Ends every session of a person but this one. @returns how many there were. */
export const endOtherSessions = (
  db: Database,
  person: Person & { readonly sessionId: string },
  now: number,
): Promise<number> =>
  withPerson(db, person.id, async (tx) => {
    const ended = await tx.rows.session.updateMany({
      where: { accountId: person.id, endedAt: null, id: { not: person.sessionId } },
      data: { endedAt: new Date(now) },
    });
    if (ended.count > 0)
      await recordPersonAudit(db, tx, person, "account.sessions_ended", { after: { ended: ended.count } });
    return ended.count;
  });

/** The person has proved again that it is them. */
export const markSteppedUp = (db: Database, { accountId, sessionId }: SessionRef, now: number): Promise<void> =>
  withPerson(db, accountId, async (tx) => {
    await tx.rows.session.updateMany({ where: { accountId, id: sessionId }, data: { steppedUpAt: new Date(now) } });
  });

/** Notes that a session is in use. */
export const touchSession = (db: Database, { accountId, sessionId }: SessionRef, now: number): Promise<void> =>
  withPerson(db, accountId, async (tx) => {
    await tx.rows.session.updateMany({ where: { accountId, id: sessionId }, data: { lastUsedAt: new Date(now) } });
  });
