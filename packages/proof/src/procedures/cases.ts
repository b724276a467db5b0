import type { CaseTable } from "./case";
import { fleetCases } from "./cases/fleet";
import { operatorCases } from "./cases/operator";
import { peopleCases } from "./cases/people";
import { sessionCases } from "./cases/session";
import { signalCases } from "./cases/signals";
import { tenantCases } from "./cases/tenant";

/** What the proof asks of every procedure. A new procedure without a case does not compile, and fails the proof at run time. */
export const CASES = {
  ...peopleCases,
  ...sessionCases,
  ...tenantCases,
  ...operatorCases,
  ...fleetCases,
  ...signalCases,
} satisfies CaseTable;
