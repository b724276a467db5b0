import { type CaseTable, names, noInput } from "../case";

/** No member is told that there are such procedures. */
const NOT_THERE = "route.not_found";
const SAME = {
  messagesPerSecond: null,
  bytesPerSecond: null,
  devices: null,
  pointsPerDevice: null,
  pointsPerTenant: null,
};
const REASON = "An isolation proof asks for this";

/** What the platform's own people ask. */
export const operatorCases = {
  "operator.me": noInput(),
  "operator.tenants": noInput(),
  "operator.suspend": {
    asks: [names(NOT_THERE, ({ tenantId }) => ({ tenantId, reason: REASON }))],
    happy: { as: "operator", input: ({ own }) => ({ tenantId: own.names.tenantId, reason: REASON }) },
  },
  "operator.resume": {
    asks: [names(NOT_THERE, ({ tenantId }) => ({ tenantId }))],
    happy: { as: "operator", input: ({ own }) => ({ tenantId: own.names.tenantId }) },
  },
  "operator.limits": { asks: [names(NOT_THERE, ({ tenantId }) => ({ tenantId }))] },
  "operator.setTenantLimits": {
    asks: [names(NOT_THERE, ({ tenantId }) => ({ tenantId, limits: { ...SAME, devices: 1 }, reason: REASON }))],
    happy: {
      as: "operator",
      input: ({ own }) => ({ tenantId: own.names.tenantId, limits: { ...SAME, devices: 500 }, reason: REASON }),
    },
  },
  "operator.startActAs": {
    asks: [names(NOT_THERE, ({ tenantId }) => ({ tenantId, role: "admin", reason: REASON, minutes: 5 }))],
    happy: {
      as: "operator",
      input: ({ own }) => ({ tenantId: own.names.tenantId, role: "viewer", reason: REASON, minutes: 5 }),
    },
  },
  "operator.endActAs": {
    asks: [names(NOT_THERE, ({ tenantId, grantId }) => ({ tenantId, grantId }))],
    happy: { as: "operator", input: ({ own, grantId }) => ({ tenantId: own.names.tenantId, grantId }) },
  },
  "operator.proveIsolation": noInput(),
  "operator.isolationReports": noInput(),
  "operator.usage": {
    asks: [],
    free: { reason: "a range of time names nothing that is anyone's", input: () => ({ from: 0, to: 3_600_000 }) },
  },
} satisfies Partial<CaseTable>;
