import type { Database } from "@outstation/db/database";
import { withPerson } from "@outstation/db/person";
import { newId } from "@outstation/kit/ids";

/** One signed-in browser: what its cookie names. */
export type SessionRef = { readonly accountId: string; readonly sessionId: string };

/** 12 hours: a working day, after which one signs in again. */
export const SESSION_MS = 12 * 3_600_000;

/** Begins a session of someone who has just proved who they are. */
export async function beginSession(
  db: Database,
  person: { readonly accountId: string; readonly boundTenantId: string | null; readonly userAgent: string | null },
  now: number,
): Promise<SessionRef> {
  const { accountId } = person;
  const sessionId = newId();
  await withPerson(db, accountId, (tx) =>
    tx.rows.session.createMany({
      data: [{ ...person, id: sessionId, steppedUpAt: new Date(now), expiresAt: new Date(now + SESSION_MS) }],
    }),
  );
  return { accountId, sessionId };
}
