import { Readable } from "node:stream";
import { TRPCError } from "@trpc/server";
import type { NextRequest } from "next/server";
import { api } from "../../../compose";
import { getSession } from "../../../session";

/** The tenant's audit as CSV, with the filters of the page. */
export async function GET(request: NextRequest): Promise<Response> {
  const session = await getSession();
  if (session === null) return new Response("Sign in to go on.", { status: 401 });
  const asked = request.nextUrl.searchParams;
  const instant = (name: string) => (asked.get(name) ? Number(asked.get(name)) : null);
  try {
    const pieces = await (await api(session)).audit.export({
      text: asked.get("text"),
      events: asked.getAll("event") as never[],
      from: instant("from"),
      to: instant("to"),
    });
    return new Response(Readable.toWeb(Readable.from(pieces, { objectMode: false })) as ReadableStream, {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="audit.csv"',
        "cache-control": "no-store",
      },
    });
  } catch (reason) {
    if (reason instanceof TRPCError)
      return new Response(reason.message, { status: reason.code === "FORBIDDEN" ? 403 : 400 });
    throw reason;
  }
}
