-- The model's tables. Column names, index names and constraint names of the five seeds live on here;
-- docs/data-model.md tells which is which.
-- transaction_timestamp() is now() by a name that Prisma does not replace with its own process's clock.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- PostgreSQL 18 has uuidv7() itself; before it, this is the same: 48 bits of milliseconds, 12 bits of the
-- millisecond's fraction, the rest random.
DO $do$
BEGIN
  IF to_regprocedure('pg_catalog.uuidv7()') IS NULL THEN
    CREATE FUNCTION uuidv7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $fn$
      SELECT encode(
        overlay(
          uuid_send(gen_random_uuid())
          PLACING substring(int8send(t.us / 1000) FROM 3 FOR 6)
            || int2send((28672 + (t.us % 1000) * 4096 / 1000)::int2)
          FROM 1 FOR 8
        ), 'hex')::uuid
      FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS us) t
    $fn$;
  END IF;
END
$do$;

-- CreateEnum
CREATE TYPE "credit_transaction_type" AS ENUM ('GRANT', 'PURCHASE', 'HOLD', 'SPEND', 'REFUND');

-- CreateEnum
CREATE TYPE "metric_type" AS ENUM ('COUNTER', 'GAUGE', 'HISTOGRAM', 'TIMER');

-- CreateEnum
CREATE TYPE "artifact_type" AS ENUM ('REPORT', 'DATA', 'LOG', 'CONFIG', 'CODE', 'IMAGE', 'OTHER');

-- CreateEnum
CREATE TYPE "stage_status" AS ENUM ('RUNNING', 'SUCCEEDED', 'FAILED');

-- CreateEnum
CREATE TYPE "chunk_status" AS ENUM ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED');

-- CreateEnum
CREATE TYPE "execution_status" AS ENUM ('QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED');

-- CreateEnum
CREATE TYPE "execution_trigger" AS ENUM ('SCHEDULE', 'MANUAL', 'API', 'RETRY');

-- CreateEnum
CREATE TYPE "failure_reason" AS ENUM ('ERROR', 'TIMEOUT', 'WORKER_LOST');

-- CreateEnum
CREATE TYPE "dispatch" AS ENUM ('QUEUE', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "execution_event_type" AS ENUM ('QUEUED', 'STARTED', 'REQUEUED', 'CANCEL_REQUESTED', 'COMPLETED', 'FAILED', 'CANCELED');

-- CreateEnum
CREATE TYPE "job_kind" AS ENUM ('MONITOR', 'CRAWL', 'BOT', 'AGENT');

-- CreateEnum
CREATE TYPE "job_status" AS ENUM ('ACTIVE', 'PAUSED', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "overlap_policy" AS ENUM ('ALLOW', 'SKIP');

-- CreateEnum
CREATE TYPE "missed_tick_policy" AS ENUM ('SKIP', 'RUN_ONCE');

-- CreateEnum
CREATE TYPE "user_status" AS ENUM ('UNVERIFIED', 'ACTIVE', 'SUSPENDED');

-- CreateEnum
CREATE TYPE "user_tier" AS ENUM ('FREE', 'PRO', 'ENTERPRISE');

-- CreateEnum
CREATE TYPE "user_role" AS ENUM ('USER', 'ADMIN');

-- CreateEnum
CREATE TYPE "project_status" AS ENUM ('ACTIVE', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "api_key_scope" AS ENUM ('READ', 'WORK', 'MANAGE', 'VERIFY', 'ADMIN');

-- CreateEnum
CREATE TYPE "social_task_type" AS ENUM ('FOLLOW', 'LIKE', 'RETWEET', 'REPLY', 'QUOTE', 'OTHER');

-- CreateEnum
CREATE TYPE "completion_status" AS ENUM ('PENDING', 'VERIFIED', 'REJECTED');

-- CreateEnum
CREATE TYPE "verification_result" AS ENUM ('VERIFIED', 'REJECTED', 'ERROR');

-- CreateTable
CREATE TABLE "credit_accounts" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "balance" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "credit_accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credit_transactions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "account_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "type" "credit_transaction_type" NOT NULL,
    "amount" INTEGER NOT NULL,
    "balance_after" INTEGER NOT NULL DEFAULT 0,
    "description" TEXT NOT NULL,
    "execution_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "credit_transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "job_id" UUID,
    "execution_id" UUID,
    "read_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_preferences" (
    "owner_id" UUID NOT NULL,
    "on_failure" BOOLEAN NOT NULL DEFAULT true,
    "on_completion" BOOLEAN NOT NULL DEFAULT false,
    "on_low_credits" BOOLEAN NOT NULL DEFAULT true,
    "email" BOOLEAN NOT NULL DEFAULT true,
    "webhook_url" TEXT,

    CONSTRAINT "notification_preferences_pkey" PRIMARY KEY ("owner_id")
);

-- CreateTable
CREATE TABLE "usage_metrics" (
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "value" INTEGER NOT NULL DEFAULT 0,
    "limit" INTEGER,

    CONSTRAINT "usage_metrics_pkey" PRIMARY KEY ("owner_id","day","name")
);

-- CreateTable
CREATE TABLE "agent_tasks" (
    "job_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "kind" "job_kind" NOT NULL DEFAULT 'AGENT',
    "max_rounds" INTEGER NOT NULL DEFAULT 5,
    "memory_size" INTEGER NOT NULL DEFAULT 50,

    CONSTRAINT "agent_tasks_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "metric_snapshots" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "job_id" UUID,
    "execution_id" UUID,
    "name" TEXT NOT NULL,
    "metric_type" "metric_type" NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "unit" TEXT,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "timestamp" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "metric_snapshots_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifacts" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "job_id" UUID,
    "execution_id" UUID,
    "name" TEXT NOT NULL,
    "artifact_type" "artifact_type" NOT NULL,
    "file_path" TEXT,
    "file_size" BIGINT,
    "file_hash" TEXT,
    "file_hash_algorithm" TEXT NOT NULL DEFAULT 'sha256',
    "content_type" TEXT,
    "content" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "artifacts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "bot_jobs" (
    "job_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "kind" "job_kind" NOT NULL DEFAULT 'BOT',
    "bot_id" TEXT NOT NULL,

    CONSTRAINT "bot_jobs_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "job_stages" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "execution_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "stage_name" TEXT NOT NULL,
    "status" "stage_status" NOT NULL DEFAULT 'RUNNING',
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "duration_ms" BIGINT GENERATED ALWAYS AS ((extract(epoch FROM ("ended_at" - "started_at")) * 1000)::bigint) STORED,
    "meta" JSONB NOT NULL DEFAULT '{}',
    "error" JSONB,

    CONSTRAINT "job_stages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crawl_jobs" (
    "job_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "kind" "job_kind" NOT NULL DEFAULT 'CRAWL',
    "keywords" TEXT[] NOT NULL,
    "max_images" INTEGER NOT NULL,

    CONSTRAINT "crawl_jobs_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "job_chunks" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "execution_id" UUID NOT NULL,
    "chunk_index" INTEGER NOT NULL,
    "status" "chunk_status" NOT NULL DEFAULT 'PENDING',
    "priority" INTEGER NOT NULL DEFAULT 5,
    "image_range" JSONB NOT NULL,
    "error_message" TEXT,
    "retry_count" INTEGER NOT NULL DEFAULT 0,
    "task_id" TEXT,
    "worker_id" TEXT,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_expires_at" TIMESTAMPTZ(3),
    "lease_seconds" INTEGER,
    "lost_count" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "duration_ms" BIGINT GENERATED ALWAYS AS ((extract(epoch FROM ("finished_at" - "started_at")) * 1000)::bigint) STORED,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "urgent_sort" BIGINT GENERATED ALWAYS AS ((10 - "priority")::bigint * 1000000000000000 + (extract(epoch FROM ("created_at" - '1970-01-01 00:00:00+00'::timestamptz)) * 1000)::bigint) STORED,
    "lazy_sort" BIGINT GENERATED ALWAYS AS ("priority"::bigint * 1000000000000000 + (extract(epoch FROM ("created_at" - '1970-01-01 00:00:00+00'::timestamptz)) * 1000)::bigint) STORED,

    CONSTRAINT "job_chunks_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 85);

-- CreateTable
CREATE TABLE "images" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "execution_id" UUID,
    "chunk_id" UUID,
    "url" TEXT NOT NULL,
    "storage_key" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "file_size" BIGINT,
    "format" TEXT,
    "content_hash" TEXT,
    "is_duplicate" BOOLEAN NOT NULL DEFAULT false,
    "labels" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "images_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_executions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "kind" "job_kind" NOT NULL,
    "project_id" UUID,
    "bot_id" TEXT,
    "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "priority" INTEGER NOT NULL DEFAULT 5,
    "run_number" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "status" "execution_status" NOT NULL DEFAULT 'QUEUED',
    "trigger" "execution_trigger" NOT NULL DEFAULT 'API',
    "dispatch" "dispatch" NOT NULL DEFAULT 'QUEUE',
    "failure_reason" "failure_reason",
    "params" JSONB NOT NULL DEFAULT '{}',
    "plan" JSONB,
    "result" JSONB,
    "items_processed" BIGINT NOT NULL DEFAULT 0,
    "error_message" TEXT,
    "error_code" TEXT,
    "error_fingerprint" TEXT,
    "error_details" JSONB,
    "created_by" JSONB,
    "created_by_user_id" UUID,
    "worker_id" TEXT,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "available_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "scheduled_for" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "duration_ms" BIGINT GENERATED ALWAYS AS ((extract(epoch FROM ("finished_at" - "started_at")) * 1000)::bigint) STORED,
    "heartbeat_at" TIMESTAMPTZ(3),
    "lease_expires_at" TIMESTAMPTZ(3),
    "lease_seconds" INTEGER,
    "cancel_requested_at" TIMESTAMPTZ(3),
    "cancel_deadline" TIMESTAMPTZ(3),
    "cancel_requested_by" JSONB,
    "cancel_requested_by_user_id" UUID,
    "retry_of_id" UUID,
    "started_sort" TIMESTAMPTZ(3) GENERATED ALWAYS AS (COALESCE("started_at", '1970-01-01 00:00:00+00'::timestamptz)) STORED,
    "finished_sort" TIMESTAMPTZ(3) GENERATED ALWAYS AS (COALESCE("finished_at", '1970-01-01 00:00:00+00'::timestamptz)) STORED,
    "duration_sort" BIGINT GENERATED ALWAYS AS (COALESCE((extract(epoch FROM ("finished_at" - "started_at")) * 1000)::bigint, -1)) STORED,

    CONSTRAINT "job_executions_pkey" PRIMARY KEY ("id")
) WITH (fillfactor = 85);

-- CreateTable
CREATE TABLE "execution_events" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "execution_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "tx_id" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "type" "execution_event_type" NOT NULL,
    "from_status" "execution_status",
    "to_status" "execution_status" NOT NULL,
    "attempt" INTEGER NOT NULL,
    "worker_id" TEXT,
    "reason" TEXT,
    "actor" JSONB,
    "actor_user_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "execution_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "project_id" UUID,
    "kind" "job_kind" NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "status" "job_status" NOT NULL DEFAULT 'ACTIVE',
    "config" JSONB NOT NULL DEFAULT '{}',
    "priority" INTEGER NOT NULL DEFAULT 5,
    "max_attempts" INTEGER NOT NULL DEFAULT 3,
    "retry_backoff_seconds" INTEGER NOT NULL DEFAULT 30,
    "timeout_seconds" INTEGER,
    "tags" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    "cron" TEXT,
    "timezone" TEXT,
    "overlap_policy" "overlap_policy",
    "missed_tick_policy" "missed_tick_policy",
    "next_run_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "name_sort" TEXT COLLATE "C" GENERATED ALWAYS AS (lower("name")) STORED,
    "next_run_sort" TIMESTAMPTZ(3) GENERATED ALWAYS AS (COALESCE("next_run_at", '9999-12-31 00:00:00+00'::timestamptz)) STORED,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_run_numbers" (
    "job_id" UUID NOT NULL,
    "last" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "job_run_numbers_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "job_counters" (
    "job_id" UUID NOT NULL,
    "shard" SMALLINT NOT NULL,
    "accepted" BIGINT NOT NULL DEFAULT 0,
    "completed" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "canceled" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "job_counters_pkey" PRIMARY KEY ("job_id","shard")
);

-- CreateTable
CREATE TABLE "schedule_ticks" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "job_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "execution_id" UUID,
    "skip_reason" TEXT,

    CONSTRAINT "schedule_ticks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "monitor_jobs" (
    "job_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "kind" "job_kind" NOT NULL DEFAULT 'MONITOR',
    "x_username" TEXT NOT NULL,
    "topics" TEXT[] NOT NULL,
    "hours_back" INTEGER NOT NULL DEFAULT 24,
    "x_username_key" TEXT COLLATE "C" GENERATED ALWAYS AS (lower("x_username" COLLATE "C")) STORED,

    CONSTRAINT "monitor_jobs_pkey" PRIMARY KEY ("job_id")
);

-- CreateTable
CREATE TABLE "summaries" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "job_id" UUID,
    "execution_id" UUID,
    "is_playground" BOOLEAN NOT NULL DEFAULT false,
    "x_username" TEXT NOT NULL,
    "topics" TEXT[] NOT NULL,
    "hours_back" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    "tweets_count" INTEGER NOT NULL DEFAULT 0,
    "raw_data" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "x_username_key" TEXT COLLATE "C" GENERATED ALWAYS AS (lower("x_username" COLLATE "C")) STORED,

    CONSTRAINT "summaries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "email" TEXT COLLATE "C" NOT NULL,
    "full_name" TEXT,
    "status" "user_status" NOT NULL DEFAULT 'UNVERIFIED',
    "user_tier" "user_tier" NOT NULL DEFAULT 'FREE',
    "role" "user_role" NOT NULL DEFAULT 'USER',
    "email_verified_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "status" "project_status" NOT NULL DEFAULT 'ACTIVE',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "last_four" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "scopes" "api_key_scope"[] NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "activity_logs" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "user_id" UUID,
    "action" TEXT NOT NULL,
    "resource_type" TEXT NOT NULL,
    "resource_id" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "timestamp" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "activity_logs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "owner_id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "outcome" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("owner_id","operation","key")
);

-- CreateTable
CREATE TABLE "social_tasks" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "title" TEXT NOT NULL,
    "task_type" "social_task_type" NOT NULL,
    "task_type_text" TEXT,
    "target" TEXT NOT NULL,
    "reward_credits" INTEGER NOT NULL DEFAULT 0,
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "social_tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "completions" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "owner_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "status" "completion_status" NOT NULL DEFAULT 'PENDING',
    "submitted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "completions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "twitter_connections" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "user_id" UUID NOT NULL,
    "twitter_id" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT,
    "profile_image_url" TEXT,
    "access_token" BYTEA NOT NULL,
    "refresh_token" BYTEA NOT NULL,
    "token_key_id" TEXT NOT NULL,
    "token_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "scope" TEXT NOT NULL,
    "token_type" TEXT NOT NULL DEFAULT 'Bearer',
    "is_active" BOOLEAN NOT NULL DEFAULT true,
    "last_verified_at" TIMESTAMPTZ(3),
    "connected_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "twitter_connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "twitter_verification_logs" (
    "id" UUID NOT NULL DEFAULT uuidv7(),
    "completion_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "task_id" UUID NOT NULL,
    "task_type" "social_task_type" NOT NULL,
    "verification_result" "verification_result" NOT NULL,
    "verification_result_text" TEXT,
    "twitter_api_response" JSONB,
    "error_message" TEXT,
    "rejection_reason" TEXT,
    "verification_time" INTEGER NOT NULL,
    "api_call_count" INTEGER NOT NULL,
    "cache_hit" BOOLEAN NOT NULL DEFAULT false,
    "twitter_connection_id" UUID,
    "verified_at" TIMESTAMPTZ(3) NOT NULL DEFAULT transaction_timestamp(),

    CONSTRAINT "twitter_verification_logs_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "uq_credit_accounts_user_id" ON "credit_accounts"("owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_credit_accounts_owner" ON "credit_accounts"("id", "owner_id");

-- CreateIndex
CREATE INDEX "ix_credit_transactions_account_id" ON "credit_transactions"("account_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_credit_transactions_user_id" ON "credit_transactions"("owner_id");

-- CreateIndex
CREATE INDEX "ix_credit_transactions_execution_id" ON "credit_transactions"("execution_id");

-- CreateIndex
CREATE INDEX "ix_notifications_user_id" ON "notifications"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_notifications_job_id" ON "notifications"("job_id");

-- CreateIndex
CREATE INDEX "ix_notifications_execution_id" ON "notifications"("execution_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_agent_tasks_job" ON "agent_tasks"("job_id", "owner_id", "kind");

-- CreateIndex
CREATE INDEX "ix_metric_snapshots_timestamp" ON "metric_snapshots"("timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_metric_snapshots_owner_timestamp" ON "metric_snapshots"("owner_id", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_metric_snapshots_task_id" ON "metric_snapshots"("job_id", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_metric_snapshots_task_run_id" ON "metric_snapshots"("execution_id", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_metric_snapshots_name" ON "metric_snapshots"("name", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_metric_snapshots_owner_name" ON "metric_snapshots"("owner_id", "name", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_metric_snapshots_metric_type" ON "metric_snapshots"("metric_type", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_artifacts_created_at" ON "artifacts"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_artifacts_owner_created_at" ON "artifacts"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_artifacts_task_id" ON "artifacts"("job_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_artifacts_task_run_id" ON "artifacts"("execution_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_artifacts_artifact_type" ON "artifacts"("artifact_type", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_artifacts_name" ON "artifacts"("name", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_bot_jobs_bot_id" ON "bot_jobs"("bot_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_bot_jobs_job" ON "bot_jobs"("job_id", "owner_id", "kind");

-- CreateIndex
CREATE INDEX "idx_job_stages_job_id" ON "job_stages"("execution_id", "started_at", "id");

-- CreateIndex
CREATE INDEX "idx_job_stages_stage_name" ON "job_stages"("stage_name", "started_at" DESC);

-- CreateIndex
CREATE INDEX "idx_job_stages_duration_ms" ON "job_stages"("duration_ms");

-- CreateIndex
CREATE UNIQUE INDEX "uq_job_stages_job_id_stage_name_started_at" ON "job_stages"("execution_id", "stage_name", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "uq_crawl_jobs_job" ON "crawl_jobs"("job_id", "owner_id", "kind");

-- CreateIndex
CREATE INDEX "ix_job_chunks_created_at" ON "job_chunks"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_chunks_owner_created_at" ON "job_chunks"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_chunks_job_id" ON "job_chunks"("job_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_chunks_status" ON "job_chunks"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_chunks_owner_status" ON "job_chunks"("owner_id", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_chunks_job_status" ON "job_chunks"("job_id", "status", "priority" DESC, "created_at", "id");

-- CreateIndex
CREATE INDEX "ix_job_chunks_execution_status" ON "job_chunks"("execution_id", "status", "priority" DESC, "created_at", "id");

-- CreateIndex
CREATE INDEX "ix_job_chunks_execution_created" ON "job_chunks"("execution_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_chunks_priority_created" ON "job_chunks"("priority" DESC, "created_at", "id");

-- CreateIndex
CREATE INDEX "ix_job_chunks_urgent" ON "job_chunks"("urgent_sort", "id");

-- CreateIndex
CREATE INDEX "ix_job_chunks_owner_urgent" ON "job_chunks"("owner_id", "urgent_sort", "id");

-- CreateIndex
CREATE INDEX "ix_job_chunks_lazy" ON "job_chunks"("lazy_sort", "id");

-- CreateIndex
CREATE INDEX "ix_job_chunks_owner_lazy" ON "job_chunks"("owner_id", "lazy_sort", "id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_job_chunks_owner" ON "job_chunks"("id", "owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_job_chunks_index" ON "job_chunks"("execution_id", "chunk_index");

-- CreateIndex
CREATE INDEX "ix_images_crawl_job_id" ON "images"("job_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_images_duplicates" ON "images"("job_id", "is_duplicate", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_images_content_hash" ON "images"("job_id", "content_hash");

-- CreateIndex
CREATE INDEX "ix_images_execution_id" ON "images"("execution_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_images_chunk_id" ON "images"("chunk_id");

-- CreateIndex
CREATE INDEX "ix_images_owner_id" ON "images"("owner_id");

-- CreateIndex
CREATE INDEX "ix_images_created_at" ON "images"("created_at");

-- CreateIndex
CREATE INDEX "ix_job_executions_created_at" ON "job_executions"("queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_started_at" ON "job_executions"("started_sort" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_finished_at" ON "job_executions"("finished_sort" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_duration_ms" ON "job_executions"("duration_sort" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_queued_at" ON "job_executions"("owner_id", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_started_at" ON "job_executions"("owner_id", "started_sort" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_finished_at" ON "job_executions"("owner_id", "finished_sort" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_duration_ms" ON "job_executions"("owner_id", "duration_sort" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_job_id" ON "job_executions"("job_id", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_job_status" ON "job_executions"("job_id", "status", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "idx_jobs_state" ON "job_executions"("status", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_status" ON "job_executions"("owner_id", "status", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_kind" ON "job_executions"("kind", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_kind" ON "job_executions"("owner_id", "kind", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_trigger" ON "job_executions"("trigger", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_trigger" ON "job_executions"("owner_id", "trigger", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_dispatch" ON "job_executions"("dispatch", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_owner_dispatch" ON "job_executions"("owner_id", "dispatch", "queued_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_job_executions_tags" ON "job_executions" USING GIN ("tags");

-- CreateIndex
CREATE UNIQUE INDEX "uq_job_executions_owner" ON "job_executions"("id", "owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_job_executions_run_number" ON "job_executions"("job_id", "run_number");

-- CreateIndex
CREATE INDEX "ix_execution_events_execution_id" ON "execution_events"("execution_id", "id");

-- CreateIndex
CREATE INDEX "ix_execution_events_feed" ON "execution_events"("tx_id", "id");

-- CreateIndex
CREATE INDEX "ix_execution_events_owner_feed" ON "execution_events"("owner_id", "tx_id", "id");

-- CreateIndex
CREATE INDEX "ix_crawl_jobs_created_at" ON "jobs"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_jobs_updated_at" ON "jobs"("updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_jobs_name" ON "jobs"("name_sort", "id");

-- CreateIndex
CREATE INDEX "ix_jobs_next_run_at" ON "jobs"("next_run_sort", "id");

-- CreateIndex
CREATE INDEX "ix_jobs_owner_created_at" ON "jobs"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_jobs_owner_updated_at" ON "jobs"("owner_id", "updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_jobs_owner_name" ON "jobs"("owner_id", "name_sort", "id");

-- CreateIndex
CREATE INDEX "ix_jobs_owner_next_run_at" ON "jobs"("owner_id", "next_run_sort", "id");

-- CreateIndex
CREATE INDEX "ix_crawl_jobs_project_id" ON "jobs"("project_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_crawl_jobs_project_status" ON "jobs"("project_id", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_crawl_jobs_status" ON "jobs"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_jobs_kind" ON "jobs"("kind", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_jobs_tags" ON "jobs" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "ix_jobs_search" ON "jobs" USING GIN ("name" gin_trgm_ops, "slug" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "uq_jobs_owner_slug" ON "jobs"("owner_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "uq_jobs_owner_kind" ON "jobs"("id", "owner_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "uq_jobs_owner" ON "jobs"("id", "owner_id");

-- CreateIndex
CREATE INDEX "ix_schedule_ticks_execution_id" ON "schedule_ticks"("execution_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_schedule_ticks_job_at" ON "schedule_ticks"("job_id", "at");

-- CreateIndex
CREATE INDEX "ix_monitor_jobs_x_username" ON "monitor_jobs"("x_username_key");

-- CreateIndex
CREATE UNIQUE INDEX "uq_monitor_jobs_job" ON "monitor_jobs"("job_id", "owner_id", "kind");

-- CreateIndex
CREATE INDEX "ix_summaries_created_at" ON "summaries"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_summaries_owner_created_at" ON "summaries"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_summaries_is_playground" ON "summaries"("is_playground", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_summaries_owner_is_playground" ON "summaries"("owner_id", "is_playground", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_summaries_job_id" ON "summaries"("job_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_summaries_execution_id" ON "summaries"("execution_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_summaries_x_username" ON "summaries"("x_username_key", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_summaries_topics" ON "summaries" USING GIN ("topics");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE INDEX "ix_users_created_at" ON "users"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_profiles_user_tier" ON "users"("user_tier", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_users_status" ON "users"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_users_role" ON "users"("role", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_users_search" ON "users" USING GIN ("email" gin_trgm_ops, "full_name" gin_trgm_ops);

-- CreateIndex
CREATE INDEX "ix_projects_user_id" ON "projects"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_projects_status" ON "projects"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_projects_created_at" ON "projects"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "uq_projects_owner" ON "projects"("id", "owner_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_key_hash_key" ON "api_keys"("key_hash");

-- CreateIndex
CREATE INDEX "ix_api_keys_user_id" ON "api_keys"("owner_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_activity_logs_timestamp" ON "activity_logs"("timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_activity_logs_user_timestamp" ON "activity_logs"("user_id", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_activity_logs_resource" ON "activity_logs"("resource_type", "resource_id", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_activity_logs_resource_type" ON "activity_logs"("resource_type", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_activity_logs_resource_id" ON "activity_logs"("resource_id", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_activity_logs_action" ON "activity_logs"("action", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_idempotency_keys_expires_at" ON "idempotency_keys"("expires_at");

-- CreateIndex
CREATE INDEX "ix_social_tasks_created_at" ON "social_tasks"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_social_tasks_task_type" ON "social_tasks"("task_type", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_social_tasks_is_active" ON "social_tasks"("is_active", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_completions_submitted_at" ON "completions"("submitted_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_completions_owner_submitted_at" ON "completions"("owner_id", "submitted_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_completions_status" ON "completions"("status", "submitted_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_completions_task_id" ON "completions"("task_id", "submitted_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "uq_completions_owner" ON "completions"("id", "owner_id", "task_id");

-- CreateIndex
CREATE UNIQUE INDEX "TwitterConnection_userId_key" ON "twitter_connections"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "TwitterConnection_twitterId_key" ON "twitter_connections"("twitter_id");

-- CreateIndex
CREATE INDEX "ix_twitter_connections_connected_at" ON "twitter_connections"("connected_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterConnection_isActive_idx" ON "twitter_connections"("is_active", "connected_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterConnection_tokenExpiresAt_idx" ON "twitter_connections"("token_expires_at");

-- CreateIndex
CREATE INDEX "ix_twitter_connections_last_verified_at" ON "twitter_connections"("last_verified_at");

-- CreateIndex
CREATE UNIQUE INDEX "uq_twitter_connections_owner" ON "twitter_connections"("id", "user_id");

-- CreateIndex
CREATE INDEX "TwitterVerificationLog_completionId_idx" ON "twitter_verification_logs"("completion_id", "verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterVerificationLog_userId_idx" ON "twitter_verification_logs"("user_id", "verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterVerificationLog_taskId_idx" ON "twitter_verification_logs"("task_id", "verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterVerificationLog_verifiedAt_idx" ON "twitter_verification_logs"("verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterVerificationLog_verificationResult_idx" ON "twitter_verification_logs"("verification_result", "verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterVerificationLog_taskType_idx" ON "twitter_verification_logs"("task_type", "verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "TwitterVerificationLog_twitterConnectionId_idx" ON "twitter_verification_logs"("twitter_connection_id", "verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_twitter_verification_logs_cache_hit" ON "twitter_verification_logs"("cache_hit", "verified_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "ix_twitter_verification_logs_time" ON "twitter_verification_logs"("verification_time", "id");

-- CreateIndex
CREATE INDEX "ix_twitter_verification_logs_owner_time" ON "twitter_verification_logs"("user_id", "verification_time", "id");

-- AddForeignKey
ALTER TABLE "credit_accounts" ADD CONSTRAINT "fk_credit_accounts_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_transactions" ADD CONSTRAINT "fk_credit_transactions_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credit_transactions" ADD CONSTRAINT "fk_credit_transactions_account_id" FOREIGN KEY ("account_id", "owner_id") REFERENCES "credit_accounts"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credit_transactions" ADD CONSTRAINT "fk_credit_transactions_execution_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE SET NULL ("execution_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "fk_notifications_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "fk_notifications_job_id" FOREIGN KEY ("job_id", "owner_id") REFERENCES "jobs"("id", "owner_id") ON DELETE SET NULL ("job_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notifications" ADD CONSTRAINT "fk_notifications_execution_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE SET NULL ("execution_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notification_preferences" ADD CONSTRAINT "fk_notification_preferences_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "usage_metrics" ADD CONSTRAINT "fk_usage_metrics_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agent_tasks" ADD CONSTRAINT "fk_agent_tasks_job_id" FOREIGN KEY ("job_id", "owner_id", "kind") REFERENCES "jobs"("id", "owner_id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "metric_snapshots" ADD CONSTRAINT "fk_metric_snapshots_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric_snapshots" ADD CONSTRAINT "fk_metric_snapshots_task_id" FOREIGN KEY ("job_id", "owner_id") REFERENCES "jobs"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "metric_snapshots" ADD CONSTRAINT "fk_metric_snapshots_task_run_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "artifacts" ADD CONSTRAINT "fk_artifacts_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifacts" ADD CONSTRAINT "fk_artifacts_task_id" FOREIGN KEY ("job_id", "owner_id") REFERENCES "jobs"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "artifacts" ADD CONSTRAINT "fk_artifacts_task_run_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "bot_jobs" ADD CONSTRAINT "fk_bot_jobs_job_id" FOREIGN KEY ("job_id", "owner_id", "kind") REFERENCES "jobs"("id", "owner_id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "job_stages" ADD CONSTRAINT "fk_job_stages_job_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "crawl_jobs" ADD CONSTRAINT "fk_crawl_jobs_job_id" FOREIGN KEY ("job_id", "owner_id", "kind") REFERENCES "jobs"("id", "owner_id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "job_chunks" ADD CONSTRAINT "fk_job_chunks_job_id" FOREIGN KEY ("job_id", "owner_id") REFERENCES "jobs"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "job_chunks" ADD CONSTRAINT "fk_job_chunks_execution_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "images" ADD CONSTRAINT "fk_images_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "images" ADD CONSTRAINT "fk_images_crawl_job_id" FOREIGN KEY ("job_id", "owner_id") REFERENCES "jobs"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "images" ADD CONSTRAINT "fk_images_execution_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE SET NULL ("execution_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "images" ADD CONSTRAINT "fk_images_chunk_id" FOREIGN KEY ("chunk_id", "owner_id") REFERENCES "job_chunks"("id", "owner_id") ON DELETE SET NULL ("chunk_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "job_executions" ADD CONSTRAINT "fk_job_executions_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_executions" ADD CONSTRAINT "fk_job_executions_job_id" FOREIGN KEY ("job_id", "owner_id", "kind") REFERENCES "jobs"("id", "owner_id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "job_executions" ADD CONSTRAINT "fk_job_executions_project_id" FOREIGN KEY ("project_id", "owner_id") REFERENCES "projects"("id", "owner_id") ON DELETE SET NULL ("project_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "job_executions" ADD CONSTRAINT "fk_job_executions_created_by_user_id" FOREIGN KEY ("created_by_user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_executions" ADD CONSTRAINT "fk_job_executions_cancel_requested_by_user_id" FOREIGN KEY ("cancel_requested_by_user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_executions" ADD CONSTRAINT "fk_job_executions_retry_of_id" FOREIGN KEY ("retry_of_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE SET NULL ("retry_of_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "execution_events" ADD CONSTRAINT "fk_execution_events_execution_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "execution_events" ADD CONSTRAINT "fk_execution_events_actor_user_id" FOREIGN KEY ("actor_user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "fk_jobs_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "fk_crawl_jobs_project_id" FOREIGN KEY ("project_id", "owner_id") REFERENCES "projects"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "job_run_numbers" ADD CONSTRAINT "fk_job_run_numbers_job_id" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_counters" ADD CONSTRAINT "fk_job_counters_job_id" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "schedule_ticks" ADD CONSTRAINT "fk_schedule_ticks_job_id" FOREIGN KEY ("job_id", "owner_id") REFERENCES "jobs"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "schedule_ticks" ADD CONSTRAINT "fk_schedule_ticks_execution_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE SET NULL ("execution_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "monitor_jobs" ADD CONSTRAINT "fk_monitor_jobs_job_id" FOREIGN KEY ("job_id", "owner_id", "kind") REFERENCES "jobs"("id", "owner_id", "kind") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "summaries" ADD CONSTRAINT "fk_summaries_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "summaries" ADD CONSTRAINT "fk_summaries_job_id" FOREIGN KEY ("job_id", "owner_id") REFERENCES "jobs"("id", "owner_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "summaries" ADD CONSTRAINT "fk_summaries_execution_id" FOREIGN KEY ("execution_id", "owner_id") REFERENCES "job_executions"("id", "owner_id") ON DELETE SET NULL ("execution_id") ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "projects" ADD CONSTRAINT "fk_projects_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "fk_api_keys_user_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "activity_logs" ADD CONSTRAINT "fk_activity_logs_user_id" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "fk_idempotency_keys_owner_id" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "completions" ADD CONSTRAINT "Completion_userId_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "completions" ADD CONSTRAINT "Completion_taskId_fkey" FOREIGN KEY ("task_id") REFERENCES "social_tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "twitter_connections" ADD CONSTRAINT "TwitterConnection_userId_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "twitter_verification_logs" ADD CONSTRAINT "TwitterVerificationLog_completionId_fkey" FOREIGN KEY ("completion_id", "user_id", "task_id") REFERENCES "completions"("id", "owner_id", "task_id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "twitter_verification_logs" ADD CONSTRAINT "TwitterVerificationLog_userId_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "twitter_verification_logs" ADD CONSTRAINT "TwitterVerificationLog_taskId_fkey" FOREIGN KEY ("task_id") REFERENCES "social_tasks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "twitter_verification_logs" ADD CONSTRAINT "TwitterVerificationLog_twitterConnectionId_fkey" FOREIGN KEY ("twitter_connection_id", "user_id") REFERENCES "twitter_connections"("id", "user_id") ON DELETE SET NULL ("twitter_connection_id") ON UPDATE NO ACTION;

-- Partial indexes, which the Prisma schema cannot say: small, since most rows have no such value.

CREATE UNIQUE INDEX "uq_completions_open" ON "completions"("owner_id", "task_id") WHERE "status" IN ('PENDING', 'VERIFIED');
CREATE INDEX "ix_twitter_connections_expiring" ON "twitter_connections"("token_expires_at") WHERE "is_active";
CREATE INDEX "idx_jobs_bot_id" ON "job_executions"("bot_id", "queued_at" DESC, "id" DESC) WHERE "bot_id" IS NOT NULL;
CREATE INDEX "idx_jobs_bot_id_state_accepted_at" ON "job_executions"("bot_id", "status", "queued_at" DESC, "id" DESC) WHERE "bot_id" IS NOT NULL;
CREATE INDEX "ix_job_executions_project_id" ON "job_executions"("project_id", "queued_at" DESC, "id" DESC) WHERE "project_id" IS NOT NULL;
CREATE INDEX "ix_job_executions_worker_id" ON "job_executions"("worker_id", "queued_at" DESC, "id" DESC) WHERE "worker_id" IS NOT NULL;
CREATE INDEX "ix_job_executions_failure_reason" ON "job_executions"("failure_reason", "queued_at" DESC, "id" DESC) WHERE "failure_reason" IS NOT NULL;
CREATE INDEX "ix_job_executions_owner_failure_reason" ON "job_executions"("owner_id", "failure_reason", "queued_at" DESC, "id" DESC) WHERE "failure_reason" IS NOT NULL;
CREATE INDEX "ix_job_executions_error_code" ON "job_executions"("error_code", "queued_at" DESC, "id" DESC) WHERE "error_code" IS NOT NULL;
CREATE INDEX "ix_job_executions_owner_error_code" ON "job_executions"("owner_id", "error_code", "queued_at" DESC, "id" DESC) WHERE "error_code" IS NOT NULL;
CREATE INDEX "ix_job_executions_error_fingerprint" ON "job_executions"("error_fingerprint", "queued_at" DESC, "id" DESC) WHERE "error_fingerprint" IS NOT NULL;
CREATE INDEX "ix_job_executions_owner_error_fingerprint" ON "job_executions"("owner_id", "error_fingerprint", "queued_at" DESC, "id" DESC) WHERE "error_fingerprint" IS NOT NULL;

-- What is still open, wherever it stands in a long list: few rows among many.
CREATE INDEX "ix_job_executions_open" ON "job_executions"("queued_at" DESC, "id" DESC) WHERE "finished_sort" = '1970-01-01 00:00:00+00'::timestamptz;
CREATE INDEX "ix_job_executions_owner_open" ON "job_executions"("owner_id", "queued_at" DESC, "id" DESC) WHERE "finished_sort" = '1970-01-01 00:00:00+00'::timestamptz;

-- Claiming: by owner, one index range for each priority. Rescue: the runs that hold a lease.
CREATE INDEX "ix_job_executions_claim" ON "job_executions"("owner_id", "priority", "available_at", "id") WHERE "status" = 'QUEUED';
CREATE INDEX "ix_job_executions_claim_job" ON "job_executions"("job_id", "priority", "available_at", "id") WHERE "status" = 'QUEUED';
CREATE INDEX "ix_job_executions_running" ON "job_executions"("id") WHERE "status" = 'RUNNING';

-- At most one open retry of a finished execution.
CREATE UNIQUE INDEX "uq_job_executions_open_retry" ON "job_executions"("retry_of_id") WHERE "status" IN ('QUEUED', 'RUNNING');
CREATE INDEX "ix_job_executions_retry_of" ON "job_executions"("retry_of_id", "id") WHERE "retry_of_id" IS NOT NULL;

-- The users that foreign keys set null; a deletion looks them up.
CREATE INDEX "ix_job_executions_created_by" ON "job_executions"("created_by_user_id") WHERE "created_by_user_id" IS NOT NULL;
CREATE INDEX "ix_job_executions_cancel_requested_by" ON "job_executions"("cancel_requested_by_user_id") WHERE "cancel_requested_by_user_id" IS NOT NULL;
CREATE INDEX "ix_execution_events_actor" ON "execution_events"("actor_user_id") WHERE "actor_user_id" IS NOT NULL;

CREATE INDEX "ix_job_chunks_task_id" ON "job_chunks"("task_id", "created_at" DESC, "id" DESC) WHERE "task_id" IS NOT NULL;
CREATE INDEX "ix_job_chunks_worker_id" ON "job_chunks"("worker_id", "created_at" DESC, "id" DESC) WHERE "worker_id" IS NOT NULL;
CREATE INDEX "ix_job_chunks_retried" ON "job_chunks"("created_at" DESC, "id" DESC) WHERE "retry_count" > 0;
CREATE INDEX "ix_job_chunks_claim" ON "job_chunks"("owner_id", "priority" DESC, "created_at", "id") WHERE "status" = 'PENDING';
CREATE INDEX "ix_job_chunks_processing" ON "job_chunks"("id") WHERE "status" = 'PROCESSING';

CREATE INDEX "ix_job_stages_failed" ON "job_stages"("stage_name", "execution_id") WHERE "status" = 'FAILED';
CREATE INDEX "ix_job_stages_failed_by_execution" ON "job_stages"("execution_id", "stage_name") WHERE "status" = 'FAILED';

CREATE INDEX "ix_jobs_due" ON "jobs"("next_run_at") WHERE "status" = 'ACTIVE' AND "next_run_at" IS NOT NULL;
-- The last column is always null here; without it the schema's comparison takes this for ix_notifications_user_id.
CREATE INDEX "ix_notifications_unread" ON "notifications"("owner_id", "created_at" DESC, "id" DESC, "read_at") WHERE "read_at" IS NULL;
