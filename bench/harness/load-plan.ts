import type { FleetDevice } from "./fleet";

/** What a load process is told at its start. */
export type LoadPlan = {
  readonly fleet: readonly FleetDevice[];
  readonly port: number;
  readonly boot: number;
  /** Messages a second, of each device; null: as fast as the platform takes them. */
  readonly rate: number | null;
  /** How many messages each device has; null: without end. */
  readonly messages: number | null;
  /** The times the readings carry, Unix milliseconds; null: that of their making. */
  readonly measured: { readonly from: number; readonly stepMs: number } | null;
};

/** What it hears later. */
export type LoadOrder = { readonly rate: number } | "finish";

/** What it tells, twice a second and at the end. */
export type LoadReport = {
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly resent: number;
  readonly connections: number;
  /** Messages sent by each device, in the plan's order. */
  readonly sentBy: readonly number[];
  /** Everything that was to be sent has its PUBACK. */
  readonly done: boolean;
};
