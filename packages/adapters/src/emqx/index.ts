export { createEmqxAccess } from "./broker-access";
export { type DesiredBroker, emqxConfiguration } from "./desired";
export { connectEmqx, type EmqxAddress } from "./emqx-address";
export { type Drift, type Reconciled, type ReconcileOptions, reconcile } from "./reconcile";
