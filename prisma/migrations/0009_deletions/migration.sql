-- Owners and projects are deleted in steps: what is to go stands here from the first step to the last, so that nothing
-- new is accepted of it and whoever comes after a crash goes on.

CREATE TABLE deletions (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  project_id uuid,
  requested_by_user_id uuid,
  deleted jsonb NOT NULL DEFAULT '{}',
  requested_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT deletions_pkey PRIMARY KEY (id),
  CONSTRAINT fk_deletions_owner_id FOREIGN KEY (owner_id) REFERENCES users (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT fk_deletions_project_id FOREIGN KEY (project_id, owner_id) REFERENCES projects (id, owner_id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_deletions_requested_by_user_id FOREIGN KEY (requested_by_user_id) REFERENCES users (id)
    ON DELETE SET NULL ON UPDATE CASCADE
);

CREATE INDEX ix_deletions_owner_id ON deletions (owner_id);
CREATE UNIQUE INDEX uq_deletions_user ON deletions (owner_id) WHERE project_id IS NULL;
CREATE UNIQUE INDEX uq_deletions_project ON deletions (project_id, owner_id);
CREATE INDEX ix_deletions_requested_by ON deletions (requested_by_user_id) WHERE requested_by_user_id IS NOT NULL;

CREATE FUNCTION is_leaving(user_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $fn$
  SELECT EXISTS (SELECT FROM deletions d WHERE d.owner_id = is_leaving.user_id AND d.project_id IS NULL)
$fn$;

-- A leaving user stays suspended, whoever means well.
CREATE FUNCTION keep_leaving() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF is_leaving(NEW.id) THEN
    RAISE EXCEPTION 'user % is being deleted', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_users_leaving';
  END IF;
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_users_leaving BEFORE UPDATE OF status ON users
  FOR EACH ROW WHEN (NEW.status <> 'SUSPENDED') EXECUTE FUNCTION keep_leaving();

-- As before, and of a leaving user rows may be deleted, and named no more, in steps.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  before jsonb;
  after jsonb;
  item text;
  is_named_no_more boolean := false;
BEGIN
  IF TG_OP = 'DELETE' THEN
    before := to_jsonb(OLD);
    IF pg_trigger_depth() > 1
       OR (current_setting('runledger.retention', true) = 'on' AND TG_TABLE_NAME <> 'credit_transactions')
       OR is_leaving(coalesce(before ->> 'owner_id', before ->> 'user_id')::uuid) THEN
      RETURN OLD;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    before := to_jsonb(OLD);
    after := to_jsonb(NEW);
    FOREACH item IN ARRAY coalesce(TG_ARGV, '{}') LOOP
      IF after -> item = 'null' AND (pg_trigger_depth() > 1 OR is_leaving((before ->> item)::uuid)) THEN
        before := before - item;
        after := after - item;
        is_named_no_more := true;
      END IF;
    END LOOP;
    IF before = after AND (is_named_no_more OR pg_trigger_depth() > 1) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_append_only';
END
$fn$;
