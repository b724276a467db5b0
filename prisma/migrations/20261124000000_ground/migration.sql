-- Roles. They are cluster-wide, so a migration replayed into a shadow database finds them there. `provisionDatabase` gives
-- the first three a password; nobody can log in as outstation_directory.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['outstation_app', 'outstation_ingest', 'outstation_platform', 'outstation_directory'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', role_name);
    END IF;
  END LOOP;
END $$;

-- CreateTable
CREATE TABLE "devices" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "site_id" UUID,
    "area" TEXT,
    "gateway_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "devices_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "points" (
    "tenant_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "no" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "description" TEXT,
    "unit" TEXT,
    "decimals" INTEGER,
    "silence_ms_max" INTEGER,

    CONSTRAINT "points_pkey" PRIMARY KEY ("tenant_id","device_id","no")
);

-- CreateTable
CREATE TABLE "certificates" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "serial" TEXT NOT NULL,
    "fingerprint_sha256" TEXT NOT NULL,
    "pem" TEXT NOT NULL,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "not_after" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "certificates_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "claims" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "request_sha256" TEXT,
    "certificate_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "claims_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "edge_packages" (
    "tenant_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "edge_packages_pkey" PRIMARY KEY ("tenant_id","device_id","version")
);

-- CreateTable
CREATE TABLE "device_presence" (
    "tenant_id" UUID NOT NULL,
    "device_id" UUID NOT NULL,
    "online" BOOLEAN NOT NULL,
    "online_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "status" JSONB NOT NULL,
    "status_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "device_presence_pkey" PRIMARY KEY ("tenant_id","device_id")
);

-- CreateTable
CREATE TABLE "tenants" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "members_pkey" PRIMARY KEY ("tenant_id","account_id")
);

-- CreateTable
CREATE TABLE "sites" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sites_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "audit_events" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_events_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "devices_tenant_id_key_key" ON "devices"("tenant_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "points_tenant_id_device_id_name_key" ON "points"("tenant_id", "device_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_serial_key" ON "certificates"("serial");

-- CreateIndex
CREATE UNIQUE INDEX "certificates_fingerprint_sha256_key" ON "certificates"("fingerprint_sha256");

-- CreateIndex
CREATE INDEX "certificates_tenant_id_device_id_idx" ON "certificates"("tenant_id", "device_id");

-- CreateIndex
CREATE UNIQUE INDEX "claims_token_hash_key" ON "claims"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "tenants_slug_key" ON "tenants"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_email_key" ON "accounts"("email");

-- CreateIndex
CREATE INDEX "members_account_id_idx" ON "members"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "sites_tenant_id_name_key" ON "sites"("tenant_id", "name");

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_tenant_id_site_id_fkey" FOREIGN KEY ("tenant_id", "site_id") REFERENCES "sites"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_tenant_id_gateway_id_fkey" FOREIGN KEY ("tenant_id", "gateway_id") REFERENCES "devices"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "points" ADD CONSTRAINT "points_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "claims" ADD CONSTRAINT "claims_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "edge_packages" ADD CONSTRAINT "edge_packages_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "device_presence" ADD CONSTRAINT "device_presence_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "sites" ADD CONSTRAINT "sites_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

ALTER TABLE "tenants" ADD CONSTRAINT "tenants_slug_grammar"
  CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 3 AND 32);
ALTER TABLE "devices" ADD CONSTRAINT "devices_key_grammar" CHECK (key ~ '^[A-Za-z0-9_-]{1,48}$');
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_email_lower_case" CHECK (email = lower(email));
ALTER TABLE "members" ADD CONSTRAINT "members_role_known"
  CHECK (role IN ('owner', 'admin', 'operator', 'developer', 'finance', 'viewer'));
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_status_known" CHECK (status IN ('active', 'revoked'));

-- Policies. Each tenant table is closed to everyone and opened for the tenant in app.tenant_id, which `withTenant` sets for
-- one transaction. The sub-select is evaluated once a statement, not once a row; nullif, because a setting that was local to
-- an earlier transaction of a pooled connection reads as ''.
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['members', 'sites', 'audit_events', 'devices', 'points', 'certificates', 'claims',
                                    'edge_packages', 'device_presence'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    EXECUTE format($policy$
      CREATE POLICY tenant ON %I TO outstation_app, outstation_ingest
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
END $$;

ALTER TABLE "tenants" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "tenants" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "tenants" FOR SELECT TO outstation_app, outstation_ingest
  USING (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));

-- A person is nobody's row: an account is seen through `directory`, or by a tenant it is a member of.
ALTER TABLE "accounts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "accounts" FORCE ROW LEVEL SECURITY;
CREATE POLICY member_of_tenant ON "accounts" FOR SELECT TO outstation_app
  USING (EXISTS (SELECT FROM members WHERE members.account_id = accounts.id));

-- The platform's own desk: it makes tenants and their first members, and reaches nothing inside a tenant.
CREATE POLICY platform ON "tenants" TO outstation_platform USING (true) WITH CHECK (true);
CREATE POLICY platform ON "accounts" TO outstation_platform USING (true) WITH CHECK (true);
CREATE POLICY platform ON "members" TO outstation_platform USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA public TO outstation_app, outstation_ingest, outstation_platform;
GRANT SELECT ON "tenants" TO outstation_app, outstation_ingest;
GRANT SELECT (id, email, name, created_at) ON "accounts" TO outstation_app;
GRANT SELECT ON "members" TO outstation_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "sites", "devices", "points", "claims" TO outstation_app;
GRANT SELECT, INSERT ON "edge_packages", "audit_events" TO outstation_app;
GRANT SELECT ON "certificates", "device_presence" TO outstation_app;
GRANT SELECT ON "sites", "devices", "claims", "edge_packages" TO outstation_ingest;
GRANT UPDATE (used_at, request_sha256, certificate_id) ON "claims" TO outstation_ingest;
GRANT SELECT, INSERT ON "points", "certificates" TO outstation_ingest;
GRANT INSERT ON "audit_events" TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE ON "device_presence" TO outstation_ingest;
GRANT SELECT, INSERT, UPDATE, DELETE ON "tenants", "accounts", "members" TO outstation_platform;

-- The directory: the few questions that must be asked before a tenant is known. Each function answers one, as a role that
-- can read those columns and nothing else.
CREATE SCHEMA directory;
GRANT USAGE ON SCHEMA directory TO outstation_app, outstation_ingest;
GRANT USAGE, CREATE ON SCHEMA directory TO outstation_directory;
GRANT USAGE ON SCHEMA public TO outstation_directory;
GRANT SELECT ON "tenants", "accounts", "members" TO outstation_directory;
CREATE POLICY directory ON "tenants" FOR SELECT TO outstation_directory USING (true);
CREATE POLICY directory ON "accounts" FOR SELECT TO outstation_directory USING (true);
CREATE POLICY directory ON "members" FOR SELECT TO outstation_directory USING (true);

CREATE FUNCTION directory.list_tenants() RETURNS TABLE (id uuid, slug text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT id, slug FROM tenants ORDER BY slug $$;

CREATE FUNCTION directory.find_account(wanted_email text)
  RETURNS TABLE (id uuid, email text, name text, password_hash text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT id, email, name, password_hash FROM accounts WHERE email = lower(wanted_email) $$;

CREATE FUNCTION directory.list_memberships(wanted_account uuid)
  RETURNS TABLE (account_email text, account_name text, tenant_id uuid, tenant_slug text, tenant_name text, role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT accounts.email, accounts.name, tenants.id, tenants.slug, tenants.name, members.role
    FROM members JOIN tenants ON tenants.id = members.tenant_id JOIN accounts ON accounts.id = members.account_id
    WHERE members.account_id = wanted_account ORDER BY tenants.slug
  $$;

-- Before the functions change hands: only a function's owner may take its rights away, and Postgres merely warns others.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA directory FROM PUBLIC;
GRANT EXECUTE ON FUNCTION directory.list_tenants() TO outstation_ingest;
GRANT EXECUTE ON FUNCTION directory.find_account(text), directory.list_memberships(uuid) TO outstation_app;
ALTER FUNCTION directory.list_tenants() OWNER TO outstation_directory;
ALTER FUNCTION directory.find_account(text) OWNER TO outstation_directory;
ALTER FUNCTION directory.list_memberships(uuid) OWNER TO outstation_directory;
