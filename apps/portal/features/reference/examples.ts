/** The examples of the reference. Each is decoded by a test, so that none can promise what the platform refuses. */
export const FRIENDLY = `{"ts": 1732420000000, "values": {"temperature": 21.4, "running": true, "mode": "heating"}}`;

export const FRIENDLY_SEVERAL = `[
  {"ts": "2024-11-24T03:46:40Z", "values": {"temperature": 21.4}},
  {"ts": "2024-11-24T03:47:40Z", "values": {"temperature": 21.6}, "quality": "uncertain"}
]`;

export const COMPACT = `{"b": 7, "s": 1042, "t": 1732420000000, "d": "pump-7",
 "r": {"temperature": [[0, 21.4], [60000, 21.6, "uncertain"]], "running": [[0, true]]}}`;
