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
import { MeContext } from "./me";

const PAGES = [
  { href: "/", label: "Start" },
  { href: "/tail", label: "Live tail" },
  { href: "/schemas", label: "Schemas" },
  { href: "/usage", label: "Usage" },
  { href: "/reference", label: "Reference" },
];

/** Navigation and top bar around every page of the developers' workshop. */
export function WorkshopShell(props: { me: Outputs["session"]["me"]; webUrl: string; children: ReactNode }) {
  const { me } = props;
  const [finding, setFinding] = useState(false);
  const router = useRouter();
  return (
    <AppShell
      product="Developer portal"
      tenant={me.tenant.name}
      // Every tenant is a live one until the sandbox kind exists.
      environment="live"
      entries={[...PAGES, { href: props.webUrl, label: "Outstation", external: true }]}
      path={usePathname()}
      Link={Link}
      onFind={() => setFinding(true)}
      account={
        <AccountMenu
          account={me.account}
          roleName={me.role}
          tenantSlug={me.tenant.slug}
          memberships={me.memberships}
          links={[{ label: "Your account", onSelect: () => location.assign(`${props.webUrl}/account`) }]}
          onTenant={chooseTenant}
          onSignOut={() => signOut({ callbackUrl: "/sign-in" })}
        />
      }
    >
      <MeContext value={me}>{props.children}</MeContext>
      <Finder open={finding} onOpenChange={setFinding} onGo={(href) => router.push(href)} />
    </AppShell>
  );
}

function Finder(props: { open: boolean; onOpenChange: (open: boolean) => void; onGo: (href: string) => void }) {
  const devices = useQuery({ ...useTRPC().devices.list.queryOptions(), enabled: props.open });
  const destinations: Destination[] = [
    ...PAGES.map((page) => ({ ...page, detail: "page" })),
    ...(devices.data ?? []).map(({ key, name }) => ({
      href: `/tail?device=${encodeURIComponent(key)}`,
      label: `Tail ${name}`,
      detail: key,
    })),
  ];
  return <CommandPalette {...props} destinations={destinations} />;
}
