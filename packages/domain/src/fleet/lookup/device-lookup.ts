import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { Database } from "@outstation/db/database";
import { listTenants } from "@outstation/db/directory";
import type { PointKind } from "@outstation/db/series/values";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import type { Clock } from "@outstation/kit/clock";

export type KnownPoint = { readonly no: number; readonly name: string; readonly kind: PointKind };
export type KnownDevice = {
  readonly tenantId: string;
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly gatewayId: string | null;
  readonly points: Map<string, KnownPoint>;
};
export type NewPoint = { readonly name: string; readonly kind: PointKind };

/** The registry as the shared workers need it: in memory, a tenant at a time, fresh to within `FRESH_MS`. */
export type DeviceLookup = {
  findTenantId(slug: string): Promise<string | null>;
  /** The same at once, of a tenant that is in memory and fresh; null, and it has to be looked for. */
  knownTenantId(slug: string): string | null;
  findDevice(identity: DeviceIdentity): Promise<KnownDevice | null>;
  /** How many points the tenant's devices have, as far as they are in memory: all of them once one was asked for. */
  countPoints(tenantId: string): number;
  /** Enters points that were never declared, numbered after the last; a name that exists by now keeps its number. */
  addPoints(device: KnownDevice, points: readonly NewPoint[]): Promise<void>;
};

const FRESH_MS = 30_000;
/** A miss reloads too, but a stranger's flood of unknown names may not become a flood of queries. */
const RELOAD_AFTER_MS = 1_000;

type Shelf<T> = { readonly loadedAt: number; readonly items: Map<string, T> };

export function createDeviceLookup(db: Database, clock: Clock): DeviceLookup {
  const tenants = shelf(clock, async () => new Map((await listTenants(db)).map(({ slug, id }) => [slug, id])));
  const devices = new Map<string, ReturnType<typeof shelf<KnownDevice>>>();

  const devicesOf = (tenantId: string) => {
    const known = devices.get(tenantId) ?? shelf(clock, () => withTenant(db, tenantId, loadDevices));
    devices.set(tenantId, known);
    return known;
  };

  return {
    findTenantId: tenants.find,
    knownTenantId: tenants.fresh,
    findDevice: async ({ tenant, device }) => {
      const tenantId = await tenants.find(tenant);
      return tenantId === null ? null : devicesOf(tenantId).find(device);
    },
    countPoints: (tenantId) => {
      let points = 0;
      for (const device of devices.get(tenantId)?.held() ?? []) points += device.points.size;
      return points;
    },
    addPoints: async (device, points) => {
      const added = await withTenant(db, device.tenantId, (tx) => insertPoints(tx, device.id, points));
      for (const point of added) device.points.set(point.name, point);
    },
  };
}

type Shelved<T> = {
  /** Looks a name up in a set that is loaded whole, and again when it is old or lacks the name. */
  find(name: string): Promise<T | null>;
  /** What was loaded last by that name, unless it is old. */
  fresh(name: string): T | null;
  /** All that was loaded last. */
  held(): Iterable<T>;
};

function shelf<T>(clock: Clock, load: () => Promise<Map<string, T>>): Shelved<T> {
  let current: Promise<Shelf<T>> | null = null;
  let held: ReadonlyMap<string, T> = new Map();
  let heldSince = 0;
  const reload = () => {
    const loadedAt = clock.now();
    const loading = load().then((items) => {
      held = items;
      heldSince = loadedAt;
      return { loadedAt, items };
    });
    loading.catch(() => {
      if (current === loading) current = null;
    });
    current = loading;
    return loading;
  };
  return {
    held: () => held.values(),
    fresh: (name) => (clock.now() - heldSince > FRESH_MS ? null : (held.get(name) ?? null)),
    find: async (name) => {
      let { loadedAt, items } = await (current ?? reload());
      const age = clock.now() - loadedAt;
      if (age > FRESH_MS || (!items.has(name) && age > RELOAD_AFTER_MS)) ({ items } = await reload());
      return items.get(name) ?? null;
    },
  };
}

async function loadDevices(tx: TenantTx): Promise<Map<string, KnownDevice>> {
  const rows = await tx.rows.device.findMany({
    where: { tenantId: tx.tenantId },
    select: {
      id: true,
      key: true,
      type: true,
      gatewayId: true,
      points: { select: { no: true, name: true, kind: true } },
    },
  });
  return new Map(
    rows.map(({ points, ...device }) => [
      device.key,
      {
        tenantId: tx.tenantId,
        ...device,
        points: new Map(points.map((point) => [point.name, { ...point, kind: point.kind as PointKind }])),
      },
    ]),
  );
}

async function insertPoints(tx: TenantTx, deviceId: string, points: readonly NewPoint[]): Promise<KnownPoint[]> {
  const key = { tenantId: tx.tenantId, deviceId };
  // Two batches that meet a device's new points at once would give two of them one number.
  await tx.rows.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`points/${deviceId}`}, 0))`;
  const { _max } = await tx.rows.point.aggregate({ where: key, _max: { no: true } });
  const first = (_max.no ?? 0) + 1;
  await tx.rows.point.createMany({
    data: points.map((point, index) => ({ ...key, no: first + index, ...point })),
    skipDuplicates: true,
  });
  const rows = await tx.rows.point.findMany({ where: { ...key, name: { in: points.map(({ name }) => name) } } });
  return rows.map(({ no, name, kind }) => ({ no, name, kind: kind as PointKind }));
}
