import type { EdgeSource } from "@outstation/contracts/edge/package";

/**
 * Writes one point of a source and reads it back. @returns the value that the source has now.
 * @throws Error that says in one line why it did not
 */
export type WritePoint<Source extends EdgeSource> = (
  source: Source,
  write: { readonly point: string; readonly value: number | boolean | string; readonly dataDir: string },
) => Promise<number | boolean | string>;

/** How points of each protocol are written. A build that writes nothing has an empty one. */
export type PointWriters = {
  readonly [Protocol in EdgeSource["driver"]]?: WritePoint<Extract<EdgeSource, { readonly driver: Protocol }>>;
};
