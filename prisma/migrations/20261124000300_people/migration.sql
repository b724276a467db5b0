-- Sign-up to sign-out: who a person is, how they prove it, what they are asked to join, and who of ours may act for a tenant.

-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "kind" TEXT NOT NULL DEFAULT 'live',
ADD COLUMN     "status" TEXT NOT NULL DEFAULT 'active',
ADD COLUMN     "status_reason" TEXT;

-- AlterTable
ALTER TABLE "accounts" ALTER COLUMN "password_hash" DROP NOT NULL;

-- CreateTable
CREATE TABLE "sessions" (
    "account_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "bound_tenant_id" UUID,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stepped_up_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("account_id","id")
);

-- CreateTable
CREATE TABLE "account_totp" (
    "account_id" UUID NOT NULL,
    "secret_sealed" BYTEA NOT NULL,
    "last_step" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_totp_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "recovery_codes" (
    "account_id" UUID NOT NULL,
    "code_hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_codes_pkey" PRIMARY KEY ("account_id","code_hash")
);

-- CreateTable
CREATE TABLE "password_resets" (
    "account_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "password_resets_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "sign_ups" (
    "token_hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "tenant_slug" TEXT NOT NULL,
    "tenant_name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_ups_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "sign_in_throttles" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "last_failed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "invitations" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "identity_providers" (
    "tenant_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret_sealed" BYTEA NOT NULL,
    "domains" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "default_role" TEXT NOT NULL,
    "enforced" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_providers_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "provider_identities" (
    "tenant_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "account_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "provider_identities_pkey" PRIMARY KEY ("tenant_id","subject")
);

-- CreateTable
CREATE TABLE "operators" (
    "account_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operators_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "act_as_grants" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "operator" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "act_as_grants_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "provider_identities_account_id_idx" ON "provider_identities"("account_id");

-- CreateIndex
CREATE INDEX "act_as_grants_account_id_idx" ON "act_as_grants"("account_id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "account_totp" ADD CONSTRAINT "account_totp_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "identity_providers" ADD CONSTRAINT "identity_providers_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "provider_identities" ADD CONSTRAINT "provider_identities_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "provider_identities" ADD CONSTRAINT "provider_identities_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "operators" ADD CONSTRAINT "operators_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "act_as_grants" ADD CONSTRAINT "act_as_grants_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "act_as_grants" ADD CONSTRAINT "act_as_grants_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE CASCADE ON UPDATE RESTRICT;

ALTER TABLE "tenants" ADD CONSTRAINT "tenants_kind_known" CHECK (kind IN ('live', 'synthetic'));
ALTER TABLE "tenants" ADD CONSTRAINT "tenants_status_known" CHECK (status IN ('active', 'suspended'));
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_email_lower_case" CHECK (email = lower(email));
ALTER TABLE "sign_ups" ADD CONSTRAINT "sign_ups_email_lower_case" CHECK (email = lower(email));
ALTER TABLE "operators" ADD CONSTRAINT "operators_role_known" CHECK (role IN ('operator', 'finance'));
DO $$
DECLARE place text[];
BEGIN
  FOREACH place SLICE 1 IN ARRAY ARRAY[['invitations', 'role'], ['identity_providers', 'default_role'], ['act_as_grants', 'role']] LOOP
    EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (%I IN (''owner'', ''admin'', ''operator'', ''developer'', ''finance'', ''viewer''))',
                   place[1], place[1] || '_' || place[2] || '_known', place[2]);
  END LOOP;
END $$;

-- Three ways to hold a row, each a setting local to one transaction: as a tenant (app.tenant_id), as a person
-- (app.account_id), or as the bearer of a secret whose hash the row carries (app.token_hash).
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['sessions', 'account_totp', 'recovery_codes', 'password_resets', 'sign_ups', 'sign_in_throttles',
                                    'invitations', 'identity_providers', 'provider_identities', 'operators', 'act_as_grants'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
  END LOOP;
  FOREACH table_name IN ARRAY ARRAY['invitations', 'identity_providers', 'provider_identities'] LOOP
    EXECUTE format($policy$
      CREATE POLICY tenant ON %I TO outstation_app
        USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
        WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
  FOREACH table_name IN ARRAY ARRAY['sessions', 'account_totp', 'recovery_codes', 'password_resets'] LOOP
    EXECUTE format($policy$
      CREATE POLICY person ON %I TO outstation_app
        USING (account_id = (SELECT nullif(current_setting('app.account_id', true), '')::uuid))
        WITH CHECK (account_id = (SELECT nullif(current_setting('app.account_id', true), '')::uuid))$policy$, table_name);
  END LOOP;
  FOREACH table_name IN ARRAY ARRAY['sign_ups', 'invitations', 'password_resets'] LOOP
    EXECUTE format($policy$
      CREATE POLICY bearer ON %I TO outstation_app
        USING (token_hash = (SELECT nullif(current_setting('app.token_hash', true), '')))
        WITH CHECK (token_hash = (SELECT nullif(current_setting('app.token_hash', true), '')))$policy$, table_name);
  END LOOP;
END $$;
CREATE POLICY person ON "accounts" TO outstation_app
  USING (id = (SELECT nullif(current_setting('app.account_id', true), '')::uuid))
  WITH CHECK (id = (SELECT nullif(current_setting('app.account_id', true), '')::uuid));
-- A person founds a tenant and may rename it. Its kind and status are the platform's.
CREATE POLICY founder ON "tenants" FOR INSERT TO outstation_app
  WITH CHECK (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid) AND kind = 'live' AND status = 'active');
CREATE POLICY rename ON "tenants" FOR UPDATE TO outstation_app
  USING (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY platform ON "operators" TO outstation_platform USING (true) WITH CHECK (true);
-- An operator's grant is made in the tenant it is for; the tenant sees it and may end it.
CREATE POLICY tenant ON "act_as_grants" TO outstation_app, outstation_platform
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));

GRANT INSERT, UPDATE (name) ON "tenants" TO outstation_app;
GRANT INSERT, UPDATE (name, password_hash) ON "accounts" TO outstation_app;
GRANT INSERT, UPDATE (role), DELETE ON "members" TO outstation_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON "sessions", "account_totp", "recovery_codes", "password_resets", "identity_providers",
  "provider_identities" TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON "sign_ups", "invitations" TO outstation_app;
GRANT SELECT, UPDATE (ended_at) ON "act_as_grants" TO outstation_app;
GRANT SELECT, INSERT, UPDATE ON "act_as_grants" TO outstation_platform;
GRANT SELECT, INSERT, UPDATE, DELETE ON "operators" TO outstation_platform;

-- The directory answers more questions that come before a tenant is known.
GRANT SELECT ON "sessions", "account_totp", "identity_providers", "operators", "act_as_grants" TO outstation_directory;
GRANT SELECT, INSERT, UPDATE, DELETE ON "sign_in_throttles" TO outstation_directory;
DO $$
DECLARE table_name text;
BEGIN
  FOREACH table_name IN ARRAY ARRAY['sessions', 'account_totp', 'identity_providers', 'operators', 'act_as_grants'] LOOP
    EXECUTE format('CREATE POLICY directory ON %I FOR SELECT TO outstation_directory USING (true)', table_name);
  END LOOP;
END $$;
CREATE POLICY directory ON "sign_in_throttles" TO outstation_directory USING (true) WITH CHECK (true);

SET LOCAL ROLE outstation_directory;
DROP FUNCTION directory.find_account(text);
DROP FUNCTION directory.list_memberships(uuid);
RESET ROLE;

CREATE FUNCTION directory.find_account(wanted_email text)
  RETURNS TABLE (id uuid, email text, name text, password_hash text, has_totp boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT id, email, name, password_hash,
           EXISTS (SELECT FROM account_totp WHERE account_id = accounts.id AND confirmed_at IS NOT NULL)
    FROM accounts WHERE email = lower(wanted_email)
  $$;

CREATE FUNCTION directory.list_memberships(wanted_account uuid)
  RETURNS TABLE (account_email text, account_name text, tenant_id uuid, tenant_slug text, tenant_name text, tenant_status text,
                 sso_enforced boolean, role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT accounts.email, accounts.name, tenants.id, tenants.slug, tenants.name, tenants.status,
           EXISTS (SELECT FROM identity_providers WHERE tenant_id = tenants.id AND enforced), members.role
    FROM members JOIN tenants ON tenants.id = members.tenant_id JOIN accounts ON accounts.id = members.account_id
    WHERE members.account_id = wanted_account ORDER BY tenants.slug
  $$;

-- A session that is alive at an instant.
CREATE FUNCTION directory.find_session(wanted_account uuid, wanted_session uuid, at timestamptz)
  RETURNS TABLE (account_email text, account_name text, bound_tenant_id uuid, stepped_up_at timestamptz, last_used_at timestamptz, has_totp boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT accounts.email, accounts.name, sessions.bound_tenant_id, sessions.stepped_up_at, sessions.last_used_at,
           EXISTS (SELECT FROM account_totp WHERE account_id = accounts.id AND confirmed_at IS NOT NULL)
    FROM sessions JOIN accounts ON accounts.id = sessions.account_id
    WHERE sessions.account_id = wanted_account AND sessions.id = wanted_session AND ended_at IS NULL AND expires_at > at
  $$;

CREATE FUNCTION directory.find_operator(wanted_account uuid) RETURNS TABLE (role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT role FROM operators WHERE account_id = wanted_account $$;

-- The grants under which an operator may act at an instant.
CREATE FUNCTION directory.list_act_as(wanted_account uuid, at timestamptz)
  RETURNS TABLE (grant_id uuid, tenant_id uuid, tenant_slug text, tenant_name text, tenant_status text, role text, reason text, expires_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT act_as_grants.id, tenants.id, tenants.slug, tenants.name, tenants.status, act_as_grants.role, reason, expires_at
    FROM act_as_grants JOIN tenants ON tenants.id = act_as_grants.tenant_id JOIN operators USING (account_id)
    WHERE act_as_grants.account_id = wanted_account AND ended_at IS NULL AND expires_at > at ORDER BY tenants.slug
  $$;

CREATE FUNCTION directory.find_identity_provider(wanted_slug text)
  RETURNS TABLE (tenant_id uuid, tenant_name text, issuer text, client_id text, client_secret_sealed bytea, domains text[],
                 default_role text, enforced boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT tenants.id, tenants.name, issuer, client_id, client_secret_sealed, domains, default_role, enforced
    FROM identity_providers JOIN tenants ON tenants.id = identity_providers.tenant_id WHERE tenants.slug = wanted_slug
  $$;

-- Whether a slug is someone's already: it is part of an address that everyone may type.
CREATE FUNCTION directory.is_slug_taken(wanted_slug text) RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM tenants WHERE slug = wanted_slug) $$;

-- Failed sign-ins under a key (the hash of an address or of an email).
CREATE FUNCTION directory.find_throttle(wanted_key text) RETURNS TABLE (failures int, last_failed_at timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT failures, last_failed_at FROM sign_in_throttles WHERE key = wanted_key $$;

CREATE FUNCTION directory.note_sign_in(wanted_key text, succeeded boolean, at timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  BEGIN
    IF succeeded THEN
      DELETE FROM sign_in_throttles WHERE key = wanted_key;
    ELSE
      INSERT INTO sign_in_throttles AS known (key, failures, last_failed_at) VALUES (wanted_key, 1, at)
        ON CONFLICT (key) DO UPDATE SET failures = known.failures + 1, last_failed_at = at;
      -- What failed a day ago is forgotten.
      DELETE FROM sign_in_throttles WHERE last_failed_at < at - interval '1 day';
    END IF;
  END $$;

DO $$
DECLARE fn regprocedure;
BEGIN
  FOREACH fn IN ARRAY ARRAY[
    'directory.find_account(text)', 'directory.list_memberships(uuid)', 'directory.find_session(uuid, uuid, timestamptz)',
    'directory.find_operator(uuid)', 'directory.list_act_as(uuid, timestamptz)', 'directory.find_identity_provider(text)',
    'directory.find_throttle(text)', 'directory.is_slug_taken(text)', 'directory.note_sign_in(text, boolean, timestamptz)'] :: regprocedure[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', fn);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO outstation_app', fn);
    EXECUTE format('ALTER FUNCTION %s OWNER TO outstation_directory', fn);
  END LOOP;
END $$;
