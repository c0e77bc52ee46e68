-- The model's tables, each read in one place: its columns, what its rows hold to, its indexes. Until the first release
-- later changes go into this set itself (docs/operations.md); then a change is a folder of its own.
-- Column, index and constraint names of the five seeds live on here; docs/data-model.md tells which is which.
-- transaction_timestamp() is now() by a name that Prisma does not replace with its own process's clock.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- PostgreSQL 18 has uuidv7() itself; before it, this is the same: 48 bits of milliseconds, 12 bits of the
-- millisecond's fraction, the rest random. In PL/pgSQL, since one in SQL is parsed anew by each statement.
DO $do$
BEGIN
  IF to_regprocedure('pg_catalog.uuidv7()') IS NULL THEN
    CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE plpgsql VOLATILE PARALLEL SAFE AS $fn$
    DECLARE
      us bigint := extract(epoch FROM clock_timestamp()) * 1000000;
    BEGIN
      RETURN encode(
        overlay(
          uuid_send(gen_random_uuid())
          PLACING substring(int8send(us / 1000) FROM 3 FOR 6)
            || int2send((28672 + (us % 1000) * 4096 / 1000)::int2)
          FROM 1 FOR 8
        ), 'hex')::uuid;
    END
    $fn$;
  END IF;
END
$do$;

CREATE TYPE credit_transaction_type AS ENUM ('GRANT', 'PURCHASE', 'HOLD', 'SPEND', 'REFUND');
CREATE TYPE metric_type AS ENUM ('COUNTER', 'GAUGE', 'HISTOGRAM', 'TIMER');
CREATE TYPE artifact_type AS ENUM ('REPORT', 'DATA', 'LOG', 'CONFIG', 'CODE', 'IMAGE', 'OTHER');
CREATE TYPE log_level AS ENUM ('DEBUG', 'INFO', 'WARN', 'ERROR');
CREATE TYPE stage_status AS ENUM ('RUNNING', 'SUCCEEDED', 'FAILED');
CREATE TYPE chunk_status AS ENUM ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED');
CREATE TYPE execution_status AS ENUM ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED');
CREATE TYPE execution_trigger AS ENUM ('SCHEDULE', 'MANUAL', 'API', 'RETRY');
CREATE TYPE failure_reason AS ENUM ('ERROR', 'TIMEOUT', 'WORKER_LOST');
CREATE TYPE rescue_cause AS ENUM ('CANCEL', 'TIMEOUT', 'WORKER_LOST');
CREATE TYPE dispatch AS ENUM ('QUEUE', 'EXTERNAL');
CREATE TYPE execution_event_type AS ENUM ('QUEUED', 'STARTED', 'REQUEUED', 'CANCEL_REQUESTED', 'COMPLETED', 'FAILED', 'CANCELED');
CREATE TYPE job_status AS ENUM ('ACTIVE', 'PAUSED', 'ARCHIVED');
CREATE TYPE overlap_policy AS ENUM ('ALLOW', 'SKIP', 'BUFFER_ONE', 'CANCEL_OTHER');
CREATE TYPE missed_tick_policy AS ENUM ('SKIP', 'RUN_ONCE', 'CATCH_UP');
CREATE TYPE user_status AS ENUM ('UNVERIFIED', 'ACTIVE', 'SUSPENDED');
CREATE TYPE user_tier AS ENUM ('FREE', 'PRO', 'ENTERPRISE');
CREATE TYPE user_role AS ENUM ('USER', 'ADMIN');
CREATE TYPE account_kind AS ENUM ('PERSON', 'TEAM');
CREATE TYPE membership_role AS ENUM ('OWNER', 'MAINTAINER', 'VIEWER');
CREATE TYPE project_status AS ENUM ('ACTIVE', 'ARCHIVED');
CREATE TYPE api_key_scope AS ENUM ('READ', 'WORK', 'MANAGE', 'VERIFY', 'ADMIN');
CREATE TYPE social_task_type AS ENUM ('FOLLOW', 'LIKE', 'RETWEET', 'REPLY', 'QUOTE', 'OTHER');
CREATE TYPE completion_status AS ENUM ('PENDING', 'VERIFIED', 'REJECTED');
CREATE TYPE verification_result AS ENUM ('VERIFIED', 'REJECTED', 'ERROR');
CREATE TYPE one_time_token_purpose AS ENUM ('VERIFY_EMAIL', 'SIGN_IN');
CREATE TYPE delivery_channel AS ENUM ('MAIL', 'WEBHOOK');
CREATE TYPE delivery_status AS ENUM ('PENDING', 'DELIVERED', 'GIVEN_UP');
CREATE TYPE alert_kind AS ENUM ('MISSING_RUN', 'FAILURE_RATE', 'QUEUE_AGE', 'LONG_RUN', 'FAILURE_GROUP');

-- Seed 000 users, seed 001 profiles, seed 004 User.
CREATE TABLE users (
  id uuid NOT NULL DEFAULT uuidv7(),
  email text COLLATE "C" NOT NULL,
  full_name text,
  status user_status NOT NULL DEFAULT 'UNVERIFIED',
  user_tier user_tier NOT NULL DEFAULT 'FREE',
  role user_role NOT NULL DEFAULT 'USER',
  email_verified_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT ck_profiles_user_tier_valid CHECK (user_tier IN ('FREE', 'PRO', 'ENTERPRISE')),
  CONSTRAINT ck_users_email_lower CHECK (email = lower(email))
);
CREATE UNIQUE INDEX users_email_key ON users(email);
CREATE INDEX ix_users_created_at ON users(created_at DESC, id DESC);
CREATE INDEX ix_profiles_user_tier ON users(user_tier, created_at DESC, id DESC);
CREATE INDEX ix_users_status ON users(status, created_at DESC, id DESC);
CREATE INDEX ix_users_role ON users(role, created_at DESC, id DESC);
CREATE INDEX ix_users_search ON users USING GIN (email gin_trgm_ops, full_name gin_trgm_ops);

-- What owns: a person's own account, which has the user's id, or a team's.
CREATE TABLE accounts (
  id uuid NOT NULL DEFAULT uuidv7(),
  kind account_kind NOT NULL,
  -- Whose own it is.
  user_id uuid,
  -- A team's; a person's is the user's.
  name text,
  tier user_tier NOT NULL DEFAULT 'FREE',
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT accounts_pkey PRIMARY KEY (id),
  CONSTRAINT fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_accounts_kind CHECK (
    CASE kind WHEN 'PERSON' THEN user_id IS NOT DISTINCT FROM id AND name IS NULL ELSE user_id IS NULL AND coalesce(name, '') <> '' END)
);
CREATE UNIQUE INDEX uq_accounts_user_id ON accounts(user_id);

-- Who may act for an account. Every person is the OWNER of their own.
CREATE TABLE memberships (
  id uuid NOT NULL DEFAULT uuidv7(),
  account_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role membership_role NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT memberships_pkey PRIMARY KEY (id),
  CONSTRAINT fk_memberships_account_id FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_memberships_user_id FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX uq_memberships_account_user ON memberships(account_id, user_id);
CREATE INDEX ix_memberships_account_id ON memberships(account_id, created_at, id);
CREATE INDEX ix_memberships_user_id ON memberships(user_id, created_at, id);

-- Seed 001 projects.
CREATE TABLE projects (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  name text NOT NULL,
  description text,
  status project_status NOT NULL DEFAULT 'ACTIVE',
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT projects_pkey PRIMARY KEY (id),
  CONSTRAINT fk_projects_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX ix_projects_user_id ON projects(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_projects_status ON projects(status, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_projects_created_at ON projects(created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE UNIQUE INDEX uq_projects_owner ON projects(id, owner_id);

-- Seed 001 api_keys. The secret itself is nowhere, only its SHA-256.
CREATE TABLE api_keys (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  -- Who made it. A team's key does what they may do there, and ends with their membership.
  created_by_user_id uuid,
  name text NOT NULL,
  prefix text NOT NULL,
  last_four text NOT NULL,
  key_hash text NOT NULL,
  scopes api_key_scope[] NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3),
  -- A key that a new secret took the place of goes on for a while, and is not rotated again.
  rotated_at timestamptz(3),
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT fk_api_keys_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_api_keys_created_by_user_id FOREIGN KEY (created_by_user_id) REFERENCES users(id) ON DELETE SET NULL ON UPDATE NO ACTION,
  CONSTRAINT ck_api_keys_rotated CHECK (rotated_at IS NULL OR num_nonnulls(expires_at, revoked_at) > 0)
);
CREATE UNIQUE INDEX api_keys_key_hash_key ON api_keys(key_hash);
CREATE INDEX ix_api_keys_user_id ON api_keys(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_api_keys_created_by ON api_keys(created_by_user_id);

-- Seed 001 activity_logs; append-only.
CREATE TABLE activity_logs (
  id uuid NOT NULL DEFAULT uuidv7(),
  user_id uuid,
  -- The account that it was done for; null where the server did it.
  owner_id uuid,
  action text NOT NULL,
  resource_type text NOT NULL,
  resource_id text,
  metadata jsonb NOT NULL DEFAULT '{}',
  timestamp timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT activity_logs_pkey PRIMARY KEY (id),
  CONSTRAINT fk_activity_logs_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_activity_logs_user_id FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX ix_activity_logs_timestamp ON activity_logs(timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_activity_logs_user_timestamp ON activity_logs(user_id, timestamp DESC, id DESC);
CREATE INDEX ix_activity_logs_owner_timestamp ON activity_logs(owner_id, timestamp DESC, id DESC);
CREATE INDEX ix_activity_logs_resource ON activity_logs(resource_type, resource_id, timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_activity_logs_resource_type ON activity_logs(resource_type, timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_activity_logs_resource_id ON activity_logs(resource_id, timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_activity_logs_action ON activity_logs(action, timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;

-- What an idempotent call answered, kept for 48 hours.
CREATE TABLE idempotency_keys (
  owner_id uuid NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  request_hash text NOT NULL,
  outcome jsonb NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (owner_id,operation,key),
  CONSTRAINT fk_idempotency_keys_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX ix_idempotency_keys_expires_at ON idempotency_keys(expires_at);

-- What a dry run of a bulk action matched, to be acted on as it was seen: for some minutes, step by step. The ids are no
-- foreign key: what is deleted meanwhile is answered as not found.
CREATE TABLE bulk_selections (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  user_id uuid NOT NULL,
  action text NOT NULL,
  execution_ids uuid[] NOT NULL,
  done integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT bulk_selections_pkey PRIMARY KEY (id),
  CONSTRAINT fk_bulk_selections_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_bulk_selections_user_id FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_bulk_selections_action CHECK (action IN ('CANCEL', 'RETRY')),
  CONSTRAINT ck_bulk_selections_done CHECK (done BETWEEN 0 AND cardinality(execution_ids))
);
CREATE INDEX ix_bulk_selections_owner_id ON bulk_selections(owner_id, user_id, id DESC);
CREATE INDEX ix_bulk_selections_user_id ON bulk_selections(user_id);
CREATE INDEX ix_bulk_selections_expires_at ON bulk_selections(expires_at);

-- Written and read by rate-limiter-flexible.
CREATE UNLOGGED TABLE rate_limits (
  key varchar(255) NOT NULL,
  points integer NOT NULL DEFAULT 0,
  expire bigint,
  CONSTRAINT rate_limits_pkey PRIMARY KEY (key)
);

-- What is being deleted, in steps: a project, or an account with all it owns, and its user where it is a person's.
CREATE TABLE deletions (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  project_id uuid,
  requested_by_user_id uuid,
  deleted jsonb NOT NULL DEFAULT '{}',
  requested_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT deletions_pkey PRIMARY KEY (id),
  CONSTRAINT fk_deletions_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_deletions_project_id FOREIGN KEY (project_id, owner_id) REFERENCES projects (id, owner_id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_deletions_requested_by_user_id FOREIGN KEY (requested_by_user_id) REFERENCES users (id)
    ON DELETE SET NULL ON UPDATE NO ACTION
);
CREATE INDEX ix_deletions_owner_id ON deletions (owner_id);
CREATE UNIQUE INDEX uq_deletions_user ON deletions (owner_id) WHERE project_id IS NULL;
CREATE UNIQUE INDEX uq_deletions_project ON deletions (project_id, owner_id);
CREATE INDEX ix_deletions_requested_by ON deletions (requested_by_user_id) WHERE requested_by_user_id IS NOT NULL;

-- A link that was asked for, for an address that may be nobody's: then it was never mailed.
CREATE TABLE one_time_tokens (
  id uuid NOT NULL DEFAULT uuidv7(),
  purpose one_time_token_purpose NOT NULL,
  email text COLLATE "C" NOT NULL,
  full_name text,
  user_id uuid,
  token_hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  expires_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id),
  CONSTRAINT ck_one_time_tokens_email_lower CHECK (email = lower(email)),
  CONSTRAINT ck_one_time_tokens_hash CHECK (token_hash ~ '^[0-9a-f]{64}$'),
  CONSTRAINT ck_one_time_tokens_times CHECK (expires_at > created_at),
  CONSTRAINT fk_one_time_tokens_user_id FOREIGN KEY (user_id) REFERENCES users (id)
    ON UPDATE NO ACTION ON DELETE CASCADE
);
CREATE UNIQUE INDEX one_time_tokens_token_hash_key ON one_time_tokens (token_hash);
CREATE INDEX ix_one_time_tokens_email ON one_time_tokens (email, created_at DESC);
CREATE INDEX ix_one_time_tokens_user_id ON one_time_tokens (user_id);
CREATE INDEX ix_one_time_tokens_created_at ON one_time_tokens (created_at);

-- Somebody who is signed in somewhere. It ends by being deleted.
CREATE TABLE sessions (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  renewed_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  expires_at timestamptz(3) NOT NULL,
  CONSTRAINT sessions_pkey PRIMARY KEY (id),
  CONSTRAINT ck_sessions_times CHECK (expires_at > created_at),
  CONSTRAINT fk_sessions_owner_id FOREIGN KEY (owner_id) REFERENCES users (id)
    ON UPDATE NO ACTION ON DELETE CASCADE
);
CREATE INDEX ix_sessions_owner_id ON sessions (owner_id, created_at DESC, id DESC);

-- Who a user is to an issuer of tokens (AUTH_ISSUER).
CREATE TABLE user_identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  owner_id uuid NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT user_identities_pkey PRIMARY KEY (issuer, subject),
  CONSTRAINT fk_user_identities_owner_id FOREIGN KEY (owner_id) REFERENCES users (id)
    ON UPDATE NO ACTION ON DELETE CASCADE
);
CREATE INDEX ix_user_identities_owner_id ON user_identities (owner_id);

-- The kinds of jobs. A kind is a row here, and a table of its own that shares a job's key.
CREATE TABLE job_kinds (
  name text COLLATE "C" NOT NULL,
  CONSTRAINT job_kinds_pkey PRIMARY KEY (name)
);

-- Seeds 000 jobs, 001 crawl_jobs, 002 bots, 003 tasks: what is to be run.
CREATE TABLE jobs (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  project_id uuid,
  kind text COLLATE "C" NOT NULL,
  -- A copy from the row of its kind, where the kind has such a text: workers claim runs by it.
  kind_key text COLLATE "C",
  slug text NOT NULL,
  name text NOT NULL,
  description text,
  status job_status NOT NULL DEFAULT 'ACTIVE',
  config jsonb NOT NULL DEFAULT '{}',
  priority integer NOT NULL DEFAULT 5,
  max_attempts integer NOT NULL DEFAULT 3,
  retry_backoff_seconds integer NOT NULL DEFAULT 30,
  timeout_seconds integer,
  tags text[] NOT NULL DEFAULT ARRAY[]::text[],
  cron text,
  timezone text,
  overlap_policy overlap_policy,
  missed_tick_policy missed_tick_policy,
  catch_up_seconds integer,
  jitter_seconds integer,
  schedule_paused_at timestamptz(3),
  -- The next tick that nothing is decided on; none while the schedule or the job is paused.
  next_run_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  name_sort text COLLATE "C" GENERATED ALWAYS AS (lower(name)) STORED,
  next_run_sort timestamptz(3) GENERATED ALWAYS AS (COALESCE(next_run_at, '9999-12-31 00:00:00+00'::timestamptz)) STORED,
  has_schedule boolean GENERATED ALWAYS AS (cron IS NOT NULL) STORED,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT jobs_pkey PRIMARY KEY (id),
  CONSTRAINT fk_jobs_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_jobs_kind FOREIGN KEY (kind) REFERENCES job_kinds(name) ON DELETE RESTRICT ON UPDATE NO ACTION,
  CONSTRAINT fk_crawl_jobs_project_id FOREIGN KEY (project_id, owner_id) REFERENCES projects(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_jobs_priority_range CHECK (priority BETWEEN 0 AND 10),
  CONSTRAINT ck_jobs_max_attempts CHECK (max_attempts >= 1),
  CONSTRAINT ck_jobs_retry_backoff CHECK (retry_backoff_seconds >= 0),
  CONSTRAINT ck_jobs_timeout CHECK (timeout_seconds >= 1),
  CONSTRAINT ck_jobs_schedule CHECK (
    num_nonnulls(cron, timezone, overlap_policy, missed_tick_policy, jitter_seconds) IN (0, 5)
    AND (cron IS NOT NULL OR num_nonnulls(next_run_at, schedule_paused_at, catch_up_seconds) = 0)),
  CONSTRAINT ck_jobs_schedule_paused CHECK (schedule_paused_at IS NULL OR next_run_at IS NULL),
  CONSTRAINT ck_jobs_catch_up CHECK (catch_up_seconds >= 1 AND (missed_tick_policy = 'CATCH_UP') = (catch_up_seconds IS NOT NULL)),
  CONSTRAINT ck_jobs_jitter CHECK (jitter_seconds >= 0)
);
CREATE INDEX ix_crawl_jobs_created_at ON jobs(created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_jobs_updated_at ON jobs(updated_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_jobs_name ON jobs(name_sort, id) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_jobs_next_run_at ON jobs(next_run_sort, id) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_jobs_has_schedule ON jobs(has_schedule, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_jobs_owner_has_schedule ON jobs(owner_id, has_schedule, created_at DESC, id DESC);
CREATE INDEX ix_jobs_owner_created_at ON jobs(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_jobs_owner_updated_at ON jobs(owner_id, updated_at DESC, id DESC);
CREATE INDEX ix_jobs_owner_name ON jobs(owner_id, name_sort, id);
CREATE INDEX ix_jobs_owner_next_run_at ON jobs(owner_id, next_run_sort, id);
CREATE INDEX ix_crawl_jobs_project_id ON jobs(project_id, created_at DESC, id DESC);
CREATE INDEX ix_crawl_jobs_project_status ON jobs(project_id, status, created_at DESC, id DESC);
CREATE INDEX ix_crawl_jobs_status ON jobs(status, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_jobs_kind ON jobs(kind, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_jobs_kind_key ON jobs(kind, kind_key, created_at DESC, id DESC) WHERE any_owner IS NOT NULL AND kind_key IS NOT NULL;
CREATE INDEX ix_jobs_tags ON jobs USING GIN (tags);
CREATE INDEX ix_jobs_search ON jobs USING GIN (name gin_trgm_ops, slug gin_trgm_ops);
CREATE UNIQUE INDEX uq_jobs_owner_slug ON jobs(owner_id, slug);
CREATE UNIQUE INDEX uq_jobs_owner_kind ON jobs(id, owner_id, kind);
CREATE UNIQUE INDEX uq_jobs_owner ON jobs(id, owner_id);
CREATE INDEX ix_jobs_due ON jobs(next_run_at, owner_id) WHERE status = 'ACTIVE' AND next_run_at IS NOT NULL;

-- Seed 000 jobs: what a monitor watches.
INSERT INTO job_kinds (name) VALUES ('MONITOR');
CREATE TABLE monitor_jobs (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL DEFAULT 'MONITOR',
  x_username text NOT NULL,
  topics text[] NOT NULL,
  hours_back integer NOT NULL DEFAULT 24,
  x_username_key text COLLATE "C" GENERATED ALWAYS AS (lower(x_username COLLATE "C")) STORED,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT monitor_jobs_pkey PRIMARY KEY (job_id),
  CONSTRAINT fk_monitor_jobs_job_id FOREIGN KEY (job_id, owner_id, kind) REFERENCES jobs(id, owner_id, kind) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_monitor_jobs_kind CHECK (kind = 'MONITOR'),
  CONSTRAINT ck_monitor_jobs_hours_back CHECK (hours_back >= 1)
);
CREATE INDEX ix_monitor_jobs_x_username ON monitor_jobs(x_username_key) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_monitor_jobs_owner_x_username ON monitor_jobs(owner_id, x_username_key);
CREATE UNIQUE INDEX uq_monitor_jobs_job ON monitor_jobs(job_id, owner_id, kind);

-- Seed 001 crawl_jobs: what a crawl looks for.
INSERT INTO job_kinds (name) VALUES ('CRAWL');
CREATE TABLE crawl_jobs (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL DEFAULT 'CRAWL',
  keywords text[] NOT NULL,
  max_images integer NOT NULL,
  CONSTRAINT crawl_jobs_pkey PRIMARY KEY (job_id),
  CONSTRAINT fk_crawl_jobs_job_id FOREIGN KEY (job_id, owner_id, kind) REFERENCES jobs(id, owner_id, kind) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_crawl_jobs_kind CHECK (kind = 'CRAWL'),
  CONSTRAINT ck_crawl_jobs_max_images CHECK (max_images >= 1)
);
CREATE UNIQUE INDEX uq_crawl_jobs_job ON crawl_jobs(job_id, owner_id, kind);

-- Seed 002: the bot that a job drives.
INSERT INTO job_kinds (name) VALUES ('BOT');
CREATE TABLE bot_jobs (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL DEFAULT 'BOT',
  bot_id text NOT NULL,
  CONSTRAINT bot_jobs_pkey PRIMARY KEY (job_id),
  CONSTRAINT fk_bot_jobs_job_id FOREIGN KEY (job_id, owner_id, kind) REFERENCES jobs(id, owner_id, kind) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_bot_jobs_kind CHECK (kind = 'BOT')
);
CREATE UNIQUE INDEX uq_bot_jobs_job ON bot_jobs(job_id, owner_id, kind);

-- Seed 003 tasks: an LLM agent's limits.
INSERT INTO job_kinds (name) VALUES ('AGENT');
CREATE TABLE agent_tasks (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL DEFAULT 'AGENT',
  max_rounds integer NOT NULL DEFAULT 5,
  memory_size integer NOT NULL DEFAULT 50,
  CONSTRAINT agent_tasks_pkey PRIMARY KEY (job_id),
  CONSTRAINT fk_agent_tasks_job_id FOREIGN KEY (job_id, owner_id, kind) REFERENCES jobs(id, owner_id, kind) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_agent_tasks_kind CHECK (kind = 'AGENT'),
  CONSTRAINT ck_agent_tasks_max_rounds CHECK (max_rounds >= 1),
  CONSTRAINT ck_agent_tasks_memory_size CHECK (memory_size >= 0)
);
CREATE UNIQUE INDEX uq_agent_tasks_job ON agent_tasks(job_id, owner_id, kind);

-- Plain background work: what does it, by name.
INSERT INTO job_kinds (name) VALUES ('TASK');
CREATE TABLE task_jobs (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL DEFAULT 'TASK',
  handler text NOT NULL,
  CONSTRAINT task_jobs_pkey PRIMARY KEY (job_id),
  CONSTRAINT fk_task_jobs_job_id FOREIGN KEY (job_id, owner_id, kind) REFERENCES jobs(id, owner_id, kind) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_task_jobs_kind CHECK (kind = 'TASK')
);
CREATE UNIQUE INDEX uq_task_jobs_job ON task_jobs(job_id, owner_id, kind);

-- The next run number of a job: a table of its own, so that a busy job's row is not a hot one.
CREATE TABLE job_run_numbers (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  last integer NOT NULL DEFAULT 0,
  CONSTRAINT job_run_numbers_pkey PRIMARY KEY (job_id, owner_id),
  CONSTRAINT fk_job_run_numbers_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION
);

-- Accepted and finished runs for life, in shards that add up.
CREATE TABLE job_counters (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  shard smallint NOT NULL,
  accepted bigint NOT NULL DEFAULT 0,
  completed bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  canceled bigint NOT NULL DEFAULT 0,
  CONSTRAINT job_counters_pkey PRIMARY KEY (job_id, owner_id, shard),
  CONSTRAINT fk_job_counters_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_job_counters CHECK (shard >= 0 AND accepted >= 0 AND completed >= 0 AND failed >= 0 AND canceled >= 0)
);

-- How many of a job's runs go on at a time. A job has a row from its first limit on, and keeps it: what was queued under
-- limits is claimed apart. Who decides on a run of such a job holds the row.
CREATE TABLE job_limits (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  max_concurrent integer,
  max_concurrent_per_key integer,
  starts_per_minute integer,
  -- Whether the job is not ACTIVE, so that its queue is in the way of claims for others as that of a full job is.
  is_inactive boolean NOT NULL DEFAULT false,
  is_limited boolean NOT NULL GENERATED ALWAYS AS (
    is_inactive OR num_nonnulls(max_concurrent, max_concurrent_per_key, starts_per_minute) > 0) STORED,
  -- Whether the server is still to look for runs in the queue that are not marked.
  has_unmarked boolean NOT NULL DEFAULT false,
  -- Where the next claim goes on, of a job with many keys.
  next_key text COLLATE "C",
  CONSTRAINT job_limits_pkey PRIMARY KEY (job_id, owner_id),
  CONSTRAINT fk_job_limits_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_job_limits CHECK (max_concurrent >= 1 AND max_concurrent_per_key >= 1 AND starts_per_minute >= 1)
);
CREATE INDEX ix_job_limits_owner_id ON job_limits(owner_id, is_inactive, job_id);
CREATE INDEX ix_job_limits_unmarked ON job_limits(job_id) WHERE has_unmarked;

-- How many runs of a job were started in each of the last seconds, where a limit asks for it.
CREATE TABLE job_starts (
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  second timestamptz(0) NOT NULL,
  starts integer NOT NULL,
  CONSTRAINT job_starts_pkey PRIMARY KEY (job_id, owner_id, second),
  CONSTRAINT fk_job_starts_job_id FOREIGN KEY (job_id, owner_id) REFERENCES job_limits(job_id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_job_starts CHECK (starts >= 1)
);

-- Seeds 000 job_executions, 002 jobs, 003 task_runs: one run.
CREATE TABLE job_executions (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  job_id uuid NOT NULL,
  kind text COLLATE "C" NOT NULL,
  project_id uuid,
  kind_key text COLLATE "C",
  tags text[] NOT NULL DEFAULT ARRAY[]::text[],
  priority integer NOT NULL DEFAULT 5,
  run_number integer NOT NULL,
  attempt integer NOT NULL DEFAULT 1,
  status execution_status NOT NULL DEFAULT 'QUEUED',
  trigger execution_trigger NOT NULL DEFAULT 'API',
  dispatch dispatch NOT NULL DEFAULT 'QUEUE',
  failure_reason failure_reason,
  params jsonb NOT NULL DEFAULT '{}',
  plan jsonb,
  result jsonb,
  items_processed bigint NOT NULL DEFAULT 0,
  error_message text,
  error_code text,
  error_fingerprint text,
  error_fingerprint_version smallint,
  error_details jsonb,
  created_by jsonb,
  created_by_user_id uuid,
  worker_id text,
  fence bigint NOT NULL DEFAULT 0,
  queued_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  available_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  scheduled_for timestamptz(3),
  -- What another system calls the run.
  external_id text COLLATE "C",
  external_system text COLLATE "C" NOT NULL DEFAULT '',
  started_at timestamptz(3),
  finished_at timestamptz(3),
  duration_ms bigint GENERATED ALWAYS AS ((extract(epoch FROM (finished_at - started_at)) * 1000)::bigint) STORED,
  heartbeat_at timestamptz(3),
  lease_expires_at timestamptz(3),
  lease_seconds integer,
  cancel_requested_at timestamptz(3),
  cancel_deadline timestamptz(3),
  cancel_requested_by jsonb,
  cancel_requested_by_user_id uuid,
  retry_of_id uuid,
  started_sort timestamptz(3) GENERATED ALWAYS AS (COALESCE(started_at, '1970-01-01 00:00:00+00'::timestamptz)) STORED,
  finished_sort timestamptz(3) GENERATED ALWAYS AS (COALESCE(finished_at, '1970-01-01 00:00:00+00'::timestamptz)) STORED,
  duration_sort bigint GENERATED ALWAYS AS (COALESCE((extract(epoch FROM (finished_at - started_at)) * 1000)::bigint, -1)) STORED,
  finish_fence bigint,
  finish_hash text,
  held_credits integer NOT NULL DEFAULT 0,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  is_queued boolean GENERATED ALWAYS AS (CASE WHEN started_at IS NULL AND finished_at IS NULL THEN true END) STORED,
  is_running boolean GENERATED ALWAYS AS (CASE WHEN started_at IS NOT NULL AND finished_at IS NULL THEN true END) STORED,
  is_mended boolean NOT NULL DEFAULT false,
  -- What the run shares with others of its job, such as an account or a host, for the job's limit of each.
  concurrency_key text COLLATE "C",
  -- Whether its job had limits or was not active when it was queued, or since: claims do not come by it on their way to
  -- others.
  is_limited boolean NOT NULL DEFAULT false,
  CONSTRAINT job_executions_pkey PRIMARY KEY (id),
  CONSTRAINT fk_job_executions_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_job_executions_job_id FOREIGN KEY (job_id, owner_id, kind) REFERENCES jobs(id, owner_id, kind) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_job_executions_project_id FOREIGN KEY (project_id, owner_id) REFERENCES projects(id, owner_id) ON DELETE SET NULL (project_id) ON UPDATE NO ACTION,
  CONSTRAINT fk_job_executions_created_by_user_id FOREIGN KEY (created_by_user_id) REFERENCES users(id) ON DELETE SET NULL ON UPDATE NO ACTION,
  CONSTRAINT fk_job_executions_cancel_requested_by_user_id FOREIGN KEY (cancel_requested_by_user_id) REFERENCES users(id) ON DELETE SET NULL ON UPDATE NO ACTION,
  CONSTRAINT ck_job_executions_priority_range CHECK (priority BETWEEN 0 AND 10),
  CONSTRAINT ck_job_executions_monitor_key CHECK (kind <> 'MONITOR' OR kind_key IS NULL),
  CONSTRAINT ck_job_executions_crawl_key CHECK (kind <> 'CRAWL' OR kind_key IS NULL),
  CONSTRAINT ck_job_executions_bot_key CHECK (kind <> 'BOT' OR kind_key IS NOT NULL),
  CONSTRAINT ck_job_executions_agent_key CHECK (kind <> 'AGENT' OR kind_key IS NULL),
  CONSTRAINT ck_job_executions_task_key CHECK (kind <> 'TASK' OR kind_key IS NOT NULL),
  CONSTRAINT ck_job_executions_counts CHECK (run_number >= 1 AND attempt >= 1 AND items_processed >= 0 AND fence >= 0),
  CONSTRAINT ck_job_executions_queued CHECK (
    status <> 'QUEUED' OR num_nonnulls(started_at, finished_at, lease_expires_at, worker_id) = 0),
  CONSTRAINT ck_job_executions_running CHECK (
    status <> 'RUNNING' OR (started_at IS NOT NULL AND lease_expires_at IS NOT NULL AND finished_at IS NULL)),
  CONSTRAINT ck_job_executions_finished CHECK (
    status NOT IN ('COMPLETED', 'FAILED', 'CANCELED') OR (finished_at IS NOT NULL AND lease_expires_at IS NULL)),
  CONSTRAINT ck_job_executions_completed CHECK (status <> 'COMPLETED' OR started_at IS NOT NULL),
  CONSTRAINT ck_job_executions_times CHECK (finished_at >= started_at),
  CONSTRAINT ck_job_executions_failure_reason CHECK ((status = 'FAILED') = (failure_reason IS NOT NULL)),
  CONSTRAINT ck_job_executions_cancel CHECK ((cancel_requested_at IS NULL) = (cancel_deadline IS NULL)),
  CONSTRAINT ck_job_executions_retry_of CHECK (retry_of_id <> id),
  CONSTRAINT ck_job_executions_fingerprint CHECK (
    error_fingerprint_version IS NULL OR (error_fingerprint_version >= 0 AND error_fingerprint IS NOT NULL)),
  CONSTRAINT ck_job_executions_held_credits CHECK (held_credits >= 0),
  CONSTRAINT ck_job_executions_external CHECK (external_id <> '' AND (external_system = '' OR external_id IS NOT NULL))
) WITH (fillfactor = 85);
-- The history's indexes have what ended alone: a run comes into them once, and not with every step before. What is
-- queued and what runs have a few of their own; the view executions_by_state has all three.
CREATE INDEX ix_job_executions_created_at ON job_executions(queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_started_at ON job_executions(started_sort DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_finished_at ON job_executions(finished_sort DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_duration_ms ON job_executions(duration_sort DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_queued_at ON job_executions(owner_id, queued_at DESC, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_started_at ON job_executions(owner_id, started_sort DESC, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_finished_at ON job_executions(owner_id, finished_sort DESC, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_duration_ms ON job_executions(owner_id, duration_sort DESC, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_job_id ON job_executions(job_id, queued_at DESC, id DESC);
CREATE INDEX ix_job_executions_job_status ON job_executions(job_id, status, queued_at DESC, id DESC);
CREATE INDEX idx_jobs_state ON job_executions(status, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_status ON job_executions(owner_id, status, queued_at DESC, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_kind ON job_executions(kind, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_kind ON job_executions(owner_id, kind, queued_at DESC, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_trigger ON job_executions(trigger, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_trigger ON job_executions(owner_id, trigger, queued_at DESC, id DESC) WHERE finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_dispatch ON job_executions(dispatch, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_dispatch ON job_executions(owner_id, dispatch, queued_at DESC, id DESC) WHERE finished_at IS NOT NULL;
-- Runs without tags write nothing into it; who filters by tags says that there are some.
CREATE INDEX ix_job_executions_tags ON job_executions USING GIN (tags) WHERE tags <> '{}';
CREATE UNIQUE INDEX uq_job_executions_owner ON job_executions(owner_id, id);
CREATE UNIQUE INDEX uq_job_executions_run_number ON job_executions(job_id, run_number);
CREATE INDEX idx_jobs_bot_id ON job_executions(kind, kind_key, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND kind_key IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX idx_jobs_bot_id_state_accepted_at ON job_executions(kind, kind_key, status, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND kind_key IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_key ON job_executions(owner_id, kind, kind_key, queued_at DESC, id DESC) WHERE kind_key IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_project_id ON job_executions(project_id, queued_at DESC, id DESC) WHERE project_id IS NOT NULL;
CREATE INDEX ix_job_executions_worker_id ON job_executions(worker_id, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND worker_id IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_owner_worker_id ON job_executions(owner_id, worker_id, queued_at DESC, id DESC) WHERE worker_id IS NOT NULL AND finished_at IS NOT NULL;
CREATE INDEX ix_job_executions_failure_reason ON job_executions(failure_reason, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND failure_reason IS NOT NULL;
CREATE INDEX ix_job_executions_owner_failure_reason ON job_executions(owner_id, failure_reason, queued_at DESC, id DESC) WHERE failure_reason IS NOT NULL;
CREATE INDEX ix_job_executions_error_code ON job_executions(error_code, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND error_code IS NOT NULL;
CREATE INDEX ix_job_executions_owner_error_code ON job_executions(owner_id, error_code, queued_at DESC, id DESC) WHERE error_code IS NOT NULL;
CREATE INDEX ix_job_executions_error_fingerprint ON job_executions(error_fingerprint, queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND error_fingerprint IS NOT NULL;
CREATE INDEX ix_job_executions_owner_error_fingerprint ON job_executions(owner_id, error_fingerprint, queued_at DESC, id DESC) WHERE error_fingerprint IS NOT NULL;
CREATE INDEX ix_job_executions_mended ON job_executions(queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND is_mended;
CREATE INDEX ix_job_executions_owner_mended ON job_executions(owner_id, queued_at DESC, id DESC) WHERE is_mended;
-- Groups of failures are read from these without a look at the rows; the last says whether one came again.
CREATE INDEX ix_job_executions_failed ON job_executions(queued_at DESC)
  INCLUDE (owner_id, error_fingerprint, job_id, finished_at, is_mended)
  WHERE any_owner IS NOT NULL AND status = 'FAILED' AND error_fingerprint IS NOT NULL;
CREATE INDEX ix_job_executions_owner_failed ON job_executions(owner_id, queued_at DESC)
  INCLUDE (error_fingerprint, job_id, finished_at, is_mended) WHERE status = 'FAILED' AND error_fingerprint IS NOT NULL;
CREATE INDEX ix_job_executions_owner_failed_again ON job_executions(owner_id, error_fingerprint, finished_at)
  WHERE status = 'FAILED' AND error_fingerprint IS NOT NULL;
-- What is queued: in the order of the queue, with what lists filter by, so that a long queue is filtered without its
-- rows; and by id, the order of what has no time yet, behind a column that no index of all ids has before them: the planner
-- would go through those. What runs is few rows.
CREATE INDEX ix_job_executions_queued ON job_executions(queued_at DESC, id DESC, kind, kind_key, trigger, dispatch, fence) WHERE any_owner IS NOT NULL AND is_queued IS NOT NULL;
CREATE INDEX ix_job_executions_owner_queued ON job_executions(owner_id, queued_at DESC, id DESC, kind, kind_key, trigger, dispatch, fence) WHERE is_queued IS NOT NULL;
CREATE INDEX ix_job_executions_queued_id ON job_executions(started_sort DESC, id DESC, kind, kind_key, trigger, dispatch, fence) WHERE any_owner IS NOT NULL AND is_queued IS NOT NULL;
CREATE INDEX ix_job_executions_owner_queued_id ON job_executions(owner_id, started_sort DESC, id DESC, kind, kind_key, trigger, dispatch, fence) WHERE is_queued IS NOT NULL;
CREATE INDEX ix_job_executions_running ON job_executions(queued_at DESC, id DESC) WHERE any_owner IS NOT NULL AND is_running IS NOT NULL;
CREATE INDEX ix_job_executions_owner_running ON job_executions(owner_id, queued_at DESC, id DESC) WHERE is_running IS NOT NULL;
-- Claiming: by owner, by a key of theirs, by job: one index range for each priority.
CREATE INDEX ix_job_executions_claim ON job_executions(owner_id, priority, available_at, id) WHERE status = 'QUEUED' AND NOT is_limited;
CREATE INDEX ix_job_executions_claim_key ON job_executions(owner_id, kind, kind_key, priority, available_at, id) WHERE status = 'QUEUED' AND kind_key IS NOT NULL AND NOT is_limited;
CREATE INDEX ix_job_executions_claim_job ON job_executions(owner_id, job_id, priority, available_at, id) WHERE status = 'QUEUED';
-- Limits of keys: the queue of each, those without one where the job has limits, and how many run.
CREATE INDEX ix_job_executions_claim_concurrency_key ON job_executions(owner_id, job_id, (coalesce(concurrency_key, '')), priority, available_at, id)
  WHERE status = 'QUEUED' AND (concurrency_key IS NOT NULL OR is_limited);
CREATE INDEX ix_job_executions_running_key ON job_executions(owner_id, job_id, concurrency_key) WHERE status = 'RUNNING' AND concurrency_key IS NOT NULL;
-- How much waits of each kind, and since when.
CREATE INDEX ix_job_executions_backlog ON job_executions(kind, available_at) WHERE any_owner IS NOT NULL AND status = 'QUEUED';
-- At most one open retry of a finished execution.
CREATE UNIQUE INDEX uq_job_executions_open_retry ON job_executions(retry_of_id) WHERE status IN ('QUEUED', 'RUNNING');
CREATE INDEX ix_job_executions_retry_of ON job_executions(retry_of_id, id) WHERE retry_of_id IS NOT NULL;
CREATE UNIQUE INDEX uq_job_executions_external_id ON job_executions(owner_id, external_id, external_system) WHERE external_id IS NOT NULL;
CREATE INDEX ix_job_executions_external_id ON job_executions(external_id) WHERE any_owner IS NOT NULL AND external_id IS NOT NULL;
-- Whether a tick's run is still open when the next one comes.
CREATE INDEX ix_job_executions_open_ticks ON job_executions(owner_id, job_id, status) WHERE trigger = 'SCHEDULE' AND status IN ('QUEUED', 'RUNNING');
-- The users that foreign keys set null; a deletion looks them up.
CREATE INDEX ix_job_executions_created_by ON job_executions(created_by_user_id) WHERE created_by_user_id IS NOT NULL;
CREATE INDEX ix_job_executions_cancel_requested_by ON job_executions(cancel_requested_by_user_id) WHERE cancel_requested_by_user_id IS NOT NULL;
ALTER TABLE job_executions ADD CONSTRAINT fk_job_executions_retry_of_id FOREIGN KEY (retry_of_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE SET NULL (retry_of_id) ON UPDATE NO ACTION;

-- What became of a schedule's tick.
CREATE TABLE schedule_ticks (
  id uuid NOT NULL DEFAULT uuidv7(),
  job_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  at timestamptz(3) NOT NULL,
  execution_id uuid,
  skip_reason text,
  is_skipped boolean GENERATED ALWAYS AS (skip_reason IS NOT NULL) STORED,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT schedule_ticks_pkey PRIMARY KEY (id),
  CONSTRAINT fk_schedule_ticks_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_schedule_ticks_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE SET NULL (execution_id) ON UPDATE NO ACTION,
  CONSTRAINT ck_schedule_ticks_outcome CHECK (execution_id IS NULL OR skip_reason IS NULL)
);
CREATE INDEX ix_schedule_ticks_execution_id ON schedule_ticks(execution_id);
CREATE UNIQUE INDEX uq_schedule_ticks_job_at ON schedule_ticks(job_id, at);
CREATE INDEX ix_schedule_ticks_job_skipped ON schedule_ticks(job_id, is_skipped, at);
CREATE INDEX ix_schedule_ticks_owner_at ON schedule_ticks(owner_id, at DESC, id DESC);
CREATE INDEX ix_schedule_ticks_owner_skipped ON schedule_ticks(owner_id, is_skipped, at DESC, id DESC);
CREATE INDEX ix_schedule_ticks_at ON schedule_ticks(at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_schedule_ticks_skipped ON schedule_ticks(is_skipped, at DESC, id DESC) WHERE any_owner IS NOT NULL;

-- Every step of every run; append-only.
CREATE TABLE execution_events (
  id uuid NOT NULL DEFAULT uuidv7(),
  execution_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  tx_id bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
  type execution_event_type NOT NULL,
  from_status execution_status,
  to_status execution_status NOT NULL,
  attempt integer NOT NULL,
  worker_id text,
  reason text,
  actor jsonb,
  actor_user_id uuid,
  at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  -- Where the server ended it, or put it back, by itself.
  rescue_cause rescue_cause,
  -- Its job then, by which rescues are looked for.
  rescued_job_id uuid,
  CONSTRAINT execution_events_pkey PRIMARY KEY (id),
  CONSTRAINT fk_execution_events_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_execution_events_actor_user_id FOREIGN KEY (actor_user_id) REFERENCES users(id) ON DELETE SET NULL ON UPDATE NO ACTION,
  CONSTRAINT ck_execution_events_rescue CHECK (rescue_cause IS NULL OR (from_status IS NOT NULL AND from_status = 'RUNNING')),
  CONSTRAINT ck_execution_events_rescued_job CHECK ((rescue_cause IS NULL) = (rescued_job_id IS NULL))
);
CREATE INDEX ix_execution_events_execution_id ON execution_events(execution_id, id);
CREATE INDEX ix_execution_events_feed ON execution_events(tx_id, id);
CREATE INDEX ix_execution_events_owner_feed ON execution_events(owner_id, tx_id, id);
-- Rescues are few: what is looked for among them costs other events nothing. All of them were running, which only who
-- asks for those of all owners says: an owner is never answered from their indexes.
CREATE INDEX ix_execution_events_owner_rescued ON execution_events(owner_id, at DESC, id DESC) WHERE rescue_cause IS NOT NULL;
CREATE INDEX ix_execution_events_owner_rescue_cause ON execution_events(owner_id, rescue_cause, at DESC, id DESC) WHERE rescue_cause IS NOT NULL;
CREATE INDEX ix_execution_events_rescue_cause ON execution_events(rescue_cause, at DESC, id DESC) WHERE rescue_cause IS NOT NULL AND from_status IS NOT NULL;
CREATE INDEX ix_execution_events_rescued ON execution_events(at DESC, id DESC) WHERE rescue_cause IS NOT NULL AND from_status IS NOT NULL;
CREATE INDEX ix_execution_events_rescued_job ON execution_events(rescued_job_id, at DESC, id DESC) WHERE rescue_cause IS NOT NULL;
CREATE INDEX ix_execution_events_actor ON execution_events(actor_user_id) WHERE actor_user_id IS NOT NULL;

-- What the server that started last says of new runs, for who enqueues by SQL: what they cost, and how many a day has.
CREATE TABLE run_terms (
  name text NOT NULL,
  value jsonb NOT NULL,
  CONSTRAINT run_terms_pkey PRIMARY KEY (name)
);

-- What the servers of one database share: the secret that lease tokens are signed with.
CREATE TABLE instance_secrets (
  name text NOT NULL,
  value text NOT NULL,
  CONSTRAINT instance_secrets_pkey PRIMARY KEY (name)
);

-- Seed 000 summaries: a scheduled run's, or a playground's.
CREATE TABLE summaries (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  job_id uuid,
  execution_id uuid,
  is_playground boolean NOT NULL DEFAULT false,
  x_username text NOT NULL,
  topics text[] NOT NULL,
  hours_back integer NOT NULL,
  content text NOT NULL,
  tweets_count integer NOT NULL DEFAULT 0,
  raw_data jsonb,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  x_username_key text COLLATE "C" GENERATED ALWAYS AS (lower(x_username COLLATE "C")) STORED,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT summaries_pkey PRIMARY KEY (id),
  CONSTRAINT fk_summaries_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_summaries_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_summaries_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE SET NULL (execution_id) ON UPDATE NO ACTION,
  CONSTRAINT ck_summaries_playground CHECK (
    CASE WHEN is_playground THEN job_id IS NULL AND execution_id IS NULL ELSE job_id IS NOT NULL END),
  CONSTRAINT ck_summaries_counts CHECK (tweets_count >= 0 AND hours_back >= 1)
);
CREATE INDEX ix_summaries_created_at ON summaries(created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_summaries_owner_created_at ON summaries(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_summaries_is_playground ON summaries(is_playground, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_summaries_owner_is_playground ON summaries(owner_id, is_playground, created_at DESC, id DESC);
CREATE INDEX ix_summaries_job_id ON summaries(job_id, created_at DESC, id DESC);
CREATE INDEX ix_summaries_execution_id ON summaries(execution_id, created_at DESC, id DESC);
CREATE INDEX ix_summaries_x_username ON summaries(x_username_key, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_summaries_owner_x_username ON summaries(owner_id, x_username_key, created_at DESC, id DESC);
CREATE INDEX ix_summaries_topics ON summaries USING GIN (topics);

-- Seed 001 job_chunks.
CREATE TABLE job_chunks (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  job_id uuid NOT NULL,
  execution_id uuid NOT NULL,
  chunk_index integer NOT NULL,
  status chunk_status NOT NULL DEFAULT 'PENDING',
  priority integer NOT NULL DEFAULT 5,
  image_range jsonb NOT NULL,
  error_message text,
  retry_count integer NOT NULL DEFAULT 0,
  task_id text,
  worker_id text,
  fence bigint NOT NULL DEFAULT 0,
  lease_expires_at timestamptz(3),
  lease_seconds integer,
  lost_count integer NOT NULL DEFAULT 0,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  duration_ms bigint GENERATED ALWAYS AS ((extract(epoch FROM (finished_at - started_at)) * 1000)::bigint) STORED,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  urgent_sort bigint GENERATED ALWAYS AS ((10 - priority)::bigint * 1000000000000000 + (extract(epoch FROM (created_at - '1970-01-01 00:00:00+00'::timestamptz)) * 1000)::bigint) STORED,
  lazy_sort bigint GENERATED ALWAYS AS (priority::bigint * 1000000000000000 + (extract(epoch FROM (created_at - '1970-01-01 00:00:00+00'::timestamptz)) * 1000)::bigint) STORED,
  finish_fence bigint,
  finish_hash text,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT job_chunks_pkey PRIMARY KEY (id),
  CONSTRAINT fk_job_chunks_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_job_chunks_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_job_chunks_status_valid CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED')),
  CONSTRAINT ck_job_chunks_priority_range CHECK (priority >= 0 AND priority <= 10),
  CONSTRAINT ck_job_chunks_retry_count_positive CHECK (retry_count >= 0),
  CONSTRAINT ck_job_chunks_lost_count CHECK (lost_count BETWEEN 0 AND greatest(retry_count, 0)),
  CONSTRAINT ck_job_chunks_index CHECK (chunk_index >= 0 AND fence >= 0),
  CONSTRAINT ck_job_chunks_image_range CHECK (
    jsonb_typeof(image_range) = 'object'
    AND jsonb_typeof(image_range -> 'start') IS NOT DISTINCT FROM 'number'
    AND jsonb_typeof(image_range -> 'end') IS NOT DISTINCT FROM 'number'
    AND (image_range ->> 'start')::bigint >= 0
  -- Planned ones end behind their last image; one that ends where it starts is that one image.
  AND (image_range ->> 'end')::bigint >= (image_range ->> 'start')::bigint),
  CONSTRAINT ck_job_chunks_pending CHECK (
    status <> 'PENDING' OR num_nonnulls(started_at, finished_at, lease_expires_at) = 0),
  CONSTRAINT ck_job_chunks_processing CHECK (
    status <> 'PROCESSING' OR (started_at IS NOT NULL AND lease_expires_at IS NOT NULL AND finished_at IS NULL)),
  CONSTRAINT ck_job_chunks_finished CHECK (
    status NOT IN ('COMPLETED', 'FAILED') OR (finished_at IS NOT NULL AND lease_expires_at IS NULL)),
  CONSTRAINT ck_job_chunks_times CHECK (finished_at >= started_at)
) WITH (fillfactor = 85);
CREATE INDEX ix_job_chunks_created_at ON job_chunks(created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_job_chunks_owner_created_at ON job_chunks(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_job_chunks_job_id ON job_chunks(job_id, created_at DESC, id DESC);
CREATE INDEX ix_job_chunks_status ON job_chunks(status, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_job_chunks_owner_status ON job_chunks(owner_id, status, created_at DESC, id DESC);
CREATE INDEX ix_job_chunks_job_status ON job_chunks(job_id, status, priority DESC, created_at, id);
CREATE INDEX ix_job_chunks_execution_status ON job_chunks(execution_id, status, priority DESC, created_at, id);
CREATE INDEX ix_job_chunks_execution_created ON job_chunks(execution_id, created_at DESC, id DESC);
CREATE INDEX ix_job_chunks_priority_created ON job_chunks(priority DESC, created_at, id) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_job_chunks_urgent ON job_chunks(urgent_sort, id) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_job_chunks_owner_urgent ON job_chunks(owner_id, urgent_sort, id);
CREATE INDEX ix_job_chunks_lazy ON job_chunks(lazy_sort, id) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_job_chunks_owner_lazy ON job_chunks(owner_id, lazy_sort, id);
CREATE UNIQUE INDEX uq_job_chunks_owner ON job_chunks(id, owner_id);
CREATE UNIQUE INDEX uq_job_chunks_index ON job_chunks(execution_id, chunk_index);
CREATE INDEX ix_job_chunks_task_id ON job_chunks(task_id, created_at DESC, id DESC) WHERE task_id IS NOT NULL;
CREATE INDEX ix_job_chunks_worker_id ON job_chunks(worker_id, created_at DESC, id DESC) WHERE any_owner IS NOT NULL AND worker_id IS NOT NULL;
CREATE INDEX ix_job_chunks_owner_worker_id ON job_chunks(owner_id, worker_id, created_at DESC, id DESC) WHERE worker_id IS NOT NULL;
CREATE INDEX ix_job_chunks_retried ON job_chunks(created_at DESC, id DESC) WHERE any_owner IS NOT NULL AND retry_count > 0;
CREATE INDEX ix_job_chunks_owner_retried ON job_chunks(owner_id, created_at DESC, id DESC) WHERE retry_count > 0;
CREATE INDEX ix_job_chunks_claim ON job_chunks(owner_id, priority DESC, created_at, id) WHERE status = 'PENDING';
CREATE INDEX ix_job_chunks_processing ON job_chunks(id) WHERE status = 'PROCESSING';

-- Seed 001 images.
CREATE TABLE images (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  job_id uuid NOT NULL,
  execution_id uuid,
  chunk_id uuid,
  url text NOT NULL,
  storage_key text,
  width integer,
  height integer,
  file_size bigint,
  format text,
  content_hash text,
  is_duplicate boolean NOT NULL DEFAULT false,
  labels text[] NOT NULL DEFAULT ARRAY[]::text[],
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT images_pkey PRIMARY KEY (id),
  CONSTRAINT fk_images_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_images_crawl_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_images_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE SET NULL (execution_id) ON UPDATE NO ACTION,
  CONSTRAINT fk_images_chunk_id FOREIGN KEY (chunk_id, owner_id) REFERENCES job_chunks(id, owner_id) ON DELETE SET NULL (chunk_id) ON UPDATE NO ACTION,
  CONSTRAINT ck_images_sizes CHECK (width >= 0 AND height >= 0 AND file_size >= 0)
);
CREATE INDEX ix_images_crawl_job_id ON images(job_id, created_at DESC, id DESC);
CREATE INDEX ix_images_duplicates ON images(job_id, is_duplicate, created_at DESC, id DESC);
CREATE INDEX ix_images_content_hash ON images(job_id, content_hash);
CREATE INDEX ix_images_execution_id ON images(execution_id, created_at DESC, id DESC);
CREATE INDEX ix_images_chunk_id ON images(chunk_id);
CREATE INDEX ix_images_owner_id ON images(owner_id);
CREATE INDEX ix_images_created_at ON images(created_at);

-- Seed 002 job_stages.
CREATE TABLE job_stages (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  execution_id uuid NOT NULL,
  attempt integer NOT NULL DEFAULT 1,
  stage_name text NOT NULL,
  status stage_status NOT NULL DEFAULT 'RUNNING',
  started_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  duration_ms bigint GENERATED ALWAYS AS ((extract(epoch FROM (ended_at - started_at)) * 1000)::bigint) STORED,
  meta jsonb NOT NULL DEFAULT '{}',
  error jsonb,
  failed_name text GENERATED ALWAYS AS (CASE WHEN status = 'FAILED' THEN stage_name END) STORED,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT job_stages_pkey PRIMARY KEY (id),
  CONSTRAINT fk_job_stages_job_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_job_stages_attempt CHECK (attempt >= 1),
  CONSTRAINT ck_job_stages_times CHECK (ended_at >= started_at),
  CONSTRAINT ck_job_stages_ended CHECK ((status = 'RUNNING') = (ended_at IS NULL))
);
CREATE INDEX idx_job_stages_job_id ON job_stages(execution_id, started_at, id);
CREATE INDEX idx_job_stages_stage_name ON job_stages(stage_name, started_at DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX idx_job_stages_duration_ms ON job_stages(duration_ms) WHERE any_owner IS NOT NULL;
CREATE UNIQUE INDEX uq_job_stages_job_id_stage_name_started_at ON job_stages(execution_id, stage_name, started_at);
CREATE INDEX ix_job_stages_failed ON job_stages(failed_name, execution_id) WHERE any_owner IS NOT NULL AND failed_name IS NOT NULL;
CREATE INDEX ix_job_stages_owner_failed ON job_stages(owner_id, failed_name, execution_id) WHERE failed_name IS NOT NULL;
CREATE INDEX ix_job_stages_failed_by_execution ON job_stages(execution_id, failed_name) WHERE failed_name IS NOT NULL;

-- Seed 003 metric_snapshots.
CREATE TABLE metric_snapshots (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  job_id uuid,
  execution_id uuid,
  name text NOT NULL,
  metric_type metric_type NOT NULL,
  value double precision NOT NULL,
  unit text,
  labels jsonb NOT NULL DEFAULT '{}',
  timestamp timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT metric_snapshots_pkey PRIMARY KEY (id),
  CONSTRAINT fk_metric_snapshots_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_metric_snapshots_task_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_metric_snapshots_task_run_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  -- NaN sorts above Infinity, so one comparison keeps both out.
  CONSTRAINT ck_metric_snapshots_value CHECK (value > '-Infinity' AND value < 'Infinity')
);
CREATE INDEX ix_metric_snapshots_timestamp ON metric_snapshots(timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_metric_snapshots_owner_timestamp ON metric_snapshots(owner_id, timestamp DESC, id DESC);
CREATE INDEX ix_metric_snapshots_task_id ON metric_snapshots(job_id, timestamp DESC, id DESC);
CREATE INDEX ix_metric_snapshots_task_run_id ON metric_snapshots(execution_id, timestamp DESC, id DESC);
CREATE INDEX ix_metric_snapshots_name ON metric_snapshots(name, timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_metric_snapshots_owner_name ON metric_snapshots(owner_id, name, timestamp DESC, id DESC);
CREATE INDEX ix_metric_snapshots_metric_type ON metric_snapshots(metric_type, timestamp DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_metric_snapshots_owner_metric_type ON metric_snapshots(owner_id, metric_type, timestamp DESC, id DESC);

-- Seed 003 artifacts.
CREATE TABLE artifacts (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  job_id uuid,
  execution_id uuid,
  name text NOT NULL,
  artifact_type artifact_type NOT NULL,
  file_path text,
  file_size bigint,
  file_hash text,
  file_hash_algorithm text NOT NULL DEFAULT 'sha256',
  content_type text,
  content text,
  metadata jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT artifacts_pkey PRIMARY KEY (id),
  CONSTRAINT fk_artifacts_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_artifacts_task_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_artifacts_task_run_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_artifacts_file_size CHECK (file_size >= 0),
  -- Hex, and of the length that its algorithm gives, where that is one that everybody knows.
  CONSTRAINT ck_artifacts_file_hash CHECK (
    file_hash ~ '^[0-9a-f]+$' AND length(file_hash) <= 256 AND file_hash_algorithm ~ '^[a-z0-9][a-z0-9_/.-]{0,31}$'
    AND CASE file_hash_algorithm WHEN 'md5' THEN length(file_hash) = 32 WHEN 'sha1' THEN length(file_hash) = 40
    WHEN 'sha224' THEN length(file_hash) = 56 WHEN 'sha256' THEN length(file_hash) = 64
    WHEN 'sha384' THEN length(file_hash) = 96 WHEN 'sha512' THEN length(file_hash) = 128 ELSE true END)
);
CREATE INDEX ix_artifacts_created_at ON artifacts(created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_artifacts_owner_created_at ON artifacts(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_artifacts_task_id ON artifacts(job_id, created_at DESC, id DESC);
CREATE INDEX ix_artifacts_task_run_id ON artifacts(execution_id, created_at DESC, id DESC);
CREATE INDEX ix_artifacts_artifact_type ON artifacts(artifact_type, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_artifacts_owner_artifact_type ON artifacts(owner_id, artifact_type, created_at DESC, id DESC);
CREATE INDEX ix_artifacts_name ON artifacts(name, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_artifacts_owner_name ON artifacts(owner_id, name, created_at DESC, id DESC);

-- What runs say, some lines of one call a row: lists of a thousand texts pack to a third of what a thousand rows take,
-- and a call appends without a look at any other row.
CREATE TABLE execution_logs (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  execution_id uuid NOT NULL,
  chunk_id uuid,
  attempt integer NOT NULL,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  line_count integer NOT NULL,
  byte_count integer NOT NULL,
  level_mask smallint NOT NULL,
  offsets integer[] NOT NULL,
  levels log_level[] NOT NULL,
  messages text[] NOT NULL,
  stage_names text[] NOT NULL DEFAULT ARRAY[]::text[],
  fields jsonb,
  cut_places integer[] NOT NULL DEFAULT ARRAY[]::integer[],
  CONSTRAINT execution_logs_pkey PRIMARY KEY (id),
  CONSTRAINT fk_execution_logs_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_execution_logs_chunk_id FOREIGN KEY (chunk_id, owner_id) REFERENCES job_chunks(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_execution_logs_attempt CHECK (attempt >= 1),
  CONSTRAINT ck_execution_logs_level_mask CHECK (level_mask BETWEEN 1 AND 15),
  CONSTRAINT ck_execution_logs_byte_count CHECK (byte_count >= 0),
  -- Who looks for the lines at a time looks ten seconds further for where they begin or end.
  CONSTRAINT ck_execution_logs_times CHECK (last_at >= first_at AND last_at < first_at + interval '10 seconds'),
  CONSTRAINT ck_execution_logs_lines CHECK (
    line_count >= 1 AND cardinality(offsets) = line_count AND cardinality(levels) = line_count
    AND cardinality(messages) = line_count AND cardinality(stage_names) IN (0, line_count)
    AND CASE WHEN jsonb_typeof(fields) = 'array' THEN jsonb_array_length(fields) = line_count ELSE fields IS NULL END)
);
CREATE INDEX ix_execution_logs_first_at ON execution_logs(execution_id, first_at, id);
CREATE INDEX ix_execution_logs_last_at ON execution_logs(execution_id, last_at, id);
CREATE INDEX ix_execution_logs_owner_id ON execution_logs(owner_id, id);
CREATE INDEX ix_execution_logs_chunk_id ON execution_logs(chunk_id) WHERE chunk_id IS NOT NULL;

-- Which parts of runs were made or changed, and in which transaction, for those who follow them: a row a call, and one
-- a step of a stage or chunk. An index by transaction on each table of parts would cost every part.
CREATE TABLE part_changes (
  execution_id uuid NOT NULL,
  tx_id bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  -- The GraphQL type of the parts.
  part text NOT NULL,
  part_ids uuid[] NOT NULL,
  -- More than there are ids for a log, whose rows have many lines.
  part_count integer NOT NULL,
  CONSTRAINT part_changes_pkey PRIMARY KEY (execution_id, tx_id, id),
  CONSTRAINT fk_part_changes_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_part_changes_count CHECK (cardinality(part_ids) >= 1 AND part_count >= cardinality(part_ids))
);

-- Seed 004 Task: made by administrators, seen by everybody.
CREATE TABLE social_tasks (
  id uuid NOT NULL DEFAULT uuidv7(),
  title text NOT NULL,
  task_type social_task_type NOT NULL,
  task_type_text text,
  target text NOT NULL,
  reward_credits integer NOT NULL DEFAULT 0,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT social_tasks_pkey PRIMARY KEY (id),
  CONSTRAINT ck_social_tasks_reward CHECK (reward_credits >= 0),
  CONSTRAINT ck_social_tasks_type_text CHECK ((task_type = 'OTHER') = (task_type_text IS NOT NULL))
);
CREATE INDEX ix_social_tasks_created_at ON social_tasks(created_at DESC, id DESC);
CREATE INDEX ix_social_tasks_task_type ON social_tasks(task_type, created_at DESC, id DESC);
CREATE INDEX ix_social_tasks_is_active ON social_tasks(is_active, created_at DESC, id DESC);

-- Seed 004 Completion. At most one PENDING or VERIFIED by person and task (uq_completions_open, a partial index):
-- after REJECTED it may be submitted again.
CREATE TABLE completions (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  task_id uuid NOT NULL,
  status completion_status NOT NULL DEFAULT 'PENDING',
  submitted_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  decided_at timestamptz(3),
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT completions_pkey PRIMARY KEY (id),
  CONSTRAINT "Completion_userId_fkey" FOREIGN KEY (owner_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "Completion_taskId_fkey" FOREIGN KEY (task_id) REFERENCES social_tasks(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_completions_decided CHECK ((status = 'PENDING') = (decided_at IS NULL))
);
CREATE INDEX ix_completions_submitted_at ON completions(submitted_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_completions_owner_submitted_at ON completions(owner_id, submitted_at DESC, id DESC);
CREATE INDEX ix_completions_status ON completions(status, submitted_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_completions_task_id ON completions(task_id, submitted_at DESC, id DESC);
CREATE UNIQUE INDEX uq_completions_owner ON completions(id, owner_id, task_id);
-- Partial indexes, which the Prisma schema cannot say: small, since most rows have no such value.
CREATE UNIQUE INDEX uq_completions_open ON completions(owner_id, task_id) WHERE status IN ('PENDING', 'VERIFIED');

-- Seed 004 TwitterConnection. Tokens: AES-256-GCM, never answered.
CREATE TABLE twitter_connections (
  id uuid NOT NULL DEFAULT uuidv7(),
  user_id uuid NOT NULL,
  twitter_id text NOT NULL,
  username text NOT NULL,
  display_name text,
  profile_image_url text,
  access_token bytea NOT NULL,
  refresh_token bytea NOT NULL,
  token_key_id text NOT NULL,
  token_expires_at timestamptz(3) NOT NULL,
  scope text NOT NULL,
  token_type text NOT NULL DEFAULT 'Bearer',
  is_active boolean NOT NULL DEFAULT true,
  last_verified_at timestamptz(3),
  connected_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT twitter_connections_pkey PRIMARY KEY (id),
  CONSTRAINT "TwitterConnection_userId_fkey" FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE UNIQUE INDEX "TwitterConnection_userId_key" ON twitter_connections(user_id);
CREATE UNIQUE INDEX "TwitterConnection_twitterId_key" ON twitter_connections(twitter_id);
CREATE INDEX ix_twitter_connections_connected_at ON twitter_connections(connected_at DESC, id DESC);
CREATE INDEX "TwitterConnection_isActive_idx" ON twitter_connections(is_active, connected_at DESC, id DESC);
CREATE INDEX "TwitterConnection_tokenExpiresAt_idx" ON twitter_connections(token_expires_at);
CREATE INDEX ix_twitter_connections_last_verified_at ON twitter_connections(last_verified_at);
CREATE UNIQUE INDEX uq_twitter_connections_owner ON twitter_connections(id, user_id);
CREATE INDEX ix_twitter_connections_expiring ON twitter_connections(token_expires_at) WHERE is_active;

-- Seed 004 TwitterVerificationLog; append-only.
CREATE TABLE twitter_verification_logs (
  id uuid NOT NULL DEFAULT uuidv7(),
  completion_id uuid NOT NULL,
  user_id uuid NOT NULL,
  task_id uuid NOT NULL,
  task_type social_task_type NOT NULL,
  verification_result verification_result NOT NULL,
  verification_result_text text,
  twitter_api_response jsonb,
  error_message text,
  rejection_reason text,
  verification_time integer NOT NULL,
  api_call_count integer NOT NULL,
  cache_hit boolean NOT NULL DEFAULT false,
  twitter_connection_id uuid,
  verified_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT twitter_verification_logs_pkey PRIMARY KEY (id),
  CONSTRAINT "TwitterVerificationLog_completionId_fkey" FOREIGN KEY (completion_id, user_id, task_id) REFERENCES completions(id, owner_id, task_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "TwitterVerificationLog_userId_fkey" FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "TwitterVerificationLog_taskId_fkey" FOREIGN KEY (task_id) REFERENCES social_tasks(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "TwitterVerificationLog_twitterConnectionId_fkey" FOREIGN KEY (twitter_connection_id, user_id) REFERENCES twitter_connections(id, user_id) ON DELETE SET NULL (twitter_connection_id) ON UPDATE NO ACTION,
  CONSTRAINT ck_twitter_verification_logs_counts CHECK (verification_time >= 0 AND api_call_count >= 0)
);
CREATE INDEX "TwitterVerificationLog_completionId_idx" ON twitter_verification_logs(completion_id, verified_at DESC, id DESC);
CREATE INDEX "TwitterVerificationLog_userId_idx" ON twitter_verification_logs(user_id, verified_at DESC, id DESC);
CREATE INDEX "TwitterVerificationLog_taskId_idx" ON twitter_verification_logs(task_id, verified_at DESC, id DESC);
CREATE INDEX "TwitterVerificationLog_verifiedAt_idx" ON twitter_verification_logs(verified_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX "TwitterVerificationLog_verificationResult_idx" ON twitter_verification_logs(verification_result, verified_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX "TwitterVerificationLog_taskType_idx" ON twitter_verification_logs(task_type, verified_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX "TwitterVerificationLog_twitterConnectionId_idx" ON twitter_verification_logs(twitter_connection_id, verified_at DESC, id DESC);
CREATE INDEX ix_twitter_verification_logs_cache_hit ON twitter_verification_logs(cache_hit, verified_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_twitter_verification_logs_time ON twitter_verification_logs(verification_time, id) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_twitter_verification_logs_owner_time ON twitter_verification_logs(user_id, verification_time, id);

-- Seed 001 credit_accounts. The balance moves only by inserting a transaction.
CREATE TABLE credit_accounts (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  balance integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT credit_accounts_pkey PRIMARY KEY (id),
  CONSTRAINT fk_credit_accounts_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_credit_accounts_balance CHECK (balance >= 0)
);
CREATE UNIQUE INDEX uq_credit_accounts_user_id ON credit_accounts(owner_id);
CREATE UNIQUE INDEX uq_credit_accounts_owner ON credit_accounts(id, owner_id);

-- Seed 001 credit_transactions; append-only. balance_after is filled by the database.
CREATE TABLE credit_transactions (
  id uuid NOT NULL DEFAULT uuidv7(),
  account_id uuid NOT NULL,
  owner_id uuid NOT NULL,
  type credit_transaction_type NOT NULL,
  amount integer NOT NULL,
  balance_after integer NOT NULL DEFAULT 0,
  description text NOT NULL,
  execution_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT credit_transactions_pkey PRIMARY KEY (id),
  CONSTRAINT fk_credit_transactions_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_credit_transactions_account_id FOREIGN KEY (account_id, owner_id) REFERENCES credit_accounts(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_credit_transactions_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE SET NULL (execution_id) ON UPDATE NO ACTION,
  CONSTRAINT ck_credit_transactions_balance CHECK (balance_after >= 0),
  CONSTRAINT ck_credit_transactions_amount CHECK (
    CASE WHEN type IN ('HOLD', 'SPEND') THEN amount <= 0 ELSE amount >= 0 END)
);
CREATE INDEX ix_credit_transactions_account_id ON credit_transactions(account_id, created_at DESC, id DESC);
CREATE INDEX ix_credit_transactions_user_id ON credit_transactions(owner_id);
CREATE INDEX ix_credit_transactions_execution_id ON credit_transactions(execution_id);

-- What an account wants to be told of: a condition, which is judged again and again.
CREATE TABLE alert_rules (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  -- Null where it is about all of the account's jobs.
  job_id uuid,
  name text NOT NULL,
  kind alert_kind NOT NULL,
  condition jsonb NOT NULL,
  is_enabled boolean NOT NULL DEFAULT true,
  -- How often it tells again of what is open; null for once.
  repeat_seconds integer,
  -- Nothing before this counts: when it was made, changed or enabled, or its job was last not ACTIVE.
  armed_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  evaluated_at timestamptz(3),
  next_evaluation_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  -- When it last told of something that opened.
  notified_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  updated_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT alert_rules_pkey PRIMARY KEY (id),
  CONSTRAINT fk_alert_rules_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_alert_rules_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_alert_rules_job CHECK (kind <> 'MISSING_RUN' OR job_id IS NOT NULL),
  CONSTRAINT ck_alert_rules_repeat CHECK (repeat_seconds > 0),
  CONSTRAINT ck_alert_rules_condition CHECK (condition ?& CASE kind
    WHEN 'MISSING_RUN' THEN ARRAY['milestone', 'withinSeconds', 'afterTick', 'times']
    WHEN 'FAILURE_RATE' THEN ARRAY['rangeSeconds', 'above', 'minRuns']
    WHEN 'QUEUE_AGE' THEN ARRAY['olderThanSeconds']
    WHEN 'LONG_RUN' THEN ARRAY['longerThanSeconds', 'timesUsual']
    ELSE ARRAY['unseenDays'] END)
);
CREATE UNIQUE INDEX uq_alert_rules_owner ON alert_rules(id, owner_id);
CREATE INDEX ix_alert_rules_owner_created_at ON alert_rules(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_alert_rules_created_at ON alert_rules(created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_alert_rules_owner_kind ON alert_rules(owner_id, kind, created_at DESC, id DESC);
CREATE INDEX ix_alert_rules_kind ON alert_rules(kind, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_alert_rules_owner_enabled ON alert_rules(owner_id, is_enabled, created_at DESC, id DESC);
CREATE INDEX ix_alert_rules_enabled ON alert_rules(is_enabled, created_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_alert_rules_job_id ON alert_rules(job_id, created_at DESC, id DESC);
CREATE INDEX ix_alert_rules_due ON alert_rules(next_evaluation_at) WHERE is_enabled;

-- Each time that a rule's condition came to hold, until it held no more.
CREATE TABLE alerts (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  rule_id uuid NOT NULL,
  -- What it is about, of a rule that can be about several things at once: a run's id, or a fingerprint.
  subject text COLLATE "C" NOT NULL DEFAULT '',
  job_id uuid,
  execution_id uuid,
  -- What was measured last, and the bound that it is beyond.
  value double precision NOT NULL,
  threshold double precision NOT NULL,
  -- A text of the failure that it is about.
  detail text,
  opened_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  -- When the condition was last found to hold.
  seen_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  notified_at timestamptz(3),
  acknowledged_at timestamptz(3),
  acknowledged_by jsonb,
  acknowledged_by_user_id uuid,
  closed_at timestamptz(3),
  status text COLLATE "C" GENERATED ALWAYS AS (CASE
    WHEN closed_at IS NOT NULL THEN 'CLOSED'
    WHEN acknowledged_at IS NOT NULL THEN 'ACKNOWLEDGED'
    ELSE 'OPEN' END) STORED,
  any_owner boolean GENERATED ALWAYS AS (true) STORED,
  CONSTRAINT alerts_pkey PRIMARY KEY (id),
  CONSTRAINT fk_alerts_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_alerts_rule_id FOREIGN KEY (rule_id, owner_id) REFERENCES alert_rules(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_alerts_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_alerts_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE SET NULL (execution_id) ON UPDATE NO ACTION,
  CONSTRAINT fk_alerts_acknowledged_by_user_id FOREIGN KEY (acknowledged_by_user_id) REFERENCES users(id) ON DELETE SET NULL ON UPDATE NO ACTION,
  CONSTRAINT ck_alerts_acknowledged CHECK (acknowledged_by IS NULL OR acknowledged_at IS NOT NULL),
  CONSTRAINT ck_alerts_closed CHECK (closed_at >= opened_at)
);
CREATE UNIQUE INDEX uq_alerts_owner ON alerts(id, owner_id);
-- One thing has one alert of a rule at a time.
CREATE UNIQUE INDEX uq_alerts_open ON alerts(rule_id, subject) WHERE closed_at IS NULL;
CREATE INDEX ix_alerts_owner_opened_at ON alerts(owner_id, opened_at DESC, id DESC);
CREATE INDEX ix_alerts_opened_at ON alerts(opened_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_alerts_owner_status ON alerts(owner_id, status, opened_at DESC, id DESC);
CREATE INDEX ix_alerts_status ON alerts(status, opened_at DESC, id DESC) WHERE any_owner IS NOT NULL;
CREATE INDEX ix_alerts_rule_id ON alerts(rule_id, opened_at DESC, id DESC);
CREATE INDEX ix_alerts_job_id ON alerts(job_id, opened_at DESC, id DESC);
CREATE INDEX ix_alerts_execution_id ON alerts(execution_id);
CREATE INDEX ix_alerts_acknowledged_by ON alerts(acknowledged_by_user_id) WHERE acknowledged_by_user_id IS NOT NULL;
CREATE INDEX ix_alerts_closed_at ON alerts(closed_at) WHERE any_owner IS NOT NULL AND closed_at IS NOT NULL;

-- Seed 001 notifications.
CREATE TABLE notifications (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  type text NOT NULL,
  -- What it tells of; the code puts it into words.
  facts jsonb NOT NULL,
  job_id uuid,
  execution_id uuid,
  alert_id uuid,
  read_at timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  -- Notifications are streamed as execution_events are: up to the oldest transaction that is still open.
  tx_id bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
  CONSTRAINT notifications_pkey PRIMARY KEY (id),
  CONSTRAINT fk_notifications_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_notifications_job_id FOREIGN KEY (job_id, owner_id) REFERENCES jobs(id, owner_id) ON DELETE SET NULL (job_id) ON UPDATE NO ACTION,
  CONSTRAINT fk_notifications_execution_id FOREIGN KEY (execution_id, owner_id) REFERENCES job_executions(id, owner_id) ON DELETE SET NULL (execution_id) ON UPDATE NO ACTION,
  CONSTRAINT fk_notifications_alert_id FOREIGN KEY (alert_id, owner_id) REFERENCES alerts(id, owner_id) ON DELETE SET NULL (alert_id) ON UPDATE NO ACTION,
  -- The closed list of NotificationType.
  CONSTRAINT ck_notifications_type CHECK (type IN ('execution.failed', 'execution.completed', 'credits.low', 'alert')),
  CONSTRAINT ck_notifications_facts CHECK (facts ?& CASE type
    WHEN 'execution.failed' THEN ARRAY['jobName', 'reason']
    WHEN 'execution.completed' THEN ARRAY['jobName', 'runNumber', 'itemsProcessed']
    WHEN 'alert' THEN ARRAY['ruleName', 'jobName', 'state', 'condition', 'count', 'value', 'threshold', 'detail']
    ELSE ARRAY['balance', 'threshold'] END)
);
CREATE INDEX ix_notifications_user_id ON notifications(owner_id, created_at DESC, id DESC);
CREATE INDEX ix_notifications_job_id ON notifications(job_id);
CREATE INDEX ix_notifications_execution_id ON notifications(execution_id);
CREATE INDEX ix_notifications_alert_id ON notifications(alert_id) WHERE alert_id IS NOT NULL;
-- The last column is always null here; without it the schema's comparison takes this for ix_notifications_user_id.
CREATE INDEX ix_notifications_unread ON notifications(owner_id, created_at DESC, id DESC, read_at) WHERE read_at IS NULL;
CREATE INDEX ix_notifications_feed ON notifications (tx_id, id);
CREATE UNIQUE INDEX uq_notifications_owner ON notifications (id, owner_id);

-- The outbox: a notification on its way out of the house.
CREATE TABLE notification_deliveries (
  notification_id uuid NOT NULL,
  channel delivery_channel NOT NULL,
  owner_id uuid NOT NULL,
  status delivery_status NOT NULL DEFAULT 'PENDING',
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  ended_at timestamptz(3),
  last_error text,
  CONSTRAINT notification_deliveries_pkey PRIMARY KEY (notification_id, channel),
  CONSTRAINT fk_notification_deliveries_notification_id FOREIGN KEY (notification_id, owner_id)
    REFERENCES notifications (id, owner_id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_notification_deliveries_attempts CHECK (attempts >= 0),
  CONSTRAINT ck_notification_deliveries_ended CHECK ((status = 'PENDING') = (ended_at IS NULL))
);
CREATE INDEX ix_notification_deliveries_due ON notification_deliveries (channel, owner_id, next_attempt_at, notification_id)
  WHERE status = 'PENDING';
CREATE INDEX ix_notification_deliveries_ended ON notification_deliveries (ended_at) WHERE ended_at IS NOT NULL;

-- Seed 001 notification_preferences.
CREATE TABLE notification_preferences (
  owner_id uuid NOT NULL,
  on_failure boolean NOT NULL DEFAULT true,
  on_completion boolean NOT NULL DEFAULT false,
  on_low_credits boolean NOT NULL DEFAULT true,
  email boolean NOT NULL DEFAULT true,
  webhook_url text,
  low_credits_threshold integer NOT NULL DEFAULT 100,
  webhook_secret_version integer NOT NULL DEFAULT 0,
  webhook_secret_at timestamptz(3),
  mailed_at timestamptz(3),
  CONSTRAINT notification_preferences_pkey PRIMARY KEY (owner_id),
  CONSTRAINT fk_notification_preferences_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_notification_preferences_numbers CHECK (low_credits_threshold >= 0 AND webhook_secret_version >= 0)
);

-- Seed 001 usage_metrics, by day.
CREATE TABLE usage_metrics (
  owner_id uuid NOT NULL,
  name text NOT NULL,
  day date NOT NULL,
  value integer NOT NULL DEFAULT 0,
  "limit" integer,
  CONSTRAINT usage_metrics_pkey PRIMARY KEY (owner_id,day,name),
  CONSTRAINT fk_usage_metrics_user_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_usage_metrics_value CHECK (value >= 0)
);

-- What people decided of failures that look alike.
CREATE TYPE failure_group_state AS ENUM ('OPEN', 'RESOLVED', 'IGNORED');
CREATE TABLE failure_groups (
  owner_id uuid NOT NULL,
  fingerprint text NOT NULL,
  state failure_group_state NOT NULL DEFAULT 'OPEN',
  note text,
  decided_at timestamptz(3),
  decided_by jsonb,
  decided_by_user_id uuid,
  CONSTRAINT failure_groups_pkey PRIMARY KEY (owner_id,fingerprint),
  CONSTRAINT fk_failure_groups_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT fk_failure_groups_decided_by_user_id FOREIGN KEY (decided_by_user_id) REFERENCES users(id) ON DELETE SET NULL ON UPDATE NO ACTION,
  CONSTRAINT ck_failure_groups_decided CHECK ((state = 'OPEN') = (decided_at IS NULL))
);
CREATE INDEX ix_failure_groups_decided_by ON failure_groups(decided_by_user_id) WHERE decided_by_user_id IS NOT NULL;

-- What tokens and webhooks are signed with: made once, the same for every server on this database.
INSERT INTO instance_secrets (name, value)
VALUES ('lease', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
INSERT INTO instance_secrets (name, value)
VALUES ('session', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
INSERT INTO instance_secrets (name, value)
VALUES ('webhook', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

-- What executions that ended came to, by the UTC half hour, hour, four hours and day in which they were queued, for each
-- owner and for everybody, by state and over all states; as of execution_rollup_mark, and of repairs that wait
-- (docs/architecture.md says how they stay true).
CREATE TABLE execution_rollups (
  -- The owner's id, or the nil UUID for everybody.
  scope_id uuid NOT NULL,
  -- Null for everybody.
  owner_id uuid,
  -- 30, 60, 240 or 1440.
  minutes smallint NOT NULL,
  start timestamptz(3) NOT NULL,
  -- One of the states, or ALL.
  state text COLLATE "C" NOT NULL,
  -- All of them; those of ALL that neither failed nor were canceled were completed.
  runs integer NOT NULL,
  failed integer NOT NULL,
  canceled integer NOT NULL,
  -- Each may say the most that there is: a bigint would not hold a thousand of them, and nobody would be counted any more.
  items numeric(38, 0) NOT NULL,
  -- Those that have a duration, and what theirs come to.
  timed integer NOT NULL,
  total_ms bigint NOT NULL,
  min_ms bigint,
  max_ms bigint,
  -- Their histogram: the buckets (duration_bucket) that have any, in order, and how many are in each or one before it.
  buckets smallint[] NOT NULL,
  cumulative integer[] NOT NULL,
  CONSTRAINT execution_rollups_pkey PRIMARY KEY (scope_id, minutes, state, start),
  CONSTRAINT fk_execution_rollups_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_execution_rollups_scope CHECK (scope_id = coalesce(owner_id, '00000000-0000-0000-0000-000000000000')),
  CONSTRAINT ck_execution_rollups_minutes CHECK (minutes IN (30, 60, 240, 1440)),
  CONSTRAINT ck_execution_rollups_states CHECK (failed >= 0 AND canceled >= 0 AND failed + canceled <= runs),
  CONSTRAINT ck_execution_rollups_histogram CHECK (cardinality(buckets) = cardinality(cumulative))
-- Histograms stay in their row while it fits on a page: a year by day reads thousands of them.
) WITH (toast_tuple_target = 8160);
CREATE INDEX ix_execution_rollups_owner_id ON execution_rollups(owner_id);
CREATE INDEX ix_execution_rollups_start ON execution_rollups(minutes, start);

-- What retention took: the same sums of an owner's executions that are there no more, by job, quarter of an hour, which the
-- days of all time zones begin with, and state. Several rows of the same add up.
CREATE TABLE execution_archive (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  -- Not a foreign key: the owner's sums outlive the job.
  job_id uuid NOT NULL,
  start timestamptz(3) NOT NULL,
  state text COLLATE "C" NOT NULL,
  runs integer NOT NULL,
  items numeric(38, 0) NOT NULL,
  timed integer NOT NULL,
  total_ms bigint NOT NULL,
  min_ms bigint,
  max_ms bigint,
  buckets smallint[] NOT NULL,
  cumulative integer[] NOT NULL,
  CONSTRAINT execution_archive_pkey PRIMARY KEY (id),
  CONSTRAINT fk_execution_archive_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_execution_archive_histogram CHECK (cardinality(buckets) = cardinality(cumulative))
);
CREATE INDEX ix_execution_archive_job_start ON execution_archive(job_id, start);
CREATE INDEX ix_execution_archive_owner_start ON execution_archive(owner_id, start);
CREATE INDEX ix_execution_archive_start ON execution_archive(start);

-- And of its failures, by the UTC day in which they were queued.
CREATE TABLE failure_archive (
  owner_id uuid NOT NULL,
  fingerprint text NOT NULL,
  day timestamptz(3) NOT NULL,
  failures integer NOT NULL,
  mended integer NOT NULL,
  first_at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL,
  -- Of the last of them.
  error_code text,
  message text,
  CONSTRAINT failure_archive_pkey PRIMARY KEY (owner_id, fingerprint, day),
  CONSTRAINT fk_failure_archive_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_failure_archive_counts CHECK (failures >= 1 AND mended BETWEEN 0 AND failures)
);
CREATE INDEX ix_failure_archive_owner_day ON failure_archive(owner_id, day);
CREATE INDEX ix_failure_archive_day ON failure_archive(day);
-- What they said is forgotten when it is old.
CREATE INDEX ix_failure_archive_messages ON failure_archive(day) WHERE message IS NOT NULL OR error_code IS NOT NULL;

-- When servers are next to delete what is old, or to say what it is: they take turns.
CREATE TABLE retention_turns (
  name text NOT NULL,
  next_at timestamptz(3) NOT NULL DEFAULT transaction_timestamp(),
  CONSTRAINT retention_turns_pkey PRIMARY KEY (name)
);
INSERT INTO retention_turns (name) VALUES ('delete'), ('report');

-- Hours of owners whose roll-ups must be made anew: executions came that had ended already, or were deleted. Only added
-- to, and taken away with the hour's new roll-ups; no key, so that nobody waits for anybody.
CREATE TABLE execution_rollup_repairs (
  id uuid NOT NULL DEFAULT uuidv7(),
  -- Null where only everybody's are left to be made.
  owner_id uuid,
  hour timestamptz(3) NOT NULL,
  -- Of the one that is under way: the mark when it was begun, and how far it has come.
  tx_id bigint,
  event_id uuid,
  last_at timestamptz(3),
  last_id uuid,
  CONSTRAINT execution_rollup_repairs_pkey PRIMARY KEY (id),
  CONSTRAINT ck_execution_rollup_repairs_begun CHECK (num_nulls(tx_id, event_id, last_at, last_id) IN (0, 4))
);
CREATE INDEX ix_execution_rollup_repairs_hour ON execution_rollup_repairs(hour, owner_id);
CREATE INDEX ix_execution_rollup_repairs_begun ON execution_rollup_repairs(tx_id) WHERE tx_id IS NOT NULL;

-- How often each value occurs among the executions that ended, of each owner, by the UTC day and month in which they were
-- queued; as of execution_rollup_mark, and of execution_facet_repairs that wait.
CREATE TABLE execution_facets (
  owner_id uuid NOT NULL,
  -- What they are values of: JOB, TAG and so on.
  field text COLLATE "C" NOT NULL,
  -- Or a draft: a day that is being made anew.
  unit text COLLATE "C" NOT NULL,
  start timestamptz(3) NOT NULL,
  -- Empty for all those together that are too many, or too long, to be kept.
  value text COLLATE "C" NOT NULL,
  completed integer NOT NULL,
  failed integer NOT NULL,
  canceled integer NOT NULL,
  CONSTRAINT execution_facets_pkey PRIMARY KEY (owner_id, field, unit, start, value),
  CONSTRAINT fk_execution_facets_owner_id FOREIGN KEY (owner_id) REFERENCES accounts(id) ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT ck_execution_facets_unit CHECK (unit IN ('day', 'month', 'draft'))
);
CREATE INDEX ix_execution_facets_start ON execution_facets(field, unit, start);

-- Days of owners whose facets must be made anew; no key, so that nobody waits for anybody.
CREATE TABLE execution_facet_repairs (
  id uuid NOT NULL DEFAULT uuidv7(),
  owner_id uuid NOT NULL,
  day timestamptz(3) NOT NULL,
  -- Of the one that is under way: the roll-ups' mark when it began, and the last execution that its draft has.
  mark_tx_id bigint,
  mark_event_id uuid,
  queued_at timestamptz(3),
  execution_id uuid,
  CONSTRAINT execution_facet_repairs_pkey PRIMARY KEY (id),
  CONSTRAINT ck_execution_facet_repairs_under_way CHECK (
    num_nonnulls(mark_tx_id, mark_event_id, queued_at, execution_id) IN (0, 4))
);
CREATE INDEX ix_execution_facet_repairs_owner ON execution_facet_repairs(owner_id, day);
CREATE UNIQUE INDEX uq_execution_facet_repairs_under_way ON execution_facet_repairs((true)) WHERE mark_tx_id IS NOT NULL;

-- The last event that is in the roll-ups: one row.
CREATE TABLE execution_rollup_mark (
  id smallint NOT NULL DEFAULT 1,
  tx_id bigint NOT NULL,
  event_id uuid NOT NULL,
  CONSTRAINT execution_rollup_mark_pkey PRIMARY KEY (id),
  CONSTRAINT ck_execution_rollup_mark_one CHECK (id = 1)
);
INSERT INTO execution_rollup_mark (tx_id, event_id) VALUES (0, '00000000-0000-0000-0000-000000000000');
