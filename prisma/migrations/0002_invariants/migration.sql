-- What the database itself holds, whoever writes: value ranges, which timestamps go with which state, the
-- state machines, append-only tables, and balances that add up.

-- Value ranges and states -------------------------------------------------------------------------------

ALTER TABLE users
  ADD CONSTRAINT ck_profiles_user_tier_valid CHECK (user_tier IN ('FREE', 'PRO', 'ENTERPRISE')),
  ADD CONSTRAINT ck_users_email_lower CHECK (email = lower(email));

ALTER TABLE jobs
  ADD CONSTRAINT ck_jobs_priority_range CHECK (priority BETWEEN 0 AND 10),
  ADD CONSTRAINT ck_jobs_max_attempts CHECK (max_attempts >= 1),
  ADD CONSTRAINT ck_jobs_retry_backoff CHECK (retry_backoff_seconds >= 0),
  ADD CONSTRAINT ck_jobs_timeout CHECK (timeout_seconds >= 1),
  ADD CONSTRAINT ck_jobs_schedule CHECK (
    num_nonnulls(cron, timezone, overlap_policy, missed_tick_policy) IN (0, 4)
    AND (next_run_at IS NULL OR cron IS NOT NULL));

ALTER TABLE monitor_jobs
  ADD CONSTRAINT ck_monitor_jobs_kind CHECK (kind = 'MONITOR'),
  ADD CONSTRAINT ck_monitor_jobs_hours_back CHECK (hours_back >= 1);

ALTER TABLE crawl_jobs
  ADD CONSTRAINT ck_crawl_jobs_kind CHECK (kind = 'CRAWL'),
  ADD CONSTRAINT ck_crawl_jobs_max_images CHECK (max_images >= 1);

ALTER TABLE bot_jobs ADD CONSTRAINT ck_bot_jobs_kind CHECK (kind = 'BOT');

ALTER TABLE agent_tasks
  ADD CONSTRAINT ck_agent_tasks_kind CHECK (kind = 'AGENT'),
  ADD CONSTRAINT ck_agent_tasks_max_rounds CHECK (max_rounds >= 1),
  ADD CONSTRAINT ck_agent_tasks_memory_size CHECK (memory_size >= 0);

ALTER TABLE job_executions
  ADD CONSTRAINT ck_job_executions_priority_range CHECK (priority BETWEEN 0 AND 10),
  ADD CONSTRAINT ck_job_executions_bot CHECK ((kind = 'BOT') = (bot_id IS NOT NULL)),
  ADD CONSTRAINT ck_job_executions_counts CHECK (run_number >= 1 AND attempt >= 1 AND items_processed >= 0 AND fence >= 0),
  ADD CONSTRAINT ck_job_executions_queued CHECK (
    status <> 'QUEUED' OR num_nonnulls(started_at, finished_at, lease_expires_at) = 0),
  ADD CONSTRAINT ck_job_executions_running CHECK (
    status <> 'RUNNING' OR (started_at IS NOT NULL AND lease_expires_at IS NOT NULL AND finished_at IS NULL)),
  ADD CONSTRAINT ck_job_executions_finished CHECK (
    status NOT IN ('COMPLETED', 'FAILED', 'CANCELED') OR (finished_at IS NOT NULL AND lease_expires_at IS NULL)),
  ADD CONSTRAINT ck_job_executions_completed CHECK (status <> 'COMPLETED' OR started_at IS NOT NULL),
  ADD CONSTRAINT ck_job_executions_times CHECK (finished_at >= started_at),
  ADD CONSTRAINT ck_job_executions_failure_reason CHECK ((status = 'FAILED') = (failure_reason IS NOT NULL)),
  ADD CONSTRAINT ck_job_executions_cancel CHECK ((cancel_requested_at IS NULL) = (cancel_deadline IS NULL)),
  ADD CONSTRAINT ck_job_executions_retry_of CHECK (retry_of_id <> id);

ALTER TABLE job_stages
  ADD CONSTRAINT ck_job_stages_attempt CHECK (attempt >= 1),
  ADD CONSTRAINT ck_job_stages_times CHECK (ended_at >= started_at),
  ADD CONSTRAINT ck_job_stages_ended CHECK ((status = 'RUNNING') = (ended_at IS NULL));

ALTER TABLE job_chunks
  ADD CONSTRAINT ck_job_chunks_status_valid CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
  ADD CONSTRAINT ck_job_chunks_priority_range CHECK (priority >= 0 AND priority <= 10),
  ADD CONSTRAINT ck_job_chunks_retry_count_positive CHECK (retry_count >= 0),
  ADD CONSTRAINT ck_job_chunks_lost_count CHECK (lost_count BETWEEN 0 AND greatest(retry_count, 0)),
  ADD CONSTRAINT ck_job_chunks_index CHECK (chunk_index >= 0 AND fence >= 0),
  ADD CONSTRAINT ck_job_chunks_image_range CHECK (
    jsonb_typeof(image_range) = 'object'
    AND jsonb_typeof(image_range -> 'start') IS NOT DISTINCT FROM 'number'
    AND jsonb_typeof(image_range -> 'end') IS NOT DISTINCT FROM 'number'
    AND (image_range ->> 'start')::bigint >= 0
    -- Planned ones end behind their last image; one that ends where it starts is that one image.
    AND (image_range ->> 'end')::bigint >= (image_range ->> 'start')::bigint),
  ADD CONSTRAINT ck_job_chunks_pending CHECK (
    status <> 'PENDING' OR num_nonnulls(started_at, finished_at, lease_expires_at) = 0),
  ADD CONSTRAINT ck_job_chunks_processing CHECK (
    status <> 'PROCESSING' OR (started_at IS NOT NULL AND lease_expires_at IS NOT NULL AND finished_at IS NULL)),
  ADD CONSTRAINT ck_job_chunks_finished CHECK (
    status NOT IN ('COMPLETED', 'FAILED') OR (finished_at IS NOT NULL AND lease_expires_at IS NULL)),
  ADD CONSTRAINT ck_job_chunks_times CHECK (finished_at >= started_at);

ALTER TABLE images
  ADD CONSTRAINT ck_images_sizes CHECK (width >= 0 AND height >= 0 AND file_size >= 0);

ALTER TABLE summaries
  ADD CONSTRAINT ck_summaries_playground CHECK (
    CASE WHEN is_playground THEN job_id IS NULL AND execution_id IS NULL ELSE job_id IS NOT NULL END),
  ADD CONSTRAINT ck_summaries_counts CHECK (tweets_count >= 0 AND hours_back >= 1);

-- NaN sorts above Infinity, so one comparison keeps both out.
ALTER TABLE metric_snapshots
  ADD CONSTRAINT ck_metric_snapshots_value CHECK (value > '-Infinity' AND value < 'Infinity');

ALTER TABLE artifacts
  ADD CONSTRAINT ck_artifacts_file_size CHECK (file_size >= 0),
  -- Hex, and of the length that its algorithm gives, where that is one that everybody knows.
  ADD CONSTRAINT ck_artifacts_file_hash CHECK (
    file_hash ~ '^[0-9a-f]+$' AND length(file_hash) <= 256 AND file_hash_algorithm ~ '^[a-z0-9][a-z0-9_/.-]{0,31}$'
    AND CASE file_hash_algorithm WHEN 'md5' THEN length(file_hash) = 32 WHEN 'sha1' THEN length(file_hash) = 40
      WHEN 'sha224' THEN length(file_hash) = 56 WHEN 'sha256' THEN length(file_hash) = 64
      WHEN 'sha384' THEN length(file_hash) = 96 WHEN 'sha512' THEN length(file_hash) = 128 ELSE true END);

ALTER TABLE social_tasks
  ADD CONSTRAINT ck_social_tasks_reward CHECK (reward_credits >= 0),
  ADD CONSTRAINT ck_social_tasks_type_text CHECK ((task_type = 'OTHER') = (task_type_text IS NOT NULL));
ALTER TABLE completions ADD CONSTRAINT ck_completions_decided CHECK ((status = 'PENDING') = (decided_at IS NULL));
ALTER TABLE twitter_verification_logs
  ADD CONSTRAINT ck_twitter_verification_logs_counts CHECK (verification_time >= 0 AND api_call_count >= 0);

ALTER TABLE credit_accounts ADD CONSTRAINT ck_credit_accounts_balance CHECK (balance >= 0);
ALTER TABLE credit_transactions
  ADD CONSTRAINT ck_credit_transactions_balance CHECK (balance_after >= 0),
  ADD CONSTRAINT ck_credit_transactions_amount CHECK (
    CASE WHEN type IN ('HOLD', 'SPEND') THEN amount <= 0 ELSE amount >= 0 END);

ALTER TABLE job_counters ADD CONSTRAINT ck_job_counters CHECK (shard >= 0 AND accepted >= 0 AND completed >= 0 AND failed >= 0 AND canceled >= 0);
ALTER TABLE usage_metrics ADD CONSTRAINT ck_usage_metrics_value CHECK (value >= 0);

-- updated_at is the database's word -----------------------------------------------------------------------

CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_projects_updated_at BEFORE UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_jobs_updated_at BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_job_chunks_updated_at BEFORE UPDATE ON job_chunks FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_social_tasks_updated_at BEFORE UPDATE ON social_tasks FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_twitter_connections_updated_at BEFORE UPDATE ON twitter_connections FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_credit_accounts_updated_at BEFORE UPDATE ON credit_accounts FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- A job and the table of its kind come together ------------------------------------------------------------

-- Deferred: the job's row is written first, its kind's row after it, both by the end of the transaction; and
-- neither leaves the other behind later.
CREATE FUNCTION require_job_kind_row() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  job uuid;
  job_kind job_kind;
  found_row boolean;
BEGIN
  IF TG_TABLE_NAME = 'jobs' THEN
    job := NEW.id;
  ELSE
    job := OLD.job_id;
  END IF;
  SELECT kind INTO job_kind FROM jobs WHERE id = job;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  found_row := CASE job_kind
    WHEN 'MONITOR' THEN EXISTS (SELECT FROM monitor_jobs WHERE job_id = job)
    WHEN 'CRAWL' THEN EXISTS (SELECT FROM crawl_jobs WHERE job_id = job)
    WHEN 'BOT' THEN EXISTS (SELECT FROM bot_jobs WHERE job_id = job)
    WHEN 'AGENT' THEN EXISTS (SELECT FROM agent_tasks WHERE job_id = job)
  END;
  IF NOT found_row THEN
    RAISE EXCEPTION 'job % has no row in the table of its kind %', job, job_kind
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_jobs_kind_row';
  END IF;
  RETURN NULL;
END
$fn$;

CREATE CONSTRAINT TRIGGER ck_jobs_kind_row AFTER INSERT OR UPDATE OF kind ON jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_job_kind_row();
CREATE CONSTRAINT TRIGGER ck_monitor_jobs_kind_row AFTER DELETE OR UPDATE OF job_id ON monitor_jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_job_kind_row();
CREATE CONSTRAINT TRIGGER ck_crawl_jobs_kind_row AFTER DELETE OR UPDATE OF job_id ON crawl_jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_job_kind_row();
CREATE CONSTRAINT TRIGGER ck_bot_jobs_kind_row AFTER DELETE OR UPDATE OF job_id ON bot_jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_job_kind_row();
CREATE CONSTRAINT TRIGGER ck_agent_tasks_kind_row AFTER DELETE OR UPDATE OF job_id ON agent_tasks
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_job_kind_row();

-- Every user has an account and preferences ----------------------------------------------------------------

-- Deferred, so that a transaction may write its own; what is missing at its end is made with the defaults.
CREATE FUNCTION complete_user() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF EXISTS (SELECT FROM users WHERE id = NEW.id) THEN
    INSERT INTO credit_accounts (owner_id) VALUES (NEW.id) ON CONFLICT (owner_id) DO NOTHING;
    INSERT INTO notification_preferences (owner_id) VALUES (NEW.id) ON CONFLICT (owner_id) DO NOTHING;
  END IF;
  RETURN NULL;
END
$fn$;

CREATE CONSTRAINT TRIGGER tr_users_complete AFTER INSERT ON users
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION complete_user();

-- The state machines -----------------------------------------------------------------------------------------

CREATE FUNCTION check_execution_transition() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  kept job_executions%ROWTYPE;
BEGIN
  IF (NEW.id, NEW.owner_id, NEW.job_id, NEW.kind, NEW.run_number, NEW.queued_at)
     IS DISTINCT FROM (OLD.id, OLD.owner_id, OLD.job_id, OLD.kind, OLD.run_number, OLD.queued_at) THEN
    RAISE EXCEPTION 'execution %: its identity cannot change', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_identity';
  END IF;
  IF NEW.fence < OLD.fence OR NEW.attempt < OLD.attempt THEN
    RAISE EXCEPTION 'execution %: fence and attempt only rise', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_fence';
  END IF;
  IF OLD.status IN ('COMPLETED', 'FAILED', 'CANCELED') THEN
    -- What is left is a foreign key's SET NULL; generated columns are not filled in yet.
    kept := NEW;
    kept.duration_ms := OLD.duration_ms;
    kept.started_sort := OLD.started_sort;
    kept.finished_sort := OLD.finished_sort;
    kept.duration_sort := OLD.duration_sort;
    kept.project_id := coalesce(NEW.project_id, OLD.project_id);
    kept.created_by_user_id := coalesce(NEW.created_by_user_id, OLD.created_by_user_id);
    kept.cancel_requested_by_user_id := coalesce(NEW.cancel_requested_by_user_id, OLD.cancel_requested_by_user_id);
    kept.retry_of_id := coalesce(NEW.retry_of_id, OLD.retry_of_id);
    IF kept IS DISTINCT FROM OLD THEN
      RAISE EXCEPTION 'execution % is %: a finished execution is final', OLD.id, OLD.status
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_transition';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.attempt <> OLD.attempt AND NOT (OLD.status = 'RUNNING' AND NEW.status = 'QUEUED') THEN
    RAISE EXCEPTION 'execution %: only going back to the queue is another attempt', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_fence';
  END IF;
  IF OLD.status = NEW.status THEN
    RETURN NEW;
  END IF;
  IF OLD.status = 'QUEUED' AND NEW.status = 'RUNNING' AND NEW.fence > OLD.fence
     OR OLD.status = 'QUEUED' AND NEW.status IN ('CANCELED', 'FAILED')
     OR OLD.status = 'RUNNING' AND NEW.status IN ('COMPLETED', 'FAILED', 'CANCELED')
     OR OLD.status = 'RUNNING' AND NEW.status = 'QUEUED' AND NEW.attempt = OLD.attempt + 1
        AND NEW.fence > OLD.fence AND OLD.dispatch = 'QUEUE' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'execution % cannot go from % to %', OLD.id, OLD.status, NEW.status
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_transition';
END
$fn$;

CREATE TRIGGER tr_job_executions_transition BEFORE UPDATE ON job_executions
  FOR EACH ROW EXECUTE FUNCTION check_execution_transition();

CREATE FUNCTION check_chunk_transition() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF (NEW.id, NEW.owner_id, NEW.job_id, NEW.execution_id, NEW.chunk_index, NEW.image_range)
     IS DISTINCT FROM (OLD.id, OLD.owner_id, OLD.job_id, OLD.execution_id, OLD.chunk_index, OLD.image_range) THEN
    RAISE EXCEPTION 'chunk %: its identity cannot change', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_chunks_identity';
  END IF;
  IF NEW.fence < OLD.fence OR NEW.retry_count < OLD.retry_count THEN
    RAISE EXCEPTION 'chunk %: fence and retry count only rise', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_chunks_fence';
  END IF;
  IF NEW.retry_count <> OLD.retry_count AND (OLD.status = NEW.status OR NEW.status <> 'PENDING')
     -- A lease that was lost counts, also where it was the last.
     AND NOT (OLD.status = 'PROCESSING' AND NEW.status = 'FAILED' AND NEW.retry_count = OLD.retry_count + 1
       AND OLD.lease_expires_at <= clock_timestamp()) THEN
    RAISE EXCEPTION 'chunk %: only going back to pending, or a lost lease, is another try', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_chunks_fence';
  END IF;
  IF OLD.status = NEW.status AND OLD.status <> 'COMPLETED' THEN
    RETURN NEW;
  END IF;
  IF OLD.status = 'PENDING' AND NEW.status = 'PROCESSING' AND NEW.fence > OLD.fence
     OR OLD.status = 'PENDING' AND NEW.status = 'FAILED'
     OR OLD.status = 'PROCESSING' AND NEW.status IN ('COMPLETED', 'FAILED')
     OR OLD.status = 'PROCESSING' AND NEW.status = 'PENDING' AND NEW.retry_count = OLD.retry_count + 1
     OR OLD.status = 'FAILED' AND NEW.status = 'PENDING' AND NEW.retry_count = OLD.retry_count + 1 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'chunk % cannot go from % to %', OLD.id, OLD.status, NEW.status
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_chunks_transition';
END
$fn$;

CREATE TRIGGER tr_job_chunks_transition BEFORE UPDATE ON job_chunks
  FOR EACH ROW EXECUTE FUNCTION check_chunk_transition();

-- Accepted runs count ------------------------------------------------------------------------------------------

-- Whoever inserts them, by one row or by COPY, and in whatever state: the job's next run number is above theirs, and
-- its counters have them. A run that ends later is counted by the statement that ends it. Both in the order of the
-- jobs, and grouped before anything is joined: this plan is made once and kept.
CREATE FUNCTION count_accepted_runs() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO job_run_numbers AS r (job_id, last)
  SELECT job_id, max(run_number) FROM accepted GROUP BY job_id ORDER BY job_id
  ON CONFLICT (job_id) DO UPDATE SET last = EXCLUDED.last WHERE r.last < EXCLUDED.last;
  INSERT INTO job_counters AS c (job_id, shard, accepted, completed, failed, canceled)
  SELECT job_id, floor(random() * 16)::smallint, count(*), count(*) FILTER (WHERE status = 'COMPLETED'),
    count(*) FILTER (WHERE status = 'FAILED'), count(*) FILTER (WHERE status = 'CANCELED')
  FROM accepted GROUP BY job_id ORDER BY job_id
  ON CONFLICT (job_id, shard) DO UPDATE SET
    accepted = c.accepted + EXCLUDED.accepted,
    completed = c.completed + EXCLUDED.completed,
    failed = c.failed + EXCLUDED.failed,
    canceled = c.canceled + EXCLUDED.canceled;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_job_executions_count AFTER INSERT ON job_executions
  REFERENCING NEW TABLE AS accepted FOR EACH STATEMENT EXECUTE FUNCTION count_accepted_runs();

-- Append-only tables -----------------------------------------------------------------------------------------

-- A foreign key's own action runs inside its trigger, so its depth tells it from a statement. It may set the
-- columns named in the trigger's arguments to null, and delete with the owner. Retention says what it is by a
-- setting of its transaction; credit transactions are not retention's either.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $fn$
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

CREATE TRIGGER tr_execution_events_append_only BEFORE UPDATE OR DELETE ON execution_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change('actor_user_id');
CREATE TRIGGER tr_activity_logs_append_only BEFORE UPDATE OR DELETE ON activity_logs
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_credit_transactions_append_only BEFORE UPDATE OR DELETE ON credit_transactions
  FOR EACH ROW EXECUTE FUNCTION refuse_change('execution_id');
CREATE TRIGGER tr_twitter_verification_logs_append_only BEFORE UPDATE OR DELETE ON twitter_verification_logs
  FOR EACH ROW EXECUTE FUNCTION refuse_change('twitter_connection_id');
CREATE TRIGGER tr_execution_events_no_truncate BEFORE TRUNCATE ON execution_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_activity_logs_no_truncate BEFORE TRUNCATE ON activity_logs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_credit_transactions_no_truncate BEFORE TRUNCATE ON credit_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER tr_twitter_verification_logs_no_truncate BEFORE TRUNCATE ON twitter_verification_logs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Balances ---------------------------------------------------------------------------------------------------

-- A transaction's insertion is what moves the balance: the account's row lock puts transactions in order, and
-- time and id are taken under it, so that balance_after adds up in the order they are read.
CREATE FUNCTION apply_credit_transaction() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  UPDATE credit_accounts SET balance = balance + NEW.amount
    WHERE id = NEW.account_id AND owner_id = NEW.owner_id
    RETURNING balance INTO NEW.balance_after;
  -- No such account of this owner: the foreign key says so.
  NEW.balance_after := coalesce(NEW.balance_after, 0);
  NEW.created_at := clock_timestamp();
  NEW.id := uuidv7();
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_credit_transactions_apply BEFORE INSERT ON credit_transactions
  FOR EACH ROW EXECUTE FUNCTION apply_credit_transaction();

CREATE FUNCTION refuse_direct_balance() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF pg_trigger_depth() < 2 AND (TG_OP = 'INSERT' AND NEW.balance <> 0
     OR TG_OP = 'UPDATE' AND NEW.balance <> OLD.balance) THEN
    RAISE EXCEPTION 'a balance moves only by a credit transaction'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_credit_accounts_ledger';
  END IF;
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_credit_accounts_ledger BEFORE INSERT OR UPDATE ON credit_accounts
  FOR EACH ROW EXECUTE FUNCTION refuse_direct_balance();
