DROP VIEW twitter_connections_in_use;
DROP VIEW job_latest_executions;
DROP VIEW "jobStageSummary";
DROP VIEW "recentJobs";
DROP VIEW "jobMetricsByBot";
DROP VIEW job_stage_summary;
DROP VIEW recent_jobs;
DROP VIEW job_metrics_by_bot;
