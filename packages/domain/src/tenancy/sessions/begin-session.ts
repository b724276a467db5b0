import type { Database } from "@outstation/db/database";
import { withPerson } from "@outstation/db/person";
import { newId } from "@outstation/kit/ids";

/** One signed-in browser: what its cookie names. */
export type SessionRef = { readonly accountId: string; readonly sessionId: string };

/** 12 hours: a working day, after which one signs in again. */
export const SESSION_MS = 12 * 3_600_000;

export type NewSession = {
  readonly accountId: string;
  readonly boundTenantId: string | null;
  readonly userAgent: string | null;
  /** When the person last proved that it is them, Unix milliseconds; 0 where nobody says. */
  readonly provedAt: number;
};

/** Begins a session. */
export async function beginSession(
  db: Database,
  { accountId, boundTenantId, userAgent, provedAt }: NewSession,
  now: number,
): Promise<SessionRef> {
  const sessionId = newId();
  const session = {
    accountId,
    id: sessionId,
    boundTenantId,
    userAgent,
    steppedUpAt: new Date(provedAt),
    createdAt: new Date(now),
    lastUsedAt: new Date(now),
    expiresAt: new Date(now + SESSION_MS),
  };
  await withPerson(db, accountId, (tx) => tx.rows.session.createMany({ data: [session] }));
  return { accountId, sessionId };
}
