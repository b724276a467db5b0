import type { DeviceLookup } from "@outstation/domain/fleet/lookup";
import type { RefusedMessage } from "@outstation/domain/signals/telemetry";
import type { LimitHit, LimitLookup } from "@outstation/domain/tenancy/limits";
import { type Known, knowsAll, refuse, type Step } from "./messages";

export type PointLimits = {
  readonly lookup: Pick<DeviceLookup, "countPoints">;
  readonly limits: Pick<LimitLookup, "limitsOfId">;
  readonly noteHit: (hit: LimitHit) => void;
};

/** Holds devices and tenants to their number of points, those counted that the batch itself would add. */
export function limitPoints(messages: readonly Known[], deps: PointLimits): Step<Known> {
  const newOnes = createCounter(deps.lookup);
  const refused: RefusedMessage[] = [];
  const passed = messages.filter((message) => {
    const { arrived, device, telemetry } = message;
    if (knowsAll(device, telemetry.columns.points)) return true;
    const { pointsPerDevice, pointsPerTenant } = deps.limits.limitsOfId(arrived.tenantId);
    const would = newOnes.with(message);
    const hit = { tenantId: arrived.tenantId, deviceKey: device.key, at: arrived.receivedAt, times: 1 };
    if (would.device > pointsPerDevice) {
      deps.noteHit({ ...hit, limit: "pointsPerDevice", asked: would.device, value: pointsPerDevice });
      const said = `${device.key} would have ${would.device} points; the limit is ${pointsPerDevice}`;
      refused.push(refuse(arrived, "device.too_many_points", "r", said));
      return false;
    }
    if (would.tenant > pointsPerTenant) {
      deps.noteHit({ ...hit, limit: "pointsPerTenant", asked: would.tenant, value: pointsPerTenant });
      const said = `${arrived.tenant} would have ${would.tenant} points with those of ${device.key}; the limit is ${pointsPerTenant}`;
      refused.push(refuse(arrived, "tenant.too_many_points", "r", said));
      return false;
    }
    would.take();
    return true;
  });
  return { passed, refused };
}

/** How many points there would be, with the new ones of the messages that were taken. */
function createCounter(lookup: PointLimits["lookup"]) {
  const devices = new Map<string, Set<string>>();
  const tenants = new Map<string, number>();
  return {
    with: ({ arrived, device, telemetry }: Known) => {
      const { tenantId } = arrived;
      const taken = devices.get(device.id) ?? new Set<string>();
      const added = new Set(telemetry.columns.points.filter((point) => !device.points.has(point) && !taken.has(point)));
      const before = tenants.get(tenantId) ?? lookup.countPoints(tenantId);
      return {
        device: device.points.size + taken.size + added.size,
        tenant: before + added.size,
        take: () => {
          for (const point of added) taken.add(point);
          devices.set(device.id, taken);
          tenants.set(tenantId, before + added.size);
        },
      };
    },
  };
}
