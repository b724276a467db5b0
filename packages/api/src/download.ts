import { type Download, openDownload } from "@outstation/domain/signals/exports";
import { Fault } from "@outstation/kit/fault";
import type { Desk } from "./context";

/**
 * The file behind a signed link, for an app's route: whoever has the link may have the file.
 * @returns null for every link that is not one of ours or not one any more.
 */
export async function downloadOf(desk: Desk, token: string): Promise<Download | null> {
  try {
    const { db, objects, secrets, clock } = desk;
    return await openDownload({ db, objects, secrets, now: clock.now() }, token);
  } catch (reason) {
    if (reason instanceof Fault && reason.code === "export.link_refused") return null;
    throw reason;
  }
}
