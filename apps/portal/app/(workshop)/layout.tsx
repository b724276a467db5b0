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
    // The account is a member of nothing any more, or not of the tenant it chose.
    if (reason instanceof TRPCError && reason.code === "UNAUTHORIZED") redirect("/sign-in");
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
