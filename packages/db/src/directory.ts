import type { Database } from "./database";

export type AccountSecret = { id: string; email: string; name: string; passwordHash: string | null; hasTotp: boolean };
/** What a person is of a tenant. A password session does not open one that enforces its own sign-in. */
export type Membership = {
  tenantId: string;
  slug: string;
  name: string;
  status: "active" | "suspended";
  ssoEnforced: boolean;
  role: string;
};
export type AccountMemberships = { email: string; name: string; memberships: Membership[] };

/** Every tenant's id and slug. For the shared workers: an id is what `withTenant` needs, and opens nothing by itself. */
export async function listTenants(db: Database): Promise<{ id: string; slug: string }[]> {
  const { rows } = await db.reads.query("SELECT id, slug FROM directory.list_tenants()");
  return rows;
}

/** The account that signs in with this address, upper and lower case alike, or null. */
export async function findAccountByEmail(db: Database, email: string): Promise<AccountSecret | null> {
  const { rows } = await db.reads.query(
    `SELECT id, email, name, password_hash AS "passwordHash", has_totp AS "hasTotp" FROM directory.find_account($1)`,
    [email],
  );
  return rows[0] ?? null;
}

/** What an account is a member of, by slug; null when it is a member of nothing or does not exist. */
export async function findMemberships(db: Database, accountId: string): Promise<AccountMemberships | null> {
  const { rows } = await db.reads.query(
    `SELECT account_email, account_name, tenant_id, tenant_slug, tenant_name, tenant_status, sso_enforced, role
     FROM directory.list_memberships($1)`,
    [accountId],
  );
  const [first] = rows;
  if (first === undefined) return null;
  return {
    email: first.account_email,
    name: first.account_name,
    memberships: rows.map((row) => ({
      tenantId: row.tenant_id,
      slug: row.tenant_slug,
      name: row.tenant_name,
      status: row.tenant_status,
      ssoEnforced: row.sso_enforced,
      role: row.role,
    })),
  };
}

export type LiveSession = {
  email: string;
  name: string;
  boundTenantId: string | null;
  steppedUpAt: Date;
  lastUsedAt: Date;
  hasTotp: boolean;
};

/** The session if it is alive at `now` (Unix milliseconds), or null. */
export async function findSession(
  db: Database,
  session: { accountId: string; sessionId: string },
  now: number,
): Promise<LiveSession | null> {
  const { rows } = await db.reads.query(
    `SELECT account_email AS email, account_name AS name, bound_tenant_id AS "boundTenantId", stepped_up_at AS "steppedUpAt",
            last_used_at AS "lastUsedAt", has_totp AS "hasTotp" FROM directory.find_session($1, $2, $3)`,
    [session.accountId, session.sessionId, new Date(now)],
  );
  return rows[0] ?? null;
}

/** What an account is for the platform: `operator`, `finance`, or null for everyone else. */
export async function findOperatorRole(db: Database, accountId: string): Promise<string | null> {
  const { rows } = await db.reads.query("SELECT role FROM directory.find_operator($1)", [accountId]);
  return rows[0]?.role ?? null;
}

export type ActAs = Omit<Membership, "ssoEnforced"> & { grantId: string; reason: string; expiresAt: Date };

/** The grants under which an operator may act inside tenants at `now`. */
export async function listActAs(db: Database, accountId: string, now: number): Promise<ActAs[]> {
  const { rows } = await db.reads.query(
    `SELECT grant_id AS "grantId", tenant_id AS "tenantId", tenant_slug AS slug, tenant_name AS name, tenant_status AS status,
            role, reason, expires_at AS "expiresAt" FROM directory.list_act_as($1, $2)`,
    [accountId, new Date(now)],
  );
  return rows;
}

export type TenantProvider = {
  tenantId: string;
  tenantName: string;
  issuer: string;
  clientId: string;
  clientSecretSealed: Buffer;
  domains: string[];
  defaultRole: string;
  enforced: boolean;
};

/** How people of a tenant sign in elsewhere, or null. */
export async function findIdentityProvider(db: Database, slug: string): Promise<TenantProvider | null> {
  const { rows } = await db.reads.query(
    `SELECT tenant_id AS "tenantId", tenant_name AS "tenantName", issuer, client_id AS "clientId",
            client_secret_sealed AS "clientSecretSealed", domains, default_role AS "defaultRole", enforced
     FROM directory.find_identity_provider($1)`,
    [slug],
  );
  return rows[0] ?? null;
}

/** How often a sign-in failed under a key since it last succeeded, and when last. */
export async function findThrottle(
  db: Database,
  key: string,
): Promise<{ failures: number; lastFailedAt: Date } | null> {
  const { rows } = await db.reads.query(
    `SELECT failures, last_failed_at AS "lastFailedAt" FROM directory.find_throttle($1)`,
    [key],
  );
  return rows[0] ?? null;
}

/**
 * Counts an attempt as failed before it is made.
 * @param knownFailures as many as were found; where there are more by now, nothing is counted and the answer is false.
 */
export async function claimAttempt(db: Database, key: string, knownFailures: number, now: number): Promise<boolean> {
  const { rows } = await db.reads.query("SELECT directory.claim_attempt($1, $2, $3) AS claimed", [
    key,
    knownFailures,
    new Date(now),
  ]);
  return rows[0].claimed;
}

/** Takes back an attempt that was claimed at `now`. @param failedBefore when the one before it failed. */
export async function giveBackAttempt(
  db: Database,
  key: string,
  now: number,
  failedBefore: Date | null,
): Promise<void> {
  await db.reads.query("SELECT directory.give_back_attempt($1, $2, $3)", [key, new Date(now), failedBefore]);
}

/** Forgets what failed under a key. */
export async function clearAttempts(db: Database, key: string): Promise<void> {
  await db.reads.query("SELECT directory.clear_attempts($1)", [key]);
}

/** Deletes sign-ups, resets, attempts and sessions that expired long ago. */
export async function forgetExpired(db: Database): Promise<void> {
  await db.reads.query("SELECT directory.forget_expired()");
}

export type DueEntry = { tenantId: string; id: string; kind: string };

/** Outbox entries of all tenants that are due, oldest first. For the ingest role. */
export async function listDueOutbox(db: Database, now: number, entriesMax: number): Promise<DueEntry[]> {
  const { rows } = await db.reads.query(
    `SELECT tenant_id AS "tenantId", id, kind FROM directory.list_due_outbox($1, $2)`,
    [new Date(now), entriesMax],
  );
  return rows;
}

export type DueId = { tenantId: string; id: string };

/** Commands of all tenants that are to be sent (again) or have come to their end, oldest first. For the ingest role. */
export async function listDueCommands(db: Database, now: number, commandsMax: number): Promise<DueId[]> {
  const { rows } = await db.reads.query(`SELECT tenant_id AS "tenantId", id FROM directory.list_due_commands($1, $2)`, [
    new Date(now),
    commandsMax,
  ]);
  return rows;
}

/** Offers of firmware of all tenants that are to be made again, oldest first. For the ingest role. */
export async function listDueUpdates(db: Database, now: number, updatesMax: number): Promise<DueId[]> {
  const { rows } = await db.reads.query(`SELECT tenant_id AS "tenantId", id FROM directory.list_due_updates($1, $2)`, [
    new Date(now),
    updatesMax,
  ]);
  return rows;
}

export type RevokedRow = { serial: string; revokedAt: Date; revokedReason: string; notAfter: Date };

/** Every revoked certificate that has not expired, of all tenants. For the ingest role. */
export async function listRevoked(db: Database, now: number): Promise<RevokedRow[]> {
  const { rows } = await db.reads.query(
    `SELECT serial, revoked_at AS "revokedAt", revoked_reason AS "revokedReason", not_after AS "notAfter"
     FROM directory.list_revoked($1)`,
    [new Date(now)],
  );
  return rows;
}

/** How many active devices each tenant has. For the platform role. */
export async function countDevices(db: Database): Promise<Map<string, number>> {
  const { rows } = await db.reads.query("SELECT tenant_id, devices FROM directory.count_devices()");
  return new Map(rows.map((row) => [row.tenant_id, Number(row.devices)]));
}

/** Whether a tenant has this slug. */
export async function isSlugTaken(db: Database, slug: string): Promise<boolean> {
  const { rows } = await db.reads.query("SELECT directory.is_slug_taken($1) AS taken", [slug]);
  return rows[0].taken;
}

/** What a tenant's row of limits says; null: as its plan says. */
export type LimitsRow = {
  readonly plan: string;
  readonly messagesPerSecond: number | null;
  readonly bytesPerSecond: number | null;
  readonly devices: number | null;
  readonly pointsPerDevice: number | null;
  readonly pointsPerTenant: number | null;
};

/** The tenants whose limits are not simply those of the plan `default`. For the ingest role. */
export async function listLimits(db: Database): Promise<(LimitsRow & { tenantId: string; slug: string })[]> {
  const { rows } = await db.reads.query(
    `SELECT tenant_id AS "tenantId", slug, plan, messages_per_second AS "messagesPerSecond",
            bytes_per_second AS "bytesPerSecond", devices, points_per_device AS "pointsPerDevice",
            points_per_tenant AS "pointsPerTenant" FROM directory.list_limits()`,
  );
  return rows;
}

/** When each tenant's published schemas changed last; those without one are not named. For the ingest role. */
export async function listSchemaHeads(db: Database): Promise<Map<string, number>> {
  const { rows } = await db.reads.query("SELECT tenant_id, changed_at FROM directory.list_schema_heads()");
  return new Map(rows.map((row) => [row.tenant_id, row.changed_at.getTime()]));
}

/** How large a tenant's register is. For the platform role. */
export async function measureRegister(
  db: Database,
  tenantId: string,
): Promise<{ devices: number; points: number; pointsOfLargest: number }> {
  const { rows } = await db.reads.query(
    `SELECT devices, points, points_of_largest FROM directory.measure_register($1)`,
    [tenantId],
  );
  const [{ devices, points, points_of_largest }] = rows;
  return { devices: Number(devices), points: Number(points), pointsOfLargest: Number(points_of_largest) };
}
