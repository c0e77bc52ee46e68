import { Prisma } from '../src/generated/prisma/client.js';

/** Which job the n-th execution of every round of slots belongs to. */
export interface Slot {
  slot: number;
  jobId: string;
  /** The slot's place among its job's slots, from 1. */
  rank: number;
  /** How many slots its job has. */
  width: number;
}

/** The executions from number `first` up to but not including `end`; number n is accepted at `start` + n `stepMs`. */
export interface Batch {
  first: number;
  end: number;
  /** Executions from this number on are not finished yet. */
  open: number;
  start: Date;
  stepMs: number;
  /** Whose they are: others may have executions of the same time. */
  ownerIds: string[];
}

export interface ErrorKinds {
  codes: string[];
  messages: string[];
  fingerprints: string[];
  fingerprintVersion: number;
  rareCode: string;
  rareMessage: string;
  rareFingerprint: string;
}

/** UUIDv7 of a moment; deterministic after setseed(), where uuidv7() never is. */
const idAt = (time: string) =>
  Prisma.raw(
    `overlay(overlay(md5(random()::text) PLACING lpad(to_hex((extract(epoch FROM ${time}) * 1000)::bigint), 12, '0') || '7' FROM 1) PLACING 'a' FROM 17)::uuid`,
  );

const timeOf = (batch: Batch, number: number) => new Date(batch.start.getTime() + number * batch.stepMs);
const ownedBy = (ownerIds: string[]) => Prisma.sql`e.owner_id = ANY (${ownerIds}::uuid[])`;
/** The executions `e` of a batch. */
export const between = (batch: Batch) =>
  Prisma.sql`e.queued_at >= ${timeOf(batch, batch.first)}::timestamptz(3)
    AND e.queued_at < ${timeOf(batch, batch.end)}::timestamptz(3) AND ${ownedBy(batch.ownerIds)}`;

/** The batch's executions: mostly finished, at rates that vary by kind; each error code about as often, one rare. */
export function insertExecutions(batch: Batch, slots: Slot[], errors: ErrorKinds, rareTag: string) {
  return Prisma.sql`
    WITH drawn AS (
      SELECT
        n, s.rank + (n / ${slots.length}::int) * s.width AS run_number, j.id AS job_id, j.owner_id, j.kind, j.project_id, j.kind_key,
        j.tags, j.priority,
        ${batch.start}::timestamptz(3) + n * ${batch.stepMs}::float8 * interval '1 millisecond' AS queued_at,
        random() AS luck, random() AS cause, random() AS wait, random() AS pace, random() AS mark, random() AS origin,
        1 + floor(random() * ${errors.codes.length}::int)::int AS error
      FROM generate_series(${batch.first}::int, ${batch.end - 1}::int) n
      JOIN jsonb_to_recordset(${JSON.stringify(slots)}::jsonb) AS s(slot int, "jobId" uuid, rank int, width int)
        ON s.slot = n % ${slots.length}::int
      JOIN jobs j ON j.id = s."jobId"
    ), decided AS (
      SELECT *,
        CASE
          WHEN n >= ${batch.open}::int THEN CASE WHEN luck < 0.34 THEN 'RUNNING' ELSE 'QUEUED' END
          WHEN luck < CASE kind WHEN 'MONITOR' THEN 0.94 WHEN 'CRAWL' THEN 0.84 WHEN 'BOT' THEN 0.82 ELSE 0.80 END
            THEN 'COMPLETED'
          WHEN luck < 0.97 THEN 'FAILED'
          ELSE 'CANCELED'
        END AS status,
        queued_at + (50 + wait * wait * 20000) * interval '1 millisecond' AS begun,
        (exp(4.5 + pace * 8))::int AS took
      FROM drawn
    )
    INSERT INTO job_executions (
      id, owner_id, job_id, kind, project_id, kind_key, tags, priority, run_number, attempt, status, trigger, dispatch,
      failure_reason, params, result, items_processed, error_message, error_code, error_fingerprint,
      error_fingerprint_version, created_by,
      created_by_user_id, worker_id, fence, queued_at, available_at, scheduled_for, started_at, finished_at,
      heartbeat_at, lease_expires_at, cancel_requested_at, cancel_deadline)
    SELECT
      ${idAt('queued_at')}, owner_id, job_id, kind, project_id, kind_key,
      CASE WHEN mark < 0.001 THEN tags || ${rareTag}::text ELSE tags END,
      priority, run_number, 1, status::execution_status,
      (CASE WHEN kind = 'MONITOR' AND origin < 0.95 THEN 'SCHEDULE' WHEN origin < 0.08 THEN 'MANUAL' ELSE 'API' END)::execution_trigger,
      (CASE WHEN kind = 'CRAWL' THEN 'EXTERNAL' ELSE 'QUEUE' END)::dispatch,
      (CASE WHEN status = 'FAILED' THEN
        CASE WHEN cause < 0.85 THEN 'ERROR' WHEN cause < 0.95 THEN 'TIMEOUT' ELSE 'WORKER_LOST' END END)::failure_reason,
      jsonb_build_object('batch', n / 1000, 'source', 'scale'),
      CASE WHEN status = 'COMPLETED' THEN jsonb_build_object('items', floor(pace * 500)) END,
      CASE WHEN status = 'COMPLETED' THEN floor(pace * 500) ELSE 0 END,
      CASE WHEN status <> 'FAILED' THEN NULL WHEN cause < 0.001 THEN ${errors.rareMessage}::text
        ELSE replace((${errors.messages}::text[])[error], '{n}', n::text) END,
      CASE WHEN status <> 'FAILED' THEN NULL WHEN cause < 0.001 THEN ${errors.rareCode}::text
        ELSE (${errors.codes}::text[])[error] END,
      CASE WHEN status <> 'FAILED' THEN NULL WHEN cause < 0.001 THEN ${errors.rareFingerprint}::text
        ELSE (${errors.fingerprints}::text[])[error] END,
      CASE WHEN status = 'FAILED' THEN ${errors.fingerprintVersion}::smallint END,
      jsonb_build_object('name', 'scale', 'role', 'service', 'at', queued_at),
      CASE WHEN origin < 0.08 AND kind <> 'MONITOR' THEN owner_id END,
      CASE WHEN status <> 'QUEUED' THEN lower(kind::text) || '-worker-' || (1 + n % 40) END,
      CASE WHEN status = 'QUEUED' THEN 0 ELSE 1 END,
      queued_at, queued_at, CASE WHEN kind = 'MONITOR' AND origin < 0.95 THEN date_trunc('minute', queued_at) END,
      CASE WHEN status <> 'QUEUED' THEN begun END,
      CASE WHEN status NOT IN ('QUEUED', 'RUNNING') THEN begun + took * interval '1 millisecond' END,
      CASE WHEN status <> 'QUEUED' THEN begun + took * interval '0.8 millisecond' END,
      CASE WHEN status = 'RUNNING' THEN now() + interval '1 day' END,
      CASE WHEN status = 'CANCELED' THEN begun + took * interval '0.9 millisecond' END,
      CASE WHEN status = 'CANCELED' THEN begun + took * interval '0.9 millisecond' + interval '1 minute' END
    FROM decided
    ORDER BY n`;
}

/** Executions of one job, accepted within the last hour, that nobody may claim for days: what a claim must not walk. */
export function insertDelayed(jobId: string, count: number) {
  return Prisma.sql`
    INSERT INTO job_executions (
      id, owner_id, job_id, kind, project_id, kind_key, tags, priority, run_number, params, queued_at, available_at)
    SELECT ${idAt('d.at')}, j.owner_id, j.id, j.kind, j.project_id, j.kind_key, j.tags, j.priority, d.n,
      jsonb_build_object('row', d.n), d.at, now() + interval '1 day' + d.n * interval '5 seconds'
    FROM (
      SELECT n, now() - (1 - n::float8 / ${count}::int) * interval '55 minutes' AS at
      FROM generate_series(1, ${count}::int) n
    ) d
    JOIN jobs j ON j.id = ${jobId}::uuid
    ORDER BY d.n`;
}

/** The steps of the executions accepted in [from, to), as their timestamps say. */
export function insertEvents(from: Date, to: Date, ownerIds: string[]) {
  return Prisma.sql`
    INSERT INTO execution_events (
      id, execution_id, owner_id, type, from_status, to_status, attempt, worker_id, reason, actor, at)
    SELECT ${idAt('v.at')}, e.id, e.owner_id, v.type, v.from_status, v.to_status, 1, v.worker_id, v.reason, v.actor, v.at
    FROM job_executions e
    CROSS JOIN LATERAL (
      SELECT 1 AS step, 'QUEUED'::execution_event_type AS type, NULL::execution_status AS from_status,
        'QUEUED'::execution_status AS to_status, NULL AS worker_id, NULL AS reason, e.created_by AS actor, e.queued_at AS at
      UNION ALL
      SELECT 2, 'STARTED', 'QUEUED', 'RUNNING', e.worker_id, NULL, NULL, e.started_at WHERE e.started_at IS NOT NULL
      UNION ALL
      SELECT 3, 'CANCEL_REQUESTED', 'RUNNING', 'RUNNING', NULL, NULL, e.created_by, e.cancel_requested_at
        WHERE e.cancel_requested_at IS NOT NULL
      UNION ALL
      SELECT 4, e.status::text::execution_event_type, 'RUNNING', e.status, e.worker_id, e.error_message, NULL, e.finished_at
        WHERE e.finished_at IS NOT NULL
    ) v
    WHERE e.queued_at >= ${from}::timestamptz(3) AND e.queued_at < ${to}::timestamptz(3)
      AND ${ownedBy(ownerIds)}
    ORDER BY e.id, v.step`;
}

/** Three stages of every bot run that started; a failed run failed in one of them, and one that runs is in its last. */
export function insertStages(batch: Batch) {
  return Prisma.sql`
    INSERT INTO job_stages (id, owner_id, execution_id, stage_name, status, started_at, ended_at, meta, error)
    SELECT ${idAt('t.started_at')}, t.owner_id, t.execution_id, t.name, t.status, t.started_at,
      CASE WHEN t.status <> 'RUNNING' THEN t.started_at + t.span END, '{}',
      CASE WHEN t.status = 'FAILED' THEN jsonb_build_object('message', t.error_message) END
    FROM (
      SELECT e.id AS execution_id, e.owner_id, e.error_message, s.name,
        (CASE WHEN s.place < last.place THEN 'SUCCEEDED' WHEN e.status = 'RUNNING' THEN 'RUNNING'
          WHEN e.status = 'COMPLETED' THEN 'SUCCEEDED' ELSE 'FAILED' END)::stage_status AS status,
        coalesce(e.duration_ms, 60000) / 3 * interval '1 millisecond' AS span,
        e.started_at + (s.place - 1) * (coalesce(e.duration_ms, 60000) / 3) * interval '1 millisecond' AS started_at
      FROM job_executions e
      CROSS JOIN LATERAL (
        SELECT CASE WHEN e.status = 'COMPLETED' THEN 3 ELSE 1 + e.run_number % 3 END AS place
      ) last
      CROSS JOIN (VALUES (1, 'login'), (2, 'fill-form'), (3, 'submit')) s(place, name)
      WHERE ${between(batch)} AND e.kind = 'BOT' AND e.started_at IS NOT NULL AND s.place <= last.place
    ) t`;
}

/** Three chunks of every crawl that started. */
export function insertChunks(batch: Batch) {
  return Prisma.sql`
    INSERT INTO job_chunks (
      id, owner_id, job_id, execution_id, chunk_index, status, priority, image_range, error_message, retry_count,
      task_id, worker_id, fence, lease_expires_at, started_at, finished_at, created_at, updated_at)
    SELECT ${idAt('t.created_at')}, t.owner_id, t.job_id, t.execution_id, t.n, t.status::chunk_status, t.priority,
      jsonb_build_object('start', t.n * 100, 'end', t.n * 100 + 100),
      CASE WHEN t.status = 'FAILED' THEN 'HTTP 503 from the image host' END,
      CASE WHEN t.status = 'FAILED' THEN 3 WHEN t.luck < 0.1 THEN 1 ELSE 0 END,
      md5(t.execution_id::text || t.n)::uuid::text, CASE WHEN t.status <> 'PENDING' THEN t.worker_id END,
      CASE WHEN t.status <> 'PENDING' THEN 1 ELSE 0 END,
      CASE WHEN t.status = 'PROCESSING' THEN now() + interval '1 day' END,
      CASE WHEN t.status <> 'PENDING' THEN t.created_at END,
      CASE WHEN t.status IN ('COMPLETED', 'FAILED') THEN t.created_at + t.span END,
      t.created_at, CASE WHEN t.status IN ('COMPLETED', 'FAILED') THEN t.created_at + t.span ELSE t.created_at END
    FROM (
      SELECT e.id AS execution_id, e.owner_id, e.job_id, e.priority, e.worker_id, c.n, random() AS luck,
        CASE
          WHEN e.status = 'COMPLETED' THEN 'COMPLETED'
          WHEN e.status = 'RUNNING' THEN (ARRAY['COMPLETED', 'PROCESSING', 'PENDING'])[c.n + 1]
          WHEN c.n < e.run_number % 3 THEN 'COMPLETED'
          ELSE 'FAILED'
        END AS status,
        coalesce(e.duration_ms, 60000) / 3 * interval '1 millisecond' AS span,
        e.started_at + c.n * (coalesce(e.duration_ms, 60000) / 3) * interval '1 millisecond' AS created_at
      FROM job_executions e
      CROSS JOIN generate_series(0, 2) c(n)
      WHERE ${between(batch)} AND e.kind = 'CRAWL' AND e.started_at IS NOT NULL
    ) t`;
}

/** An image of every completed chunk of the batch's crawls; every tenth a duplicate. */
export function insertImages(batch: Batch) {
  return Prisma.sql`
    INSERT INTO images (
      id, owner_id, job_id, execution_id, chunk_id, url, storage_key, width, height, file_size, format, content_hash,
      is_duplicate, labels, created_at)
    SELECT ${idAt('c.finished_at')}, c.owner_id, c.job_id, c.execution_id, c.id,
      'https://images.example.com/' || c.task_id || '.jpg', 'crawl/' || c.task_id || '.jpg',
      640 + e.run_number % 1280, 480 + e.run_number % 960, 20000 + e.run_number % 900000, 'jpeg',
      md5('image' || CASE WHEN e.run_number % 10 = 0 THEN 0 ELSE e.run_number END || c.chunk_index),
      e.run_number % 10 = 0 AND e.run_number > 10, ARRAY['scale'], c.finished_at
    FROM job_executions e
    JOIN job_chunks c ON c.execution_id = e.id
    WHERE ${between(batch)} AND e.kind = 'CRAWL' AND c.status = 'COMPLETED' AND c.chunk_index = 0`;
}

/** Two metrics of every agent run that finished. */
export function insertMetrics(batch: Batch) {
  return Prisma.sql`
    INSERT INTO metric_snapshots (id, owner_id, job_id, execution_id, name, metric_type, value, unit, labels, timestamp)
    SELECT ${idAt('e.finished_at')}, e.owner_id, e.job_id, e.id, m.name, m.metric_type::metric_type,
      CASE m.name WHEN 'execution_time' THEN e.duration_ms / 1000.0 ELSE round(random() * 20000) END,
      m.unit, jsonb_build_object('host', 'node-' || 1 + e.run_number % 8), e.finished_at
    FROM job_executions e
    CROSS JOIN (VALUES ('execution_time', 'TIMER', 's'), ('tokens_used', 'COUNTER', 'tokens')) m(name, metric_type, unit)
    WHERE ${between(batch)} AND e.kind = 'AGENT' AND e.finished_at IS NOT NULL`;
}

/** A report of every tenth agent run that completed. */
export function insertArtifacts(batch: Batch) {
  return Prisma.sql`
    INSERT INTO artifacts (
      id, owner_id, job_id, execution_id, name, artifact_type, file_size, file_hash, content_type, content, created_at)
    SELECT ${idAt('t.finished_at')}, t.owner_id, t.job_id, t.id, 'report.md', 'REPORT', octet_length(t.content),
      encode(sha256(convert_to(t.content, 'UTF8')), 'hex'), 'text/markdown', t.content, t.finished_at
    FROM (
      SELECT e.*, '# Run ' || e.run_number || E'\n\nItems: ' || e.items_processed || E'\n' AS content
      FROM job_executions e
      WHERE ${between(batch)} AND e.kind = 'AGENT' AND e.status = 'COMPLETED' AND e.run_number % 10 = 0
    ) t`;
}

/** A summary of every second monitor run that completed. */
export function insertSummaries(batch: Batch) {
  return Prisma.sql`
    INSERT INTO summaries (
      id, owner_id, job_id, execution_id, x_username, topics, hours_back, content, tweets_count, created_at)
    SELECT ${idAt('e.finished_at')}, e.owner_id, e.job_id, e.id, m.x_username, m.topics, m.hours_back,
      'Posts about ' || array_to_string(m.topics, ', ') || ' in run ' || e.run_number || '.', e.items_processed,
      e.finished_at
    FROM job_executions e
    JOIN monitor_jobs m ON m.job_id = e.job_id
    WHERE ${between(batch)} AND e.kind = 'MONITOR' AND e.status = 'COMPLETED' AND e.run_number % 2 = 0`;
}
