/**
 * Every index, constraint, foreign key, view and default that the five seeds name, and where it lives now.
 * docs/data-model.md tells the same story in words.
 */

export type Home = { table: string; columns: string[]; by?: string };

// `by`: another index that begins with the same columns answers it, and it is not built.
export const indexes: Record<string, Record<string, Home>> = {
  'seed 000': {
    ix_job_executions_job_id: { table: 'job_executions', columns: ['job_id'] },
    ix_job_executions_created_at: { table: 'job_executions', columns: ['queued_at'] },
    ix_summaries_execution_id: { table: 'summaries', columns: ['execution_id'] },
    ix_summaries_is_playground: { table: 'summaries', columns: ['is_playground'] },
  },
  'seed 001': {
    ix_job_chunks_job_id: { table: 'job_chunks', columns: ['job_id'] },
    ix_job_chunks_status: { table: 'job_chunks', columns: ['status'] },
    ix_job_chunks_job_status: { table: 'job_chunks', columns: ['job_id', 'status'] },
    ix_job_chunks_priority_created: { table: 'job_chunks', columns: ['priority DESC', 'created_at'] },
    ix_job_chunks_task_id: { table: 'job_chunks', columns: ['task_id'] },
    ix_profiles_user_tier: { table: 'users', columns: ['user_tier'] },
    ix_projects_user_id: { table: 'projects', columns: ['owner_id'] },
    ix_projects_status: { table: 'projects', columns: ['status'] },
    ix_crawl_jobs_project_id: { table: 'jobs', columns: ['project_id'] },
    ix_crawl_jobs_status: { table: 'jobs', columns: ['status'] },
    ix_crawl_jobs_project_status: { table: 'jobs', columns: ['project_id', 'status'] },
    ix_crawl_jobs_created_at: { table: 'jobs', columns: ['created_at'] },
    ix_images_crawl_job_id: { table: 'images', columns: ['job_id'] },
    ix_images_created_at: { table: 'images', columns: ['created_at'] },
    ix_activity_logs_user_id: {
      table: 'activity_logs',
      columns: ['user_id'],
      by: 'ix_activity_logs_user_timestamp',
    },
    ix_activity_logs_timestamp: { table: 'activity_logs', columns: ['timestamp'] },
    ix_activity_logs_user_timestamp: { table: 'activity_logs', columns: ['user_id', 'timestamp'] },
    ix_activity_logs_resource: { table: 'activity_logs', columns: ['resource_type', 'resource_id'] },
  },
  'seed 002': {
    'jobs: primary key': { table: 'job_executions', columns: ['id'], by: 'job_executions_pkey' },
    idx_jobs_bot_id: { table: 'job_executions', columns: ['kind', 'kind_key'] },
    idx_jobs_state: { table: 'job_executions', columns: ['status'] },
    idx_jobs_accepted_at: {
      table: 'job_executions',
      columns: ['queued_at DESC'],
      by: 'ix_job_executions_created_at',
    },
    idx_jobs_started_at: {
      table: 'job_executions',
      columns: ['started_sort'],
      by: 'ix_job_executions_started_at',
    },
    idx_jobs_finished_at: {
      table: 'job_executions',
      columns: ['finished_sort'],
      by: 'ix_job_executions_finished_at',
    },
    idx_jobs_duration_ms: {
      table: 'job_executions',
      columns: ['duration_sort'],
      by: 'ix_job_executions_duration_ms',
    },
    idx_jobs_bot_id_state_accepted_at: {
      table: 'job_executions',
      columns: ['kind', 'kind_key', 'status', 'queued_at'],
    },
    'job_stages: primary key': { table: 'job_stages', columns: ['id'], by: 'job_stages_pkey' },
    idx_job_stages_job_id: { table: 'job_stages', columns: ['execution_id'] },
    idx_job_stages_stage_name: { table: 'job_stages', columns: ['stage_name'] },
    idx_job_stages_duration_ms: { table: 'job_stages', columns: ['duration_ms'] },
    uq_job_stages_job_id_stage_name_started_at: {
      table: 'job_stages',
      columns: ['execution_id', 'stage_name', 'started_at'],
    },
  },
  'seed 003': {
    'task_runs: task_id, run_number': {
      table: 'job_executions',
      columns: ['job_id', 'run_number'],
      by: 'uq_job_executions_run_number',
    },
    'task_runs: status': { table: 'job_executions', columns: ['status'], by: 'idx_jobs_state' },
    'metric_snapshots: task_id': {
      table: 'metric_snapshots',
      columns: ['job_id'],
      by: 'ix_metric_snapshots_task_id',
    },
    'metric_snapshots: task_run_id': {
      table: 'metric_snapshots',
      columns: ['execution_id'],
      by: 'ix_metric_snapshots_task_run_id',
    },
    'metric_snapshots: name': {
      table: 'metric_snapshots',
      columns: ['name'],
      by: 'ix_metric_snapshots_name',
    },
    'metric_snapshots: timestamp': {
      table: 'metric_snapshots',
      columns: ['timestamp'],
      by: 'ix_metric_snapshots_timestamp',
    },
    'artifacts: task_id': { table: 'artifacts', columns: ['job_id'], by: 'ix_artifacts_task_id' },
    'artifacts: task_run_id': {
      table: 'artifacts',
      columns: ['execution_id'],
      by: 'ix_artifacts_task_run_id',
    },
  },
  'seed 004': {
    TwitterConnection_userId_key: { table: 'twitter_connections', columns: ['user_id'] },
    TwitterConnection_twitterId_key: { table: 'twitter_connections', columns: ['twitter_id'] },
    TwitterConnection_userId_idx: {
      table: 'twitter_connections',
      columns: ['user_id'],
      by: 'TwitterConnection_userId_key',
    },
    TwitterConnection_twitterId_idx: {
      table: 'twitter_connections',
      columns: ['twitter_id'],
      by: 'TwitterConnection_twitterId_key',
    },
    TwitterConnection_isActive_idx: { table: 'twitter_connections', columns: ['is_active'] },
    TwitterConnection_tokenExpiresAt_idx: { table: 'twitter_connections', columns: ['token_expires_at'] },
    TwitterVerificationLog_completionId_idx: {
      table: 'twitter_verification_logs',
      columns: ['completion_id'],
    },
    TwitterVerificationLog_userId_idx: { table: 'twitter_verification_logs', columns: ['user_id'] },
    TwitterVerificationLog_taskId_idx: { table: 'twitter_verification_logs', columns: ['task_id'] },
    TwitterVerificationLog_verifiedAt_idx: { table: 'twitter_verification_logs', columns: ['verified_at'] },
    TwitterVerificationLog_verificationResult_idx: {
      table: 'twitter_verification_logs',
      columns: ['verification_result'],
    },
    TwitterVerificationLog_taskType_idx: { table: 'twitter_verification_logs', columns: ['task_type'] },
    TwitterVerificationLog_twitterConnectionId_idx: {
      table: 'twitter_verification_logs',
      columns: ['twitter_connection_id'],
    },
  },
};

export const uniqueIndexes = [
  'uq_job_stages_job_id_stage_name_started_at',
  'uq_job_executions_run_number',
  'TwitterConnection_userId_key',
  'TwitterConnection_twitterId_key',
];

export const checks: Record<string, string> = {
  ck_job_chunks_status_valid: 'job_chunks',
  ck_job_chunks_priority_range: 'job_chunks',
  ck_job_chunks_retry_count_positive: 'job_chunks',
  ck_profiles_user_tier_valid: 'users',
};

export type ForeignKey = [table: string, column: string, target: string, onDelete: 'CASCADE' | 'SET NULL'];

// Where a seed gives no name, the house's naming stands.
export const foreignKeys: Record<string, ForeignKey> = {
  fk_job_executions_job_id: ['job_executions', 'job_id', 'jobs', 'CASCADE'],
  fk_summaries_execution_id: ['summaries', 'execution_id', 'job_executions', 'SET NULL'],
  fk_summaries_job_id: ['summaries', 'job_id', 'jobs', 'CASCADE'],
  fk_jobs_user_id: ['jobs', 'owner_id', 'accounts', 'CASCADE'],
  fk_job_chunks_job_id: ['job_chunks', 'job_id', 'jobs', 'CASCADE'],
  fk_projects_user_id: ['projects', 'owner_id', 'accounts', 'CASCADE'],
  fk_crawl_jobs_project_id: ['jobs', 'project_id', 'projects', 'CASCADE'],
  fk_images_crawl_job_id: ['images', 'job_id', 'jobs', 'CASCADE'],
  fk_activity_logs_user_id: ['activity_logs', 'user_id', 'users', 'CASCADE'],
  fk_credit_accounts_user_id: ['credit_accounts', 'owner_id', 'accounts', 'CASCADE'],
  fk_credit_transactions_account_id: ['credit_transactions', 'account_id', 'credit_accounts', 'CASCADE'],
  fk_credit_transactions_user_id: ['credit_transactions', 'owner_id', 'accounts', 'CASCADE'],
  fk_api_keys_user_id: ['api_keys', 'owner_id', 'accounts', 'CASCADE'],
  fk_notifications_user_id: ['notifications', 'owner_id', 'accounts', 'CASCADE'],
  fk_notification_preferences_user_id: ['notification_preferences', 'owner_id', 'accounts', 'CASCADE'],
  fk_usage_metrics_user_id: ['usage_metrics', 'owner_id', 'accounts', 'CASCADE'],
  fk_job_stages_job_id: ['job_stages', 'execution_id', 'job_executions', 'CASCADE'],
  fk_metric_snapshots_task_id: ['metric_snapshots', 'job_id', 'jobs', 'CASCADE'],
  fk_metric_snapshots_task_run_id: ['metric_snapshots', 'execution_id', 'job_executions', 'CASCADE'],
  fk_artifacts_task_id: ['artifacts', 'job_id', 'jobs', 'CASCADE'],
  fk_artifacts_task_run_id: ['artifacts', 'execution_id', 'job_executions', 'CASCADE'],
  TwitterConnection_userId_fkey: ['twitter_connections', 'user_id', 'users', 'CASCADE'],
  TwitterVerificationLog_completionId_fkey: [
    'twitter_verification_logs',
    'completion_id',
    'completions',
    'CASCADE',
  ],
  TwitterVerificationLog_userId_fkey: ['twitter_verification_logs', 'user_id', 'users', 'CASCADE'],
  TwitterVerificationLog_taskId_fkey: ['twitter_verification_logs', 'task_id', 'social_tasks', 'CASCADE'],
  TwitterVerificationLog_twitterConnectionId_fkey: [
    'twitter_verification_logs',
    'twitter_connection_id',
    'twitter_connections',
    'SET NULL',
  ],
};

export const viewColumns: Record<string, string[]> = {
  job_metrics_by_bot: [
    'owner_id',
    'bot_id',
    'total_jobs',
    'succeeded_jobs',
    'failed_jobs',
    'avg_duration_seconds',
    'success_rate',
  ],
  recent_jobs: [
    'owner_id',
    'job_id',
    'bot_id',
    'state',
    'accepted_at',
    'started_at',
    'finished_at',
    'meta',
    'result',
    'created_by',
    'error_message',
    'duration_ms',
    'duration_seconds',
    'stage_count',
  ],
  job_stage_summary: [
    'owner_id',
    'stage_name',
    'total_stages',
    'succeeded_stages',
    'failed_stages',
    'avg_duration_ms',
    'avg_duration_seconds',
  ],
};
export const aliases: Record<string, string> = {
  jobMetricsByBot: 'job_metrics_by_bot',
  recentJobs: 'recent_jobs',
  jobStageSummary: 'job_stage_summary',
};

// type, nullable, default (null: none). `seed column -> table.column`.
export type Column = [home: string, type: string, nullable: boolean, defaultsTo: string | null];
const NOW = 'transaction_timestamp()';
const ID: [string, boolean, string] = ['uuid', false, 'uuidv7()'];
const time = 'timestamp(3) with time zone';

export const columns: Record<string, Record<string, Column>> = {
  'seed 000 users': { status: ['users.status', 'user_status', false, "'UNVERIFIED'::user_status"] },
  'seed 000 job_executions': {
    id: ['job_executions.id', ...ID],
    job_id: ['job_executions.job_id', 'uuid', false, null],
    status: ['job_executions.status', 'execution_status', false, "'QUEUED'::execution_status"],
    started_at: ['job_executions.started_at', time, true, null],
    completed_at: ['job_executions.finished_at', time, true, null],
    tweets_fetched: ['job_executions.items_processed', 'bigint', false, '0'],
    error_message: ['job_executions.error_message', 'text', true, null],
    created_at: ['job_executions.queued_at', time, false, NOW],
  },
  'seed 000 summaries': {
    id: ['summaries.id', ...ID],
    job_id: ['summaries.job_id', 'uuid', true, null],
    execution_id: ['summaries.execution_id', 'uuid', true, null],
    is_playground: ['summaries.is_playground', 'boolean', false, 'false'],
    x_username: ['summaries.x_username', 'text', false, null],
    topics: ['summaries.topics', 'text[]', false, null],
    hours_back: ['summaries.hours_back', 'integer', false, null],
    content: ['summaries.content', 'text', false, null],
    tweets_count: ['summaries.tweets_count', 'integer', false, '0'],
    raw_data: ['summaries.raw_data', 'jsonb', true, null],
  },
  'seed 001 job_chunks': {
    id: ['job_chunks.id', ...ID],
    job_id: ['job_chunks.job_id', 'uuid', false, null],
    chunk_index: ['job_chunks.chunk_index', 'integer', false, null],
    status: ['job_chunks.status', 'chunk_status', false, "'PENDING'::chunk_status"],
    priority: ['job_chunks.priority', 'integer', false, '5'],
    image_range: ['job_chunks.image_range', 'jsonb', false, null],
    error_message: ['job_chunks.error_message', 'text', true, null],
    retry_count: ['job_chunks.retry_count', 'integer', false, '0'],
    task_id: ['job_chunks.task_id', 'text', true, null],
    created_at: ['job_chunks.created_at', time, false, NOW],
    updated_at: ['job_chunks.updated_at', time, false, NOW],
  },
  'seed 001 profiles': {
    id: ['users.id', ...ID],
    email: ['users.email', 'text', false, null],
    full_name: ['users.full_name', 'text', true, null],
    user_tier: ['users.user_tier', 'user_tier', false, "'FREE'::user_tier"],
  },
  'seed 002 jobs': {
    job_id: ['job_executions.id', ...ID],
    bot_id: ['job_executions.kind_key', 'text', true, null],
    state: ['job_executions.status', 'execution_status', false, "'QUEUED'::execution_status"],
    accepted_at: ['job_executions.queued_at', time, false, NOW],
    started_at: ['job_executions.started_at', time, true, null],
    finished_at: ['job_executions.finished_at', time, true, null],
    meta: ['job_executions.params', 'jsonb', false, "'{}'::jsonb"],
    result: ['job_executions.result', 'jsonb', true, null],
    created_by: ['job_executions.created_by', 'jsonb', true, null],
    error_message: ['job_executions.error_message', 'text', true, null],
  },
  'seed 002 job_stages': {
    id: ['job_stages.id', ...ID],
    job_id: ['job_stages.execution_id', 'uuid', false, null],
    stage_name: ['job_stages.stage_name', 'text', false, null],
    started_at: ['job_stages.started_at', time, false, null],
    ended_at: ['job_stages.ended_at', time, true, null],
    status: ['job_stages.status', 'stage_status', false, "'RUNNING'::stage_status"],
    meta: ['job_stages.meta', 'jsonb', false, "'{}'::jsonb"],
    error: ['job_stages.error', 'jsonb', true, null],
  },
  'seed 003 tasks': {
    id: ['jobs.id', ...ID],
    name: ['jobs.name', 'text', false, null],
    description: ['jobs.description', 'text', true, null],
    config: ['jobs.config', 'jsonb', false, "'{}'::jsonb"],
    max_rounds: ['agent_tasks.max_rounds', 'integer', false, '5'],
    memory_size: ['agent_tasks.memory_size', 'integer', false, '50'],
    status: ['jobs.status', 'job_status', false, "'ACTIVE'::job_status"],
    total_runs: ['job_counters.accepted', 'bigint', false, '0'],
    successful_runs: ['job_counters.completed', 'bigint', false, '0'],
    failed_runs: ['job_counters.failed', 'bigint', false, '0'],
  },
  'seed 003 task_runs': {
    task_id: ['job_executions.job_id', 'uuid', false, null],
    run_number: ['job_executions.run_number', 'integer', false, null],
    status: ['job_executions.status', 'execution_status', false, "'QUEUED'::execution_status"],
    plan: ['job_executions.plan', 'jsonb', true, null],
    results: ['job_executions.result', 'jsonb', true, null],
    started_at: ['job_executions.started_at', time, true, null],
    completed_at: ['job_executions.finished_at', time, true, null],
    error_message: ['job_executions.error_message', 'text', true, null],
    error_details: ['job_executions.error_details', 'jsonb', true, null],
  },
  'seed 003 metric_snapshots': {
    task_id: ['metric_snapshots.job_id', 'uuid', true, null],
    task_run_id: ['metric_snapshots.execution_id', 'uuid', true, null],
    name: ['metric_snapshots.name', 'text', false, null],
    metric_type: ['metric_snapshots.metric_type', 'metric_type', false, null],
    value: ['metric_snapshots.value', 'double precision', false, null],
    unit: ['metric_snapshots.unit', 'text', true, null],
    labels: ['metric_snapshots.labels', 'jsonb', false, "'{}'::jsonb"],
    timestamp: ['metric_snapshots.timestamp', time, false, NOW],
  },
  'seed 003 artifacts': {
    task_id: ['artifacts.job_id', 'uuid', true, null],
    task_run_id: ['artifacts.execution_id', 'uuid', true, null],
    name: ['artifacts.name', 'text', false, null],
    artifact_type: ['artifacts.artifact_type', 'artifact_type', false, null],
    file_path: ['artifacts.file_path', 'text', true, null],
    file_size: ['artifacts.file_size', 'bigint', true, null],
    file_hash: ['artifacts.file_hash', 'text', true, null],
    content_type: ['artifacts.content_type', 'text', true, null],
    content: ['artifacts.content', 'text', true, null],
    metadata: ['artifacts.metadata', 'jsonb', false, "'{}'::jsonb"],
  },
  'seed 004 TwitterConnection': {
    id: ['twitter_connections.id', ...ID],
    userId: ['twitter_connections.user_id', 'uuid', false, null],
    twitterId: ['twitter_connections.twitter_id', 'text', false, null],
    username: ['twitter_connections.username', 'text', false, null],
    displayName: ['twitter_connections.display_name', 'text', true, null],
    profileImageUrl: ['twitter_connections.profile_image_url', 'text', true, null],
    accessToken: ['twitter_connections.access_token', 'bytea', false, null],
    refreshToken: ['twitter_connections.refresh_token', 'bytea', false, null],
    tokenExpiresAt: ['twitter_connections.token_expires_at', time, false, null],
    scope: ['twitter_connections.scope', 'text', false, null],
    tokenType: ['twitter_connections.token_type', 'text', false, "'Bearer'::text"],
    isActive: ['twitter_connections.is_active', 'boolean', false, 'true'],
    lastVerifiedAt: ['twitter_connections.last_verified_at', time, true, null],
    connectedAt: ['twitter_connections.connected_at', time, false, NOW],
    updatedAt: ['twitter_connections.updated_at', time, false, NOW],
  },
  'seed 004 TwitterVerificationLog': {
    id: ['twitter_verification_logs.id', ...ID],
    completionId: ['twitter_verification_logs.completion_id', 'uuid', false, null],
    userId: ['twitter_verification_logs.user_id', 'uuid', false, null],
    taskId: ['twitter_verification_logs.task_id', 'uuid', false, null],
    taskType: ['twitter_verification_logs.task_type', 'social_task_type', false, null],
    verificationResult: ['twitter_verification_logs.verification_result', 'verification_result', false, null],
    twitterApiResponse: ['twitter_verification_logs.twitter_api_response', 'jsonb', true, null],
    errorMessage: ['twitter_verification_logs.error_message', 'text', true, null],
    rejectionReason: ['twitter_verification_logs.rejection_reason', 'text', true, null],
    verificationTime: ['twitter_verification_logs.verification_time', 'integer', false, null],
    apiCallCount: ['twitter_verification_logs.api_call_count', 'integer', false, null],
    cacheHit: ['twitter_verification_logs.cache_hit', 'boolean', false, 'false'],
    twitterConnectionId: ['twitter_verification_logs.twitter_connection_id', 'uuid', true, null],
    verifiedAt: ['twitter_verification_logs.verified_at', time, false, NOW],
  },
};
// Seed 002's durations in ms and seed 003's in seconds: computed by the database.
export const generated = ['job_executions.duration_ms', 'job_stages.duration_ms', 'job_chunks.duration_ms'];
