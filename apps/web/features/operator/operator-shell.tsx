"use client";
import { type Outputs, useTRPCClient } from "@outstation/hall/client";
import { AccountMenu } from "@outstation/ui/shell/account-menu";
import { AppShell } from "@outstation/ui/shell/app-shell";
import { CommandPalette } from "@outstation/ui/shell/command-palette";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { signOut } from "next-auth/react";
import { type ReactNode, useState } from "react";

const PAGES = [
  { href: "/operator", label: "Tenants" },
  { href: "/operator/isolation", label: "Isolation" },
];

/** The rooms of the platform's own people. */
export function OperatorShell({ me, children }: { me: Outputs["operator"]["me"]; children: ReactNode }) {
  const [finding, setFinding] = useState(false);
  const router = useRouter();
  const client = useTRPCClient();
  const leave = () => client.session.end.mutate().finally(() => signOut({ callbackUrl: "/sign-in" }));
  return (
    <AppShell
      product="Outstation operator"
      tenant="All tenants"
      environment={null}
      entries={PAGES}
      path={usePathname()}
      Link={Link}
      onFind={() => setFinding(true)}
      account={
        <AccountMenu
          account={me.account}
          roleName="platform operator"
          tenantSlug=""
          memberships={[]}
          links={[]}
          onTenant={() => undefined}
          onSignOut={leave}
        />
      }
    >
      {children}
      <CommandPalette
        open={finding}
        onOpenChange={setFinding}
        onGo={(href) => router.push(href)}
        destinations={PAGES.map((page) => ({ ...page, detail: "page" }))}
      />
    </AppShell>
  );
}
