-- Attempts that are counted before they are made, sessions that end with what vouched for them, and the forgetting of what expired.

CREATE INDEX "sessions_expires_at_idx" ON "sessions"("expires_at");
CREATE INDEX "password_resets_expires_at_idx" ON "password_resets"("expires_at");
CREATE INDEX "sign_ups_expires_at_idx" ON "sign_ups"("expires_at");
CREATE INDEX "sign_in_throttles_last_failed_at_idx" ON "sign_in_throttles"("last_failed_at");

GRANT SELECT ON "provider_identities" TO outstation_directory;
CREATE POLICY directory ON "provider_identities" FOR SELECT TO outstation_directory USING (true);

SET LOCAL ROLE outstation_directory;
DROP FUNCTION directory.find_session(uuid, uuid, timestamptz);
DROP FUNCTION directory.note_sign_in(text, boolean, timestamptz);
RESET ROLE;

-- A session that is alive at an instant. One that a tenant's provider vouched for is over when that provider no longer does.
CREATE FUNCTION directory.find_session(wanted_account uuid, wanted_session uuid, at timestamptz)
  RETURNS TABLE (account_email text, account_name text, bound_tenant_id uuid, stepped_up_at timestamptz, last_used_at timestamptz, has_totp boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT accounts.email, accounts.name, sessions.bound_tenant_id, sessions.stepped_up_at, sessions.last_used_at,
           EXISTS (SELECT FROM account_totp WHERE account_id = accounts.id AND confirmed_at IS NOT NULL)
    FROM sessions JOIN accounts ON accounts.id = sessions.account_id
    WHERE sessions.account_id = wanted_account AND sessions.id = wanted_session AND ended_at IS NULL AND expires_at > at
      AND (bound_tenant_id IS NULL
           OR EXISTS (SELECT FROM provider_identities WHERE tenant_id = bound_tenant_id AND account_id = wanted_account))
  $$;

-- Counts one attempt as failed before it is made, if as many have failed as the caller decided on: of a hundred attempts at
-- once, each sees those before it.
CREATE FUNCTION directory.claim_attempt(wanted_key text, known_failures int, at timestamptz) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  BEGIN
    INSERT INTO sign_in_throttles AS known (key, failures, last_failed_at) VALUES (wanted_key, 1, at)
      ON CONFLICT (key) DO UPDATE SET failures = known.failures + 1, last_failed_at = at WHERE known.failures = known_failures;
    RETURN FOUND;
  END $$;

-- Takes a claimed attempt back, as if it had not been made.
CREATE FUNCTION directory.give_back_attempt(wanted_key text, at timestamptz, failed_before timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    UPDATE sign_in_throttles SET failures = greatest(failures - 1, 0),
           last_failed_at = CASE WHEN last_failed_at = at THEN coalesce(failed_before, at) ELSE last_failed_at END
    WHERE key = wanted_key
  $$;

CREATE FUNCTION directory.clear_attempts(wanted_key text) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ DELETE FROM sign_in_throttles WHERE key = wanted_key $$;

-- What is of no use to anyone any more, by the database's own clock: a sign-up that nobody confirmed holds an address and the
-- hash of a password.
GRANT SELECT, DELETE ON "sign_ups", "password_resets" TO outstation_directory;
GRANT DELETE ON "sessions" TO outstation_directory;
CREATE POLICY expired ON "sign_ups" TO outstation_directory USING (expires_at < now() - interval '1 day');
CREATE POLICY expired ON "password_resets" TO outstation_directory USING (expires_at < now() - interval '1 day');
CREATE POLICY expired ON "sessions" FOR DELETE TO outstation_directory USING (expires_at < now() - interval '30 days');
CREATE FUNCTION directory.forget_expired() RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    DELETE FROM sign_ups WHERE expires_at < now() - interval '1 day';
    DELETE FROM password_resets WHERE expires_at < now() - interval '1 day';
    DELETE FROM sessions WHERE expires_at < now() - interval '30 days';
    DELETE FROM sign_in_throttles WHERE last_failed_at < now() - interval '1 day';
  $$;

DO $$
DECLARE fn regprocedure;
BEGIN
  FOREACH fn IN ARRAY ARRAY[
    'directory.find_session(uuid, uuid, timestamptz)', 'directory.claim_attempt(text, int, timestamptz)',
    'directory.give_back_attempt(text, timestamptz, timestamptz)', 'directory.clear_attempts(text)', 'directory.forget_expired()'
  ] :: regprocedure[] LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', fn);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO outstation_app', fn);
    EXECUTE format('ALTER FUNCTION %s OWNER TO outstation_directory', fn);
  END LOOP;
END $$;
