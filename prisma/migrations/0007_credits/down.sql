DROP FUNCTION take_runs(uuid, integer, integer);
DROP TRIGGER tr_job_executions_settle_deleted ON job_executions;
DROP TRIGGER tr_job_executions_settle ON job_executions;
DROP TRIGGER tr_job_executions_hold ON job_executions;
DROP TRIGGER tr_job_executions_held_credits ON job_executions;
ALTER TABLE job_executions DROP COLUMN held_credits;
DROP FUNCTION settle_credits();
DROP FUNCTION hold_credits();
DROP FUNCTION refuse_held_credits();
