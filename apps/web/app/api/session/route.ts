import { sessionCookie } from "@outstation/hall/session";
import { NextResponse } from "next/server";
import { openSessionTicket } from "../../../compose";

/** A session that began by a sign-up or an invitation becomes this browser's cookie. JSON only: no form of another site reaches it. */
export async function POST(request: Request): Promise<NextResponse> {
  if (request.headers.get("content-type") !== "application/json") return NextResponse.json({}, { status: 415 });
  const { ticket } = (await request.json().catch(() => ({}))) as { ticket?: unknown };
  const session = typeof ticket === "string" ? await openSessionTicket(ticket) : null;
  if (session === null) return NextResponse.json({ code: "ticket.refused" }, { status: 403 });
  const response = NextResponse.json({});
  const { name, value, options } = await sessionCookie(session);
  response.cookies.set(name, value, options);
  return response;
}
