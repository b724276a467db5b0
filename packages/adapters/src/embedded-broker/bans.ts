import type { Ban } from "@outstation/domain/ports";
import type { Peer } from "./peer";

/** Who is kept out, in this process's memory: the register is asked at every connect anyway, and outlives it. */
export type Bans = {
  add(ban: Ban): void;
  delete(ban: Ban): void;
  /** Why this peer is kept out, or null. */
  find(peer: Peer, now: number): string | null;
};

export function createBans(): Bans {
  const bans = new Map<string, Ban>();
  return {
    add: (ban) => void bans.set(nameOf(ban), ban),
    delete: (ban) => void bans.delete(nameOf(ban)),
    find: ({ commonName, fingerprintMd5, identity }, now) => {
      const names = [`certificate:${fingerprintMd5}`, `device:${commonName}`, `tenant:${identity.tenant}`];
      for (const name of names) {
        const ban = bans.get(name);
        if (ban === undefined) continue;
        if (ban.as === "tenant" || ban.until.getTime() > now) return ban.reason;
        bans.delete(name);
      }
      return null;
    },
  };
}

function nameOf(ban: Ban): string {
  if (ban.as === "certificate") return `certificate:${ban.fingerprintMd5}`;
  return ban.as === "device" ? `device:${ban.clientId}` : `tenant:${ban.slug}`;
}
