-- What the worker protocol keeps: how a lease ended, so that the same words said again get the same answer, and
-- the secret that lease tokens are signed with, the same for every server on this database.

ALTER TABLE job_executions
  ADD COLUMN finish_fence bigint,
  ADD COLUMN finish_hash text;

ALTER TABLE job_chunks
  ADD COLUMN finish_fence bigint,
  ADD COLUMN finish_hash text;

CREATE TABLE instance_secrets (
  name text NOT NULL,
  value text NOT NULL,
  CONSTRAINT instance_secrets_pkey PRIMARY KEY (name)
);

INSERT INTO instance_secrets (name, value)
VALUES ('lease', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

-- Notifications are streamed as execution_events are: up to the oldest transaction that is still open.
ALTER TABLE notifications
  ADD COLUMN tx_id bigint NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint;

CREATE INDEX ix_notifications_feed ON notifications (tx_id, id);
