import type { DeviceLatest } from "@outstation/domain/ports";

/** What is committed and not in Redis yet: the newest value of each point, so that it is no larger than what there is. */
export class Pending {
  private readonly devices = new Map<string, { tenantId: string; device: DeviceLatest }>();

  get size(): number {
    return this.devices.size;
  }

  add(tenantId: string, updates: readonly DeviceLatest[]): void {
    for (const device of updates) {
      const key = `${tenantId}/${device.deviceId}`;
      const known = this.devices.get(key);
      this.devices.set(key, { tenantId, device: known === undefined ? device : newest(known.device, device) });
    }
  }

  /** Takes some out. */
  take(devicesMax: number): { tenantId: string; device: DeviceLatest }[] {
    const taken = [];
    for (const [key, entry] of this.devices) {
      if (taken.length === devicesMax) break;
      this.devices.delete(key);
      taken.push(entry);
    }
    return taken;
  }

  clear(): void {
    this.devices.clear();
  }
}

function newest(known: DeviceLatest, update: DeviceLatest): DeviceLatest {
  const latest = { ...known.latest };
  for (const [point, value] of Object.entries(update.latest)) {
    const before = latest[point];
    if (before === undefined || value[0] > before[0]) latest[point] = value;
  }
  return { deviceId: known.deviceId, receivedAt: Math.max(known.receivedAt, update.receivedAt), latest };
}
