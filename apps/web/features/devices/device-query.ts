import type { Sort } from "@outstation/ui/data/data-table";
import { type DeviceRow, urgencyOf } from "./device-state";

/** What the address bar asks of the list. An empty text filters nothing. */
export type DeviceFilter = {
  readonly find: string;
  readonly site: string;
  readonly state: string;
  readonly type: string;
};

/** The devices that a filter keeps: every word of `find` is in the name, key, type, area or site. */
export function filterDevices(devices: readonly DeviceRow[], filter: DeviceFilter): DeviceRow[] {
  const words = filter.find.toLowerCase().split(/\s+/);
  return devices.filter((device) => {
    const text = [device.name, device.key, device.type, device.area, device.site?.name].join(" ").toLowerCase();
    return (
      words.every((word) => text.includes(word)) &&
      (filter.site === "" || device.site?.id === filter.site) &&
      (filter.state === "" || device.state === filter.state) &&
      (filter.type === "" || device.type === filter.type)
    );
  });
}

const KEYS: Readonly<Record<string, (device: DeviceRow) => string | number>> = {
  // Ascending puts first what needs someone first.
  state: (device) => -urgencyOf(device),
  name: ({ name }) => name.toLowerCase(),
  type: ({ type }) => type,
  site: ({ site }) => site?.name ?? "",
  area: ({ area }) => area ?? "",
  points: ({ points }) => points,
  badPoints: ({ badPoints }) => badPoints,
  lastSeenAt: ({ lastSeenAt }) => lastSeenAt ?? 0,
};

/** Sorted by a column; equal rows by name, so that the order never jumps. */
export function sortDevices(devices: readonly DeviceRow[], { key, descending }: Sort): DeviceRow[] {
  const keyOf = KEYS[key] ?? KEYS.name;
  const direction = descending ? -1 : 1;
  return [...devices].sort((one, other) => {
    const [left, right] = [keyOf?.(one) ?? "", keyOf?.(other) ?? ""];
    const order =
      typeof left === "number" && typeof right === "number"
        ? left - right
        : String(left).localeCompare(String(right), "en", { numeric: true });
    return order === 0 ? one.name.localeCompare(other.name, "en", { numeric: true }) : order * direction;
  });
}

/** `sort=-points` is by points, most first. */
export const parseSort = (text: string | null): Sort => ({
  key: text?.replace(/^-/, "") ?? "name",
  descending: text?.startsWith("-") ?? false,
});
export const spellSort = ({ key, descending }: Sort): string => `${descending ? "-" : ""}${key}`;
