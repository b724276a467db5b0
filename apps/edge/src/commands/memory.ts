import { join } from "node:path";
import { CommandAnswer } from "@outstation/contracts/mqtt/command";
import { z } from "zod";
import { readIfThere, writeDurably } from "../identity/durable-file";

/** More than the platform lets be open at once, many times over. */
const REMEMBERED_MAX = 500;

const Kept = z.object({ answers: z.array(CommandAnswer) });

/** The last commands by id, each with the last answer to it: what makes a command that comes again be carried out once. */
export type CommandMemory = {
  find(id: string): CommandAnswer | undefined;
  /** Resolves when it will survive a power cut. */
  keep(answer: CommandAnswer): Promise<void>;
  /** What had begun when the gateway stopped in the middle. */
  interrupted(): readonly CommandAnswer[];
};

/** Opens `commands.json`. One that cannot be read is begun anew: what it held is too old to come again, or ends by its expiry. */
export async function openCommandMemory(dataDir: string): Promise<CommandMemory> {
  const file = join(dataDir, "commands.json");
  const answers = new Map((await read(file)).map((answer) => [answer.id, answer]));
  return {
    find: (id) => answers.get(id),
    async keep(answer) {
      // Again at the end: the oldest is forgotten first.
      answers.delete(answer.id);
      answers.set(answer.id, answer);
      for (const id of [...answers.keys()].slice(0, Math.max(0, answers.size - REMEMBERED_MAX))) answers.delete(id);
      await writeDurably(file, JSON.stringify({ answers: [...answers.values()] }), 0o600);
    },
    interrupted: () => [...answers.values()].filter(({ state }) => state === "acknowledged" || state === "running"),
  };
}

async function read(file: string): Promise<readonly CommandAnswer[]> {
  const text = await readIfThere(file);
  if (text === null) return [];
  try {
    return Kept.parse(JSON.parse(text)).answers;
  } catch {
    return [];
  }
}
