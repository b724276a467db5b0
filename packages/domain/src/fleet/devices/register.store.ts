import type { TenantTx } from "@outstation/db/tenant";
import { newId } from "@outstation/kit/ids";
import type { DeviceForm, Problem } from "./device-form";

/** Where a form says that a device stands and hangs, as ids of the register. */
export type Places = {
  readonly siteId: string | null;
  readonly area: string | null;
  readonly gatewayId: string | null;
};

/** What the register knows of names: read once for a whole file. */
export type Register = {
  readonly sites: ReadonlyMap<string, string>;
  /** `<siteId>/<path>` */
  readonly areas: ReadonlySet<string>;
  readonly devices: ReadonlyMap<string, RegisteredDevice>;
};
export type RegisteredDevice = Awaited<ReturnType<typeof listDevicesOf>>[number];

const listDevicesOf = (tx: TenantTx) =>
  tx.rows.device.findMany({
    where: { tenantId: tx.tenantId },
    include: { site: { select: { name: true } }, gateway: { select: { key: true } } },
  });

export async function readRegister(tx: TenantTx): Promise<Register> {
  const where = { tenantId: tx.tenantId };
  const sites = await tx.rows.site.findMany({ where });
  const areas = await tx.rows.area.findMany({ where });
  const devices = await listDevicesOf(tx);
  return {
    sites: new Map(sites.map(({ name, id }) => [name, id])),
    areas: new Set(areas.map(({ siteId, path }) => `${siteId}/${path}`)),
    devices: new Map(devices.map((device) => [device.key, device])),
  };
}

/** Resolves a form's names, or says which of them the register does not know. */
export function resolvePlaces(register: Register, form: DeviceForm): Places | Problem[] {
  const problems: Problem[] = [];
  const siteId = form.site === null ? null : register.sites.get(form.site);
  if (siteId === undefined) problems.push({ field: "site", message: `there is no site "${form.site}"` });
  else if (form.area !== null && !register.areas.has(`${siteId}/${form.area}`))
    problems.push({ field: "area", message: `"${form.site}" has no area "${form.area}"` });
  const gateway = form.gatewayKey === null ? null : register.devices.get(form.gatewayKey);
  if (gateway === undefined || gateway?.status === "retired")
    problems.push({ field: "gateway", message: `there is no device "${form.gatewayKey}" in service` });
  else if (gateway !== null && gateway.gatewayId !== null)
    problems.push({ field: "gateway", message: `"${form.gatewayKey}" hangs on a gateway itself` });
  return problems.length > 0 ? problems : { siteId: siteId ?? null, area: form.area, gatewayId: gateway?.id ?? null };
}

export const toRow = (tx: TenantTx, key: string, form: DeviceForm, places: Places) => ({
  tenantId: tx.tenantId,
  id: newId(),
  key,
  name: form.name.trim(),
  type: form.type,
  tags: [...form.tags],
  ...places,
});

/** A registered device in the words of a form, to compare and to write down. */
export const formOf = (device: RegisteredDevice): DeviceForm => ({
  name: device.name,
  type: device.type,
  site: device.site?.name ?? null,
  area: device.area,
  gatewayKey: device.gateway?.key ?? null,
  tags: device.tags,
});
