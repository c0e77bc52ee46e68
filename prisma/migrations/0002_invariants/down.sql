-- Takes the invariants away; the data stays.

DROP TRIGGER tr_users_complete ON users;
DROP TRIGGER tr_credit_accounts_ledger ON credit_accounts;
DROP TRIGGER tr_credit_transactions_apply ON credit_transactions;
DROP TRIGGER tr_twitter_verification_logs_no_truncate ON twitter_verification_logs;
DROP TRIGGER tr_credit_transactions_no_truncate ON credit_transactions;
DROP TRIGGER tr_activity_logs_no_truncate ON activity_logs;
DROP TRIGGER tr_execution_events_no_truncate ON execution_events;
DROP TRIGGER tr_twitter_verification_logs_append_only ON twitter_verification_logs;
DROP TRIGGER tr_credit_transactions_append_only ON credit_transactions;
DROP TRIGGER tr_activity_logs_append_only ON activity_logs;
DROP TRIGGER tr_execution_events_append_only ON execution_events;
DROP TRIGGER tr_job_chunks_transition ON job_chunks;
DROP TRIGGER tr_job_executions_count ON job_executions;
DROP TRIGGER tr_job_executions_transition ON job_executions;
DROP TRIGGER ck_agent_tasks_kind_row ON agent_tasks;
DROP TRIGGER ck_bot_jobs_kind_row ON bot_jobs;
DROP TRIGGER ck_crawl_jobs_kind_row ON crawl_jobs;
DROP TRIGGER ck_monitor_jobs_kind_row ON monitor_jobs;
DROP TRIGGER ck_jobs_kind_row ON jobs;
DROP TRIGGER tr_credit_accounts_updated_at ON credit_accounts;
DROP TRIGGER tr_twitter_connections_updated_at ON twitter_connections;
DROP TRIGGER tr_social_tasks_updated_at ON social_tasks;
DROP TRIGGER tr_job_chunks_updated_at ON job_chunks;
DROP TRIGGER tr_jobs_updated_at ON jobs;
DROP TRIGGER tr_projects_updated_at ON projects;
DROP TRIGGER tr_users_updated_at ON users;

DROP FUNCTION refuse_direct_balance();
DROP FUNCTION apply_credit_transaction();
DROP FUNCTION refuse_change();
DROP FUNCTION check_chunk_transition();
DROP FUNCTION count_accepted_runs();
DROP FUNCTION check_execution_transition();
DROP FUNCTION complete_user();
DROP FUNCTION require_job_kind_row();
DROP FUNCTION set_updated_at();

ALTER TABLE users
  DROP CONSTRAINT ck_profiles_user_tier_valid,
  DROP CONSTRAINT ck_users_email_lower;
ALTER TABLE jobs
  DROP CONSTRAINT ck_jobs_priority_range,
  DROP CONSTRAINT ck_jobs_max_attempts,
  DROP CONSTRAINT ck_jobs_retry_backoff,
  DROP CONSTRAINT ck_jobs_timeout,
  DROP CONSTRAINT ck_jobs_schedule;
ALTER TABLE monitor_jobs
  DROP CONSTRAINT ck_monitor_jobs_kind,
  DROP CONSTRAINT ck_monitor_jobs_hours_back;
ALTER TABLE crawl_jobs
  DROP CONSTRAINT ck_crawl_jobs_kind,
  DROP CONSTRAINT ck_crawl_jobs_max_images;
ALTER TABLE bot_jobs
  DROP CONSTRAINT ck_bot_jobs_kind;
ALTER TABLE agent_tasks
  DROP CONSTRAINT ck_agent_tasks_kind,
  DROP CONSTRAINT ck_agent_tasks_max_rounds,
  DROP CONSTRAINT ck_agent_tasks_memory_size;
ALTER TABLE job_executions
  DROP CONSTRAINT ck_job_executions_priority_range,
  DROP CONSTRAINT ck_job_executions_bot,
  DROP CONSTRAINT ck_job_executions_counts,
  DROP CONSTRAINT ck_job_executions_queued,
  DROP CONSTRAINT ck_job_executions_running,
  DROP CONSTRAINT ck_job_executions_finished,
  DROP CONSTRAINT ck_job_executions_completed,
  DROP CONSTRAINT ck_job_executions_times,
  DROP CONSTRAINT ck_job_executions_failure_reason,
  DROP CONSTRAINT ck_job_executions_cancel,
  DROP CONSTRAINT ck_job_executions_retry_of;
ALTER TABLE job_stages
  DROP CONSTRAINT ck_job_stages_attempt,
  DROP CONSTRAINT ck_job_stages_times,
  DROP CONSTRAINT ck_job_stages_ended;
ALTER TABLE job_chunks
  DROP CONSTRAINT ck_job_chunks_status_valid,
  DROP CONSTRAINT ck_job_chunks_priority_range,
  DROP CONSTRAINT ck_job_chunks_retry_count_positive,
  DROP CONSTRAINT ck_job_chunks_lost_count,
  DROP CONSTRAINT ck_job_chunks_index,
  DROP CONSTRAINT ck_job_chunks_image_range,
  DROP CONSTRAINT ck_job_chunks_pending,
  DROP CONSTRAINT ck_job_chunks_processing,
  DROP CONSTRAINT ck_job_chunks_finished,
  DROP CONSTRAINT ck_job_chunks_times;
ALTER TABLE images
  DROP CONSTRAINT ck_images_sizes;
ALTER TABLE summaries
  DROP CONSTRAINT ck_summaries_playground,
  DROP CONSTRAINT ck_summaries_counts;
ALTER TABLE metric_snapshots
  DROP CONSTRAINT ck_metric_snapshots_value;
ALTER TABLE artifacts
  DROP CONSTRAINT ck_artifacts_file_size,
  DROP CONSTRAINT ck_artifacts_file_hash;
ALTER TABLE social_tasks
  DROP CONSTRAINT ck_social_tasks_reward,
  DROP CONSTRAINT ck_social_tasks_type_text;
ALTER TABLE completions
  DROP CONSTRAINT ck_completions_decided;
ALTER TABLE twitter_verification_logs
  DROP CONSTRAINT ck_twitter_verification_logs_counts;
ALTER TABLE credit_accounts
  DROP CONSTRAINT ck_credit_accounts_balance;
ALTER TABLE credit_transactions
  DROP CONSTRAINT ck_credit_transactions_balance,
  DROP CONSTRAINT ck_credit_transactions_amount;
ALTER TABLE job_counters
  DROP CONSTRAINT ck_job_counters;
ALTER TABLE usage_metrics
  DROP CONSTRAINT ck_usage_metrics_value;
