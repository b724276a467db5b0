"use client";
import { DropdownMenu } from "radix-ui";

export type Account = { readonly name: string; readonly email: string };
export type Membership = { readonly slug: string; readonly name: string; readonly role: string };

const ITEM = "flex h-8 cursor-pointer items-center rounded-sm px-2 outline-none data-highlighted:bg-accent-ground";

/** Who is signed in, the tenants they may change to, and the way out. */
export function AccountMenu(props: {
  account: Account;
  tenantSlug: string;
  roleName: string;
  memberships: readonly Membership[];
  /** Pages of one's own, above the way out. */
  links: readonly { readonly label: string; readonly onSelect: () => void }[];
  onTenant: (slug: string) => void;
  onSignOut: () => void;
}) {
  const { account, memberships, tenantSlug } = props;
  const initials = account.name
    .split(/\s+/)
    .map((word) => word.charAt(0))
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={`${initials}, account of ${account.name}`}
        className="inline-flex size-8 items-center justify-center rounded-full border border-line-strong text-ink-soft text-xs hover:bg-sunken hover:text-ink"
      >
        {initials}
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        className="z-20 w-64 rounded-md border border-line-strong bg-surface p-1 text-base"
      >
        <div className="px-2 py-1.5">
          <div className="font-medium">{account.name}</div>
          <div className="text-ink-soft text-sm">{account.email}</div>
          <div className="text-ink-faint text-sm">{props.roleName}</div>
        </div>
        {memberships.length > 1 && (
          <DropdownMenu.RadioGroup
            value={tenantSlug}
            onValueChange={props.onTenant}
            className="border-line border-t py-1"
          >
            {memberships.map(({ slug, name }) => (
              <DropdownMenu.RadioItem key={slug} value={slug} className={`${ITEM} justify-between`}>
                {name}
                <DropdownMenu.ItemIndicator className="text-ink-faint text-sm">open</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
        )}
        {props.links.map(({ label, onSelect }) => (
          <DropdownMenu.Item key={label} className={ITEM} onSelect={onSelect}>
            {label}
          </DropdownMenu.Item>
        ))}
        <DropdownMenu.Item className={ITEM} onSelect={props.onSignOut}>
          Sign out
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
