import { forgetTenant } from "@outstation/hall/tenant-choice";

/** Turns a session that has begun into this browser's cookie, and goes on. */
export async function takeSession(ticket: string, next: string): Promise<boolean> {
  const answer = await fetch("/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  if (!answer.ok) return false;
  forgetTenant();
  location.assign(next);
  return true;
}
