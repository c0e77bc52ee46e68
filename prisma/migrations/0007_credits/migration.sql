-- A run's credits: held when it is accepted, settled once when it ends, whatever ends it.

ALTER TABLE job_executions
  ADD COLUMN held_credits integer NOT NULL DEFAULT 0,
  ADD CONSTRAINT ck_job_executions_held_credits CHECK (held_credits >= 0);

-- What was held stays what it was.
CREATE FUNCTION refuse_held_credits() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  RAISE EXCEPTION 'execution %: what is held for it cannot change', OLD.id
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_identity';
END
$fn$;

CREATE TRIGGER tr_job_executions_held_credits BEFORE UPDATE OF held_credits ON job_executions
  FOR EACH ROW WHEN (NEW.held_credits <> OLD.held_credits) EXECUTE FUNCTION refuse_held_credits();

-- Accepted: the credits leave the balance, which the account's CHECK keeps from going below zero.
CREATE FUNCTION hold_credits() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO credit_transactions (account_id, owner_id, type, amount, description, execution_id)
  SELECT id, owner_id, 'HOLD', -NEW.held_credits, 'Held for a run', NEW.id
  FROM credit_accounts WHERE owner_id = NEW.owner_id;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'execution %: its owner has no credit account', NEW.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_held_credits';
  END IF;
  RETURN NULL;
END
$fn$;

-- Can be deferred, for who writes a run before its owner's credits.
CREATE CONSTRAINT TRIGGER tr_job_executions_hold AFTER INSERT ON job_executions
  DEFERRABLE INITIALLY IMMEDIATE FOR EACH ROW
  WHEN (NEW.held_credits > 0 AND NEW.status IN ('QUEUED', 'RUNNING')) EXECUTE FUNCTION hold_credits();

-- Ended: a run that completed has spent what was held, and SPEND says so by an amount of 0; otherwise it comes back.
-- A finished run is final, so this happens once.
CREATE FUNCTION settle_credits() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    INSERT INTO credit_transactions (account_id, owner_id, type, amount, description, execution_id)
    SELECT id, owner_id,
      CASE NEW.status WHEN 'COMPLETED' THEN 'SPEND' ELSE 'REFUND' END::credit_transaction_type,
      CASE NEW.status WHEN 'COMPLETED' THEN 0 ELSE NEW.held_credits END,
      CASE NEW.status WHEN 'COMPLETED' THEN 'The run completed: what was held is spent'
        WHEN 'FAILED' THEN 'The run failed' ELSE 'The run was canceled' END,
      NEW.id
    FROM credit_accounts WHERE owner_id = NEW.owner_id;
  ELSE
    -- Not where its owner goes too, and the account with them.
    INSERT INTO credit_transactions (account_id, owner_id, type, amount, description)
    SELECT a.id, a.owner_id, 'REFUND', OLD.held_credits, 'The run was deleted'
    FROM credit_accounts a JOIN users u ON u.id = a.owner_id WHERE a.owner_id = OLD.owner_id;
  END IF;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_job_executions_settle AFTER UPDATE OF status ON job_executions
  FOR EACH ROW WHEN (
    NEW.held_credits > 0 AND OLD.status IN ('QUEUED', 'RUNNING') AND NEW.status IN ('COMPLETED', 'FAILED', 'CANCELED'))
  EXECUTE FUNCTION settle_credits();

CREATE TRIGGER tr_job_executions_settle_deleted AFTER DELETE ON job_executions
  FOR EACH ROW WHEN (OLD.held_credits > 0 AND OLD.status IN ('QUEUED', 'RUNNING'))
  EXECUTE FUNCTION settle_credits();

-- Runs a day: counts as many of an owner's as the day has room for, and locks the day until the transaction ends. A
-- function, since each of its statements sees what others have committed meanwhile.
CREATE FUNCTION take_runs(owner uuid, wanted integer, max integer, OUT used integer, OUT granted integer)
LANGUAGE plpgsql AS $fn$
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
BEGIN
  SELECT value INTO used FROM usage_metrics
  WHERE owner_id = owner AND day = today AND name = 'executions' FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    INSERT INTO usage_metrics (owner_id, name, day) VALUES (owner, 'executions', today) ON CONFLICT DO NOTHING;
    SELECT value INTO used FROM usage_metrics
    WHERE owner_id = owner AND day = today AND name = 'executions' FOR NO KEY UPDATE;
  END IF;
  granted := greatest(0, least(wanted, max - used));
  UPDATE usage_metrics SET value = used + granted, "limit" = max
  WHERE owner_id = owner AND day = today AND name = 'executions';
END
$fn$;
