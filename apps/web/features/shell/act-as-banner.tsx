"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";

type Props = {
  tenant: { readonly id: string; readonly name: string };
  actAs: { readonly grantId: string; readonly reason: string; readonly expiresAt: number };
};

/** Always in sight while an operator acts inside a tenant: whose it is, why, until when, and the way out. */
export function ActAsBanner({ tenant, actAs }: Props) {
  const client = useTRPCClient();
  const { run, busy } = useAct(client.operator.endActAs.mutate, () => location.assign("/operator"));
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-2 rounded-md border-2 border-warning px-3 py-2">
      <StateMark tone="warning">
        <span className="whitespace-normal">
          You act inside {tenant.name}: “{actAs.reason}”. {tenant.name} sees this. It ends{" "}
          <TimeAgo at={actAs.expiresAt} timeZone="UTC" />.
        </span>
      </StateMark>
      <Button disabled={busy} onClick={() => run({ tenantId: tenant.id, grantId: actAs.grantId })}>
        End access
      </Button>
    </div>
  );
}
