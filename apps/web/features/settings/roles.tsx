"use client";
import {
  PERMISSIONS,
  type Permission,
  permits,
  ROLE_DESCRIPTIONS,
  ROLES,
} from "@outstation/contracts/access/permissions";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Panel } from "@outstation/ui/data/panel";
import { YesNo } from "@outstation/ui/state/yes-no";
import { useMe } from "../shell/me";

const columns: readonly Column<Permission>[] = [
  {
    key: "permission",
    header: "May",
    cell: (permission) => (
      <span className="block py-1">
        {PERMISSIONS[permission].description}
        {PERMISSIONS[permission].stepUp && <span className="text-ink-faint"> · asks for a fresh proof</span>}
      </span>
    ),
  },
  ...ROLES.map(
    (role): Column<Permission> => ({
      key: role,
      header: role,
      cell: (permission) => <YesNo yes={permits(role, permission)} />,
    }),
  ),
];

/** The permission matrix, from the one table that decides. */
export function Roles() {
  const { role } = useMe();
  return (
    <div className="flex flex-col gap-8">
      <Panel title="Roles" says={`Yours is ${role}.`}>
        <dl className="grid max-w-160 grid-cols-[7rem_1fr] gap-x-4 gap-y-1">
          {ROLES.map((name) => (
            <div key={name} className="contents">
              <dt className="font-medium">{name}</dt>
              <dd className="text-ink-soft">{ROLE_DESCRIPTIONS[name]}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      <Panel title="What each role may do">
        <DataTable
          label="What each role may do"
          rows={Object.keys(PERMISSIONS) as Permission[]}
          rowKey={(permission) => permission}
          columns={columns}
        />
      </Panel>
    </div>
  );
}
