import { chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Mail, Mailer } from "@outstation/domain/ports";
import { fault } from "@outstation/kit/fault";
import { newId } from "@outstation/kit/ids";

export type KeptMail = Mail & { readonly id: string; readonly sentAt: number };

/** The embedded default: mails are written to a folder instead of sent, and can be read there. */
export type FolderMailer = Mailer & {
  /** The last mails, newest first. */
  list(limit: number): Promise<KeptMail[]>;
};

/** @param folder made when the first mail is written; mode 0700, because a mail may hold a link that opens a door. */
export function createFolderMailer(folder: string, now: () => number): FolderMailer {
  return {
    send: async (mail) => {
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await chmod(folder, 0o700);
        const id = newId();
        const file = join(folder, `${id}.json`);
        await writeFile(`${file}.new`, JSON.stringify({ id, sentAt: now(), ...mail }), { mode: 0o600 });
        await rename(`${file}.new`, file);
      } catch (cause) {
        throw fault("mail.unavailable", "The mail could not be sent. Try again in a minute.", {}, cause);
      }
    },
    list: async (limit) => {
      const names = await readdir(folder).catch(() => [] as string[]);
      // The names are ordered by time: they are UUIDs of version 7.
      const newest = names
        .filter((name) => name.endsWith(".json"))
        .sort()
        .reverse()
        .slice(0, limit);
      return Promise.all(
        newest.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")) as KeptMail),
      );
    },
  };
}
