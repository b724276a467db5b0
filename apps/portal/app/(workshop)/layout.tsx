import { ApiProvider } from "@outstation/hall/client";
import { TRPCError } from "@trpc/server";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { api, webUrl } from "../../compose";
import { WorkshopShell } from "../../features/shell/workshop-shell";
import { getSession } from "../../session";

export default async function WorkshopLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  if (session === null) redirect("/sign-in");
  const me = await (await api(session)).session.me().catch((reason: unknown) => {
    if (!(reason instanceof TRPCError)) throw reason;
    if (reason.code === "UNAUTHORIZED") redirect("/sign-in");
    // A member of nothing, or of a company that is closed to this session: the customers' rooms say what to do.
    if (reason.code === "FORBIDDEN") redirect(webUrl());
    throw reason;
  });
  return (
    <ApiProvider>
      <WorkshopShell me={me} webUrl={webUrl()}>
        {children}
      </WorkshopShell>
    </ApiProvider>
  );
}
