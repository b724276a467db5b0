import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

export const BROKER_NAME = "broker.site.example";

/** What one process believes of names: files of its own in place of the machine's, in a mount namespace of its own. */
export type NameService = {
  /** Puts what makes the namespace before a command. */
  wrap(command: readonly string[]): readonly string[];
  /** Whether the broker's name leads anywhere. */
  knowsBroker(knows: boolean): void;
};

/** @returns null where this machine lets nobody make a mount namespace */
export function openNameService(folder: string): NameService | null {
  if (spawnSync("unshare", ["-m", "true"]).status !== 0) return null;
  const [hosts, resolver] = [join(folder, "bench-hosts"), join(folder, "bench-resolv.conf")];
  // Written in place: a bind mount is of the file, not of its name.
  const knowsBroker = (knows: boolean) =>
    writeFileSync(hosts, `127.0.0.1 localhost\n${knows ? `127.0.0.1 ${BROKER_NAME}\n` : ""}`);
  knowsBroker(true);
  // Nobody answers there: whoever asks for another name gets no answer at all.
  writeFileSync(resolver, "nameserver 127.0.0.254\noptions timeout:1 attempts:1\n");
  const script = 'mount --bind "$0" /etc/hosts && mount --bind "$1" /etc/resolv.conf && shift && exec "$@"';
  return { knowsBroker, wrap: (command) => ["unshare", "-m", "sh", "-c", script, hosts, resolver, ...command] };
}
