import { type CaseTable, names, noInput } from "../case";

const DAY_MS = 86_400_000;
const lately = () => ({ from: Date.now() - DAY_MS, to: Date.now() + DAY_MS });
const free = { reason: "a range of time names nothing that is anyone's", input: lately };

/** What the meter counts. */
export const usageCases = {
  /** Of another's device and of one that is not there nothing is counted. */
  "usage.periods": { asks: [names("answered", ({ deviceId }) => ({ ...lately(), unit: "hour" as const, deviceId }))] },
  "usage.devices": { asks: [], free },
  "usage.versions": { asks: [], free },
  "usage.asOf": noInput(),
} satisfies Partial<CaseTable>;
