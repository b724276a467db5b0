import { ApiProvider } from "@outstation/hall/client";
import { Fault } from "@outstation/kit/fault";
import { TRPCError } from "@trpc/server";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { api, portalUrl } from "../../compose";
import { Closed } from "../../features/shell/closed";
import { CustomerShell } from "../../features/shell/customer-shell";
import { getSession } from "../../session";

export default async function CustomerLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  if (session === null) redirect("/sign-in");
  const desk = await api(session);
  const me = await desk.session.me().catch(asFault);
  if (me instanceof Fault) {
    if (me.code === "tenant.suspended" || me.code === "tenant.provider_required") {
      const entrances = await desk.session.entrances();
      return <Closed code={me.code} message={me.publicMessage} entrances={entrances} />;
    }
    if (me.code !== "member.not_found") redirect("/sign-in");
    // Signed in, and a member of nothing: one of ours, or someone who has left their last tenant.
    const person = await desk.session.person().catch(asFault);
    if (person instanceof Fault) redirect("/sign-in");
    redirect(person.operatorRole === null ? "/welcome" : "/operator");
  }
  return (
    <ApiProvider>
      <CustomerShell me={me} portalUrl={portalUrl()}>
        {children}
      </CustomerShell>
    </ApiProvider>
  );
}

function asFault(reason: unknown): Fault {
  if (reason instanceof TRPCError && reason.cause instanceof Fault) return reason.cause;
  throw reason;
}
