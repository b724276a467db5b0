import { createHash } from "node:crypto";
import type { Database } from "@outstation/db/database";
import {
  deleteQuarantined,
  findQuarantined,
  type QuarantineFilter,
  requestReplay,
} from "@outstation/db/series/quarantine-desk";
import { withTenant } from "@outstation/db/tenant";
import { fault } from "@outstation/kit/fault";
import { type Act, type AuditValue, recordAudit } from "../../tenancy/audit";
import { checkPayload } from "./check-payload";
import { keyOf, notKept } from "./quarantine";

/** Which messages an act is about: some by id, or all that a filter shows. */
export type Selection = { readonly ids: readonly string[] } | { readonly filter: QuarantineFilter };

/** One act takes this many messages, the oldest first; what is left takes another. */
export const MESSAGES_PER_ACT_MAX = 10_000;

const toKeys = (selection: Selection) => ("ids" in selection ? { keys: selection.ids.map(keyOf) } : selection);

/** What an audit says of which messages: whose they were, and how they were chosen. */
function subjectOf(deviceKeys: readonly string[]): string {
  const distinct = [...new Set(deviceKeys)];
  return distinct.length === 1 ? (distinct[0] ?? "") : `${distinct.length} devices`;
}
const chosen = (selection: Selection): { readonly [field: string]: AuditValue } =>
  "ids" in selection ? { ids: selection.ids.slice(0, 100) } : { filter: { ...selection.filter } };

/**
 * Has messages sent through the pipeline again, as they came: same sender, same time of receipt. Those that are stored or on
 * their way already are passed over.
 * @throws Fault `quarantine.not_found` where nothing is left to do.
 */
export const replayQuarantined = (
  db: Database,
  tenantId: string,
  act: Act,
  selection: Selection,
  now: number,
): Promise<{ requested: number }> =>
  withTenant(db, tenantId, async (tx) => {
    const request = { at: now, by: act.actorName, payload: null, messagesMax: MESSAGES_PER_ACT_MAX };
    const deviceKeys = await requestReplay(tx, toKeys(selection), request);
    if (deviceKeys.length === 0) throw notKept();
    const after = { messages: deviceKeys.length, ...chosen(selection) };
    await recordAudit(tx, act, subjectOf(deviceKeys), { after });
    return { requested: deviceKeys.length };
  });

const digest = (payload: Uint8Array) => createHash("sha256").update(payload).digest("hex");

/**
 * Has a message sent through the pipeline with another payload. What came is kept beside it.
 * @throws Fault `quarantine.not_found`, `quarantine.correction_refused` with what the pipeline would say
 */
export async function correctQuarantined(
  db: Database,
  tenantId: string,
  act: Act,
  correction: { readonly id: string; readonly text: string },
  now: number,
): Promise<void> {
  const key = keyOf(correction.id);
  const found = await findQuarantined(db, tenantId, key);
  if (found === null) throw notKept();
  const payload = Buffer.from(correction.text);
  await withTenant(db, tenantId, async (tx) => {
    const verdict = await checkPayload(tx, { senderKey: found.deviceKey, payload, receivedAt: found.receivedAt });
    if (!verdict.ok)
      throw fault("quarantine.correction_refused", `The pipeline would refuse this too: ${verdict.message}.`, verdict);
    const request = { at: now, by: act.actorName, payload, messagesMax: 1 };
    if ((await requestReplay(tx, { keys: [key] }, request)).length === 0)
      throw fault("quarantine.settled", "This message is stored already, or on its way.");
    await recordAudit(tx, act, found.deviceKey, {
      before: { id: correction.id, sha256: digest(found.payload), bytes: found.payload.byteLength, code: found.code },
      after: { id: correction.id, sha256: digest(payload), bytes: payload.byteLength },
    });
  });
}

/**
 * Deletes messages from quarantine for good. Those on their way into the store are passed over.
 * @throws Fault `quarantine.not_found` where nothing is left to do.
 */
export const discardQuarantined = (
  db: Database,
  tenantId: string,
  act: Act,
  selection: Selection,
): Promise<{ deleted: number }> =>
  withTenant(db, tenantId, async (tx) => {
    const deviceKeys = await deleteQuarantined(tx, toKeys(selection), MESSAGES_PER_ACT_MAX);
    if (deviceKeys.length === 0) throw notKept();
    const before = { messages: deviceKeys.length, ...chosen(selection) };
    await recordAudit(tx, act, subjectOf(deviceKeys), { before });
    return { deleted: deviceKeys.length };
  });
