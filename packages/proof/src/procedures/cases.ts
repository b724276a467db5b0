import type { Case, CaseTable } from "./case";
import { controlCases } from "./cases/control";
import { edgePackageCases } from "./cases/edge-packages";
import { fleetCases } from "./cases/fleet";
import { operatorCases } from "./cases/operator";
import { peopleCases } from "./cases/people";
import { quarantineCases } from "./cases/quarantine";
import { sessionCases } from "./cases/session";
import { signalCases } from "./cases/signals";
import { tenantCases } from "./cases/tenant";
import { usageCases } from "./cases/usage";

/** What the proof asks of every procedure. A new procedure without a case does not compile, and fails the proof at run time. */
export const CASES = {
  ...peopleCases,
  ...sessionCases,
  ...tenantCases,
  ...operatorCases,
  ...fleetCases,
  ...controlCases,
  ...edgePackageCases,
  ...signalCases,
  ...quarantineCases,
  ...usageCases,
} satisfies CaseTable;

/** Tables in which anyone may change something of another's, such as by asking for a mail to someone. */
export const TOUCHED: ReadonlySet<string> = new Set(
  Object.values(CASES as Readonly<Record<string, Case<unknown>>>).flatMap(({ asks }) =>
    asks.flatMap(({ touches }) => (touches === undefined ? [] : [touches])),
  ),
);
