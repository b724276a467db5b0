import { z } from "zod";

/** A server of the site that the gateway signs in to. The password is a file on the gateway, never in the package. */
export const SiteLogin = z.object({
  user: z.string().min(1).max(200),
  /** Name of the file in the gateway's `secrets` folder that holds the password. */
  secret: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
});

/** How far back a source that keeps a history is read at first: RFC 3339; only what comes from now on where absent. */
export const readFrom = z.iso.datetime({ offset: true }).optional();

/** Rows are not read before they are this old: a history's newest rows may still be joined by older ones. */
export const settleMs = z.number().int().min(0).max(86_400_000).optional();
