import { ApiProvider } from "@outstation/hall/client";
import { TRPCError } from "@trpc/server";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { api } from "../../compose";
import { OperatorShell } from "../../features/operator/operator-shell";
import { getSession } from "../../session";

export default async function OperatorLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  if (session === null) redirect("/sign-in?next=/operator");
  const me = await (await api(session)).operator.me().catch((reason: unknown) => {
    if (!(reason instanceof TRPCError)) throw reason;
    if (reason.code === "UNAUTHORIZED") redirect("/sign-in?next=/operator");
    // For everyone else these rooms do not exist.
    notFound();
  });
  return (
    <ApiProvider>
      <OperatorShell me={me}>{children}</OperatorShell>
    </ApiProvider>
  );
}
