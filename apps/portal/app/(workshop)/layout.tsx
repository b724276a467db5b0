import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { api, webUrl } from "../../compose";
import { WorkshopShell } from "../../features/shell/workshop-shell";
import { getSession } from "../../session";
import { ApiProvider } from "../../trpc/client";

export default async function WorkshopLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  if (session === null) redirect("/sign-in");
  const me = await (await api(session)).session.me();
  return (
    <ApiProvider>
      <WorkshopShell me={me} webUrl={webUrl()}>
        {children}
      </WorkshopShell>
    </ApiProvider>
  );
}
