-- What the database itself holds beyond what a row can say of itself, whoever writes: the state machines, append-only
-- tables, balances that add up, who is told what.


CREATE FUNCTION set_updated_at() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_projects_updated_at BEFORE UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION set_updated_at();
-- Whoever changes a job says its slug or its state; that the next tick is another one is no change of it.
CREATE TRIGGER tr_jobs_updated_at BEFORE UPDATE OF slug, status, schedule_paused_at, updated_at ON jobs FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_alert_rules_updated_at BEFORE UPDATE OF name, condition, is_enabled, repeat_seconds, updated_at ON alert_rules FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_job_chunks_updated_at BEFORE UPDATE ON job_chunks FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_social_tasks_updated_at BEFORE UPDATE ON social_tasks FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_twitter_connections_updated_at BEFORE UPDATE ON twitter_connections FOR EACH ROW EXECUTE FUNCTION set_updated_at();
CREATE TRIGGER tr_credit_accounts_updated_at BEFORE UPDATE ON credit_accounts FOR EACH ROW EXECUTE FUNCTION set_updated_at();

-- Deferred: the job's row is written first, its kind's row after it, both by the end of the transaction; and
-- neither leaves the other behind later. Each kind has its two triggers, which name its table.
CREATE FUNCTION check_job_kind_row(job uuid, owner uuid, job_kind text, kind_table text) RETURNS void LANGUAGE plpgsql AS $fn$
DECLARE
  found_row boolean;
BEGIN
  IF NOT EXISTS (SELECT FROM jobs WHERE id = job AND owner_id = owner AND kind = job_kind) THEN
    RETURN;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE job_id = $1 AND owner_id = $2)', kind_table)
    INTO found_row USING job, owner;
  IF NOT found_row THEN
    RAISE EXCEPTION 'job % has no row in the table of its kind %', job, job_kind
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_jobs_kind_row';
  END IF;
END
$fn$;

CREATE FUNCTION require_job_kind_row() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  PERFORM check_job_kind_row(NEW.id, NEW.owner_id, NEW.kind, TG_ARGV[0]);
  RETURN NULL;
END
$fn$;

CREATE FUNCTION keep_job_kind_row() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  PERFORM check_job_kind_row(OLD.job_id, OLD.owner_id, OLD.kind, TG_ARGV[0]);
  RETURN NULL;
END
$fn$;

CREATE CONSTRAINT TRIGGER ck_jobs_monitor_row AFTER INSERT OR UPDATE OF kind ON jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'MONITOR') EXECUTE FUNCTION require_job_kind_row('monitor_jobs');
CREATE CONSTRAINT TRIGGER ck_monitor_jobs_kind_row AFTER DELETE OR UPDATE OF job_id ON monitor_jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_job_kind_row('monitor_jobs');
CREATE CONSTRAINT TRIGGER ck_jobs_crawl_row AFTER INSERT OR UPDATE OF kind ON jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'CRAWL') EXECUTE FUNCTION require_job_kind_row('crawl_jobs');
CREATE CONSTRAINT TRIGGER ck_crawl_jobs_kind_row AFTER DELETE OR UPDATE OF job_id ON crawl_jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_job_kind_row('crawl_jobs');
CREATE CONSTRAINT TRIGGER ck_jobs_bot_row AFTER INSERT OR UPDATE OF kind ON jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'BOT') EXECUTE FUNCTION require_job_kind_row('bot_jobs');
CREATE CONSTRAINT TRIGGER ck_bot_jobs_kind_row AFTER DELETE OR UPDATE OF job_id ON bot_jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_job_kind_row('bot_jobs');
CREATE CONSTRAINT TRIGGER ck_jobs_agent_row AFTER INSERT OR UPDATE OF kind ON jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'AGENT') EXECUTE FUNCTION require_job_kind_row('agent_tasks');
CREATE CONSTRAINT TRIGGER ck_agent_tasks_kind_row AFTER DELETE OR UPDATE OF job_id ON agent_tasks
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_job_kind_row('agent_tasks');
CREATE CONSTRAINT TRIGGER ck_jobs_task_row AFTER INSERT OR UPDATE OF kind ON jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'TASK') EXECUTE FUNCTION require_job_kind_row('task_jobs');
CREATE CONSTRAINT TRIGGER ck_task_jobs_kind_row AFTER DELETE OR UPDATE OF job_id ON task_jobs
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_job_kind_row('task_jobs');

-- A kind's text key is a column of its row, named by the trigger's argument; the job has a copy, which nobody else
-- writes, and its runs copy that.
CREATE FUNCTION copy_kind_key() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  key text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE jobs SET kind_key = NULL WHERE id = OLD.job_id AND owner_id = OLD.owner_id;
    RETURN NULL;
  END IF;
  key := to_jsonb(NEW) ->> TG_ARGV[0];
  UPDATE jobs SET kind_key = key
  WHERE id = NEW.job_id AND owner_id = NEW.owner_id AND kind_key IS DISTINCT FROM key;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_bot_jobs_key AFTER INSERT OR DELETE OR UPDATE OF bot_id ON bot_jobs
  FOR EACH ROW EXECUTE FUNCTION copy_kind_key('bot_id');
CREATE TRIGGER tr_task_jobs_key AFTER INSERT OR DELETE OR UPDATE OF handler ON task_jobs
  FOR EACH ROW EXECUTE FUNCTION copy_kind_key('handler');

CREATE FUNCTION refuse_direct_key() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF pg_trigger_depth() < 2 AND (TG_OP = 'INSERT' AND NEW.kind_key IS NOT NULL
     OR TG_OP = 'UPDATE' AND NEW.kind_key IS DISTINCT FROM OLD.kind_key) THEN
    RAISE EXCEPTION 'a job has the key of the row of its kind'
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_jobs_kind_key';
  END IF;
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_jobs_kind_key BEFORE INSERT OR UPDATE OF kind_key ON jobs
  FOR EACH ROW EXECUTE FUNCTION refuse_direct_key();

-- Every user has an account of their own from the first moment on, with the same id; what the user pays for is its tier.
CREATE FUNCTION keep_own_account() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO accounts (id, kind, user_id, tier, created_at)
    VALUES (NEW.id, 'PERSON', NEW.id, NEW.user_tier, NEW.created_at);
    INSERT INTO memberships (account_id, user_id, role, created_at) VALUES (NEW.id, NEW.id, 'OWNER', NEW.created_at);
  ELSE
    UPDATE accounts SET tier = NEW.user_tier WHERE id = NEW.id;
  END IF;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_users_account AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION keep_own_account();
CREATE TRIGGER tr_users_tier AFTER UPDATE OF user_tier ON users
  FOR EACH ROW WHEN (NEW.user_tier <> OLD.user_tier) EXECUTE FUNCTION keep_own_account();

-- An account is whose it is for good, and a person's goes with its user only.
CREATE FUNCTION check_account() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT FROM users WHERE id = OLD.user_id) THEN
      RAISE EXCEPTION 'account % is a user''s own: it goes with them', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_accounts_person';
    END IF;
    RETURN OLD;
  END IF;
  IF (NEW.id, NEW.kind, NEW.user_id) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.user_id) THEN
    RAISE EXCEPTION 'account %: its identity cannot change', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_accounts_identity';
  END IF;
  IF NEW.kind = 'PERSON' AND NOT EXISTS (SELECT FROM users WHERE id = NEW.id AND user_tier = NEW.tier) THEN
    RAISE EXCEPTION 'account %: its tier is its user''s', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_accounts_tier';
  END IF;
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_accounts_check BEFORE UPDATE OR DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION check_account();

-- Deferred, so that a transaction may write its own; what is missing at its end is made with the defaults.
CREATE FUNCTION complete_account() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF EXISTS (SELECT FROM accounts WHERE id = NEW.id) THEN
    INSERT INTO credit_accounts (owner_id) VALUES (NEW.id) ON CONFLICT (owner_id) DO NOTHING;
    INSERT INTO notification_preferences (owner_id) VALUES (NEW.id) ON CONFLICT (owner_id) DO NOTHING;
  END IF;
  RETURN NULL;
END
$fn$;

CREATE CONSTRAINT TRIGGER tr_accounts_complete AFTER INSERT ON accounts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION complete_account();

-- Nobody else gets into a person's own account, and a membership is whose it is for good.
CREATE FUNCTION check_membership() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.id, NEW.account_id, NEW.user_id) IS DISTINCT FROM (OLD.id, OLD.account_id, OLD.user_id) THEN
    RAISE EXCEPTION 'membership %: its identity cannot change', OLD.id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_memberships_identity';
  END IF;
  IF (NEW.user_id <> NEW.account_id OR NEW.role <> 'OWNER')
     AND EXISTS (SELECT FROM accounts WHERE id = NEW.account_id AND kind = 'PERSON') THEN
    RAISE EXCEPTION 'account % is a user''s own: nobody else is a member, and they own it', NEW.account_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_memberships_person';
  END IF;
  RETURN NEW;
END
$fn$;

CREATE TRIGGER tr_memberships_check BEFORE INSERT OR UPDATE ON memberships
  FOR EACH ROW EXECUTE FUNCTION check_membership();

-- Deferred: by the end of the transaction every account has an owner, but for a team that is being deleted. The
-- account's row puts those in order who leave at once.
CREATE FUNCTION require_owner() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  account uuid;
BEGIN
  IF TG_OP = 'INSERT' THEN
    account := NEW.id;
  ELSE
    account := OLD.account_id;
  END IF;
  PERFORM FROM accounts WHERE id = account FOR NO KEY UPDATE;
  IF FOUND AND NOT EXISTS (SELECT FROM memberships WHERE account_id = account AND role = 'OWNER')
     AND NOT is_leaving(account) THEN
    RAISE EXCEPTION 'account % has no owner', account
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_accounts_owner';
  END IF;
  RETURN NULL;
END
$fn$;

CREATE CONSTRAINT TRIGGER ck_accounts_owner AFTER INSERT ON accounts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'TEAM') EXECUTE FUNCTION require_owner();
CREATE CONSTRAINT TRIGGER ck_memberships_owner AFTER UPDATE OR DELETE ON memberships
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'OWNER') EXECUTE FUNCTION require_owner();

-- A team's keys end with the membership of who made them; and no server goes on to believe what a member could do.
CREATE FUNCTION follow_membership() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE api_keys SET revoked_at = clock_timestamp()
    WHERE owner_id = OLD.account_id AND revoked_at IS NULL
      AND (created_by_user_id = OLD.user_id OR created_by_user_id IS NULL)
      AND EXISTS (SELECT FROM accounts WHERE id = OLD.account_id AND kind = 'TEAM');
  END IF;
  PERFORM pg_notify('runledger_credentials', 'database ' || OLD.user_id);
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_memberships_follow AFTER UPDATE OR DELETE ON memberships
  FOR EACH ROW EXECUTE FUNCTION follow_membership();

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
    -- What is left is a foreign key's SET NULL, and the mending of what was retried; generated columns are not filled
    -- in yet.
    kept := NEW;
    kept.duration_ms := OLD.duration_ms;
    kept.started_sort := OLD.started_sort;
    kept.finished_sort := OLD.finished_sort;
    kept.duration_sort := OLD.duration_sort;
    kept.any_owner := OLD.any_owner;
    kept.project_id := coalesce(NEW.project_id, OLD.project_id);
    kept.created_by_user_id := coalesce(NEW.created_by_user_id, OLD.created_by_user_id);
    kept.cancel_requested_by_user_id := coalesce(NEW.cancel_requested_by_user_id, OLD.cancel_requested_by_user_id);
    kept.retry_of_id := coalesce(NEW.retry_of_id, OLD.retry_of_id);
    IF pg_trigger_depth() > 1 THEN
      kept.is_mended := OLD.is_mended;
    END IF;
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
     -- The same attempt where it was snoozed.
     OR OLD.status = 'RUNNING' AND NEW.status = 'QUEUED' AND NEW.attempt IN (OLD.attempt, OLD.attempt + 1)
        AND NEW.fence > OLD.fence AND OLD.dispatch = 'QUEUE' THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'execution % cannot go from % to %', OLD.id, OLD.status, NEW.status
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_job_executions_transition';
END
$fn$;

CREATE TRIGGER tr_job_executions_transition BEFORE UPDATE ON job_executions
  FOR EACH ROW EXECUTE FUNCTION check_execution_transition();

-- A retry that completes mends what it retries, and what that was a retry of.
CREATE FUNCTION mend_retried() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  mended uuid := NEW.retry_of_id;
BEGIN
  WHILE mended IS NOT NULL LOOP
    UPDATE job_executions SET is_mended = true WHERE id = mended AND owner_id = NEW.owner_id AND NOT is_mended
    RETURNING retry_of_id INTO mended;
  END LOOP;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_job_executions_mend AFTER UPDATE OF status ON job_executions
  FOR EACH ROW WHEN (NEW.status = 'COMPLETED' AND NEW.retry_of_id IS NOT NULL) EXECUTE FUNCTION mend_retried();
CREATE TRIGGER tr_job_executions_mend_inserted AFTER INSERT ON job_executions
  FOR EACH ROW WHEN (NEW.status = 'COMPLETED' AND NEW.retry_of_id IS NOT NULL) EXECUTE FUNCTION mend_retried();

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

-- Whoever writes parts of runs, those who follow them hear of it. What is made is noted once a statement, by no more than
-- a thousand; steps of stages and chunks one by one, since a statement that changes none, like a heartbeat, has no part in it.
CREATE FUNCTION note_made_parts() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO part_changes (owner_id, execution_id, part, part_ids, part_count)
  SELECT m.owner_id, m.execution_id, TG_ARGV[0], array_agg(m.id), count(*)
  FROM (
    SELECT owner_id, execution_id, id, (row_number() OVER (PARTITION BY execution_id) - 1) / 1000 AS lot FROM made
    WHERE execution_id IS NOT NULL
  ) m
  GROUP BY m.owner_id, m.execution_id, m.lot;
  RETURN NULL;
END
$fn$;

CREATE FUNCTION note_made_logs() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO part_changes (owner_id, execution_id, part, part_ids, part_count)
  SELECT owner_id, execution_id, 'LogLine', ARRAY[id], line_count FROM made;
  RETURN NULL;
END
$fn$;

CREATE FUNCTION note_changed_part() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO part_changes (owner_id, execution_id, part, part_ids, part_count)
  VALUES (NEW.owner_id, NEW.execution_id, TG_ARGV[0], ARRAY[NEW.id], 1);
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_job_stages_made AFTER INSERT ON job_stages REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made_parts('Stage');
CREATE TRIGGER tr_job_stages_changed AFTER UPDATE ON job_stages
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION note_changed_part('Stage');
CREATE TRIGGER tr_job_chunks_made AFTER INSERT ON job_chunks REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made_parts('Chunk');
CREATE TRIGGER tr_job_chunks_changed AFTER UPDATE OF status ON job_chunks
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION note_changed_part('Chunk');
CREATE TRIGGER tr_images_made AFTER INSERT ON images REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made_parts('Image');
CREATE TRIGGER tr_metric_snapshots_made AFTER INSERT ON metric_snapshots REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made_parts('MetricSnapshot');
CREATE TRIGGER tr_artifacts_made AFTER INSERT ON artifacts REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made_parts('Artifact');
CREATE TRIGGER tr_summaries_made AFTER INSERT ON summaries REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made_parts('Summary');
CREATE TRIGGER tr_execution_logs_made AFTER INSERT ON execution_logs REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION note_made_logs();

-- Whoever inserts them, by one row or by COPY, and in whatever state: the job's next run number is above theirs, and
-- its counters have them. A run that ends later is counted by the statement that ends it. Both in the order of the
-- jobs, and grouped before anything is joined: this plan is made once and kept.
CREATE FUNCTION count_accepted_runs() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO job_run_numbers AS r (job_id, owner_id, last)
  SELECT job_id, owner_id, max(run_number) FROM accepted GROUP BY job_id, owner_id ORDER BY job_id
  ON CONFLICT (job_id, owner_id) DO UPDATE SET last = EXCLUDED.last WHERE r.last < EXCLUDED.last;
  INSERT INTO job_counters AS c (job_id, owner_id, shard, accepted, completed, failed, canceled)
  SELECT job_id, owner_id, floor(random() * 16)::smallint, count(*), count(*) FILTER (WHERE status = 'COMPLETED'),
    count(*) FILTER (WHERE status = 'FAILED'), count(*) FILTER (WHERE status = 'CANCELED')
  FROM accepted GROUP BY job_id, owner_id ORDER BY job_id
  ON CONFLICT (job_id, owner_id, shard) DO UPDATE SET
    accepted = c.accepted + EXCLUDED.accepted,
    completed = c.completed + EXCLUDED.completed,
    failed = c.failed + EXCLUDED.failed,
    canceled = c.canceled + EXCLUDED.canceled;
  RETURN NULL;
END
$fn$;

-- Roll-ups learn of ends by events; of what came that had ended already, and of what goes, by repairs of its hour.
CREATE FUNCTION repair_rollups() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF EXISTS (SELECT FROM changed WHERE finished_at IS NOT NULL) THEN
    INSERT INTO execution_rollup_repairs (owner_id, hour)
    SELECT DISTINCT owner_id, date_trunc('hour', queued_at, 'UTC') FROM changed WHERE finished_at IS NOT NULL;
    INSERT INTO execution_facet_repairs (owner_id, day)
    SELECT d.owner_id, d.day
    FROM (SELECT DISTINCT owner_id, date_trunc('day', queued_at, 'UTC') AS day FROM changed WHERE finished_at IS NOT NULL) d
    WHERE NOT is_leaving(d.owner_id);
  END IF;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_job_executions_repair_inserted AFTER INSERT ON job_executions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION repair_rollups();
CREATE TRIGGER tr_job_executions_repair_deleted AFTER DELETE ON job_executions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  WHEN (current_setting('runledger.retention', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION repair_rollups();

-- What retention takes is archived, and so the roll-ups stay what they are. They are not made anew meanwhile, by the lock
-- of insights/rollup-feed.sql.ts; an hour that was begun before is begun again.
CREATE FUNCTION archive_executions() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  PERFORM pg_advisory_xact_lock(7403218);
  INSERT INTO execution_archive (
    owner_id, job_id, start, state, runs, items, timed, total_ms, min_ms, max_ms, buckets, cumulative)
  SELECT owner_id, job_id, start, state, sum(n), sum(items), coalesce(sum(n) FILTER (WHERE bucket IS NOT NULL), 0),
    coalesce(sum(total_ms), 0), min(min_ms), max(max_ms),
    coalesce(array_agg(bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}'),
    coalesce(array_agg(cumulative ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL), '{}')
  FROM (
    SELECT *, sum(n) OVER (PARTITION BY owner_id, job_id, start, state ORDER BY bucket) AS cumulative
    FROM (
      SELECT owner_id, job_id, date_bin('15 minutes', queued_at, timestamptz '2000-01-01 00:00:00+00') AS start,
        status::text AS state, duration_bucket(duration_ms) AS bucket, count(*) AS n, sum(items_processed) AS items,
        sum(duration_ms) AS total_ms, min(duration_ms) AS min_ms, max(duration_ms) AS max_ms
      FROM changed WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5
    ) counted
  ) ranked
  GROUP BY owner_id, job_id, start, state;
  INSERT INTO failure_archive AS o (
    owner_id, fingerprint, day, failures, mended, first_at, last_at, error_code, message)
  SELECT owner_id, error_fingerprint, date_trunc('day', queued_at, 'UTC'), count(*), count(*) FILTER (WHERE is_mended),
    min(finished_at), max(finished_at), (array_agg(error_code ORDER BY finished_at DESC))[1],
    (array_agg(left(error_message, 2000) ORDER BY finished_at DESC))[1]
  FROM changed WHERE status = 'FAILED' AND error_fingerprint IS NOT NULL GROUP BY 1, 2, 3
  ON CONFLICT (owner_id, fingerprint, day) DO UPDATE SET
    failures = o.failures + EXCLUDED.failures,
    mended = o.mended + EXCLUDED.mended,
    first_at = least(o.first_at, EXCLUDED.first_at),
    (last_at, error_code, message) = (
      SELECT l.last_at, l.error_code, l.message
      FROM (VALUES (o.last_at, o.error_code, o.message), (EXCLUDED.last_at, EXCLUDED.error_code, EXCLUDED.message))
        AS l(last_at, error_code, message)
      ORDER BY l.last_at DESC LIMIT 1);
  INSERT INTO execution_rollup_repairs (owner_id, hour)
  SELECT DISTINCT r.owner_id, r.hour /* over all owners: feed */
  FROM changed c JOIN execution_rollup_repairs r
    ON r.owner_id = c.owner_id AND r.hour = date_trunc('hour', c.queued_at, 'UTC');
  -- Facets are of what is there.
  INSERT INTO execution_facet_repairs (owner_id, day)
  SELECT DISTINCT owner_id, date_trunc('day', queued_at, 'UTC') FROM changed WHERE finished_at IS NOT NULL;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_job_executions_archive AFTER DELETE ON job_executions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT
  WHEN (current_setting('runledger.retention', true) = 'on') EXECUTE FUNCTION archive_executions();

-- An archive goes with its owner only, and everybody's roll-ups are without it then.
CREATE FUNCTION repair_archived() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO execution_rollup_repairs (owner_id, hour)
  SELECT DISTINCT owner_id, date_trunc('hour', start, 'UTC') FROM changed;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_execution_archive_deleted AFTER DELETE ON execution_archive
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION repair_archived();

-- A stage may still fail, or be mended, shortly after its run has ended. Where it is the end itself that fails it, the end's
-- event brings it.
CREATE FUNCTION repair_stage_facets() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  INSERT INTO execution_facet_repairs (owner_id, day)
  SELECT e.owner_id, date_trunc('day', e.queued_at, 'UTC') FROM job_executions e
  WHERE e.id = NEW.execution_id AND e.owner_id = NEW.owner_id AND e.finished_at IS NOT NULL
    AND e.xmin <> pg_current_xact_id()::xid;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_job_stages_repair_inserted AFTER INSERT ON job_stages
  FOR EACH ROW WHEN (NEW.failed_name IS NOT NULL) EXECUTE FUNCTION repair_stage_facets();
CREATE TRIGGER tr_job_stages_repair_changed AFTER UPDATE ON job_stages
  FOR EACH ROW WHEN (OLD.failed_name IS DISTINCT FROM NEW.failed_name) EXECUTE FUNCTION repair_stage_facets();

-- The bucket of a duration in a histogram: 0 for no time, and then one for each 1.5 %.
CREATE FUNCTION duration_bucket(ms bigint) RETURNS smallint LANGUAGE sql IMMUTABLE AS $fn$
  SELECT CASE WHEN ms <= 0 THEN 0 ELSE 1 + ceil(ln(ms::float8) / ln(1.015::float8)) END::smallint
$fn$;

-- A histogram as execution_rollups have it.
CREATE TYPE histogram AS (buckets smallint[], cumulative integer[]);

-- The sum of two histograms, by a walk through both: a fourth of the time of sorting what they unnest to.
CREATE FUNCTION add_histogram(base histogram, more_buckets smallint[], more_cumulative integer[]) RETURNS histogram
LANGUAGE plpgsql IMMUTABLE AS $fn$
DECLARE
  buckets smallint[] := base.buckets;
  cumulative integer[] := base.cumulative;
  here integer := 1;
  there integer := 1;
  bucket smallint := buckets[1];
  more_bucket smallint := more_buckets[1];
  upto integer := 0;
  more_upto integer := 0;
  all_buckets smallint[] := '{}';
  all_cumulative integer[] := '{}';
BEGIN
  IF bucket IS NULL THEN
    RETURN (more_buckets, more_cumulative);
  END IF;
  WHILE bucket IS NOT NULL OR more_bucket IS NOT NULL LOOP
    IF more_bucket IS NULL OR bucket < more_bucket THEN
      all_buckets := all_buckets || bucket;
      upto := cumulative[here];
      here := here + 1;
      bucket := buckets[here];
    ELSE
      all_buckets := all_buckets || more_bucket;
      more_upto := more_cumulative[there];
      IF bucket = more_bucket THEN
        upto := cumulative[here];
        here := here + 1;
        bucket := buckets[here];
      END IF;
      there := there + 1;
      more_bucket := more_buckets[there];
    END IF;
    all_cumulative := all_cumulative || (upto + more_upto);
  END LOOP;
  RETURN (all_buckets, all_cumulative);
END
$fn$;

-- Of few: each is walked through with all that were before it.
CREATE AGGREGATE sum_histograms(buckets smallint[], cumulative integer[]) (
  SFUNC = add_histogram, STYPE = histogram, INITCOND = '({},{})'
);

CREATE TRIGGER tr_job_executions_count AFTER INSERT ON job_executions
  REFERENCING NEW TABLE AS accepted FOR EACH STATEMENT EXECUTE FUNCTION count_accepted_runs();

-- Ending runs. Each command that ends some calls end_runs, once for each owner; what workers say comes by finish_runs,
-- which is one round trip and, alone, one transaction. Functions, since their plans are kept, where planning a
-- statement anew takes longer than to run it. A kept plan knows no owner's size: so rows are found by their own ids,
-- behind OFFSET 0 where another index could be taken for it, joins are pinned, and a condition that always holds
-- (`ordinality BETWEEN …`) tells the planner how few the endings are.

-- The user of a credential as events name who did something.
CREATE FUNCTION actor_of(by_user uuid) RETURNS jsonb LANGUAGE sql STABLE AS $fn$
  SELECT jsonb_build_object('name', coalesce(u.full_name, lower(u.role::text)), 'role', lower(u.role::text), 'at', now())
  FROM users u WHERE u.id = by_user
$fn$;

-- Why a chunk has failed that was tried as often as its job allows, and lost its worker.
CREATE FUNCTION lost_too_often(retry_count integer, lost_count integer) RETURNS text LANGUAGE sql IMMUTABLE AS $fn$
  SELECT 'Its worker was lost ' || CASE lost_count WHEN 0 THEN 'once' ELSE lost_count + 1 || ' times' END
    || CASE WHEN retry_count > lost_count THEN ' in ' || retry_count + 1 || ' tries' ELSE '' END || '.'
$fn$;

-- How a run ends, or is put back for another attempt.
CREATE TYPE run_ending AS (
  id uuid,
  -- FAILED becomes QUEUED where `retryable` and an attempt is left; QUEUED is the same attempt, not before `snoozed_until`.
  ends_as execution_status,
  retryable boolean,
  failure_reason failure_reason,
  result jsonb,
  items_processed bigint,
  error_message text,
  error_code text,
  error_fingerprint text,
  fingerprint_version smallint,
  error_details jsonb,
  snoozed_until timestamptz,
  -- For the event, and for what is still open of it.
  reason text,
  -- Whether the user of the credential did it, rather than a worker or the server.
  by_user boolean,
  -- The lease that ends it, and a hash of its words, for when they are said again.
  finish_fence bigint,
  finish_hash text,
  -- Where the server does it by itself.
  rescue_cause rescue_cause
);

-- Ends runs of an owner that the transaction has locked, each once: their state, events, the jobs' counters, and what
-- is still open of them. Chunks in work go back to pending where another attempt follows, unless they lost their worker
-- too often, and fail with the reason where none does; stages close. Answers for each ending, in their order, from
-- when its run may be claimed again; null where it may not.
CREATE FUNCTION end_runs(owner uuid, caller uuid, endings run_ending[]) RETURNS timestamptz[] LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $fn$
DECLARE
  retries timestamptz[];
  job_ids uuid[];
  statuses text[];
  has_chunks boolean;
  has_stages boolean;
BEGIN
  WITH ended AS (
    UPDATE job_executions e SET
      status = n.becomes,
      fence = e.fence + CASE WHEN n.becomes = 'QUEUED' THEN 1 ELSE 0 END,
      attempt = e.attempt + CASE WHEN n.becomes = 'QUEUED' AND n.snoozed_until IS NULL THEN 1 ELSE 0 END,
      available_at = CASE WHEN n.becomes = 'QUEUED'
        THEN greatest(n.snoozed_until, clock_timestamp() + make_interval(secs => n.delay_seconds))
        ELSE e.available_at END,
      -- Limits may have come since it was queued, or gone.
      is_limited = CASE WHEN n.becomes = 'QUEUED'
        THEN EXISTS (SELECT FROM job_limits l WHERE l.owner_id = owner AND l.job_id = e.job_id AND l.is_limited)
        ELSE e.is_limited END,
      started_at = CASE WHEN n.becomes <> 'QUEUED' THEN e.started_at END,
      -- Never before its start, though this transaction may have begun before the claim's.
      finished_at = CASE WHEN n.becomes <> 'QUEUED' THEN greatest(clock_timestamp(), e.started_at) END,
      worker_id = CASE WHEN n.becomes <> 'QUEUED' THEN e.worker_id END,
      heartbeat_at = CASE WHEN n.becomes <> 'QUEUED' THEN e.heartbeat_at END,
      lease_expires_at = NULL,
      failure_reason = CASE WHEN n.becomes = 'FAILED' THEN n.failure_reason END,
      result = coalesce(n.result, e.result),
      items_processed = coalesce(n.items_processed, e.items_processed),
      -- What went wrong in an attempt before is in its event; a run that completed has no error.
      error_message = CASE WHEN n.becomes <> 'COMPLETED' THEN coalesce(n.error_message, e.error_message) END,
      error_code = CASE WHEN n.becomes <> 'COMPLETED' THEN coalesce(n.error_code, e.error_code) END,
      error_fingerprint = CASE WHEN n.becomes <> 'COMPLETED' THEN coalesce(n.error_fingerprint, e.error_fingerprint) END,
      error_fingerprint_version = CASE WHEN n.becomes <> 'COMPLETED'
        THEN coalesce(n.fingerprint_version, e.error_fingerprint_version) END,
      error_details = CASE WHEN n.becomes <> 'COMPLETED' THEN coalesce(n.error_details, e.error_details) END,
      finish_fence = coalesce(n.finish_fence, e.finish_fence),
      finish_hash = coalesce(n.finish_hash, e.finish_hash)
    FROM (
      SELECT i.*, r.id AS run, r.status AS was, r.worker_id AS had_worker,
        CASE WHEN i.ends_as = 'FAILED' AND i.retryable AND r.attempt < j.max_attempts AND r.dispatch = 'QUEUE'
          AND r.cancel_requested_at IS NULL THEN 'QUEUED' ELSE i.ends_as END AS becomes,
        -- The job's backoff, doubled with each attempt that was made; a day at most.
        CASE WHEN i.ends_as = 'FAILED' THEN least(j.retry_backoff_seconds * 2 ^ least(r.attempt - 1, 32), 86400)
          ELSE 0 END AS delay_seconds
      FROM unnest(endings) WITH ORDINALITY i
      CROSS JOIN LATERAL (SELECT r.* FROM job_executions r WHERE r.id = i.id OFFSET 0) r
      CROSS JOIN LATERAL (SELECT j.* FROM jobs j WHERE j.id = r.job_id OFFSET 0) j
      WHERE r.owner_id = owner AND j.owner_id = owner AND i.ordinality BETWEEN 1 AND cardinality(endings)
    ) n
    -- Not by the ending's id, nor by an index of owners: each would be a way around the row, by way of all that the owner has,
    -- which of a table that is not analyzed yet is taken for one. No index answers IS TRUE.
    WHERE e.id = n.run AND (e.owner_id = owner) IS TRUE
    RETURNING n.ordinality AS nth, e.id, e.owner_id, e.job_id, e.status, e.attempt, e.available_at, n.was, n.had_worker, n.reason, n.by_user,
      n.rescue_cause
  ), events AS (
    INSERT INTO execution_events (
      execution_id, owner_id, type, from_status, to_status, attempt, worker_id, reason, actor, actor_user_id, rescue_cause,
      rescued_job_id)
    SELECT id, owner_id, CASE status WHEN 'QUEUED' THEN 'REQUEUED' ELSE status::text END::execution_event_type,
      was, status, attempt, had_worker, reason, CASE WHEN by_user THEN actor_of(caller) END, caller, rescue_cause,
      CASE WHEN rescue_cause IS NOT NULL THEN job_id END
    FROM ended
  )
  SELECT array_agg(CASE WHEN status = 'QUEUED' THEN available_at END ORDER BY nth), array_agg(job_id ORDER BY nth),
    array_agg(status::text ORDER BY nth)
  INTO retries, job_ids, statuses FROM ended;

  -- As many finishes of one job can go on at once as there are shards. A statement of its own: the credits have been
  -- moved when it begins, as when runs are made, so that nobody holds the counters and waits for them.
  INSERT INTO job_counters AS c (job_id, owner_id, shard, completed, failed, canceled)
  SELECT n.job, owner, floor(random() * 16)::smallint, count(*) FILTER (WHERE n.status = 'COMPLETED'),
    count(*) FILTER (WHERE n.status = 'FAILED'), count(*) FILTER (WHERE n.status = 'CANCELED')
  FROM unnest(job_ids, statuses) AS n(job, status) WHERE n.status <> 'QUEUED' GROUP BY n.job ORDER BY n.job
  ON CONFLICT (job_id, owner_id, shard) DO UPDATE SET
    completed = c.completed + EXCLUDED.completed,
    failed = c.failed + EXCLUDED.failed,
    canceled = c.canceled + EXCLUDED.canceled;

  -- Most runs have neither, and what is not written is not even opened.
  SELECT bool_or(EXISTS (
      SELECT FROM (
        SELECT c.* FROM job_chunks c WHERE c.execution_id = i.id AND c.status IN ('PENDING', 'PROCESSING') OFFSET 0
      ) c WHERE c.owner_id = owner)),
    bool_or(EXISTS (
      SELECT FROM (SELECT s.* FROM job_stages s WHERE s.execution_id = i.id AND s.status = 'RUNNING' OFFSET 0) s
      WHERE s.owner_id = owner))
  INTO has_chunks, has_stages FROM unnest(endings) i;

  IF has_chunks THEN
    UPDATE job_chunks c SET
      status = CASE WHEN o.goes_on THEN 'PENDING' ELSE 'FAILED' END::chunk_status,
      fence = c.fence + 1,
      retry_count = c.retry_count + CASE WHEN o.run_status = 'QUEUED' THEN 1 ELSE 0 END,
      lost_count = c.lost_count + CASE WHEN o.is_lost THEN 1 ELSE 0 END,
      started_at = CASE WHEN NOT o.goes_on THEN c.started_at END,
      finished_at = CASE WHEN NOT o.goes_on THEN greatest(clock_timestamp(), c.started_at) END,
      worker_id = CASE WHEN NOT o.goes_on THEN c.worker_id END,
      lease_expires_at = NULL,
      error_message = CASE WHEN o.run_status = 'QUEUED' AND NOT o.goes_on THEN lost_too_often(c.retry_count, c.lost_count)
        ELSE coalesce(o.reason, 'The execution ended: ' || o.run_status::text) END
    FROM (
      SELECT o.*, o.run_status = 'QUEUED' AND NOT (o.is_lost AND o.is_last) AS goes_on
      FROM (
        SELECT c.id, i.reason, r.status AS run_status, c.retry_count + 1 >= j.max_attempts AS is_last,
          -- By the transaction's time.
          r.status = 'QUEUED' AND coalesce(c.lease_expires_at <= now(), false) AS is_lost
        FROM unnest(endings) WITH ORDINALITY i
        CROSS JOIN LATERAL (SELECT r.* FROM job_executions r WHERE r.id = i.id OFFSET 0) r
        CROSS JOIN LATERAL (SELECT j.* FROM jobs j WHERE j.id = r.job_id OFFSET 0) j
        CROSS JOIN LATERAL (
          SELECT c.* FROM job_chunks c
          WHERE c.execution_id = i.id
            AND (c.status = 'PROCESSING' OR c.status = 'PENDING' AND r.status IN ('FAILED', 'CANCELED'))
          OFFSET 0
        ) c
        WHERE r.owner_id = owner AND j.owner_id = owner AND c.owner_id = owner
          AND i.ordinality BETWEEN 1 AND cardinality(endings)
      ) o
    ) o
    WHERE c.id = o.id AND (c.owner_id = owner) IS TRUE;
  END IF;

  IF has_stages THEN
    UPDATE job_stages s SET
      status = CASE WHEN o.run_status = 'COMPLETED' THEN 'SUCCEEDED' ELSE 'FAILED' END::stage_status,
      ended_at = greatest(clock_timestamp(), s.started_at),
      error = CASE WHEN o.run_status = 'COMPLETED' THEN s.error
        ELSE jsonb_build_object('message', coalesce(o.reason, CASE o.run_status WHEN 'QUEUED'
          THEN 'The execution went back to the queue.' ELSE 'The execution ended: ' || o.run_status::text END)) END
    FROM (
      SELECT s.id, i.reason, r.status AS run_status
      FROM unnest(endings) WITH ORDINALITY i
      CROSS JOIN LATERAL (SELECT r.* FROM job_executions r WHERE r.id = i.id OFFSET 0) r
      CROSS JOIN LATERAL (SELECT s.* FROM job_stages s WHERE s.execution_id = i.id AND s.status = 'RUNNING' OFFSET 0) s
      WHERE r.owner_id = owner AND s.owner_id = owner AND i.ordinality BETWEEN 1 AND cardinality(endings)
    ) o
    WHERE s.id = o.id AND (s.owner_id = owner) IS TRUE;
  END IF;
  RETURN retries;
END
$fn$;

-- What became of something that a worker said.
CREATE TYPE run_answer AS (
  place integer,
  outcome text,
  -- With INVALID: what the run is.
  status execution_status,
  -- With OPEN_CHUNKS.
  pending integer,
  processing integer,
  -- With DONE: from when it may be claimed again.
  retry_at timestamptz,
  -- Which of the endings it is.
  ending integer
);

-- What workers say of runs of an owner that they hold, and are done with: `items` have a place, the run's id, the fence
-- that the lease's token proves (null for one that proves nothing), a hash of all that is said, and an ending. The first
-- that may ends its run, and the same words said again get the same answer. Runs are locked first, in the order of their
-- ids so that two never wait for each other in a circle, and looked at by a statement that sees what was committed until
-- then, since chunks are planned under the lock of their run.
-- With `skip_locked` what another transaction holds is HELD.
CREATE FUNCTION finish_runs(owner uuid, caller uuid, items jsonb, skip_locked boolean) RETURNS SETOF run_answer LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $fn$
DECLARE
  is_held boolean[];
  item record;
  answer run_answer;
  answers run_answer[];
  ending run_ending;
  endings run_ending[] := '{}';
  retries timestamptz[];
  run uuid;
  ended_by text;
  is_canceled boolean;
BEGIN
  IF skip_locked THEN
    SELECT array_agg(e.id IS NOT NULL ORDER BY i.ordinality) INTO is_held
    FROM (
      SELECT i.* FROM ROWS FROM (jsonb_to_recordset(items) AS (id uuid)) WITH ORDINALITY i ORDER BY i.id OFFSET 0
    ) i
    LEFT JOIN LATERAL (
      SELECT e.id FROM job_executions e WHERE e.id = i.id AND e.owner_id = owner FOR NO KEY UPDATE SKIP LOCKED
    ) e ON true;
  ELSE
    SELECT array_agg(e.id IS NOT NULL ORDER BY i.ordinality) INTO is_held
    FROM (
      SELECT i.* FROM ROWS FROM (jsonb_to_recordset(items) AS (id uuid)) WITH ORDINALITY i ORDER BY i.id OFFSET 0
    ) i
    LEFT JOIN LATERAL (
      SELECT e.id FROM job_executions e WHERE e.id = i.id AND e.owner_id = owner FOR NO KEY UPDATE
    ) e ON true;
  END IF;

  FOR item IN
    SELECT i.*, e.status, e.fence AS held_fence, e.available_at, e.cancel_requested_at, e.dispatch, e.finish_fence,
      e.finish_hash, e.is_cancel_due, c.pending, c.processing
    FROM ROWS FROM (jsonb_to_recordset(items) AS (
      place integer, id uuid, fence bigint, hash text, ends_as execution_status, retryable boolean,
      failure_reason failure_reason, result jsonb, items_processed bigint, error_message text, error_code text,
      error_fingerprint text, fingerprint_version smallint, error_details jsonb, snoozed_until timestamptz, reason text
    )) WITH ORDINALITY i
    LEFT JOIN LATERAL (
      SELECT e.status, e.fence, e.available_at, e.cancel_requested_at, e.dispatch, e.finish_fence, e.finish_hash,
        coalesce(e.cancel_deadline <= clock_timestamp(), false) AS is_cancel_due
      FROM job_executions e WHERE e.id = i.id AND e.owner_id = owner AND is_held[i.ordinality] OFFSET 0
    ) e ON true
    CROSS JOIN LATERAL (
      SELECT (count(*) FILTER (WHERE c.status = 'PENDING'))::integer AS pending,
        (count(*) FILTER (WHERE c.status = 'PROCESSING'))::integer AS processing
      FROM (
        SELECT c.owner_id, c.status FROM job_chunks c
        WHERE c.execution_id = i.id AND c.status IN ('PENDING', 'PROCESSING') AND i.ends_as <> 'FAILED' OFFSET 0
      ) c WHERE c.owner_id = owner
    ) c
    ORDER BY i.id, i.ordinality
  LOOP
    IF item.id IS DISTINCT FROM run THEN
      run := item.id;
      ended_by := NULL;
      is_canceled := false;
    END IF;
    answer := NULL;
    answer.place := item.place;
    IF item.status IS NULL THEN
      answer.outcome := CASE WHEN skip_locked AND EXISTS (
        SELECT FROM job_executions e WHERE e.id = run AND e.owner_id = owner) THEN 'HELD' ELSE 'MISSING' END;
    ELSIF item.finish_fence = item.fence AND item.finish_hash = item.hash THEN
      answer.outcome := 'DONE';
      -- The fence has risen since where it went back to the queue.
      IF item.held_fence <> item.fence THEN
        answer.retry_at := item.available_at;
      END IF;
    ELSIF item.held_fence IS DISTINCT FROM item.fence THEN
      answer.outcome := 'LEASE_LOST';
    ELSIF ended_by = item.hash THEN
      answer.outcome := 'DONE';
      answer.ending := cardinality(endings);
    ELSIF item.status <> 'RUNNING' OR ended_by IS NOT NULL THEN
      answer.outcome := 'INVALID';
      answer.status := item.status;
    ELSIF item.is_cancel_due THEN
      answer.outcome := 'INVALID';
      answer.status := 'CANCELED';
      IF NOT is_canceled THEN
        is_canceled := true;
        ending := NULL;
        ending.id := run;
        ending.ends_as := 'CANCELED';
        ending.reason := 'The time to stop was over.';
        endings := endings || ending;
      END IF;
    ELSIF item.ends_as = 'COMPLETED' AND item.pending + item.processing > 0
       OR item.ends_as = 'QUEUED' AND item.processing > 0 THEN
      answer.outcome := 'OPEN_CHUNKS';
      answer.pending := item.pending;
      answer.processing := item.processing;
    ELSIF item.ends_as = 'QUEUED' AND item.cancel_requested_at IS NOT NULL THEN
      answer.outcome := 'ASKED_TO_STOP';
    ELSIF item.ends_as = 'QUEUED' AND item.dispatch = 'EXTERNAL' THEN
      answer.outcome := 'EXTERNAL';
    ELSE
      ended_by := item.hash;
      endings := endings || (
        run, item.ends_as, item.retryable, item.failure_reason, item.result, item.items_processed, item.error_message,
        item.error_code, item.error_fingerprint, item.fingerprint_version, item.error_details, item.snoozed_until,
        item.reason, false, item.fence, item.hash, NULL)::run_ending;
      answer.outcome := 'DONE';
      answer.ending := cardinality(endings);
    END IF;
    answers := answers || answer;
  END LOOP;

  IF cardinality(endings) > 0 THEN
    retries := end_runs(owner, caller, endings);
  END IF;
  FOREACH answer IN ARRAY coalesce(answers, '{}') LOOP
    answer.retry_at := coalesce(answer.retry_at, retries[answer.ending]);
    RETURN NEXT answer;
  END LOOP;
END
$fn$;

-- A foreign key's own action runs inside its trigger, so its depth tells it from a statement. The trigger's arguments
-- name its table, whatever a part of it is called, and the columns that may be set to null; rows go with their owner. Retention says what it is by a
-- setting of its transaction; credit transactions are not retention's either.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $fn$
DECLARE
  before jsonb;
  after jsonb;
  item text;
  is_named_no_more boolean := false;
BEGIN
  IF TG_OP = 'DELETE' THEN
    before := to_jsonb(OLD);
    IF pg_trigger_depth() > 1
       OR (current_setting('runledger.retention', true) = 'on' AND TG_ARGV[0] <> 'credit_transactions')
       OR is_leaving((before ->> 'owner_id')::uuid) OR is_leaving((before ->> 'user_id')::uuid) THEN
      RETURN OLD;
    END IF;
  ELSIF TG_OP = 'UPDATE' THEN
    -- What is generated is not there yet.
    before := to_jsonb(OLD) - 'any_owner';
    after := to_jsonb(NEW) - 'any_owner';
    FOREACH item IN ARRAY TG_ARGV[1:] LOOP
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
  RAISE EXCEPTION '% is append-only', TG_ARGV[0]
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_append_only';
END
$fn$;

CREATE TRIGGER tr_execution_events_append_only BEFORE UPDATE OR DELETE ON execution_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change('execution_events', 'actor_user_id');
CREATE TRIGGER tr_activity_logs_append_only BEFORE UPDATE OR DELETE ON activity_logs
  FOR EACH ROW EXECUTE FUNCTION refuse_change('activity_logs', 'user_id');
CREATE TRIGGER tr_credit_transactions_append_only BEFORE UPDATE OR DELETE ON credit_transactions
  FOR EACH ROW EXECUTE FUNCTION refuse_change('credit_transactions', 'execution_id');
CREATE TRIGGER tr_twitter_verification_logs_append_only BEFORE UPDATE OR DELETE ON twitter_verification_logs
  FOR EACH ROW EXECUTE FUNCTION refuse_change('twitter_verification_logs', 'twitter_connection_id');
CREATE TRIGGER tr_execution_events_no_truncate BEFORE TRUNCATE ON execution_events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('execution_events');
CREATE TRIGGER tr_activity_logs_no_truncate BEFORE TRUNCATE ON activity_logs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('activity_logs');
CREATE TRIGGER tr_credit_transactions_no_truncate BEFORE TRUNCATE ON credit_transactions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('credit_transactions');
CREATE TRIGGER tr_twitter_verification_logs_no_truncate BEFORE TRUNCATE ON twitter_verification_logs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('twitter_verification_logs');

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
    -- Not where its owner goes too, and the balance with them.
    INSERT INTO credit_transactions (account_id, owner_id, type, amount, description)
    SELECT a.id, a.owner_id, 'REFUND', OLD.held_credits, 'The run was deleted'
    FROM credit_accounts a JOIN accounts o ON o.id = a.owner_id WHERE a.owner_id = OLD.owner_id;
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

-- Enqueueing. What makes runs is one function, for the API's servers and for applications that share the database.

-- Makes runs of one owner with their run numbers and first events, in the order given: QUEUED, or RUNNING with fence 1
-- where a worker takes them. They count on the owner's day, and the first of them are made, as many as the tier has: the
-- day is locked until the transaction ends. Run numbers are taken in blocks, in the order of the jobs. Ids are made
-- before the rows: to find them again in what was inserted costs a join of everything with everything; and what joins
-- run numbers to rows is a place in an array, which no plan can get wrong. Its plans are kept, those of the foreign
-- keys' checks too.
CREATE FUNCTION insert_executions(owner uuid, items jsonb, runs_a_day jsonb)
RETURNS TABLE (id uuid, tier user_tier, max integer, used integer) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
#variable_conflict use_column
DECLARE
  owner_tier user_tier := (SELECT tier FROM accounts WHERE id = owner);
  day_max integer := (runs_a_day ->> owner_tier::text)::integer;
  wanted integer := jsonb_array_length(items);
  day record;
  ids uuid[];
  lasts integer[];
BEGIN
  SELECT t.used, t.granted INTO STRICT day FROM take_runs(owner, wanted, day_max) t;
  ids := ARRAY(SELECT uuidv7() FROM generate_series(1, day.granted));
  WITH numbers AS (
    INSERT INTO job_run_numbers AS r (job_id, owner_id, last)
    SELECT x.job_id, owner, count(*)
    FROM ROWS FROM (jsonb_to_recordset(items) AS (job_id uuid)) WITH ORDINALITY AS x(job_id, place)
    WHERE x.place <= day.granted
    GROUP BY x.job_id ORDER BY x.job_id
    ON CONFLICT (job_id, owner_id) DO UPDATE SET last = r.last + EXCLUDED.last
    RETURNING job_id, last
  )
  SELECT array_agg(last ORDER BY job_id) INTO lasts FROM numbers;
  WITH numbered AS MATERIALIZED (
    SELECT x.*, ids[x.place] AS id,
      lasts[dense_rank() OVER (ORDER BY x.job_id)] - count(*) OVER (PARTITION BY x.job_id)
        + row_number() OVER (PARTITION BY x.job_id ORDER BY x.place) AS run_number,
      coalesce(
        x.created_by || jsonb_build_object('at', least((x.created_by ->> 'at')::timestamptz(3), now())),
        (SELECT jsonb_build_object('name', coalesce(u.full_name, lower(u.role::text)), 'role', lower(u.role::text), 'at', now())
          FROM users u WHERE u.id = x.created_by_user_id)) AS actor
    FROM ROWS FROM (jsonb_to_recordset(items) AS (
      job_id uuid, params jsonb, plan jsonb, priority integer, available_at timestamptz, trigger execution_trigger,
      dispatch dispatch, created_by jsonb, created_by_user_id uuid, retry_of_id uuid, reason text,
      scheduled_for timestamptz, held_credits integer, starts boolean, worker_id text, lease_seconds integer, concurrency_key text,
      external_id text, external_system text
    )) WITH ORDINALITY AS x(
      job_id, params, plan, priority, available_at, trigger, dispatch, created_by, created_by_user_id, retry_of_id, reason,
      scheduled_for, held_credits, starts, worker_id, lease_seconds, concurrency_key, external_id, external_system, place)
    WHERE x.place <= day.granted
  ), events AS (
    INSERT INTO execution_events (
      execution_id, owner_id, type, from_status, to_status, attempt, worker_id, reason, actor, actor_user_id)
    SELECT i.id, owner, e.type, e.from_status, e.to_status, 1, e.worker_id, e.reason, i.actor, i.created_by_user_id
    FROM numbered i
    CROSS JOIN LATERAL (
      SELECT 1 AS step, 'QUEUED'::execution_event_type AS type, NULL::execution_status AS from_status,
        'QUEUED'::execution_status AS to_status, NULL::text AS worker_id, i.reason
      UNION ALL
      SELECT 2, 'STARTED', 'QUEUED', 'RUNNING', i.worker_id, NULL WHERE i.starts
    ) e
    ORDER BY e.step, i.place
  )
  INSERT INTO job_executions (
    id, owner_id, job_id, kind, project_id, kind_key, tags, priority, run_number, status, trigger, dispatch, params,
    plan, created_by, created_by_user_id, available_at, scheduled_for, retry_of_id, held_credits,
    fence, worker_id, started_at, heartbeat_at, lease_seconds, lease_expires_at, concurrency_key, is_limited,
    external_id, external_system)
  SELECT i.id, owner, j.id, j.kind, j.project_id, j.kind_key, j.tags, coalesce(i.priority, r.priority, j.priority),
    i.run_number, CASE WHEN i.starts THEN 'RUNNING' ELSE 'QUEUED' END::execution_status,
    i.trigger, i.dispatch, coalesce(i.params, r.params, '{}'), i.plan, i.actor,
    i.created_by_user_id, greatest(i.available_at, now()), i.scheduled_for, i.retry_of_id, coalesce(i.held_credits, 0),
    CASE WHEN i.starts THEN 1 ELSE 0 END, i.worker_id,
    CASE WHEN i.starts THEN now() END, CASE WHEN i.starts THEN now() END, i.lease_seconds,
    CASE WHEN i.starts THEN now() + make_interval(secs => least(i.lease_seconds, j.timeout_seconds)) END,
    coalesce(i.concurrency_key, r.concurrency_key), coalesce(l.is_limited, false),
    i.external_id, coalesce(i.external_system, '')
  FROM numbered i
  CROSS JOIN LATERAL (SELECT j.* FROM jobs j WHERE j.id = i.job_id OFFSET 0) j
  LEFT JOIN LATERAL (SELECT l.* FROM job_limits l WHERE l.job_id = i.job_id OFFSET 0) l ON l.owner_id = owner
  LEFT JOIN LATERAL (SELECT r.* FROM job_executions r WHERE r.id = i.retry_of_id OFFSET 0) r ON r.owner_id = owner
  WHERE j.owner_id = owner
  ORDER BY i.place;
  RETURN QUERY SELECT ids[place], owner_tier, day_max, day.used + day.granted
    FROM generate_series(1, wanted) place ORDER BY place;
END
$fn$;

-- Makes runs of ticks: of any number of owners, at most one of a job, all QUEUED, as insert_executions does it for one
-- owner. To call that for each took most of the time where each has one. The days are locked in the order of the owners,
-- and of an owner's runs the first are made, as many as the day has room for.
CREATE FUNCTION insert_scheduled(items jsonb, runs_a_day jsonb)
RETURNS TABLE (id uuid, tier user_tier, max integer, used integer) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
#variable_conflict use_column
DECLARE
  today date := (now() AT TIME ZONE 'UTC')::date;
  owners uuid[] := ARRAY(SELECT DISTINCT x.owner FROM jsonb_to_recordset(items) AS x(owner uuid) ORDER BY x.owner);
  tiers text[];
  maxes integer[];
  useds integer[];
  grants boolean[];
  ids uuid[];
  lasts integer[];
BEGIN
  INSERT INTO usage_metrics (owner_id, name, day)
  SELECT o.owner, 'executions', today FROM unnest(owners) AS o(owner) ORDER BY o.owner
  ON CONFLICT DO NOTHING;
  PERFORM /* over all owners: schedules */ FROM usage_metrics m
  WHERE m.owner_id = ANY(owners) AND m.day = today AND m.name = 'executions'
  ORDER BY m.owner_id FOR NO KEY UPDATE;
  -- What each owner's day has, as others have left it.
  SELECT /* over all owners: schedules */ array_agg(d.tier::text ORDER BY x.place), array_agg(d.max ORDER BY x.place),
    array_agg(d.used + greatest(0, least(x.wanted, d.max - d.used)) ORDER BY x.place),
    array_agg(x.nth <= d.max - d.used ORDER BY x.place)
  INTO tiers, maxes, useds, grants
  FROM (
    SELECT x.owner, x.place, row_number() OVER (PARTITION BY x.owner ORDER BY x.place) AS nth,
      count(*) OVER (PARTITION BY x.owner) AS wanted
    FROM ROWS FROM (jsonb_to_recordset(items) AS (owner uuid)) WITH ORDINALITY AS x(owner, place)
  ) x
  CROSS JOIN LATERAL (
    SELECT a.tier, (runs_a_day ->> a.tier::text)::integer AS max, m.value AS used
    FROM accounts a JOIN usage_metrics m ON m.owner_id = a.id AND m.day = today AND m.name = 'executions'
    WHERE a.id = x.owner OFFSET 0
  ) d;
  -- All are there: an INSERT finds each by its key, where a join could read everybody's of the day.
  INSERT INTO usage_metrics (owner_id, name, day, value, "limit")
  SELECT DISTINCT ON (x.owner) x.owner, 'executions', today, useds[x.place], maxes[x.place]
  FROM ROWS FROM (jsonb_to_recordset(items) AS (owner uuid)) WITH ORDINALITY AS x(owner, place)
  ORDER BY x.owner
  ON CONFLICT (owner_id, day, name) DO UPDATE SET value = EXCLUDED.value, "limit" = EXCLUDED."limit";
  ids := ARRAY(SELECT CASE WHEN g.is_granted THEN uuidv7() END FROM unnest(grants) AS g(is_granted));
  WITH numbers AS (
    INSERT INTO job_run_numbers AS r (job_id, owner_id, last)
    SELECT x.job_id, x.owner, 1
    FROM ROWS FROM (jsonb_to_recordset(items) AS (job_id uuid, owner uuid)) WITH ORDINALITY AS x(job_id, owner, place)
    WHERE grants[x.place] ORDER BY x.job_id
    ON CONFLICT (job_id, owner_id) DO UPDATE SET last = r.last + 1
    RETURNING job_id, last
  )
  SELECT array_agg(last ORDER BY job_id) INTO lasts FROM numbers;
  WITH numbered AS MATERIALIZED (
    SELECT x.*, ids[x.place] AS id, lasts[row_number() OVER (ORDER BY x.job_id)] AS run_number,
      x.created_by || jsonb_build_object('at', now()) AS actor
    FROM ROWS FROM (jsonb_to_recordset(items) AS (
      job_id uuid, owner uuid, created_by jsonb, available_at timestamptz, scheduled_for timestamptz, held_credits integer
    )) WITH ORDINALITY AS x(job_id, owner, created_by, available_at, scheduled_for, held_credits, place)
    WHERE grants[x.place]
  ), events AS (
    INSERT INTO execution_events (execution_id, owner_id, type, to_status, attempt, actor)
    SELECT i.id, i.owner, 'QUEUED', 'QUEUED', 1, i.actor FROM numbered i ORDER BY i.place
  )
  INSERT INTO job_executions (
    id, owner_id, job_id, kind, project_id, kind_key, tags, priority, run_number, trigger, created_by,
    available_at, scheduled_for, held_credits, is_limited)
  SELECT /* over all owners: schedules */ i.id, i.owner, j.id, j.kind, j.project_id, j.kind_key, j.tags, j.priority,
    i.run_number, 'SCHEDULE', i.actor, greatest(i.available_at, now()), i.scheduled_for, i.held_credits,
    coalesce(l.is_limited, false)
  FROM numbered i
  CROSS JOIN LATERAL (SELECT j.* FROM jobs j WHERE j.id = i.job_id AND j.owner_id = i.owner OFFSET 0) j
  LEFT JOIN LATERAL (SELECT l.* FROM job_limits l WHERE l.job_id = i.job_id AND l.owner_id = i.owner OFFSET 0) l ON true
  ORDER BY i.place;
  RETURN QUERY SELECT ids[place], tiers[place]::user_tier, maxes[place], useds[place]
    FROM generate_subscripts(ids, 1) place ORDER BY place;
END
$fn$;

-- Makes the chunks of an execution from one place up to another. A function, so that the checks of the foreign keys keep their
-- plans: to plan each anew took most of the time. Answers how many it made.
CREATE FUNCTION insert_chunks(
  owner uuid, execution uuid, of_priority integer, chunk_size bigint, total bigint, from_image bigint, to_image bigint)
RETURNS integer LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
DECLARE
  made integer;
BEGIN
  INSERT INTO job_chunks (owner_id, job_id, execution_id, chunk_index, priority, image_range)
  SELECT e.owner_id, e.job_id, e.id, cut.start / chunk_size, of_priority,
    jsonb_build_object('start', cut.start, 'end', least(cut.start + chunk_size, total))
  FROM job_executions e, generate_series(from_image, to_image - 1, chunk_size) AS cut(start)
  WHERE e.id = execution AND e.owner_id = owner
  ORDER BY cut.start;
  GET DIAGNOSTICS made = ROW_COUNT;
  RETURN made;
END
$fn$;

-- What is written down of a time long ago is history, and no news.
CREATE FUNCTION notify_of_ends() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
DECLARE
  owner uuid;
  has_failed boolean;
  has_completed boolean;
  wants record;
  ended record;
  run record;
BEGIN
  FOR owner, has_failed, has_completed IN
    SELECT owner_id, bool_or(type = 'FAILED'), bool_or(type = 'COMPLETED') FROM added
    WHERE type IN ('COMPLETED', 'FAILED') AND at > transaction_timestamp() - interval '1 hour'
    GROUP BY owner_id
  LOOP
    SELECT on_failure, on_completion INTO wants FROM notification_preferences WHERE owner_id = owner;
    CONTINUE WHEN NOT (wants.on_failure AND has_failed OR wants.on_completion AND has_completed);
    -- One by one and without a join: a plan may be kept for an owner of average size, and a join could begin
    -- with all that the owner has.
    FOR ended IN SELECT a.type, a.execution_id, a.reason FROM added a
      WHERE a.owner_id = owner AND a.at > transaction_timestamp() - interval '1 hour'
        AND (a.type = 'FAILED' AND wants.on_failure OR a.type = 'COMPLETED' AND wants.on_completion)
      ORDER BY a.id
    LOOP
      SELECT job_id, run_number, items_processed, error_message INTO run
      FROM job_executions WHERE id = ended.execution_id AND owner_id = owner;
      INSERT INTO notifications (owner_id, type, facts, job_id, execution_id)
      SELECT owner,
        CASE ended.type WHEN 'FAILED' THEN 'execution.failed' ELSE 'execution.completed' END,
        jsonb_build_object('jobName', left(j.name, 200)) || CASE ended.type
          WHEN 'FAILED' THEN jsonb_build_object('reason', left(coalesce(run.error_message, ended.reason), 2000))
          ELSE jsonb_build_object('runNumber', run.run_number, 'itemsProcessed', run.items_processed) END,
        run.job_id, ended.execution_id
      FROM jobs j WHERE j.id = run.job_id AND j.owner_id = owner;
    END LOOP;
  END LOOP;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_execution_events_notify AFTER INSERT ON execution_events
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_of_ends();

-- The transaction that takes a balance from the threshold or above to below it is the one that is told of.
CREATE FUNCTION notify_of_low_credits() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
DECLARE
  owner uuid;
BEGIN
  FOR owner IN SELECT DISTINCT owner_id FROM added WHERE amount < 0 LOOP
    INSERT INTO notifications (owner_id, type, facts)
    SELECT a.owner_id, 'credits.low',
      jsonb_build_object('balance', a.balance_after, 'threshold', p.low_credits_threshold)
    FROM added a
    JOIN notification_preferences p ON p.owner_id = owner
    WHERE a.owner_id = owner AND p.on_low_credits AND a.amount < 0
      AND a.balance_after < p.low_credits_threshold AND a.balance_after - a.amount >= p.low_credits_threshold;
  END LOOP;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_credit_transactions_notify AFTER INSERT ON credit_transactions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_of_low_credits();

CREATE FUNCTION send_notifications() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
DECLARE
  owner uuid;
BEGIN
  FOR owner IN SELECT DISTINCT owner_id FROM added
    WHERE created_at > transaction_timestamp() - interval '1 hour'
  LOOP
    INSERT INTO notification_deliveries (notification_id, owner_id, channel)
    SELECT a.id, a.owner_id, c.channel
    FROM added a
    JOIN notification_preferences p ON p.owner_id = owner
    CROSS JOIN unnest(enum_range(NULL::delivery_channel)) AS c(channel)
    WHERE a.owner_id = owner
      AND (c.channel = 'MAIL' AND p.email OR c.channel = 'WEBHOOK' AND p.webhook_url IS NOT NULL)
      AND a.created_at > transaction_timestamp() - interval '1 hour';
  END LOOP;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_notifications_send AFTER INSERT ON notifications
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION send_notifications();

-- Whether an account is being deleted with all it owns, and its user where it is a person's.
CREATE FUNCTION is_leaving(account_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $fn$
  SELECT EXISTS (SELECT FROM deletions d WHERE d.owner_id = is_leaving.account_id AND d.project_id IS NULL)
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

-- Claims. Functions, since their statements are planned once a connection, for whatever values: so each is small, names
-- the owner, and can be done in one good way only. An index range for each queue and priority gives its runs in their
-- order, and is read as far as the claim needs; to sort, or to read by a bitmap, would be to read all that is queued.
-- A run's job is found by its id, behind OFFSET 0: by its owner, all jobs of the owner would be read for each run.
-- Each statement sees what others have committed before it. claim_executions says how they are planned.

-- A job that is not active is set apart as one with limits is: its runs wait, and claims for others do not come by them.
CREATE FUNCTION set_apart() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN
  IF NEW.status = 'ACTIVE' THEN
    UPDATE job_limits l SET is_inactive = false WHERE l.job_id = NEW.id AND l.owner_id = NEW.owner_id;
  ELSE
    INSERT INTO job_limits AS l (job_id, owner_id, is_inactive, has_unmarked) VALUES (NEW.id, NEW.owner_id, true, true)
    ON CONFLICT (job_id, owner_id) DO UPDATE SET is_inactive = true, has_unmarked = true;
  END IF;
  RETURN NULL;
END
$fn$;
CREATE TRIGGER tr_jobs_set_apart AFTER UPDATE OF status ON jobs
  FOR EACH ROW WHEN ((OLD.status = 'ACTIVE') <> (NEW.status = 'ACTIVE')) EXECUTE FUNCTION set_apart();

-- How much an answer has of a run that was never claimed before, or was.
CREATE FUNCTION json_bytes(params jsonb, plan jsonb, result jsonb, error_details jsonb) RETURNS bigint LANGUAGE sql STABLE AS $fn$
  SELECT octet_length(params::text)::bigint + coalesce(octet_length(plan::text), 0)
    + coalesce(octet_length(result::text), 0) + coalesce(octet_length(error_details::text), 0)
$fn$;

-- The first of an owner's runs that are due and wanted, locked: what others hold is passed over. Where jobs or keys are
-- named, each of them is a queue.
-- Jobs with limits are left out: by what the statement sees, and by the mark of their runs for limits that are set while
-- it waits for nobody: who sets a job's first limits marks its queue. Of a job that had limits, marked runs are left.
-- since: by priority, what is before is left out; null for nothing.
CREATE FUNCTION due_executions(
  owner uuid, of_jobs uuid[], of_kinds text[], of_kind text, of_keys text[], of_tags text[],
  since timestamptz[], until timestamptz, most integer, is_weighed boolean)
RETURNS TABLE (id uuid, priority integer, available_at timestamptz, bytes bigint) LANGUAGE plpgsql AS $fn$
#variable_conflict use_column
BEGIN
  IF of_jobs IS NOT NULL THEN
    RETURN QUERY
      SELECT n.id, p.priority, n.available_at, n.bytes
      FROM generate_series(10, 0, -1) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT r.* FROM unnest(of_jobs) AS q(job_id)
        CROSS JOIN LATERAL (
          SELECT e.id, e.available_at::timestamptz,
            CASE WHEN is_weighed THEN json_bytes(e.params, e.plan, e.result, e.error_details) END AS bytes
          FROM job_executions e
          CROSS JOIN LATERAL (SELECT j.owner_id, j.status FROM jobs j WHERE j.id = e.job_id OFFSET 0) j
          WHERE j.owner_id = owner AND j.status = 'ACTIVE' AND e.owner_id = owner AND e.job_id = q.job_id AND e.status = 'QUEUED' AND e.dispatch = 'QUEUE'
            AND e.priority = p.priority AND e.available_at <= until
            AND e.available_at >= coalesce(since[p.priority + 1], '-infinity')
            AND (of_kinds IS NULL OR e.kind = ANY(of_kinds))
            AND (of_keys IS NULL OR e.kind = of_kind AND e.kind_key = ANY(of_keys))
            AND (of_tags IS NULL OR e.tags @> of_tags)
            AND (NOT e.is_limited OR EXISTS (
              SELECT FROM job_limits l WHERE l.owner_id = owner AND l.job_id = q.job_id AND NOT l.is_limited))
          ORDER BY e.available_at, e.id
          LIMIT most
          FOR NO KEY UPDATE OF e SKIP LOCKED
        ) r
        WHERE NOT (EXISTS (SELECT FROM job_limits l WHERE l.owner_id = owner) AND EXISTS (
          SELECT FROM job_limits l WHERE l.owner_id = owner AND l.job_id = q.job_id AND l.is_limited))
        ORDER BY r.available_at, r.id
      ) n
      LIMIT most;
  ELSIF of_keys IS NOT NULL THEN
    RETURN QUERY
      SELECT n.id, p.priority, n.available_at, n.bytes
      FROM generate_series(10, 0, -1) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT r.* FROM unnest(of_keys) AS q(kind_key)
        CROSS JOIN LATERAL (
          SELECT e.id, e.available_at::timestamptz,
            CASE WHEN is_weighed THEN json_bytes(e.params, e.plan, e.result, e.error_details) END AS bytes
          FROM job_executions e
          CROSS JOIN LATERAL (SELECT j.owner_id, j.status FROM jobs j WHERE j.id = e.job_id OFFSET 0) j
          WHERE j.owner_id = owner AND j.status = 'ACTIVE' AND e.owner_id = owner AND e.kind = of_kind AND e.kind_key = q.kind_key AND e.status = 'QUEUED'
            AND e.dispatch = 'QUEUE' AND e.priority = p.priority AND e.available_at <= until
            AND e.available_at >= coalesce(since[p.priority + 1], '-infinity')
            AND (of_kinds IS NULL OR e.kind = ANY(of_kinds)) AND (of_tags IS NULL OR e.tags @> of_tags) AND NOT e.is_limited
            AND NOT (EXISTS (SELECT FROM job_limits l WHERE l.owner_id = owner) AND EXISTS (
              SELECT FROM job_limits l WHERE l.owner_id = owner AND l.job_id = e.job_id AND l.is_limited))
          ORDER BY e.available_at, e.id
          LIMIT most
          FOR NO KEY UPDATE OF e SKIP LOCKED
        ) r
        ORDER BY r.available_at, r.id
      ) n
      LIMIT most;
  ELSE
    RETURN QUERY
      SELECT n.id, p.priority, n.available_at, n.bytes
      FROM generate_series(10, 0, -1) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT e.id, e.available_at::timestamptz,
          CASE WHEN is_weighed THEN json_bytes(e.params, e.plan, e.result, e.error_details) END AS bytes
        FROM job_executions e
        CROSS JOIN LATERAL (SELECT j.owner_id, j.status FROM jobs j WHERE j.id = e.job_id OFFSET 0) j
        WHERE j.owner_id = owner AND j.status = 'ACTIVE' AND e.owner_id = owner AND e.status = 'QUEUED' AND e.dispatch = 'QUEUE'
          AND e.priority = p.priority AND e.available_at <= until
          AND e.available_at >= coalesce(since[p.priority + 1], '-infinity')
          AND (of_kinds IS NULL OR e.kind = ANY(of_kinds)) AND (of_tags IS NULL OR e.tags @> of_tags) AND NOT e.is_limited
          AND NOT (EXISTS (SELECT FROM job_limits l WHERE l.owner_id = owner) AND EXISTS (
            SELECT FROM job_limits l WHERE l.owner_id = owner AND l.job_id = e.job_id AND l.is_limited))
        ORDER BY e.available_at, e.id
        LIMIT most
        FOR NO KEY UPDATE OF e SKIP LOCKED
      ) n
      LIMIT most;
  END IF;
END
$fn$;

-- How many more runs of a job may go on, by its limits for all of them; null for any number. Nobody else may decide on
-- one meanwhile, where it is to be exact. A second counts whole as long as any of it lies in the last 60, so that no 60
-- seconds have more starts than the limit, and a place is free again after 60 to 61.
CREATE FUNCTION job_room(owner uuid, job uuid, max_concurrent integer, starts_per_minute integer) RETURNS integer
LANGUAGE plpgsql STABLE AS $fn$
DECLARE
  running integer;
  started integer;
BEGIN
  IF max_concurrent IS NOT NULL THEN
    SELECT count(*) INTO running FROM (
      SELECT FROM (SELECT e.owner_id FROM job_executions e WHERE e.job_id = job AND e.status = 'RUNNING' OFFSET 0) e
      WHERE e.owner_id = owner LIMIT max_concurrent
    ) r;
  END IF;
  IF starts_per_minute IS NOT NULL THEN
    SELECT coalesce(sum(s.starts), 0) INTO started FROM job_starts s
    WHERE s.owner_id = owner AND s.job_id = job AND s.second >= date_trunc('second', clock_timestamp()) - interval '60 seconds';
  END IF;
  RETURN least(max_concurrent - running, starts_per_minute - started);
END
$fn$;

-- The same for one key of a job.
CREATE FUNCTION key_room(owner uuid, job uuid, key text, max_per_key integer) RETURNS integer LANGUAGE plpgsql STABLE AS $fn$
BEGIN
  RETURN max_per_key - (SELECT count(*) FROM (
    SELECT FROM job_executions e
    WHERE e.owner_id = owner AND e.job_id = job AND e.concurrency_key = key AND e.status = 'RUNNING' LIMIT max_per_key
  ) r);
END
$fn$;

-- The keys of a job's queued runs that have room, and how much: by a skip scan those of 200 keys from one on, or of the
-- 200 after them, up to 1,000, or of the first ones. The key '' stands for none, and has any room. next_key is where to
-- go on; null at the end. All are null without a limit.
CREATE FUNCTION open_keys(
  owner uuid, job uuid, max_per_key integer, from_key text, OUT keys text[], OUT rooms integer[], OUT next_key text)
LANGUAGE plpgsql STABLE AS $fn$
BEGIN
  IF max_per_key IS NULL THEN
    RETURN;
  END IF;
  next_key := from_key;
  FOR round IN 1 .. 5 LOOP
    from_key := next_key;
    WITH RECURSIVE seen AS (
      (SELECT coalesce(e.concurrency_key, '') AS key, 1 AS nth FROM job_executions e
        WHERE e.owner_id = owner AND e.job_id = job AND e.status = 'QUEUED'
          AND (e.concurrency_key IS NOT NULL OR e.is_limited) AND coalesce(e.concurrency_key, '') >= coalesce(from_key, '')
        ORDER BY coalesce(e.concurrency_key, '') LIMIT 1)
      UNION ALL
      SELECT n.key, s.nth + 1 FROM seen s
      CROSS JOIN LATERAL (
        SELECT coalesce(e.concurrency_key, '') AS key FROM job_executions e
        WHERE e.owner_id = owner AND e.job_id = job AND e.status = 'QUEUED'
          AND (e.concurrency_key IS NOT NULL OR e.is_limited) AND coalesce(e.concurrency_key, '') > s.key
        ORDER BY coalesce(e.concurrency_key, '') LIMIT 1
      ) n
      WHERE s.nth < 200
    )
    SELECT coalesce(array_agg(k.key) FILTER (WHERE k.room > 0), '{}'), array_agg(k.room) FILTER (WHERE k.room > 0),
      CASE WHEN count(*) = 200 THEN max(k.key) END
    INTO keys, rooms, next_key
    FROM (
      SELECT s.key, CASE WHEN s.key = '' THEN 2147483647 ELSE key_room(owner, job, s.key, max_per_key) END AS room FROM seen s
    ) k;
    EXIT WHEN cardinality(keys) > 0 OR next_key IS NULL AND from_key IS NULL;
  END LOOP;
END
$fn$;

-- Of a job with limits the first wanted runs of each priority, or of each priority and key. Not locked.
-- of_open: the keys that have room; null for whatever key.
-- fits: whether its key has room for it, after the key's own that are more urgent.
CREATE FUNCTION queued_of_job(
  owner uuid, job uuid, has_limits boolean, of_open text[], rooms integer[], of_kinds text[], of_kind text, of_keys text[],
  of_tags text[], until timestamptz, most integer)
RETURNS TABLE (id uuid, priority integer, available_at timestamptz, fits boolean) LANGUAGE plpgsql STABLE AS $fn$
#variable_conflict use_column
BEGIN
  IF of_open IS NOT NULL THEN
    RETURN QUERY
      SELECT n.id, n.priority, n.available_at::timestamptz,
        row_number() OVER (PARTITION BY k.key ORDER BY n.priority DESC, n.available_at, n.id) <= k.room
      FROM unnest(of_open, rooms) AS k(key, room) CROSS JOIN generate_series(10, 0, -1) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT e.id, e.priority, e.available_at FROM job_executions e
        WHERE e.owner_id = owner AND e.job_id = job AND e.status = 'QUEUED' AND e.dispatch = 'QUEUE'
          AND (e.concurrency_key IS NOT NULL OR e.is_limited) AND coalesce(e.concurrency_key, '') = k.key
          AND e.priority = p.priority AND e.available_at <= until
          AND (of_kinds IS NULL OR e.kind = ANY(of_kinds))
          AND (of_keys IS NULL OR e.kind = of_kind AND e.kind_key = ANY(of_keys)) AND (of_tags IS NULL OR e.tags @> of_tags)
        ORDER BY e.available_at, e.id
        LIMIT least(k.room, most)
      ) n;
    IF FOUND THEN
      RETURN;
    END IF;
    -- Those without a key that were in the queue before its job had limits are not told apart by an index.
    RETURN QUERY
      SELECT n.id, n.priority, n.available_at::timestamptz, true
      FROM generate_series(10, 0, -1) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT e.* FROM job_executions e
        WHERE e.owner_id = owner AND e.job_id = job AND e.status = 'QUEUED' AND e.dispatch = 'QUEUE'
          AND e.priority = p.priority AND e.available_at <= until
        ORDER BY e.available_at, e.id
        LIMIT 1000
      ) n
      WHERE n.concurrency_key IS NULL AND NOT n.is_limited AND (of_kinds IS NULL OR n.kind = ANY(of_kinds))
        AND (of_keys IS NULL OR n.kind = of_kind AND n.kind_key = ANY(of_keys)) AND (of_tags IS NULL OR n.tags @> of_tags)
      LIMIT most;
  ELSE
    RETURN QUERY
      SELECT n.id, n.priority, n.available_at::timestamptz, true
      FROM generate_series(10, 0, -1) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT e.id, e.priority, e.available_at FROM job_executions e
        WHERE e.owner_id = owner AND e.job_id = job AND e.status = 'QUEUED' AND e.dispatch = 'QUEUE'
          AND e.priority = p.priority AND e.available_at <= until AND (has_limits OR e.is_limited)
          AND (of_kinds IS NULL OR e.kind = ANY(of_kinds))
          AND (of_keys IS NULL OR e.kind = of_kind AND e.kind_key = ANY(of_keys)) AND (of_tags IS NULL OR e.tags @> of_tags)
        ORDER BY e.available_at, e.id
        LIMIT most
      ) n;
  END IF;
END
$fn$;

-- Whether a job that is claimed apart may have wanted runs. They have the key that the job had when they were queued: of
-- one that has another by now, those are still first in line, and the others are not read by who does not want them.
CREATE FUNCTION may_be_wanted(owner uuid, job uuid, of_kinds text[], of_kind text, of_keys text[]) RETURNS boolean
LANGUAGE plpgsql STABLE AS $fn$
BEGIN
  RETURN EXISTS (
    SELECT FROM jobs j
    WHERE j.id = job AND j.owner_id = owner AND j.status = 'ACTIVE' AND (of_kinds IS NULL OR j.kind = ANY(of_kinds))
      AND (of_keys IS NULL OR j.kind = of_kind AND (j.kind_key = ANY(of_keys) OR EXISTS (
        SELECT FROM generate_series(10, 0, -1) AS p(priority)
        CROSS JOIN LATERAL (
          SELECT e.kind_key FROM job_executions e
          WHERE e.owner_id = owner AND e.job_id = job AND e.status = 'QUEUED' AND e.priority = p.priority
          ORDER BY e.available_at, e.id
          LIMIT 10
        ) n
        WHERE n.kind_key = ANY(of_keys)))));
END
$fn$;

-- The owners who have something in the queue, by a skip scan of its index, or jobs with limits.
CREATE FUNCTION queueing_owners() RETURNS uuid[] LANGUAGE sql STABLE AS $fn$
  WITH RECURSIVE owners AS (
    (SELECT owner_id AS id FROM /* over all owners: administration */ job_executions WHERE status = 'QUEUED' AND NOT is_limited
      ORDER BY owner_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT e.owner_id FROM job_executions e
      WHERE e.status = 'QUEUED' AND NOT e.is_limited AND e.owner_id > o.id ORDER BY e.owner_id LIMIT 1
    ) FROM owners o WHERE o.id IS NOT NULL
  )
  SELECT ARRAY(SELECT id FROM owners WHERE id IS NOT NULL UNION SELECT owner_id FROM job_limits)
$fn$;

-- The jobs of an owner that are claimed apart, and have something due and wanted, as it seems now: the one with the most
-- urgent run first. Of jobs that have no limits any more, it is what was queued while they had.
CREATE FUNCTION limited_jobs(
  owner uuid, of_jobs uuid[], of_kinds text[], of_kind text, of_keys text[], of_tags text[], until timestamptz)
RETURNS TABLE (job_id uuid, priority integer, available_at timestamptz) LANGUAGE plpgsql STABLE AS $fn$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT l.job_id, f.priority, f.available_at::timestamptz
    FROM (
      SELECT l.job_id, l.is_limited, top.priority AS highest FROM job_limits l
      CROSS JOIN LATERAL (
        SELECT e.priority FROM job_executions e WHERE e.owner_id = owner AND e.job_id = l.job_id AND e.status = 'QUEUED'
        ORDER BY e.priority DESC, e.available_at DESC, e.id DESC
        LIMIT 1
      ) top
      WHERE l.owner_id = owner AND NOT l.is_inactive AND (of_jobs IS NULL OR l.is_limited AND l.job_id = ANY(of_jobs))
        AND (l.is_limited OR EXISTS (
          SELECT FROM job_executions e
          WHERE e.owner_id = owner AND e.job_id = l.job_id AND e.status = 'QUEUED' AND e.is_limited
            AND (e.concurrency_key IS NOT NULL OR e.is_limited)))
        AND EXISTS (
          SELECT FROM (SELECT j.owner_id, j.status FROM jobs j WHERE j.id = l.job_id OFFSET 0) j
          WHERE j.owner_id = owner AND j.status = 'ACTIVE')
        AND (num_nulls(l.max_concurrent, l.starts_per_minute) = 2
          OR job_room(owner, l.job_id, l.max_concurrent, l.starts_per_minute) > 0)
        AND (num_nulls(of_kinds, of_keys) = 2 OR may_be_wanted(owner, l.job_id, of_kinds, of_kind, of_keys))
      OFFSET 0
    ) l
    CROSS JOIN LATERAL (
      SELECT n.priority, n.available_at
      FROM generate_series(l.highest, 0, -1) AS p(priority)
      CROSS JOIN LATERAL (
        SELECT e.priority, e.available_at FROM job_executions e
        WHERE e.owner_id = owner AND e.job_id = l.job_id AND e.status = 'QUEUED' AND e.dispatch = 'QUEUE'
          AND e.priority = p.priority AND e.available_at <= until AND (l.is_limited OR e.is_limited)
          AND (of_kinds IS NULL OR e.kind = ANY(of_kinds))
          AND (of_keys IS NULL OR e.kind = of_kind AND e.kind_key = ANY(of_keys)) AND (of_tags IS NULL OR e.tags @> of_tags)
        ORDER BY e.available_at, e.id
        LIMIT 1
      ) n
      LIMIT 1
    ) f
    ORDER BY f.priority DESC, f.available_at, l.job_id;
END
$fn$;

-- Of these jobs the first runs that their limits have room for, locked. Each job is held until the transaction ends, so
-- that nobody else counts meanwhile; one that another claim is just then deciding about is passed over, so that nobody
-- waits. What is counted is counted after that, so that it is true.
-- is_patient: for who found nothing else and holds no job: waits for the first one.
-- passed_over: whether there was one, and no job is held.
CREATE FUNCTION limited_executions(
  owner uuid, of_jobs uuid[], of_kinds text[], of_kind text, of_keys text[], of_tags text[],
  until timestamptz, most integer, is_weighed boolean, is_patient boolean,
  OUT ids uuid[], OUT priorities integer[], OUT times timestamptz[], OUT sizes bigint[], OUT passed_over boolean)
LANGUAGE plpgsql SET lock_timeout = '2s' AS $fn$
#variable_conflict use_column
DECLARE
  candidate record;
  job uuid;
  limits record;
  room integer;
  keys text[];
  rooms integer[];
  go_on_at text;
  due record;
  -- The least urgent of those that are found.
  last_priority integer;
  last_time timestamptz;
  is_first boolean := true;
BEGIN
  passed_over := false;
  FOR candidate IN SELECT * FROM limited_jobs(owner, of_jobs, of_kinds, of_kind, of_keys, of_tags, until) LOOP
    EXIT WHEN cardinality(ids) >= most
      AND (-candidate.priority, candidate.available_at) >= (-last_priority, last_time);
    EXIT WHEN is_patient AND NOT is_first;
    job := candidate.job_id;
    IF is_patient THEN
      PERFORM FROM job_limits l WHERE l.owner_id = owner AND l.job_id = job AND NOT l.is_inactive FOR NO KEY UPDATE;
    END IF;
    SELECT l.is_limited, l.max_concurrent, l.max_concurrent_per_key, l.starts_per_minute, l.next_key INTO limits
    FROM job_limits l WHERE l.owner_id = owner AND l.job_id = job AND NOT l.is_inactive FOR NO KEY UPDATE SKIP LOCKED;
    IF NOT FOUND THEN
      passed_over := is_first;
      CONTINUE;
    END IF;
    is_first := false;
    passed_over := false;
    room := least(most, job_room(owner, job, limits.max_concurrent, limits.starts_per_minute));
    CONTINUE WHEN room <= 0;
    SELECT * INTO keys, rooms, go_on_at FROM open_keys(owner, job, limits.max_concurrent_per_key, limits.next_key);
    IF go_on_at IS DISTINCT FROM limits.next_key THEN
      UPDATE job_limits l SET next_key = go_on_at WHERE l.owner_id = owner AND l.job_id = job;
    END IF;
    SELECT array_agg(f.id) AS ids, array_agg(f.priority) AS priorities, array_agg(f.available_at) AS times,
      array_agg(f.bytes) AS sizes, min(f.priority) AS last_priority,
      max(f.available_at) AS last_time
    INTO due
    FROM (
      SELECT q.id, q.priority, q.available_at,
        CASE WHEN is_weighed THEN json_bytes(e.params, e.plan, e.result, e.error_details) END AS bytes
      FROM (
        SELECT * FROM queued_of_job(
          owner, job, limits.is_limited, keys, rooms, of_kinds, of_kind, of_keys, of_tags, until, room)
        WHERE fits
        ORDER BY priority DESC, available_at, id
        LIMIT room
      ) q
      -- As text, so that no index of what is queued is taken for the one of ids.
      JOIN job_executions e ON e.id = q.id AND e.owner_id = owner AND e.status::text = 'QUEUED'
      FOR NO KEY UPDATE OF e SKIP LOCKED
    ) f;
    CONTINUE WHEN due.ids IS NULL;
    ids := ids || due.ids;
    priorities := priorities || due.priorities;
    times := times || due.times;
    sizes := sizes || due.sizes;
    last_priority := least(last_priority, due.last_priority);
    last_time := greatest(last_time, due.last_time);
  END LOOP;
END
$fn$;

-- Writes down that runs of a job were started, whose limit asks for it; who calls it holds the job.
CREATE FUNCTION count_starts(owner uuid, job uuid, started integer, now_at timestamptz) RETURNS void LANGUAGE plpgsql AS $fn$
DECLARE
  this_second timestamptz := date_trunc('second', now_at);
BEGIN
  DELETE FROM job_starts s WHERE s.owner_id = owner AND s.job_id = job AND s.second < this_second - interval '60 seconds';
  INSERT INTO job_starts AS s (owner_id, job_id, second, starts) VALUES (owner, job, this_second, started)
  ON CONFLICT (job_id, owner_id, second) DO UPDATE SET starts = s.starts + EXCLUDED.starts;
END
$fn$;

-- For a run that is started without a claim: waits for whoever decides on a run of its job, and takes it a place.
-- run: the queued one, null for a new one, which has no key.
-- reached: the column of the limit that leaves none, and what it is; null where the run may start.
CREATE FUNCTION take_place(owner uuid, job uuid, run uuid, OUT reached text, OUT max integer) LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $fn$
DECLARE
  key text := (SELECT e.concurrency_key FROM job_executions e WHERE e.id = run AND e.owner_id = owner);
  limits record;
BEGIN
  -- First the job, as who deletes it does.
  PERFORM FROM jobs j WHERE j.id = job AND j.owner_id = owner FOR KEY SHARE;
  SELECT l.max_concurrent, l.max_concurrent_per_key, l.starts_per_minute INTO limits
  FROM job_limits l WHERE l.owner_id = owner AND l.job_id = job FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  IF job_room(owner, job, limits.max_concurrent, NULL) <= 0 THEN
    reached := 'max_concurrent';
    max := limits.max_concurrent;
  ELSIF key_room(owner, job, key, limits.max_concurrent_per_key) <= 0 THEN
    reached := 'max_concurrent_per_key';
    max := limits.max_concurrent_per_key;
  ELSIF job_room(owner, job, NULL, limits.starts_per_minute) <= 0 THEN
    reached := 'starts_per_minute';
    max := limits.starts_per_minute;
  ELSIF limits.starts_per_minute IS NOT NULL THEN
    PERFORM count_starts(owner, job, 1, clock_timestamp());
  END IF;
END
$fn$;

-- When a wanted run of an owner's jobs with limits can be claimed first, as far as it is known: a place that is free once
-- a run ends is not. Nothing is locked.
CREATE FUNCTION limited_due(
  of_owner uuid, of_jobs uuid[], of_kinds text[], of_kind text, of_keys text[], of_tags text[], until timestamptz)
RETURNS timestamptz LANGUAGE plpgsql STABLE
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $fn$
DECLARE
  owners uuid[] := ARRAY[of_owner];
  owner uuid;
  job uuid;
  limits record;
  keys text[];
  rooms integer[];
  go_on_at text;
  due timestamptz;
  first_due timestamptz;
BEGIN
  IF of_owner IS NULL THEN
    owners := ARRAY(SELECT DISTINCT l.owner_id FROM /* over all owners: administration */ job_limits l);
  END IF;
  FOREACH owner IN ARRAY owners LOOP
    FOR limits IN
      SELECT l.* FROM job_limits l
      WHERE l.owner_id = owner AND NOT l.is_inactive AND (of_jobs IS NULL OR l.is_limited AND l.job_id = ANY(of_jobs))
        AND may_be_wanted(owner, l.job_id, of_kinds, of_kind, of_keys)
    LOOP
      job := limits.job_id;
      CONTINUE WHEN job_room(owner, job, limits.max_concurrent, NULL) <= 0;
      SELECT * INTO keys, rooms, go_on_at FROM open_keys(owner, job, limits.max_concurrent_per_key, limits.next_key);
      SELECT min(q.available_at) INTO due
      FROM queued_of_job(
        owner, job, limits.is_limited, keys, rooms, of_kinds, of_kind, of_keys, of_tags, until, 1) q;
      IF due IS NULL AND go_on_at IS NOT NULL THEN
        -- Nobody knows of the keys that were not looked at; a claim goes on with them.
        due := clock_timestamp();
      END IF;
      CONTINUE WHEN due IS NULL;
      IF job_room(owner, job, NULL, limits.starts_per_minute) <= 0 THEN
        -- The last second from which on as many were started as the limit has to be past.
        SELECT greatest(due, max(s.second) + interval '61 seconds') INTO due
        FROM (
          SELECT s.second, sum(s.starts) OVER (ORDER BY s.second DESC) AS starts FROM job_starts s
          WHERE s.owner_id = owner AND s.job_id = job
        ) s
        WHERE s.starts >= limits.starts_per_minute;
      END IF;
      first_due := least(first_due, due);
    END LOOP;
  END LOOP;
  RETURN first_due;
END
$fn$;

-- Gives due runs to workers: urgent first, then the one available longest. Owners, where they are everybody's, take turns
-- whatever each has waiting.
-- of_owner: null for everybody's.
-- turns: whose the first run is, the second and so on, as places in the lists of workers.
-- max_bytes: how much all of them may be together, the first one in any case; null for any size.
-- is_patient: whether it may wait for another claim, for who holds nothing that others wait for.
-- Answers beside each run whether its job is claimed apart, and after a look from the start (since is null) that found
-- such runs, by priority, 0 to 10, when the first of the others is due that was found and left: nobody else says so.
CREATE FUNCTION claim_executions(
  of_owner uuid, of_jobs uuid[], of_kinds text[], of_kind text, of_keys text[], of_tags text[],
  worker_ids text[], lengths integer[], turns integer[], max_bytes bigint, user_id uuid,
  since timestamptz[] DEFAULT NULL, is_patient boolean DEFAULT true)
RETURNS TABLE (
  worker integer, id uuid, priority integer, available_at timestamptz, fence bigint, expires_at timestamptz,
  deadline timestamptz, cancel_requested boolean, is_apart boolean, left_at timestamptz[])
LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
  SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $fn$
#variable_conflict use_column
DECLARE
  now_at timestamptz(3) := clock_timestamp();
  most integer := cardinality(turns);
  owners uuid[] := ARRAY[of_owner];
  has_several boolean := of_owner IS NULL;
  owner uuid;
  ids uuid[] := '{}';
  whose uuid[] := '{}';
  priorities integer[] := '{}';
  times timestamptz[] := '{}';
  sizes bigint[] := '{}';
  apart uuid[] := '{}';
  found uuid[];
  first_left timestamptz[];
  passed_over boolean := false;
  due record;
  job uuid;
  started integer;
BEGIN
  IF of_owner IS NULL AND of_jobs IS NOT NULL THEN
    SELECT coalesce(array_agg(DISTINCT j.owner_id), '{}') INTO owners
    FROM /* over all owners: administration */ jobs j WHERE j.id = ANY(of_jobs);
  ELSIF of_owner IS NULL THEN
    owners := queueing_owners();
  END IF;
  FOREACH owner IN ARRAY owners LOOP
    IF EXISTS (SELECT FROM job_limits l WHERE l.owner_id = owner AND NOT l.is_inactive) THEN
      SELECT * INTO due FROM limited_executions(
        owner, of_jobs, of_kinds, of_kind, of_keys, of_tags, now_at, most, max_bytes IS NOT NULL, false);
      passed_over := due.passed_over;
      ids := ids || due.ids;
      apart := apart || due.ids;
      whose := whose || array_fill(owner, ARRAY[coalesce(cardinality(due.ids), 0)]);
      priorities := priorities || due.priorities;
      times := times || due.times;
      sizes := sizes || due.sizes;
      -- What is started now counts from now on.
      now_at := clock_timestamp();
      has_several := true;
    END IF;
    SELECT array_agg(d.id) AS ids, array_agg(d.priority) AS priorities, array_agg(d.available_at) AS times,
      array_agg(d.bytes) AS sizes
    INTO due
    FROM due_executions(
      owner, of_jobs, of_kinds, of_kind, of_keys, of_tags, since, now_at, most, max_bytes IS NOT NULL) d;
    -- What was left out is not left behind. The ones found are found again: whoever holds them passes over none.
    IF since IS NOT NULL AND cardinality(ids) + coalesce(cardinality(due.ids), 0) < most THEN
      SELECT array_agg(d.id) AS ids, array_agg(d.priority) AS priorities, array_agg(d.available_at) AS times,
        array_agg(d.bytes) AS sizes
      INTO due
      FROM due_executions(
        owner, of_jobs, of_kinds, of_kind, of_keys, of_tags, NULL, now_at, most, max_bytes IS NOT NULL) d;
    END IF;
    IF due.ids IS NULL AND cardinality(ids) = 0 AND passed_over AND is_patient AND of_owner IS NOT NULL THEN
      -- What the other claim leaves is for this one, which would be told that there is nothing. Who is at it for longer
      -- changes the job.
      BEGIN
        SELECT f.ids, f.priorities, f.times, f.sizes INTO due FROM limited_executions(
          owner, of_jobs, of_kinds, of_kind, of_keys, of_tags, now_at, most, max_bytes IS NOT NULL, true) f;
      EXCEPTION WHEN lock_not_available THEN
        CONTINUE;
      END;
      apart := apart || due.ids;
      now_at := clock_timestamp();
    END IF;
    CONTINUE WHEN due.ids IS NULL;
    ids := ids || due.ids;
    whose := whose || array_fill(owner, ARRAY[cardinality(due.ids)]);
    priorities := priorities || due.priorities;
    times := times || due.times;
    sizes := sizes || due.sizes;
  END LOOP;
  found := ids;
  IF has_several THEN
    SELECT array_agg(m.id), array_agg(m.owner_id), array_agg(m.bytes) INTO ids, whose, sizes
    FROM (
      SELECT u.* FROM unnest(ids, whose, priorities, times, sizes) AS u(id, owner_id, priority, available_at, bytes)
      ORDER BY u.priority DESC,
        CASE WHEN of_jobs IS NULL THEN row_number() OVER (
          PARTITION BY u.owner_id, u.priority ORDER BY u.available_at, u.id) END,
        u.available_at, u.id
      LIMIT most
    ) m;
  END IF;
  IF max_bytes IS NOT NULL THEN
    ids := ids[1 : (
      SELECT greatest(1, count(*)) FROM (
        SELECT sum(s.bytes) OVER (ORDER BY s.place) AS bytes FROM unnest(sizes) WITH ORDINALITY AS s(bytes, place)
      ) s WHERE s.bytes <= max_bytes)];
  END IF;
  IF cardinality(apart) > 0 AND since IS NULL AND of_owner IS NOT NULL THEN
    first_left := ARRAY(
      SELECT (
        SELECT min(u.available_at) FROM unnest(found, priorities, times) AS u(id, priority, available_at)
        WHERE u.priority = p.priority AND NOT u.id = ANY(apart) AND NOT u.id = ANY(ids)
      ) FROM generate_series(0, 10) AS p(priority) ORDER BY p.priority);
  END IF;
  FOREACH owner IN ARRAY owners LOOP
    CONTINUE WHEN ids IS NULL OR NOT owner = ANY(whose);
    RETURN QUERY
      WITH held AS (
        UPDATE job_executions e
        SET status = 'RUNNING', fence = e.fence + 1, worker_id = worker_ids[t.worker], started_at = now_at,
          heartbeat_at = now_at, lease_seconds = lengths[t.worker],
          lease_expires_at = now_at + make_interval(secs => least(lengths[t.worker], t.timeout_seconds))
        FROM (
          SELECT u.worker, r.id, j.timeout_seconds
          FROM unnest(ids, whose, turns) WITH ORDINALITY AS u(id, owner_id, worker, place)
          CROSS JOIN LATERAL (SELECT r.* FROM job_executions r WHERE r.id = u.id OFFSET 0) r
          CROSS JOIN LATERAL (SELECT j.* FROM jobs j WHERE j.id = r.job_id OFFSET 0) j
          WHERE u.owner_id = owner AND r.owner_id = owner AND j.owner_id = owner
            AND u.place BETWEEN 1 AND cardinality(ids)
        ) t
        -- By no way around the row, as in end_runs.
        WHERE e.id = t.id AND (e.owner_id = owner) IS TRUE
        RETURNING t.worker, e.id, e.priority, e.available_at, e.fence, e.attempt, e.worker_id, e.lease_expires_at,
          now_at + make_interval(secs => t.timeout_seconds) AS deadline, e.cancel_requested_at IS NOT NULL AS cancel_requested
      ), events AS (
        INSERT INTO execution_events (
          execution_id, owner_id, type, from_status, to_status, attempt, worker_id, actor_user_id, at)
        SELECT h.id, owner, 'STARTED', 'QUEUED', 'RUNNING', h.attempt, h.worker_id, user_id, now_at FROM held h
      )
      SELECT h.worker, h.id, h.priority, h.available_at::timestamptz, h.fence, h.lease_expires_at::timestamptz, h.deadline,
        h.cancel_requested, h.id = ANY(apart), first_left
      FROM held h;
    IF has_several THEN
      FOR job, started IN
        SELECT e.job_id, count(*) FROM unnest(ids) AS u(id)
        CROSS JOIN LATERAL (SELECT e.* FROM job_executions e WHERE e.id = u.id OFFSET 0) e
        JOIN job_limits l ON l.owner_id = owner AND l.job_id = e.job_id AND l.starts_per_minute IS NOT NULL
        WHERE e.owner_id = owner
        GROUP BY e.job_id
      LOOP
        PERFORM count_starts(owner, job, started, now_at);
      END LOOP;
    END IF;
  END LOOP;
END
$fn$;

-- Both at once: what workers say of runs that they hold, as finish_runs takes it, and then what is claimed, as by
-- claim_executions. Each row is of one of them, and null in the columns of the other. Who has ended a run holds it, and waits
-- for no other claim: who is to start a run may hold that run's job and wait for what is held here.
CREATE FUNCTION finish_and_claim(
  owner uuid, caller uuid, items jsonb, of_jobs uuid[], of_kinds text[], of_kind text, of_keys text[], of_tags text[],
  worker_ids text[], lengths integer[], turns integer[], max_bytes bigint, since timestamptz[])
RETURNS TABLE (
  place integer, outcome text, status execution_status, pending integer, processing integer, retry_at timestamptz,
  worker integer, id uuid, priority integer, available_at timestamptz, fence bigint, expires_at timestamptz,
  deadline timestamptz, cancel_requested boolean, is_apart boolean, left_at timestamptz[])
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $fn$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT a.place, a.outcome, a.status, a.pending, a.processing, a.retry_at, NULL::integer, NULL::uuid, NULL::integer,
      NULL::timestamptz, NULL::bigint, NULL::timestamptz, NULL::timestamptz, NULL::boolean, NULL::boolean, NULL::timestamptz[]
    FROM finish_runs(owner, caller, items, true) a;
  RETURN QUERY
    SELECT NULL::integer, NULL::text, NULL::execution_status, NULL::integer, NULL::integer, NULL::timestamptz, c.*
    FROM claim_executions(
      owner, of_jobs, of_kinds, of_kind, of_keys, of_tags, worker_ids, lengths, turns, max_bytes, caller,
      since, jsonb_array_length(items) = 0) c;
END
$fn$;

-- Ids as the API writes them: a prefix, and a UUID in Crockford's base 32.
CREATE FUNCTION runledger_id(prefix text, id uuid) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
  SELECT prefix || '_' || string_agg(
    substr('0123456789abcdefghjkmnpqrstvwxyz', substring(bits FROM n * 5 + 1 FOR 5)::bit(5)::integer + 1, 1), '' ORDER BY n)
  FROM (SELECT B'00' || ('x' || replace(id::text, '-', ''))::bit(128) AS bits) b, generate_series(0, 25) n
$fn$;

-- Null for what is no such id.
CREATE FUNCTION runledger_uuid(id text) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $fn$
  SELECT string_agg(lpad(to_hex(substring(bits FROM n * 32 + 3 FOR 32)::bit(32)::bigint), 8, '0'), '' ORDER BY n)::uuid
  FROM (
    SELECT string_agg((strpos('0123456789abcdefghjkmnpqrstvwxyz', digit) - 1)::bit(5)::text, '' ORDER BY place)::bit varying AS bits
    FROM regexp_split_to_table(substring(id FROM '^[a-z]+_([0-7][0-9a-hjkmnp-tv-z]{25})$'), '') WITH ORDINALITY AS d(digit, place)
  ) b, generate_series(0, 3) n
$fn$;

-- For applications that share the database: puts a run in the queue in their own transaction, so that it is there together
-- with what they write, or not at all. It obeys what the API obeys, with the terms of the server that started last. It
-- runs as its owner, since the rights on all that it writes would let a role do anything to anybody's runs; who may call
-- it is nobody until the operator says so. The search path is its own: it is the caller's otherwise.
CREATE FUNCTION runledger_enqueue(
  account text, job text, params jsonb DEFAULT NULL, priority integer DEFAULT NULL, not_before timestamptz DEFAULT NULL,
  idempotency_key text DEFAULT NULL, concurrency_key text DEFAULT NULL, scheduled_for timestamptz DEFAULT NULL,
  external_id text DEFAULT NULL, external_system text DEFAULT '', OUT execution_id text, OUT is_replay boolean)
LANGUAGE plpgsql SECURITY DEFINER SET plan_cache_mode = force_generic_plan AS $fn$
DECLARE
  owner uuid := runledger_uuid(account);
  run_costs jsonb := (SELECT value FROM run_terms WHERE name = 'run_costs');
  runs_a_day jsonb := (SELECT value FROM run_terms WHERE name = 'runs_a_day');
  found_job record;
  hash text;
  kept record;
  made record;
BEGIN
  IF run_costs IS NULL OR runs_a_day IS NULL THEN
    RAISE EXCEPTION 'no server has started on this database yet: it says what runs cost'
      USING ERRCODE = 'object_not_in_prerequisite_state', CONSTRAINT = 'ck_enqueue_terms';
  END IF;
  SELECT j.id, j.kind, j.status INTO found_job FROM jobs j
  WHERE j.owner_id = owner AND j.slug = job AND NOT is_leaving(owner)
    AND NOT EXISTS (SELECT FROM users u WHERE u.id = owner AND u.status = 'SUSPENDED');
  IF NOT FOUND THEN
    RAISE EXCEPTION 'account % has no job with the slug %', account, job
      USING ERRCODE = 'no_data_found', CONSTRAINT = 'ck_enqueue_job';
  END IF;
  IF jsonb_typeof(params) <> 'object' OR octet_length(params::text) > 262144
     OR jsonb_path_exists(params, '$.**{64} ? (@.type() == "object" || @.type() == "array")')
     OR jsonb_path_exists(params,
       '$.** ? (@.type() == "number" && @.abs() > 9007199254740991 && (@.floor() == @ || @.abs() > 1.7976931348623157e308))') THEN
    RAISE EXCEPTION 'params: an object of at most 262144 bytes and 64 levels, without whole numbers beyond 2^53'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_enqueue_params';
  END IF;
  -- Whoever reads it can tell times up to then, and no infinity.
  IF not_before >= '10000-01-01 00:00:00+00' OR not_before = '-infinity' THEN
    RAISE EXCEPTION 'not_before: a time before the year 10000'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_enqueue_not_before';
  END IF;
  IF scheduled_for >= '10000-01-01 00:00:00+00' OR scheduled_for = '-infinity' THEN
    RAISE EXCEPTION 'scheduled_for: a time before the year 10000'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_enqueue_scheduled_for';
  END IF;
  IF btrim(external_id) = '' OR length(external_id) > 255 OR length(external_system) > 255
     OR (external_system <> '' AND external_id IS NULL) THEN
    RAISE EXCEPTION 'external_id: 1 to 255 characters, as external_system, which comes with it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_enqueue_external_id';
  END IF;
  IF btrim(concurrency_key) = '' OR length(concurrency_key) > 255 THEN
    RAISE EXCEPTION 'concurrency_key: 1 to 255 characters'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_enqueue_concurrency_key';
  END IF;
  IF idempotency_key IS NOT NULL THEN
    IF btrim(idempotency_key) = '' OR length(idempotency_key) > 200 THEN
      RAISE EXCEPTION 'idempotency_key: 1 to 200 characters'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_enqueue_idempotency_key';
    END IF;
    -- A time as a number: as a text it would be of the caller's time zone.
    hash := encode(sha256(convert_to(
      jsonb_build_array(job, params, priority, extract(epoch FROM not_before), concurrency_key,
        extract(epoch FROM scheduled_for), external_id, external_system)::text, 'UTF8')), 'hex');
    INSERT INTO idempotency_keys AS k (owner_id, operation, key, request_hash, outcome, expires_at)
    VALUES (owner, 'runledger_enqueue', idempotency_key, hash, 'null', now() + interval '48 hours')
    ON CONFLICT (owner_id, operation, key) DO UPDATE
      SET request_hash = EXCLUDED.request_hash, outcome = 'null', created_at = now(), expires_at = EXCLUDED.expires_at
      WHERE k.expires_at <= now();
    IF NOT FOUND THEN
      SELECT k.request_hash, k.outcome INTO STRICT kept FROM idempotency_keys k
      WHERE k.owner_id = owner AND k.operation = 'runledger_enqueue' AND k.key = idempotency_key;
      IF kept.request_hash <> hash THEN
        RAISE EXCEPTION 'the idempotency key % was used before with another request', idempotency_key
          USING ERRCODE = 'unique_violation', CONSTRAINT = 'idempotency_keys_pkey';
      END IF;
      execution_id := runledger_id('exec', (kept.outcome ->> 'executionId')::uuid);
      is_replay := true;
      RETURN;
    END IF;
  END IF;
  IF found_job.status = 'ARCHIVED' THEN
    RAISE EXCEPTION 'the job % is archived: it can no longer be run', job
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_enqueue_job_status';
  END IF;
  -- Credits before the day, as the API takes them.
  IF (run_costs ->> found_job.kind)::integer > 0 THEN
    PERFORM FROM credit_accounts c WHERE c.owner_id = owner FOR NO KEY UPDATE;
  END IF;
  SELECT * INTO STRICT made FROM insert_executions(owner, jsonb_build_array(jsonb_build_object(
    'job_id', found_job.id, 'params', params, 'priority', priority, 'available_at', not_before,
    'concurrency_key', concurrency_key, 'trigger', CASE WHEN scheduled_for IS NULL THEN 'API' ELSE 'SCHEDULE' END,
    'scheduled_for', scheduled_for, 'external_id', external_id, 'external_system', external_system, 'dispatch', 'QUEUE', 'created_by', jsonb_build_object('name', session_user, 'role', 'database'),
    'held_credits', run_costs -> found_job.kind)), runs_a_day);
  IF made.id IS NULL THEN
    RAISE EXCEPTION 'the tier % allows % runs a day, and % were accepted today', made.tier, made.max, made.used
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'ck_enqueue_runs_a_day';
  END IF;
  execution_id := runledger_id('exec', made.id);
  is_replay := false;
  UPDATE idempotency_keys SET outcome = jsonb_build_object('executionId', made.id)
  WHERE owner_id = owner AND operation = 'runledger_enqueue' AND key = idempotency_key;
  INSERT INTO activity_logs (owner_id, action, resource_type, resource_id, metadata)
  VALUES (owner, 'execution.enqueued', 'execution', execution_id, '{"count": 1}');
  PERFORM pg_notify('runledger_commits', 'database');
END
$fn$;

REVOKE EXECUTE ON FUNCTION runledger_enqueue FROM PUBLIC;
DO $do$
BEGIN
  EXECUTE format('ALTER FUNCTION runledger_enqueue SET search_path = %I, pg_temp', current_schema());
END
$do$;
