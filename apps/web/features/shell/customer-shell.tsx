"use client";
import { type Outputs, useTRPC } from "@outstation/hall/client";
import { chooseTenant } from "@outstation/hall/tenant-choice";
import { AccountMenu } from "@outstation/ui/shell/account-menu";
import { AppShell } from "@outstation/ui/shell/app-shell";
import { CommandPalette, type Destination } from "@outstation/ui/shell/command-palette";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { signOut } from "next-auth/react";
import { type ReactNode, useState } from "react";

type Me = Outputs["session"]["me"];

const PAGES = [
  { href: "/", label: "Overview" },
  { href: "/devices", label: "Devices" },
];

/** Navigation and top bar around every page of the customer's rooms. */
export function CustomerShell({ me, portalUrl, children }: { me: Me; portalUrl: string; children: ReactNode }) {
  const [finding, setFinding] = useState(false);
  const router = useRouter();
  return (
    <AppShell
      product="Outstation"
      tenant={me.tenant.name}
      // Every tenant is a live one until the sandbox kind exists.
      environment="live"
      entries={[...PAGES, { href: portalUrl, label: "Developer portal", external: true }]}
      path={usePathname()}
      Link={Link}
      onFind={() => setFinding(true)}
      account={
        <AccountMenu
          account={me.account}
          role={me.role}
          tenantSlug={me.tenant.slug}
          memberships={me.memberships}
          onTenant={chooseTenant}
          onSignOut={() => signOut({ callbackUrl: "/sign-in" })}
        />
      }
    >
      {children}
      <Finder open={finding} onOpenChange={setFinding} onGo={(href) => router.push(href)} />
    </AppShell>
  );
}

function Finder(props: { open: boolean; onOpenChange: (open: boolean) => void; onGo: (href: string) => void }) {
  const devices = useQuery({ ...useTRPC().devices.list.queryOptions(), enabled: props.open });
  const destinations: Destination[] = [
    ...PAGES.map((page) => ({ ...page, detail: "page" })),
    ...(devices.data ?? []).map(({ key, name }) => ({ href: `/devices/${key}`, label: name, detail: key })),
  ];
  return <CommandPalette {...props} destinations={destinations} />;
}
