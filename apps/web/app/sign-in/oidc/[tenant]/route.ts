import { goElsewhere } from "@outstation/hall/elsewhere";
import type { NextRequest } from "next/server";
import { desk } from "../../../../compose";

/** Off to the tenant's own provider. `?fresh` asks it to prove the person anew. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ tenant: string }> }) {
  const asked = request.nextUrl.searchParams;
  return goElsewhere(await desk(), (await params).tenant, { next: asked.get("next"), fresh: asked.has("fresh") });
}
