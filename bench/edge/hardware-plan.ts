import type { EdgeSource } from "@outstation/contracts/edge/package";

/** What a process of simulated hardware is told at its start. */
export type HardwarePlan = {
  readonly source: Extract<EdgeSource, { driver: "opcua" | "bacnet" | "modbus" }>;
  /** Keys and lists of trust of an OPC UA server. */
  readonly folder: string;
  /** The number before the first. */
  readonly from: number;
  /** Points from this index on stand still. */
  readonly moving: number;
};

/** The n-th point of a source of the bench. */
export const pointName = (index: number): string => `p${index}`;
export const indexOf = (point: string): number => Number(point.slice(1));
