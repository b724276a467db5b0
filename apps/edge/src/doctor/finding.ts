/** What one look came to, in words that say what to do where something is to be done. */
export type Finding = {
  /** `bad`: the gateway does not do its work like this. `warning`: it will not for long, or it could not be looked at. */
  readonly level: "ok" | "warning" | "bad";
  /** Such as `clock`, `source line-3`. */
  readonly what: string;
  readonly says: string;
};

export const ok = (what: string, says: string): Finding => ({ level: "ok", what, says });
export const warning = (what: string, says: string): Finding => ({ level: "warning", what, says });
export const bad = (what: string, says: string): Finding => ({ level: "bad", what, says });

const WIDTH = 24;
const MARKS = { ok: "ok     ", warning: "warning", bad: "BAD    " } as const;

export const spellFinding = ({ level, what, says }: Finding): string =>
  `${MARKS[level]}  ${what.padEnd(WIDTH)}  ${says}`;

export const textOf = (reason: unknown): string => {
  const { message, code } = (reason ?? {}) as { message?: unknown; code?: unknown };
  return String(message || code || reason).split("\n")[0] ?? "";
};
