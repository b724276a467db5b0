import type { EdgePackage } from "@outstation/contracts/edge/package";
import { Command, type CommandAnswer, CommandCancel } from "@outstation/contracts/mqtt/command";
import type { Clock } from "@outstation/kit/clock";
import type { Logger } from "@outstation/kit/logger";
import type { PackageUser } from "../package/package-user";
import { type Accepted, judgeCommand } from "./judge-command";
import { openCommandMemory } from "./memory";
import type { Refuser } from "./refusal";

/** What came of a command. @throws an Error that says in one line why it failed. */
export type Execute = (command: Accepted, edgePackage: EdgePackage) => Promise<NonNullable<CommandAnswer["result"]>>;

export type CommandDesk = PackageUser & {
  /** A message on `down/cmd`. One after the other; nothing thrown. It may come twice, late, or be no command at all. */
  receive(payload: Buffer): Promise<void>;
};

type Options = {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly refuse: Refuser;
  readonly execute: Execute;
  /** Takes an answer to the spool, from where it reaches the platform whenever that is. */
  readonly answer: (answer: CommandAnswer) => void;
};

/**
 * Where the gateway is told to do something. What it answers is on the disk before it is said, so a command is begun once:
 * one that comes again is answered with what was answered last, and one in the middle of which the gateway stopped has failed.
 */
export async function openCommandDesk(options: Options): Promise<CommandDesk> {
  const { clock, logger } = options;
  const memory = await openCommandMemory(options.dataDir);
  let edgePackage: EdgePackage | null = null;
  let working: Promise<void> = Promise.resolve();

  async function say(id: string, answer: Omit<CommandAnswer, "id" | "ts">) {
    const said = { id, ts: clock.now(), ...answer } as CommandAnswer;
    await memory.keep(said);
    options.answer(said);
    logger.info({ command: id, state: said.state, reason: said.reason?.code }, "command");
  }

  async function take(command: Command, by: EdgePackage) {
    const { id } = command;
    if (command.expiresAt <= clock.now()) return say(id, { state: "expired" });
    const verdict = judgeCommand(command, by, clock.now());
    if ("refused" in verdict) return say(id, { state: "rejected", ...options.refuse(id, verdict.refused) });
    await say(id, { state: "acknowledged" });
    await say(id, { state: "running" });
    try {
      await say(id, { state: "succeeded", result: await options.execute(verdict.accepted, by) });
    } catch (reason) {
      await say(id, { state: "failed", reason: { code: "command.failed", message: lineOf(reason) } });
    }
  }

  async function consider(payload: Buffer) {
    const message = parse(payload);
    if (message === null || edgePackage === null)
      return logger.warn({ bytes: payload.length }, "a message on down/cmd is no command");
    const known = memory.find(message.id);
    if (known !== undefined) return options.answer(known);
    if ("cancel" in message) return say(message.id, { state: "cancelled" });
    return take(message, edgePackage);
  }

  const enqueue = (work: () => Promise<void>): Promise<void> => {
    working = working.then(work).catch((reason: unknown) => logger.warn({ reason: String(reason) }, "command"));
    return working;
  };
  for (const { id } of memory.interrupted())
    await enqueue(() =>
      say(id, {
        state: "failed",
        reason: {
          code: "command.interrupted",
          message: "The gateway stopped in the middle; how far it came is not known.",
        },
      }),
    );
  return {
    use(next) {
      edgePackage = next;
    },
    receive: (payload) => enqueue(async () => void (await consider(payload))),
  };
}

const lineOf = (reason: unknown) =>
  (reason instanceof Error ? reason.message : String(reason)).split("\n", 1)[0]?.slice(0, 500) || "It failed.";

function parse(payload: Buffer): Command | CommandCancel | null {
  try {
    const message: unknown = JSON.parse(payload.toString("utf8"));
    return CommandCancel.safeParse(message).data ?? Command.safeParse(message).data ?? null;
  } catch {
    return null;
  }
}
