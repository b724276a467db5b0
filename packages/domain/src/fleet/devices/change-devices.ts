import type { EdgePackage } from "@outstation/contracts/edge/package";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { appendOutbox } from "@outstation/db/outbox";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { isUniqueViolation } from "@outstation/db/unique-violation";
import { fault } from "@outstation/kit/fault";
import { type Act, type AuditValue, alsoAct, recordAudit } from "../../tenancy/audit";
import { requireRoomForDevices } from "../../tenancy/limits";
import { revoke } from "../certificates";
import { insertVersion } from "../edge-packages";
import { type DeviceForm, requireValid } from "./device-form";
import { formOf, type Places, readRegister, resolvePlaces, toRow } from "./register.store";

const notFound = (key: string) => fault("device.not_found", `There is no device "${key}".`);
const audit = (form: DeviceForm) => ({ ...form, tags: [...form.tags] }) as { [field: string]: AuditValue };

/**
 * Enters a device into the register. A gateway gets its first, empty edge package, so that it can enrol at once.
 * @throws Fault `device.invalid`, `device.exists`, `tenant.device_limit`
 */
export const createDevice = (
  db: Database,
  tenant: { readonly id: string; readonly slug: string },
  act: Act,
  device: DeviceForm & { readonly key: string; readonly isGateway: boolean },
): Promise<void> => {
  const { key, isGateway, ...form } = device;
  requireValid(key, form);
  return withTenant(db, tenant.id, async (tx) => {
    const row = toRow(tx, key, form, await requirePlaces(tx, form));
    await requireRoomForDevices(tx, 1);
    await tx.rows.device.createMany({ data: [row] });
    if (isGateway) await insertVersion(tx, row.id, firstPackage({ tenant: tenant.slug, gateway: key }));
    await recordAudit(tx, act, key, { after: audit(form) });
  }).catch((reason: unknown) => {
    throw isUniqueViolation(reason)
      ? fault("device.exists", `There is a device "${key}" already, perhaps a retired one. Keys are never used again.`)
      : reason;
  });
};

const REPORTING = { batchMs: 1000, heartbeatMs: 60_000 };

const firstPackage = (names: { tenant: string; gateway: string }): EdgePackage => ({
  ...{ version: 1, ...names, reporting: REPORTING },
  sources: [],
});

/** Changes what is said of a device. @throws Fault `device.not_found`, `device.invalid` */
export const changeDevice = (
  db: Database,
  tenantId: string,
  act: Act,
  { key, ...form }: DeviceForm & { readonly key: string },
): Promise<void> => {
  requireValid(key, form);
  return withTenant(db, tenantId, async (tx) => {
    const register = await readRegister(tx);
    const device = register.devices.get(key);
    if (device === undefined || device.status === "retired") throw notFound(key);
    const places = await requirePlaces(tx, form);
    const { id: _id, tenantId: _tenant, key: _key, ...data } = toRow(tx, key, form, places);
    await tx.rows.device.updateMany({ where: { tenantId, id: device.id }, data });
    await recordAudit(tx, act, key, { before: audit(formOf(device)), after: audit(form) });
  });
};

async function requirePlaces(tx: TenantTx, form: DeviceForm): Promise<Places> {
  const places = resolvePlaces(await readRegister(tx), form);
  if (!Array.isArray(places)) return places;
  const said = places.map(({ field, message }) => `${field}: ${message}`).join("; ");
  throw fault("device.invalid", `${said}.`, { problems: places });
}

const ATTRIBUTE_BYTES_MAX = 8192;

/**
 * Says what a device should be like. It is told at once if it is connected, and at its next word otherwise.
 * @throws Fault `device.not_found`, `device.invalid`
 */
export const setDesired = (
  db: Database,
  tenant: { readonly id: string; readonly slug: string },
  act: Act,
  { key, attributes }: { readonly key: string; readonly attributes: Record<string, AuditValue> },
): Promise<void> =>
  withTenant(db, tenant.id, async (tx) => {
    if (Buffer.byteLength(JSON.stringify(attributes)) > ATTRIBUTE_BYTES_MAX)
      throw fault("device.invalid", `attributes: at most ${ATTRIBUTE_BYTES_MAX} bytes of JSON.`);
    const where = { tenantId_key: { tenantId: tenant.id, key } };
    const device = await tx.rows.device.findUnique({ where });
    if (device === null || device.status === "retired") throw notFound(key);
    await tx.rows.device.updateMany({
      where: { tenantId: tenant.id, id: device.id },
      data: { desired: attributes as object },
    });
    await appendOutbox(tx, "attributes.desired", { tenant: tenant.slug, device: key });
    await recordAudit(tx, act, key, {
      before: { desired: device.desired as AuditValue },
      after: { desired: attributes },
    });
  });

/**
 * Retires devices for good: their certificates are revoked, they are cut off within seconds and cannot come back. Their
 * history stays. All or none; a device that is retired already stays so.
 * @throws Fault `device.not_found` naming the first that is not there, `device.has_children`
 */
export const retireDevices = (
  db: Database,
  tenant: { readonly id: string; readonly slug: string },
  act: Act,
  keys: readonly string[],
  now: number,
): Promise<{ retired: number }> =>
  withTenant(db, tenant.id, async (tx) => {
    const tenantId = tenant.id;
    const devices = await tx.rows.device.findMany({
      where: { tenantId, key: { in: [...keys] } },
      include: {
        certificates: { where: { status: "active" }, include: { device: { select: { key: true } } } },
        children: { where: { status: "active" }, select: { key: true } },
      },
    });
    const missing = keys.find((key) => !devices.some((device) => device.key === key));
    if (missing !== undefined) throw notFound(missing);
    let retired = 0;
    for (const device of devices.filter(({ status }) => status === "active")) {
      const child = device.children.find(({ key }) => !keys.includes(key));
      if (child !== undefined)
        throw fault(
          "device.has_children",
          `"${device.key}" is the gateway of "${child.key}". Retire or move that one first.`,
        );
      await retire(tx, tenant.slug, act, device, now);
      retired += 1;
    }
    return { retired };
  });

type Retiring = {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly certificates: readonly Parameters<typeof revoke>[2][];
};

async function retire(tx: TenantTx, tenantSlug: string, act: Act, device: Retiring, now: number): Promise<void> {
  const { tenantId } = tx;
  await tx.rows.device.updateMany({
    where: { tenantId, id: device.id },
    data: { status: "retired", retiredAt: new Date(now) },
  });
  // A claim that was not spent would be refused anyway; gone, it is nobody's temptation.
  await tx.rows.claim.deleteMany({ where: { tenantId, deviceId: device.id, usedAt: null } });
  for (const certificate of device.certificates)
    await revoke(tx, alsoAct(act, "certificate.revoked"), certificate, {
      tenantSlug,
      reason: "cessationOfOperation",
      now,
    });
  const ends = device.certificates.map(({ notAfter }) => notAfter.getTime());
  await appendOutbox(tx, "device.retired", {
    clientId: commonNameOf({ tenant: tenantSlug, device: device.key }),
    notAfter: Math.max(now, ...ends),
  });
  await recordAudit(tx, act, device.key, { before: { status: "active" }, after: { status: "retired" } });
}
