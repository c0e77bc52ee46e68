ALTER TABLE notifications DROP COLUMN tx_id;
DROP TABLE instance_secrets;
ALTER TABLE job_chunks DROP COLUMN finish_fence, DROP COLUMN finish_hash;
ALTER TABLE job_executions DROP COLUMN finish_fence, DROP COLUMN finish_hash;
