import type { Outputs } from "@outstation/hall/client";

export type DeviceCompleteness = Outputs["completeness"]["device"];
type Gap = DeviceCompleteness["gaps"][number];

/** A cause as people say it. */
export const CAUSE_WORDS: Readonly<Record<Gap["cause"], string>> = {
  device_offline: "the device was away",
  gateway_spool_overflow: "its disk was full",
  quarantined: "in quarantine",
  suspended: "your company was suspended",
  quota: "beyond the quota",
  unknown: "not known",
};

/** A line of the ledger: numbers that are or were missing, or a time without any. */
export type LedgerLine = {
  readonly key: string;
  readonly state: "open" | "healed" | "silence";
  /** Unix milliseconds; null where nothing came before. */
  readonly from: number | null;
  readonly to: number;
  /** Null for a silence: how much was lost in it, if anything, is not known. */
  readonly messages: number | null;
  /** `boot/from–to`. */
  readonly numbers: string;
  readonly cause: string;
  readonly quarantined: number;
  readonly healedAt: number | null;
};

/** Gaps, restarts and silences in one list, the newest first. */
export function ledgerLines({ gaps, restarts, silences }: DeviceCompleteness): LedgerLine[] {
  const silence = (from: number, to: number, cause: string, numbers: string): LedgerLine => ({
    ...{ key: `silence ${from} ${cause}`, state: "silence", from, to, cause, numbers },
    ...{ messages: null, quarantined: 0, healedAt: null },
  });
  return [
    ...gaps.map(lineOf),
    ...restarts.map(({ from, to, boot }) => silence(from, to, "restarted", `boot ${boot}`)),
    ...silences.map(({ from, to }) => silence(from, to, "nothing came", "")),
  ].sort((a, b) => b.to - a.to);
}

const lineOf = (gap: Gap): LedgerLine => ({
  key: `${gap.boot}/${gap.from}`,
  state: gap.healedAt === null ? "open" : "healed",
  from: gap.after,
  to: gap.before,
  messages: gap.messages,
  numbers: `${gap.boot}/${gap.from}${gap.to === gap.from ? "" : `–${gap.to}`}`,
  cause: CAUSE_WORDS[gap.cause],
  quarantined: gap.quarantined,
  healedAt: gap.healedAt,
});
