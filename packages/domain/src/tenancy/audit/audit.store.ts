import type { TenantTx } from "@outstation/db/tenant";
import type { AuditSearch } from "./search-audit";

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
