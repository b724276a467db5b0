import type { AuditEventName } from "@outstation/contracts/access/audit-events";
import type { TenantTx } from "@outstation/db/tenant";

export type AuditSearch = {
  /** Part of the actor's name or of the subject, upper and lower case alike. */
  readonly text: string | null;
  readonly events: readonly AuditEventName[];
  /** Unix milliseconds; `to` is exclusive. */
  readonly from: number | null;
  readonly to: number | null;
  /** Only events numbered below this one: where the page before ended. */
  readonly beforeSeq: number | null;
  readonly limit: number;
};

export type AuditRow = Awaited<ReturnType<typeof listAuditRows>>[number];

/** The tenant's events that match, newest first. */
export const listAuditRows = (tx: TenantTx, { text, events, from, to, beforeSeq, limit }: AuditSearch) =>
  tx.rows.auditEvent.findMany({
    where: {
      tenantId: tx.tenantId,
      ...(events.length > 0 ? { event: { in: [...events] } } : {}),
      ...(beforeSeq === null ? {} : { seq: { lt: beforeSeq } }),
      at: { ...(from === null ? {} : { gte: new Date(from) }), ...(to === null ? {} : { lt: new Date(to) }) },
      ...(text
        ? {
            OR: [
              { subject: { contains: text, mode: "insensitive" as const } },
              { actorName: { contains: text, mode: "insensitive" as const } },
            ],
          }
        : {}),
    },
    orderBy: { seq: "desc" },
    take: limit,
  });
