import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";
import { type Act, recordAudit } from "../../tenancy/audit";

export type SiteForm = {
  readonly name: string;
  /** IANA, such as `Europe/Amsterdam`. */
  readonly timeZone: string;
  /** WGS 84, degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
};

/** From the outside in. */
export const AREA_KINDS = ["campus", "building", "floor", "zone"] as const;
export type AreaKind = (typeof AREA_KINDS)[number];
export type AreaLine = { readonly path: string; readonly kind: string; readonly devices: number };

const PATH = /^[^/]{1,60}(\/[^/]{1,60}){0,5}$/;

function check(form: SiteForm): SiteForm {
  const name = form.name.trim();
  const invalid = (what: string) => fault("site.invalid", what);
  if (name.length < 1 || name.length > 120) throw invalid("name: a site's name has 1 to 120 characters.");
  if (!Intl.supportedValuesOf("timeZone").includes(form.timeZone) && form.timeZone !== "UTC")
    throw invalid(`timeZone: "${form.timeZone}" is not a time zone, such as Europe/Amsterdam.`);
  if ((form.latitude === null) !== (form.longitude === null)) throw invalid("latitude: give both coordinates or none.");
  if (form.latitude !== null && Math.abs(form.latitude) > 90) throw invalid("latitude: from -90 to 90 degrees.");
  if (form.longitude !== null && Math.abs(form.longitude) > 180) throw invalid("longitude: from -180 to 180 degrees.");
  return { ...form, name };
}

const conflict = (reason: unknown): never => {
  throw isUniqueViolation(reason) ? fault("site.exists", "There is a site with this name already.") : reason;
};

/** @throws Fault `site.invalid`, `site.exists` */
export async function createSite(db: Database, tenantId: string, act: Act, wished: SiteForm): Promise<{ id: string }> {
  const form = check(wished);
  const id = newId();
  await withTenant(db, tenantId, async (tx) => {
    await tx.rows.site.createMany({ data: [{ tenantId, id, ...form }] });
    await recordAudit(tx, act, form.name, { after: form });
  }).catch(conflict);
  return { id };
}

/** @throws Fault `site.not_found`, `site.invalid`, `site.exists` */
export async function changeSite(
  db: Database,
  tenantId: string,
  act: Act,
  { id, ...wished }: SiteForm & { readonly id: string },
): Promise<void> {
  const form = check(wished);
  await withTenant(db, tenantId, async (tx) => {
    const { name, timeZone, latitude, longitude } = await getSite(tx, id);
    await tx.rows.site.updateMany({ where: { tenantId, id }, data: form });
    await recordAudit(tx, act, form.name, { before: { name, timeZone, latitude, longitude }, after: form });
  }).catch(conflict);
}

/** @throws Fault `site.not_found`, `site.in_use` */
export const deleteSite = (db: Database, tenantId: string, act: Act, id: string): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const { name } = await getSite(tx, id);
    const devices = await tx.rows.device.count({ where: { tenantId, siteId: id } });
    if (devices > 0)
      throw fault("site.in_use", `${devices} devices stand at this site, retired ones included. Move them first.`);
    await tx.rows.site.deleteMany({ where: { tenantId, id } });
    await recordAudit(tx, act, name, { before: { name } });
  });

async function getSite(tx: TenantTx, id: string) {
  const site = await tx.rows.site.findUnique({ where: { tenantId_id: { tenantId: tx.tenantId, id } } });
  if (site === null) throw fault("site.not_found", "There is no such site.");
  return site;
}

/** A site's areas from the outside in, by path. @throws Fault `site.not_found` */
export const listAreas = (db: Database, tenantId: string, siteId: string): Promise<AreaLine[]> =>
  withTenant(db, tenantId, async (tx) => {
    await getSite(tx, siteId);
    const rows = await tx.rows.area.findMany({
      where: { tenantId, siteId },
      include: { _count: { select: { devices: true } } },
      orderBy: { path: "asc" },
    });
    return rows.map(({ path, kind, _count }) => ({ path, kind, devices: _count.devices }));
  });

/**
 * Makes an area, and the areas around it that are not there yet.
 * @throws Fault `site.not_found`, `area.invalid`, `area.exists`
 */
export const createArea = (
  db: Database,
  tenantId: string,
  act: Act,
  { siteId, path, kind }: { readonly siteId: string; readonly path: string; readonly kind: AreaKind },
): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const site = await getSite(tx, siteId);
    requirePath(path);
    const names = path.split("/");
    const outer = names.slice(0, -1).map((_, depth) => ({
      tenantId,
      siteId,
      path: names.slice(0, depth + 1).join("/"),
      kind: AREA_KINDS[Math.min(depth, AREA_KINDS.length - 1)] as AreaKind,
    }));
    await tx.rows.area.createMany({ data: outer, skipDuplicates: true });
    const made = await tx.rows.area.createMany({ data: [{ tenantId, siteId, path, kind }], skipDuplicates: true });
    if (made.count === 0) throw fault("area.exists", `"${site.name}" has this area already.`);
    await recordAudit(tx, act, `${site.name}: ${path}`, { after: { kind } });
  });

/** Renames an area with everything inside it; devices move along. @throws Fault `area.not_found`, `area.invalid`, `area.exists` */
export const renameArea = (
  db: Database,
  tenantId: string,
  act: Act,
  { siteId, path, name }: { readonly siteId: string; readonly path: string; readonly name: string },
): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const site = await getSite(tx, siteId);
    const next = [...path.split("/").slice(0, -1), name].join("/");
    requirePath(next);
    const inside = await tx.rows.area.findMany({
      where: { tenantId, siteId, OR: [{ path }, { path: { startsWith: `${path}/` } }] },
    });
    if (!inside.some((area) => area.path === path)) throw fault("area.not_found", "There is no such area.");
    // Devices name their area by path; the foreign key carries them along.
    for (const area of inside)
      await tx.rows.area.updateMany({
        where: { tenantId, siteId, path: area.path },
        data: { path: `${next}${area.path.slice(path.length)}` },
      });
    await recordAudit(tx, act, `${site.name}: ${next}`, { before: { path }, after: { path: next } });
  }).catch((reason: unknown) => {
    throw isUniqueViolation(reason) ? fault("area.exists", "There is an area with this name already.") : reason;
  });

/** Deletes an area in which nothing is. @throws Fault `area.not_found`, `area.in_use` */
export const deleteArea = (
  db: Database,
  tenantId: string,
  act: Act,
  { siteId, path }: { readonly siteId: string; readonly path: string },
): Promise<void> =>
  withTenant(db, tenantId, async (tx) => {
    const site = await getSite(tx, siteId);
    const [devices, areas] = [
      await tx.rows.device.count({ where: { tenantId, siteId, area: path } }),
      await tx.rows.area.count({ where: { tenantId, siteId, path: { startsWith: `${path}/` } } }),
    ];
    if (devices + areas > 0)
      throw fault("area.in_use", `${devices} devices and ${areas} areas are in it. Move or delete them first.`);
    const gone = await tx.rows.area.deleteMany({ where: { tenantId, siteId, path } });
    if (gone.count === 0) throw fault("area.not_found", "There is no such area.");
    await recordAudit(tx, act, `${site.name}: ${path}`, { before: { path } });
  });

function requirePath(path: string): void {
  if (!PATH.test(path) || path.split("/").some((name) => name.trim() !== name || name === ""))
    throw fault("area.invalid", "An area is named by up to six names of 1 to 60 characters, joined by a slash.");
}
