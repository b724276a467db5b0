/** Who a row belongs to, and by which column one sees it. */
export type Holder = "tenant" | "person" | "bearer" | "platform" | "nobody";
export type KnownTable = {
  readonly holder: Holder;
  /** Null where no role of a door may read it. */
  readonly column: string | null;
  /** Not of a tenant: why it is no matter that all of them see it. */
  readonly reason?: string;
  /** What one's own new row would say, where the proof's differs from it. */
  readonly insertAs?: Readonly<Record<string, string>>;
  /** Filled by what devices say, and only where the proof has devices. */
  readonly byDevices?: true;
  /** Columns that the platform itself moves on while it is at work; the rest of the row is held to stay as it was. */
  readonly moving?: readonly string[];
  /** Why nothing that is well has a row in it. */
  readonly mayBeEmpty?: string;
};

const tenant = { holder: "tenant", column: "tenant_id" } as const;
const device = { ...tenant, byDevices: true } as const;
const person = { holder: "person", column: "account_id" } as const;
const nobody = (reason: string) => ({ holder: "nobody", column: null, reason }) as const;

/**
 * Every table there is. A table that is missing here fails the proof, and so does one in which the proof's tenants have no row:
 * a new table comes with an entry here and with what fills it, in `world/fill.ts` or `world/live.ts`.
 */
export const KNOWN_TABLES: Readonly<Record<string, KnownTable>> = {
  "public.tenants": { holder: "tenant", column: "id", insertAs: { kind: "live" } },
  "public.members": tenant,
  "public.invitations": tenant,
  "public.identity_providers": tenant,
  "public.provider_identities": tenant,
  "public.act_as_grants": tenant,
  "public.tenant_limits": tenant,
  "public.tenant_limit_hits": tenant,
  "public.sites": tenant,
  "public.areas": tenant,
  "public.devices": tenant,
  "public.points": device,
  "public.claims": tenant,
  "public.enrolment_steps": device,
  "public.certificates": device,
  "public.device_links": device,
  "public.device_presence": device,
  "public.edge_packages": tenant,
  "public.edge_package_drafts": tenant,
  "public.commands": { ...tenant, moving: ["attempts", "next_send_at"] },
  "public.firmware_releases": tenant,
  "public.firmware_rollouts": tenant,
  "public.firmware_updates": { ...tenant, moving: ["attempts", "next_offer_at", "changed_at"] },
  "public.device_schemas": tenant,
  "public.schema_flags": device,
  "public.audit_events": tenant,
  "public.audit_heads": tenant,
  "public.outbox": tenant,
  "series.readings": device,
  "series.blocks": device,
  "series.rollups": device,
  "series.sequences": device,
  "series.latest": device,
  "series.quarantined_messages": device,
  "series.boots": device,
  "series.gaps": device,
  "series.completeness_hours": device,
  "series.cold_parts": device,
  "public.telemetry_retention": tenant,
  "public.telemetry_exports": tenant,
  "log.entries": device,
  "metering.hours": device,
  "metering.device_hours": device,
  "metering.counted_events": { ...tenant, mayBeEmpty: "events from before the meter" },
  "metering.disputed_events": { ...tenant, mayBeEmpty: "events that cannot be right" },
  "public.accounts": { holder: "person", column: "id" },
  "public.sessions": person,
  "public.account_totp": person,
  "public.recovery_codes": person,
  "public.password_resets": person,
  "public.sign_ups": { holder: "bearer", column: "token_hash" },
  "public.operators": {
    holder: "platform",
    column: null,
    reason: "who of ours is an operator is the platform's own affair",
  },
  "public.sign_in_throttles": nobody("hashes of addresses, reached through directory functions only"),
  "public._prisma_migrations": nobody("which migrations have run"),
  "log.partitions": nobody("how far each stream has come, for all tenants together"),
  "metering.seen": nobody("which offsets are counted, for all tenants together"),
  "metering.sources": nobody("where counting begins, for all tenants together"),
  "log.consumers": nobody("how far each reader has come, for all tenants together"),
};
