import { z } from "zod";
import { readFrom, SiteLogin, settleMs } from "./historian";
import { point, source } from "./source";

/** An AVEVA PI Data Archive behind its PI Web API: recorded values of streams, read and never written. */
export const PiWebApiSource = z.object({
  ...source,
  driver: z.literal("pi-web-api"),
  /** Such as `https://pi.example.com/piwebapi`. */
  baseUrl: z.url({ protocol: /^https$/ }),
  /** PEM of the authority of the server's certificate, where it is not a public one. */
  ca: z.string().max(20_000).optional(),
  /** HTTP Basic; without it the server has to allow anonymous reading. */
  login: SiteLogin.optional(),
  pollMs: z.number().int().min(1000).default(30_000),
  from: readFrom,
  settleMs,
  /** Values in one answer; the server's own limit is usually 150,000. */
  pageSize: z.number().int().min(2).max(150_000).optional(),
  points: z.array(z.object({ ...point, webId: z.string().regex(/^[A-Za-z0-9_-]{1,400}$/) })).min(1),
});

export type PiWebApiSource = z.infer<typeof PiWebApiSource>;
