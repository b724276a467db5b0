import { ApiProvider } from "@outstation/hall/client";
import { TRPCError } from "@trpc/server";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { api, portalUrl } from "../../compose";
import { CustomerShell } from "../../features/shell/customer-shell";
import { getSession } from "../../session";

export default async function CustomerLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  if (session === null) redirect("/sign-in");
  const me = await (await api(session)).session.me().catch((reason: unknown) => {
    // The account is a member of nothing any more, or not of the tenant it chose.
    if (reason instanceof TRPCError && reason.code === "UNAUTHORIZED") redirect("/sign-in");
    throw reason;
  });
  return (
    <ApiProvider>
      <CustomerShell me={me} portalUrl={portalUrl()}>
        {children}
      </CustomerShell>
    </ApiProvider>
  );
}
