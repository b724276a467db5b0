import { inReadings } from "@outstation/contracts/mqtt/telemetry";
import { checkAgainstSchema, type SchemaLookup } from "@outstation/domain/signals/schemas";
import type { RefusedMessage } from "@outstation/domain/signals/telemetry";
import { type Known, refuse, type Step } from "./messages";

/** Each message as the version of its type's schema that it declares says. Of an unknown minor it is passed on, and flagged. */
export async function meetSchema(messages: readonly Known[], schemas: SchemaLookup): Promise<Step<Known>> {
  await schemas.prepare();
  const refused: RefusedMessage[] = [];
  const passed = messages.filter(({ arrived, telemetry, device }) => {
    // Whoever declares no version is held to none.
    if (telemetry.schemaVersion === undefined) return true;
    const { tenantId, receivedAt } = arrived;
    const question = { tenantId, device, telemetry: inReadings(telemetry), receivedAt };
    const problem = checkAgainstSchema(question, schemas);
    if (problem !== null) refused.push(refuse(arrived, problem.code, problem.field, problem.message));
    return problem === null;
  });
  return { passed, refused };
}
