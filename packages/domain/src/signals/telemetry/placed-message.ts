import type { ReadingValue } from "@outstation/contracts/mqtt/reading";
import type { PlacedMessage as StoredMessage } from "@outstation/db/series/rows";
import type { KnownDevice } from "../../fleet/lookup";

/**
 * A decoded message whose sender, device and points are known: everything the store needs. Boot is -1 and its number a hash of
 * the payload where the sender numbers nothing.
 */
export type PlacedMessage = StoredMessage & {
  /** Whose certificate brought it, and whose counters `boot` and `seq` are. */
  readonly sender: KnownDevice;
  /** Whose readings they are: the sender, or a device attached to it. */
  readonly device: KnownDevice;
  /** The readings' values as they were sent. */
  readonly values: readonly ReadingValue[];
};
