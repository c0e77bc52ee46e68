-- People are told what they asked to be told, in the transaction that makes it true: whatever path ends a run or
-- moves a balance, the rows that it writes are what notifies. What is to leave the house waits in an outbox.

ALTER TABLE notification_preferences
  ADD COLUMN low_credits_threshold integer NOT NULL DEFAULT 100,
  ADD COLUMN webhook_secret_version integer NOT NULL DEFAULT 0,
  ADD COLUMN webhook_secret_at timestamptz(3),
  ADD COLUMN mailed_at timestamptz(3),
  ADD CONSTRAINT ck_notification_preferences_numbers CHECK (low_credits_threshold >= 0 AND webhook_secret_version >= 0);

-- The closed list of NotificationType.
ALTER TABLE notifications
  ADD CONSTRAINT ck_notifications_type CHECK (type IN ('execution.failed', 'execution.completed', 'credits.low'));

-- What the secrets are made from that webhooks are signed with.
INSERT INTO instance_secrets (name, value)
VALUES ('webhook', replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));

CREATE UNIQUE INDEX uq_notifications_owner ON notifications (id, owner_id);

CREATE TYPE delivery_channel AS ENUM ('MAIL', 'WEBHOOK');
CREATE TYPE delivery_status AS ENUM ('PENDING', 'DELIVERED', 'GIVEN_UP');

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

-- These run with every step of every run, over a plan that is kept: one made while the tables were small must not
-- read them whole when they have grown. Joins of few rows by index are right at any size.

-- What is written down of a time long ago is history, and no news.
CREATE FUNCTION notify_of_ends() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
BEGIN
  IF NOT EXISTS (SELECT FROM added WHERE type IN ('COMPLETED', 'FAILED')) THEN
    RETURN NULL;
  END IF;
  INSERT INTO notifications (owner_id, type, title, body, job_id, execution_id)
  SELECT a.owner_id,
    CASE a.type WHEN 'FAILED' THEN 'execution.failed' ELSE 'execution.completed' END,
    left(j.name, 200) || CASE a.type WHEN 'FAILED' THEN ' failed' ELSE ' completed' END,
    CASE a.type
      WHEN 'FAILED' THEN left(coalesce(e.error_message, a.reason, 'It gave no reason.'), 2000)
      ELSE format('Run %s handled %s items.', e.run_number, e.items_processed) END,
    e.job_id, e.id
  FROM added a
  JOIN notification_preferences p ON p.owner_id = a.owner_id
  JOIN job_executions e ON e.id = a.execution_id
  JOIN jobs j ON j.id = e.job_id
  WHERE (a.type = 'FAILED' AND p.on_failure OR a.type = 'COMPLETED' AND p.on_completion)
    AND a.at > transaction_timestamp() - interval '1 hour'
  ORDER BY a.id;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_execution_events_notify AFTER INSERT ON execution_events
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_of_ends();

-- The transaction that takes a balance from the threshold or above to below it is the one that is told of.
CREATE FUNCTION notify_of_low_credits() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
BEGIN
  IF NOT EXISTS (SELECT FROM added WHERE amount < 0) THEN
    RETURN NULL;
  END IF;
  INSERT INTO notifications (owner_id, type, title, body)
  SELECT a.owner_id, 'credits.low', 'Credits run low',
    format('%s credits are left; you wanted to know when there are fewer than %s.', a.balance_after, p.low_credits_threshold)
  FROM added a
  JOIN notification_preferences p ON p.owner_id = a.owner_id
  WHERE p.on_low_credits AND a.amount < 0
    AND a.balance_after < p.low_credits_threshold AND a.balance_after - a.amount >= p.low_credits_threshold;
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_credit_transactions_notify AFTER INSERT ON credit_transactions
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION notify_of_low_credits();

CREATE FUNCTION send_notifications() RETURNS trigger LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $fn$
BEGIN
  INSERT INTO notification_deliveries (notification_id, owner_id, channel)
  SELECT a.id, a.owner_id, c.channel
  FROM added a
  JOIN notification_preferences p ON p.owner_id = a.owner_id
  CROSS JOIN unnest(enum_range(NULL::delivery_channel)) AS c(channel)
  WHERE (c.channel = 'MAIL' AND p.email OR c.channel = 'WEBHOOK' AND p.webhook_url IS NOT NULL)
    AND a.created_at > transaction_timestamp() - interval '1 hour';
  RETURN NULL;
END
$fn$;

CREATE TRIGGER tr_notifications_send AFTER INSERT ON notifications
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION send_notifications();
