import { z } from "zod";
import { point, source } from "./source";

const hostAndPort = z.string().regex(/^[^:]+:\d+$/);

/** A device behind a BACnet router (an MS/TP line, for instance): `address` is then the router's. */
const Route = z.object({
  network: z.number().int().min(1).max(65_534),
  /** Octets in hexadecimal, such as `0a` for MS/TP station 10. */
  mac: z.string().regex(/^([0-9a-f]{2}){1,7}$/),
});

/** A BBMD of another subnet, with which the gateway registers as a foreign device (ASHRAE 135, annex J.5). */
const Bbmd = z.object({ address: hostAndPort, ttlS: z.number().int().min(30).max(65_535).default(300) });

export const BacnetSource = z.object({
  ...source,
  driver: z.literal("bacnet"),
  /** `host:port` of the device. */
  address: hostAndPort,
  route: Route.optional(),
  /**
   * Where the gateway's own socket stands; all sources with the same one share it. Port 0 is any free one, which is enough to poll.
   * Name 47808 where devices announce themselves by broadcast, and so that a restarted gateway takes its subscriptions up again.
   */
  localAddress: hostAndPort.optional(),
  bbmd: Bbmd.optional(),
  /** Points whose subscription the device takes are told by it, and polled only once per half lifetime. */
  cov: z.enum(["off", "unconfirmed", "confirmed"]).optional(),
  /** Never 0, which would be a subscription without an end. */
  covLifetimeS: z.number().int().min(10).max(86_400).optional(),
  /** Requests a second to all devices of one socket together; the smallest of its sources counts. */
  requestsPerSecond: z.number().min(0.1).max(10_000).optional(),
  /** How long an answer may take before the request is sent again, three times in all. */
  timeoutMs: z.number().int().min(100).max(60_000).optional(),
  pollMs: z.number().int().min(500).default(5000),
  /** `object` is `<object type>:<instance>`, such as `analog-input:1`. */
  points: z.array(z.object({ ...point, object: z.string().regex(/^[a-z-]+:\d+$/) })).min(1),
});

export type BacnetSource = z.infer<typeof BacnetSource>;
