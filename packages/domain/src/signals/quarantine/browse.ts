import type { Database } from "@outstation/db/database";
import { countByCode, findQuarantined, listQuarantined } from "@outstation/db/series/quarantine-desk";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { checkPayload, type Verdict } from "./check-payload";
import { keyOf, notKept, type QuarantineFilter, type QuarantineView, view } from "./quarantine";

export type QuarantinePage = {
  readonly messages: readonly QuarantineView[];
  /** How many match on all pages, by code, the most frequent first. */
  readonly codes: readonly { readonly code: string; readonly messages: number }[];
  readonly total: number;
  /** Where the next page begins; null on the last. */
  readonly nextCursor: string | null;
};

/**
 * A page of a tenant's quarantine, the newest first.
 * @throws Fault `cursor.invalid`
 */
export async function browseQuarantine(
  db: Database,
  tenantId: string,
  filter: QuarantineFilter,
  page: { readonly cursor: string | null; readonly limit: number },
): Promise<QuarantinePage> {
  const after = page.cursor === null ? null : readCursor(page.cursor);
  const [rows, codes] = await Promise.all([
    listQuarantined(db, tenantId, filter, { after, messagesMax: page.limit + 1 }),
    countByCode(db, tenantId, filter),
  ]);
  const messages = rows.slice(0, page.limit).map(view);
  const last = messages.at(-1);
  return {
    messages,
    codes,
    total: codes.reduce((sum, code) => sum + code.messages, 0),
    nextCursor: rows.length > page.limit && last !== undefined ? `${last.receivedAt}|${last.id}` : null,
  };
}

function readCursor(cursor: string) {
  const [receivedAt, id] = cursor.split("|");
  if (!/^\d{1,15}$/.test(receivedAt ?? "") || id === undefined)
    throw fault("cursor.invalid", "The cursor is not one that a page gave.");
  return { ...keyOf(id), receivedAt: Number(receivedAt) };
}

export type QuarantineDetail = QuarantineView & {
  /** Base64: what came need not be text. */
  readonly payload: string;
  /** What is or was sent instead of it; null: nothing else. */
  readonly corrected: string | null;
  /** What the pipeline would say of it now; null for what cannot be replayed. */
  readonly verdict: Verdict | null;
};

/**
 * One kept message with its payload, and what the pipeline would say of it now.
 * @throws Fault `quarantine.not_found`
 */
export async function getQuarantined(db: Database, tenantId: string, id: string): Promise<QuarantineDetail> {
  const found = await findQuarantined(db, tenantId, keyOf(id));
  if (found === null) throw notKept();
  const { payload, corrected, ...message } = found;
  const seen = view(message);
  const judged = { senderKey: message.deviceKey, payload: corrected ?? payload, receivedAt: message.receivedAt };
  return {
    ...seen,
    payload: Buffer.from(payload).toString("base64"),
    corrected: corrected && Buffer.from(corrected).toString("base64"),
    verdict: seen.isReplayable ? await withTenant(db, tenantId, (tx) => checkPayload(tx, judged)) : null,
  };
}

/**
 * What the pipeline would say of a message if its payload were this text. Changes nothing.
 * @throws Fault `quarantine.not_found`
 */
export async function tryCorrection(
  db: Database,
  tenantId: string,
  correction: { readonly id: string; readonly text: string },
): Promise<Verdict> {
  const found = await findQuarantined(db, tenantId, keyOf(correction.id));
  if (found === null) throw notKept();
  const { deviceKey: senderKey, receivedAt } = found;
  const payload = Buffer.from(correction.text);
  return withTenant(db, tenantId, (tx) => checkPayload(tx, { senderKey, payload, receivedAt }));
}
