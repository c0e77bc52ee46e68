DROP TRIGGER tr_notifications_send ON notifications;
DROP FUNCTION send_notifications();
DROP TRIGGER tr_credit_transactions_notify ON credit_transactions;
DROP FUNCTION notify_of_low_credits();
DROP TRIGGER tr_execution_events_notify ON execution_events;
DROP FUNCTION notify_of_ends();
DROP TABLE notification_deliveries;
DROP TYPE delivery_status;
DROP TYPE delivery_channel;
DROP INDEX uq_notifications_owner;
DELETE FROM instance_secrets WHERE name = 'webhook';
ALTER TABLE notifications DROP CONSTRAINT ck_notifications_type;
ALTER TABLE notification_preferences
  DROP CONSTRAINT ck_notification_preferences_numbers,
  DROP COLUMN mailed_at,
  DROP COLUMN webhook_secret_at,
  DROP COLUMN webhook_secret_version,
  DROP COLUMN low_credits_threshold;
