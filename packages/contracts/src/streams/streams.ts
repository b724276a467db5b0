/** The streams, by the names they have in Kafka and in the embedded log alike. */
export const STREAMS = {
  rawTelemetry: "raw-telemetry",
  telemetryAccepted: "telemetry-accepted",
  telemetryQuarantine: "telemetry-quarantine",
  deviceEvents: "device-events",
  billingEvents: "billing-events",
} as const;
export type Stream = (typeof STREAMS)[keyof typeof STREAMS];

/** Every stream has as many, so that one rule places a key in any of them. */
export const PARTITIONS = 8;

/** Keyed by device, because order matters only within one. */
export const deviceKeyOf = (tenant: string, device: string): string => `${tenant}/${device}`;

/** The partition of a key: FNV-1a over its UTF-16 units, the same in every process and for ever. */
export function partitionOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % PARTITIONS;
}
