import { deliverDue, recordAnswer, wakeCommands } from "@outstation/domain/fleet/commands";
import type { BrokerAccess } from "@outstation/domain/ports";
import { type Conversation, conversation, type Due } from "./conversation";
import type { Process } from "./process";

export type CommandsDeps = Omit<Conversation, "name" | "channel" | "record" | "wake" | "deliver" | "listDue"> & {
  readonly access: Pick<BrokerAccess, "send">;
  readonly listDue: (at: number, dueMax: number) => Promise<readonly Due[]>;
};

/** Commands: repeated until their device answers, ended when their time is over, moved on by what it answers. */
export const commands = ({ access, listDue, ...deps }: CommandsDeps): Process => {
  const { db, clock } = deps;
  return conversation({
    ...deps,
    name: "commands",
    channel: "cmd",
    record: (answer) => recordAnswer(db, answer),
    wake: (tenantId, deviceIds) => wakeCommands(db, tenantId, { deviceIds, now: clock.now() }),
    listDue: (dueMax) => listDue(clock.now(), dueMax),
    deliver: (due) => deliverDue(db, { access, now: clock.now }, due),
  });
};
