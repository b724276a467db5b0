/** What the platform, which all tenants share, gives to one of them. */
export const LIMIT_NAMES = [
  "messagesPerSecond",
  "bytesPerSecond",
  "devices",
  "pointsPerDevice",
  "pointsPerTenant",
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];
export type TenantLimits = { readonly [L in LimitName]: number };

export const isLimitName = (value: string): value is LimitName => (LIMIT_NAMES as readonly string[]).includes(value);

type Limit = { readonly title: string; readonly unit: string; readonly met: string };

/** As the screens and the refusals say them. */
export const LIMITS: Readonly<Record<LimitName, Limit>> = {
  messagesPerSecond: {
    title: "Messages a second",
    unit: "messages/s",
    met: "Messages beyond it wait: the platform acknowledges them later. Nothing is lost.",
  },
  bytesPerSecond: {
    title: "Bytes a second",
    unit: "bytes/s",
    met: "Messages beyond it wait: the platform acknowledges them later. Nothing is lost.",
  },
  devices: {
    title: "Devices in service",
    unit: "devices",
    met: "No further device can be entered until one is retired.",
  },
  pointsPerDevice: {
    title: "Points of one device",
    unit: "points",
    met: "A message that names further points is kept in quarantine.",
  },
  pointsPerTenant: {
    title: "Points of all devices",
    unit: "points",
    met: "A message that names further points is kept in quarantine.",
  },
};

export const DEFAULT_PLAN = "default";

/** By plan. */
export const PLANS: Readonly<Record<string, TenantLimits>> = {
  [DEFAULT_PLAN]: {
    messagesPerSecond: 2000,
    bytesPerSecond: 4 * 1024 * 1024,
    devices: 10_000,
    pointsPerDevice: 10_000,
    pointsPerTenant: 500_000,
  },
};

export const DEFAULT_LIMITS = PLANS[DEFAULT_PLAN] as TenantLimits;

/** What an operator set for one tenant; null: as the plan says. */
export type LimitOverrides = { readonly [L in LimitName]: number | null };

export const NO_OVERRIDES: LimitOverrides = {
  messagesPerSecond: null,
  bytesPerSecond: null,
  devices: null,
  pointsPerDevice: null,
  pointsPerTenant: null,
};

/** A plan's limits, or what stands in their place. A plan that is not known here is the default one. */
export function limitsOf(row: (LimitOverrides & { readonly plan: string }) | null): TenantLimits {
  if (row === null) return DEFAULT_LIMITS;
  const plan = PLANS[row.plan] ?? DEFAULT_LIMITS;
  return {
    messagesPerSecond: row.messagesPerSecond ?? plan.messagesPerSecond,
    bytesPerSecond: row.bytesPerSecond ?? plan.bytesPerSecond,
    devices: row.devices ?? plan.devices,
    pointsPerDevice: row.pointsPerDevice ?? plan.pointsPerDevice,
    pointsPerTenant: row.pointsPerTenant ?? plan.pointsPerTenant,
  };
}
