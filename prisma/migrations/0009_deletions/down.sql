CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  before jsonb;
  after jsonb;
  item text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF pg_trigger_depth() > 1
       OR (current_setting('runledger.retention', true) = 'on' AND TG_TABLE_NAME <> 'credit_transactions') THEN
      RETURN OLD;
    END IF;
  ELSIF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1 THEN
    before := to_jsonb(OLD);
    after := to_jsonb(NEW);
    FOREACH item IN ARRAY TG_ARGV LOOP
      IF after -> item = 'null' THEN
        before := before - item;
        after := after - item;
      END IF;
    END LOOP;
    IF before = after THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_append_only';
END
$fn$;
DROP TRIGGER tr_users_leaving ON users;
DROP FUNCTION keep_leaving();
DROP FUNCTION is_leaving(uuid);
DROP TABLE deletions;
