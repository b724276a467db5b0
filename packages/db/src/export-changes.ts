import type { Database } from "./database";
import { listen } from "./listen";

/** An export changed. `null` means that the connection was away and any may have. */
export type ExportChange = { readonly tenantId: string; readonly exportId: string } | null;

/** Calls `onChanged` after every commit that changed an export, until the signal aborts. */
export const listenToExports = (
  db: Database,
  onChanged: (change: ExportChange) => void,
  signal: AbortSignal,
): Promise<void> =>
  listen(
    db,
    "exports",
    (payload) => {
      const [tenantId, exportId] = (payload ?? "").split(":");
      onChanged(tenantId && exportId ? { tenantId, exportId } : null);
    },
    signal,
  );
