"use client";
import type { Permission } from "@outstation/contracts/access/permissions";
import { type Outputs, useTRPC, useTRPCClient } from "@outstation/hall/client";
import { chooseTenant } from "@outstation/hall/tenant-choice";
import { AccountMenu } from "@outstation/ui/shell/account-menu";
import { AppShell } from "@outstation/ui/shell/app-shell";
import { CommandPalette, type Destination } from "@outstation/ui/shell/command-palette";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { signOut } from "next-auth/react";
import { type ReactNode, useState } from "react";
import { ActAsBanner } from "./act-as-banner";
import { MeContext } from "./me";

type Me = Outputs["session"]["me"];
type Page = { readonly href: string; readonly label: string; readonly needs?: Permission };

const PAGES: readonly Page[] = [
  { href: "/", label: "Overview" },
  { href: "/devices", label: "Devices" },
  { href: "/data-quality", label: "Data quality", needs: "telemetry.read" },
  { href: "/exports", label: "Exports", needs: "telemetry.export" },
  { href: "/certificates", label: "Certificates", needs: "certificates.read" },
  { href: "/settings", label: "Settings" },
];

/** Navigation and top bar around every page of the customer's rooms. */
export function CustomerShell({ me, portalUrl, children }: { me: Me; portalUrl: string; children: ReactNode }) {
  const [finding, setFinding] = useState(false);
  const router = useRouter();
  const client = useTRPCClient();
  const pages = PAGES.filter(({ needs }) => needs === undefined || me.permissions.includes(needs));
  // The session ends on the platform, not only in this browser.
  const leave = () => client.session.end.mutate().finally(() => signOut({ callbackUrl: "/sign-in" }));
  return (
    <AppShell
      product="Outstation"
      tenant={me.tenant.name}
      // Every tenant is a live one until the sandbox kind exists.
      environment="live"
      entries={[
        ...pages,
        ...(me.operatorRole === null ? [] : [{ href: "/operator", label: "Operator", external: true }]),
        { href: portalUrl, label: "Developer portal", external: true },
      ]}
      path={usePathname()}
      Link={Link}
      onFind={() => setFinding(true)}
      account={
        <AccountMenu
          account={me.account}
          roleName={me.role}
          tenantSlug={me.tenant.slug}
          memberships={me.memberships}
          links={[
            { label: "Your account", onSelect: () => router.push("/account") },
            { label: "Add a company", onSelect: () => router.push("/welcome") },
          ]}
          onTenant={chooseTenant}
          onSignOut={leave}
        />
      }
    >
      <MeContext value={me}>
        {me.actAs && <ActAsBanner tenant={me.tenant} actAs={me.actAs} />}
        {children}
      </MeContext>
      <Finder pages={pages} open={finding} onOpenChange={setFinding} onGo={(href) => router.push(href)} />
    </AppShell>
  );
}

function Finder(props: {
  pages: readonly Page[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onGo: (href: string) => void;
}) {
  const devices = useQuery({ ...useTRPC().devices.list.queryOptions(), enabled: props.open });
  const destinations: Destination[] = [
    ...props.pages.map(({ href, label }) => ({ href, label, detail: "page" })),
    { href: "/devices/new", label: "Add a device", detail: "page" },
    ...(devices.data ?? []).map(({ key, name }) => ({ href: `/devices/${key}`, label: name, detail: key })),
  ];
  return <CommandPalette {...props} destinations={destinations} />;
}
