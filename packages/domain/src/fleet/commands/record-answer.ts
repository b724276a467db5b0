import { CommandAnswer } from "@outstation/contracts/mqtt/command";
import { readRefusal } from "@outstation/contracts/mqtt/refusal-signature";
import type { Database } from "@outstation/db/database";
import { type TenantTx, withTenant } from "@outstation/db/tenant";
import { type CommandState, isCommandState, isOver, nextState } from "./lifecycle";

export type ReceivedAnswer = {
  readonly tenantId: string;
  readonly tenant: string;
  readonly device: { readonly id: string; readonly key: string };
  readonly payload: Uint8Array;
  readonly receivedAt: number;
};

/** What was wrong with a message: for quarantine. */
export type AnswerProblem = { readonly code: string; readonly field: string; readonly message: string };

/**
 * Takes a device's word of a command down. What comes twice, late or out of order changes nothing.
 * @returns what is wrong with the message, or null.
 */
export function recordAnswer(db: Database, received: ReceivedAnswer): Promise<AnswerProblem | null> {
  const answer = parse(received.payload);
  if (answer === null)
    return Promise.resolve({
      code: "command.malformed",
      field: "payload",
      message: "the payload is not an answer to a command",
    });
  return withTenant(db, received.tenantId, (tx) => apply(tx, received, answer));
}

async function apply(tx: TenantTx, received: ReceivedAnswer, answer: CommandAnswer): Promise<AnswerProblem | null> {
  const { tenantId } = tx;
  const [row] = await tx.rows.$queryRaw<{ state: string }[]>`
    SELECT state FROM commands
    WHERE tenant_id = ${tenantId}::uuid AND id = ${answer.id}::uuid AND device_id = ${received.device.id}::uuid FOR UPDATE`;
  if (row === undefined || !isCommandState(row.state))
    return { code: "command.unknown", field: "id", message: "this device was given no such command" };
  const next = nextState(row.state, `device_${answer.state}`);
  if (next === null) return null;
  const problem = await checkRefusal(tx, received, answer);
  if (problem !== null) return problem;
  const { result, reason, refusal } = answer;
  await tx.rows.command.updateMany({
    where: { tenantId, id: answer.id },
    data: {
      state: next,
      ...timesOf(next, new Date(received.receivedAt)),
      ...(result ? { result: result as object } : {}),
      ...(reason ? { reason } : {}),
      ...(refusal ? { refusal } : {}),
    },
  });
  return null;
}

function timesOf(state: CommandState, at: Date): { acknowledgedAt?: Date; startedAt?: Date; endedAt?: Date } {
  if (isOver(state)) return { endedAt: at };
  return state === "running" ? { startedAt: at } : { acknowledgedAt: at };
}

/** A refusal that is signed must be the device's own, and about this command; nobody is made to sign. */
async function checkRefusal(
  tx: TenantTx,
  { tenant, device }: ReceivedAnswer,
  { id, refusal }: CommandAnswer,
): Promise<AnswerProblem | null> {
  if (refusal === undefined) return null;
  const certificates = await tx.rows.certificate.findMany({
    where: { tenantId: tx.tenantId, deviceId: device.id, status: "active" },
    select: { pem: true },
  });
  const said = readRefusal(
    refusal,
    certificates.map(({ pem }) => pem),
  );
  if (said !== null && said.id === id && said.device === device.key && said.tenant === tenant) return null;
  return {
    code: "refusal.signature_invalid",
    field: "refusal",
    message: "the refusal was not signed by this device, or is about something else",
  };
}

function parse(payload: Uint8Array): CommandAnswer | null {
  try {
    return CommandAnswer.safeParse(JSON.parse(Buffer.from(payload).toString("utf8"))).data ?? null;
  } catch {
    return null;
  }
}
