DROP VIEW twitter_connections_in_use;
DROP VIEW job_latest_executions;
DROP VIEW "jobStageSummary", "recentJobs", "jobMetricsByBot";
DROP VIEW job_stage_summary, recent_jobs, job_metrics_by_bot;
