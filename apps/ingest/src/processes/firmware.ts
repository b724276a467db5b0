import { offerDue, recordReport, wakeOffers } from "@outstation/domain/fleet/firmware";
import type { BrokerAccess, DocumentSigner } from "@outstation/domain/ports";
import { type Conversation, conversation, type Due } from "./conversation";
import type { Process } from "./process";

export type FirmwareDeps = Omit<Conversation, "name" | "channel" | "record" | "wake" | "deliver" | "listDue"> & {
  readonly access: Pick<BrokerAccess, "send">;
  readonly documents: Pick<DocumentSigner, "sign">;
  readonly listDue: (at: number, dueMax: number) => Promise<readonly Due[]>;
};

/** Offers of firmware: repeated until their device says something of them; its reports move its rollout on. */
export const firmware = ({ access, documents, listDue, ...deps }: FirmwareDeps): Process => {
  const { db, clock } = deps;
  return conversation({
    ...deps,
    name: "firmware",
    channel: "ota",
    record: (report) => recordReport(db, report),
    wake: (tenantId, deviceIds) => wakeOffers(db, tenantId, { deviceIds, now: clock.now() }),
    listDue: (dueMax) => listDue(clock.now(), dueMax),
    deliver: (due) => offerDue(db, { access, documents, now: clock.now }, due),
  });
};
