-- The audit as a chain: each tenant's events are numbered without a hole and each carries the hash of the one before, so that a
-- row which was changed, removed or slipped in shows. The database numbers and hashes; no role of the platform can.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'outstation_auditor') THEN
    CREATE ROLE outstation_auditor NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
  END IF;
END $$;

-- CreateTable
CREATE TABLE "audit_heads" (
    "tenant_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("tenant_id")
);

ALTER TABLE "audit_events"
  ADD COLUMN "seq" BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN "actor_name" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "on_behalf_of" TEXT,
  ADD COLUMN "before" JSONB,
  ADD COLUMN "after" JSONB,
  ADD COLUMN "hash" BYTEA NOT NULL DEFAULT '\x'::bytea;

CREATE FUNCTION audit_digest(previous bytea, event audit_events) RETURNS bytea
  LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp
  AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
      event.tenant_id, event.seq, event.id, (extract(epoch FROM event.at) * 1000)::bigint, event.actor, event.actor_name,
      event.on_behalf_of, event.event, event.subject, event.before, event.after)::text, 'UTF8'))
  $$;

-- What was written before the chain began is chained in the order of its ids, which are in the order of time.
ALTER TABLE "audit_events" NO FORCE ROW LEVEL SECURITY;
UPDATE "audit_events" SET after = detail WHERE detail <> '{}';
ALTER TABLE "audit_events" DROP COLUMN "detail";
DO $$
DECLARE
  row audit_events;
  head audit_heads;
BEGIN
  FOR row IN SELECT * FROM audit_events ORDER BY tenant_id, id LOOP
    IF head.tenant_id IS DISTINCT FROM row.tenant_id THEN
      head := (row.tenant_id, 0, '\x'::bytea);
    END IF;
    row.seq := head.seq + 1;
    head := (row.tenant_id, row.seq, audit_digest(head.hash, row));
    UPDATE audit_events SET seq = head.seq, hash = head.hash WHERE tenant_id = row.tenant_id AND id = row.id;
    INSERT INTO audit_heads VALUES (head.tenant_id, head.seq, head.hash)
      ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash;
  END LOOP;
END $$;
ALTER TABLE "audit_events" FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX "audit_events_tenant_id_seq_key" ON "audit_events"("tenant_id", "seq");

ALTER TABLE "audit_heads" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "audit_heads" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "audit_heads" TO outstation_app, outstation_auditor
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid))
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
GRANT USAGE ON SCHEMA public TO outstation_auditor;
GRANT SELECT, INSERT, UPDATE ON "audit_heads" TO outstation_auditor;
GRANT SELECT ON "audit_heads" TO outstation_app;
REVOKE ALL ON FUNCTION audit_digest(bytea, audit_events) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_digest(bytea, audit_events) TO outstation_app, outstation_auditor;

-- The head's row stays locked until the commit, so a tenant's events are numbered in the order they become visible.
CREATE FUNCTION chain_audit_event() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
  DECLARE head audit_heads;
  BEGIN
    INSERT INTO audit_heads AS known (tenant_id, seq, hash) VALUES (NEW.tenant_id, 1, '\x'::bytea)
      ON CONFLICT (tenant_id) DO UPDATE SET seq = known.seq + 1 RETURNING * INTO head;
    NEW.seq := head.seq;
    NEW.hash := audit_digest(head.hash, NEW);
    UPDATE audit_heads SET hash = NEW.hash WHERE tenant_id = NEW.tenant_id;
    RETURN NEW;
  END $$;
CREATE TRIGGER chain BEFORE INSERT ON "audit_events" FOR EACH ROW EXECUTE FUNCTION chain_audit_event();
REVOKE ALL ON FUNCTION chain_audit_event() FROM PUBLIC;

-- Recomputes a tenant's chain. `broken_seq` is the first event that does not follow from the one before; `head_holds` tells
-- whether the newest event is the one the chain ends with.
CREATE FUNCTION verify_audit(wanted uuid) RETURNS TABLE (events bigint, broken_seq bigint, head_holds boolean)
  LANGUAGE sql STABLE SET search_path = public, pg_temp
  AS $$
    WITH chain AS (
      SELECT audit_events.seq, audit_events.hash, row_number() OVER chain AS place,
             audit_digest(coalesce(lag(audit_events.hash) OVER chain, '\x'::bytea), audit_events) AS expected
      FROM audit_events WHERE tenant_id = wanted WINDOW chain AS (ORDER BY audit_events.seq)
    )
    SELECT count(*), min(seq) FILTER (WHERE hash <> expected OR seq <> place),
           coalesce((SELECT (max(chain.seq), (array_agg(chain.hash ORDER BY chain.seq DESC))[1]) = (heads.seq, heads.hash)
                     FROM audit_heads AS heads WHERE heads.tenant_id = wanted GROUP BY heads.seq, heads.hash), count(*) = 0)
    FROM chain
  $$;
REVOKE ALL ON FUNCTION verify_audit(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION verify_audit(uuid) TO outstation_app;
-- Before it changes hands: only a function's owner may take its rights away.
GRANT CREATE ON SCHEMA public TO outstation_auditor;
ALTER FUNCTION chain_audit_event() OWNER TO outstation_auditor;
REVOKE CREATE ON SCHEMA public FROM outstation_auditor;

-- The platform's desk writes down what it does in a tenant, in that tenant's own audit, and reads none of it.
CREATE POLICY platform ON "audit_events" FOR INSERT TO outstation_platform
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
GRANT INSERT ON "audit_events" TO outstation_platform;
