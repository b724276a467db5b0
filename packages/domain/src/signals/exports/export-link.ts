import type { Database } from "@outstation/db/database";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import type { SecretBox } from "@outstation/kit/secret-box";
import type { ObjectStore } from "../../ports";
import { type Act, recordAudit } from "../../tenancy/audit";
import { LINK_MS } from "./export";

type Link = { readonly tenantId: string; readonly id: string; readonly until: number };
const PURPOSE = "export link";

export type LinkDeps = { readonly db: Database; readonly secrets: SecretBox; readonly now: number };

/**
 * A link that opens one export's file to whoever has it, for an hour: sealed with the installation's key, so that nobody else
 * can make one, and without a session, so that a tool can fetch it.
 * @throws Fault `export.not_found`, `export.not_ready`
 */
export async function linkExport(
  { db, secrets, now }: LinkDeps,
  tenantId: string,
  act: Act,
  id: string,
): Promise<{ readonly token: string; readonly until: number }> {
  const until = await withTenant(db, tenantId, async (tx) => {
    const row = await tx.rows.telemetryExport.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (row === null) throw fault("export.not_found", "There is no such export.");
    if (row.state !== "ready" || row.expiresAt === null || row.expiresAt.getTime() <= now)
      throw fault("export.not_ready", "This export has no file, or none any more.");
    await recordAudit(tx, act, id);
    return Math.min(now + LINK_MS, row.expiresAt.getTime());
  });
  const link: Link = { tenantId, id, until };
  return { token: Buffer.from(secrets.seal(JSON.stringify(link), PURPOSE)).toString("base64url"), until };
}

export type Download = {
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
  readonly body: AsyncIterable<Uint8Array>;
};

/**
 * The file behind a link.
 * @throws Fault `export.link_refused` for every link that is not one of ours or not one any more, `objects.unavailable`
 */
export async function openDownload(
  deps: LinkDeps & { readonly objects: ObjectStore },
  token: string,
): Promise<Download> {
  const { db, objects, now } = deps;
  const refused = () =>
    fault("export.link_refused", "This link is no longer valid. Ask for a new one on the exports page.");
  const link = openLink(deps.secrets, token);
  if (link === null || link.until <= now) throw refused();
  const { tenantId, id } = link;
  const row = await withTenant(db, tenantId, ({ rows }) =>
    rows.telemetryExport.findUnique({
      where: { tenantId_id: { tenantId, id }, state: "ready" },
      include: { tenant: { select: { slug: true } } },
    }),
  );
  if (row?.objectKey == null || row.sha256 === null) throw refused();
  const day = (at: Date) => at.toISOString().slice(0, 10);
  return {
    fileName: `${row.tenant.slug}-${day(row.fromAt)}-${day(row.toAt)}.${row.format}`,
    contentType: row.format === "csv" ? "text/csv; charset=utf-8" : "application/vnd.apache.parquet",
    size: Number(row.size),
    sha256: row.sha256,
    body: await objects.get(row.objectKey),
  };
}

function openLink(secrets: SecretBox, token: string): Link | null {
  try {
    return JSON.parse(secrets.open(Buffer.from(token, "base64url"), PURPOSE)) as Link;
  } catch {
    return null;
  }
}
