import { comeBack, OIDC_COOKIE } from "@outstation/hall/elsewhere";
import { callerOf } from "@outstation/hall/session";
import type { NextRequest } from "next/server";
import { desk } from "../../../../compose";

/** The provider's answer. */
export async function GET(request: NextRequest) {
  return comeBack(await desk(), {
    search: request.nextUrl.search,
    sealed: request.cookies.get(OIDC_COOKIE)?.value,
    caller: callerOf(request.headers),
  });
}
