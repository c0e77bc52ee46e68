-- Every run, in three arms that each have indexes of their own. What is asked of it is planned for each, and an arm that
-- a condition on these columns rules out is not read.
CREATE VIEW executions_by_state AS
SELECT * FROM job_executions WHERE is_queued IS NOT NULL
UNION ALL
SELECT * FROM job_executions WHERE is_running IS NOT NULL
UNION ALL
SELECT * FROM job_executions WHERE finished_at IS NOT NULL;

-- Seed 002's views, in its words: states queued, running, succeeded, failed, canceled; rates in percent.

CREATE VIEW job_metrics_by_bot AS
SELECT
  owner_id,
  kind_key AS bot_id,
  count(*) AS total_jobs,
  count(*) FILTER (WHERE status = 'COMPLETED') AS succeeded_jobs,
  count(*) FILTER (WHERE status = 'FAILED') AS failed_jobs,
  (avg(duration_ms) / 1000)::double precision AS avg_duration_seconds,
  (100.0 * count(*) FILTER (WHERE status = 'COMPLETED')
    / nullif(count(*) FILTER (WHERE status IN ('COMPLETED', 'FAILED')), 0))::double precision AS success_rate
FROM executions_by_state
WHERE kind = 'BOT'
GROUP BY owner_id, kind_key;

-- A hundred of each owner's, by a range of an index for each arm: WHERE owner_id = … reads that owner's alone.
CREATE VIEW recent_jobs AS
SELECT
  e.owner_id,
  e.id AS job_id,
  e.kind_key AS bot_id,
  CASE e.status WHEN 'COMPLETED' THEN 'succeeded' ELSE lower(e.status::text) END AS state,
  e.queued_at AS accepted_at,
  e.started_at,
  e.finished_at,
  e.params AS meta,
  e.result,
  e.created_by,
  e.error_message,
  e.duration_ms,
  (e.duration_ms / 1000.0)::double precision AS duration_seconds,
  (SELECT count(*) FROM job_stages s WHERE s.execution_id = e.id AND s.owner_id = e.owner_id) AS stage_count
FROM accounts a
CROSS JOIN LATERAL (
  SELECT * FROM executions_by_state WHERE owner_id = a.id AND kind = 'BOT' ORDER BY queued_at DESC, id DESC LIMIT 100
) e
ORDER BY e.queued_at DESC, e.id DESC;

CREATE VIEW job_stage_summary AS
SELECT
  owner_id,
  stage_name,
  count(*) AS total_stages,
  count(*) FILTER (WHERE status = 'SUCCEEDED') AS succeeded_stages,
  count(*) FILTER (WHERE status = 'FAILED') AS failed_stages,
  avg(duration_ms)::double precision AS avg_duration_ms,
  (avg(duration_ms) / 1000)::double precision AS avg_duration_seconds
FROM job_stages
GROUP BY owner_id, stage_name;

-- The same under the names that older queries use.
CREATE VIEW "jobMetricsByBot" AS
SELECT
  owner_id AS "ownerId", bot_id AS "botId", total_jobs AS "totalJobs", succeeded_jobs AS "succeededJobs",
  failed_jobs AS "failedJobs", avg_duration_seconds AS "avgDurationSeconds", success_rate AS "successRate"
FROM job_metrics_by_bot;

CREATE VIEW "recentJobs" AS
SELECT
  owner_id AS "ownerId", job_id AS "jobId", bot_id AS "botId", state, accepted_at AS "acceptedAt",
  started_at AS "startedAt", finished_at AS "finishedAt", meta, result, created_by AS "createdBy",
  error_message AS "errorMessage", duration_ms AS "durationMs", duration_seconds AS "durationSeconds",
  stage_count AS "stageCount"
FROM recent_jobs;

CREATE VIEW "jobStageSummary" AS
SELECT
  owner_id AS "ownerId", stage_name AS "stageName", total_stages AS "totalStages",
  succeeded_stages AS "succeededStages", failed_stages AS "failedStages", avg_duration_ms AS "avgDurationMs",
  avg_duration_seconds AS "avgDurationSeconds"
FROM job_stage_summary;

-- A job's newest execution, by one index probe a job. The owner is compared outside of it: among thousands of small
-- owners the planner takes every owner for one of them, and would look through all of a large owner's executions.
CREATE VIEW job_latest_executions AS
SELECT j.id AS job_id, j.owner_id, e.id AS execution_id, e.status
FROM jobs j
JOIN LATERAL (
  SELECT id, owner_id, status FROM job_executions WHERE job_id = j.id ORDER BY queued_at DESC, id DESC LIMIT 1
) e ON e.owner_id = j.owner_id;

-- An account whose access token has ended is never used, whatever is_active says until it is cleaned up.
CREATE VIEW twitter_connections_in_use AS
SELECT id, user_id FROM twitter_connections WHERE is_active AND token_expires_at > now();
