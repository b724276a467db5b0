import type { DeviceIdentity } from "@outstation/contracts/mqtt/identity";
import type { Clock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import { pointWriters } from "../outputs/registry";
import type { Spool } from "../spool/spool";
import { type CommandDesk, openCommandDesk } from "./command-desk";
import { createExecute } from "./execute";
import { createRefuser } from "./refusal";

/** The gateway's commands: what it is told on `down/cmd`, and its answers, which go through the spool as everything does. */
export function startCommands(options: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly identity: () => DeviceIdentity & { readonly privateKey: string };
  readonly spool: Pick<Spool, "append">;
  readonly onSpooled: () => void;
  readonly reportNow: () => void;
  readonly restartSource: (sourceId: string) => Promise<boolean>;
}): Promise<CommandDesk> {
  const { dataDir, clock, logger, spool, identity, reportNow, restartSource } = options;
  return openCommandDesk({
    ...{ dataDir, clock, logger },
    refuse: createRefuser({ identity, now: clock.now }),
    execute: createExecute({ dataDir, reportNow, restartSource, writers: pointWriters }),
    answer(answer) {
      spool.append([{ channel: "cmd", encode: () => Buffer.from(JSON.stringify(answer)) }]);
      options.onSpooled();
    },
  });
}
