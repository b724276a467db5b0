import type { SessionRef } from "@outstation/domain/tenancy/sessions";
import type { Desk } from "./context";

/** The browser that was given a ticket hands it back at once. */
const TICKET_MS = 60_000;
const PURPOSE = "session ticket";

type Sealing = Pick<Desk, "secrets" | "clock">;

/** A session that has begun, sealed for the way through the browser to the one route that makes a cookie of it. */
export function sealTicket({ secrets, clock }: Sealing, session: SessionRef): string {
  const ticket = JSON.stringify({ ...session, until: clock.now() + TICKET_MS });
  return Buffer.from(secrets.seal(ticket, PURPOSE)).toString("base64url");
}

/** The session in a ticket, or null where it is none of ours or too old. */
export function openTicket({ secrets, clock }: Sealing, ticket: string): SessionRef | null {
  try {
    const opened = JSON.parse(secrets.open(Buffer.from(ticket, "base64url"), PURPOSE)) as SessionRef & {
      until: number;
    };
    return opened.until > clock.now() ? { accountId: opened.accountId, sessionId: opened.sessionId } : null;
  } catch {
    return null;
  }
}
