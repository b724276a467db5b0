import type { Probe, ProbeRow } from "@outstation/db/probe";
import { type Holding, hold, undone } from "./holding";

/** What became of a statement: what it found or touched, or Postgres's refusal. */
export type Outcome =
  | { readonly ok: true; readonly rows: readonly ProbeRow[]; readonly rowCount: number }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** What Postgres answers to work that throws its errors. */
export async function outcomeOf(
  work: () => Promise<{ rows: readonly ProbeRow[]; rowCount: number }>,
): Promise<Outcome> {
  try {
    return { ok: true, ...(await work()) };
  } catch (reason) {
    const { code, message } = reason as { code?: string; message?: string };
    if (code === undefined) throw reason;
    return { ok: false, code, message: message ?? "" };
  }
}

/** Tries one statement while holding something; nothing of it stays. */
export const attempt = (probe: Probe, held: Holding, sql: string, parameters: readonly unknown[] = []) =>
  undone(probe, async () => {
    await hold(probe, held);
    return outcomeOf(() => probe.query(sql, parameters));
  });

/** insufficient_privilege: no grant, or a row that the policies do not allow. */
export const DENIED = "42501";
/** feature_not_supported: COPY into a table with row security. */
export const UNSUPPORTED = "0A000";

/** @returns null where the statement was refused as it should be, otherwise what happened instead. */
export const unlessDenied = (outcome: Outcome, ...alsoCodes: readonly string[]): string | null => {
  if (outcome.ok) return `it was done, to ${outcome.rowCount} rows`;
  return [DENIED, ...alsoCodes].includes(outcome.code)
    ? null
    : `refused for another reason: ${outcome.code} ${outcome.message}`;
};

/** @returns null where the statement was refused, or touched no more than so many rows. */
export const unlessAtMost = (outcome: Outcome, rowsMax: number, ...alsoCodes: readonly string[]): string | null => {
  if (!outcome.ok) return unlessDenied(outcome, ...alsoCodes);
  return outcome.rowCount <= rowsMax ? null : `${outcome.rowCount} rows, where ${rowsMax} are one's own`;
};
