import type { EdgePackage } from "@outstation/contracts/edge/package";

/** A part of the gateway that works by the edge package. The package can change while the gateway runs. */
export type PackageUser = {
  /** From now on by this package. Called with the first one before the gateway connects, and again at each change. */
  use(edgePackage: EdgePackage): void | Promise<void>;
};
