import { afterAll, beforeAll, expect, test } from 'vitest';
import { END, insert, insertId, kindRows, kinds, type Ledger, openLedger, START } from './support/ledger.js';
import type { Query, Row } from './support/sql.js';

let ledger: Ledger;

beforeAll(async () => {
  ledger = await openLedger();
}, 60_000);

afterAll(() => ledger?.db.close());

const row = (table: string, change: Row) => () => ({ ...ledger.world.rows[table], ...change });
const state = (status: string, change: Row) => () => ledger.execution(status, change);
const piece = (status: string, change: Row) => () => ledger.chunk(status, change);
/** A run of a kind's job, with the key that it is to have. */
const ofKind = (kind: keyof typeof kindRows, key: string | null) => () =>
  ledger.execution('QUEUED', { kind, job_id: ledger.world.ids[kind], kind_key: key });
const kindRow = (kind: keyof typeof kindRows, change: Row) => () => ({ ...kindRows[kind].row, ...change });
const plain = {
  ...{
    cron: '0 * * * *',
    timezone: 'UTC',
    overlap_policy: 'SKIP',
    missed_tick_policy: 'SKIP',
    jitter_seconds: 0,
  },
};
const MISSING_RUN = {
  kind: 'MISSING_RUN',
  condition: { milestone: 'COMPLETED', withinSeconds: 60, afterTick: false, times: null },
};
const fresh = { slug: 'fresh' };
const HASH = 'f'.repeat(64);
const EVERYBODY = '00000000-0000-0000-0000-000000000000';
const SOME_ID = '00000000-0000-7000-8000-00000000000f';
const lost = { rescue_cause: 'WORKER_LOST', rescued_job_id: SOME_ID };
const user = { email: 'new@example.com' };
const range = (image_range: unknown) => piece('PENDING', { image_range: JSON.stringify(image_range) });

// By constraint: its table, rows that are taken, rows that are refused.
type Case = [table: string, good: (() => Row)[], bad: (() => Row)[]];
const cases: Record<string, Case> = {
  ck_users_email_lower: ['users', [row('users', user)], [row('users', { email: 'New@example.com' })]],
  ck_accounts_kind: [
    'accounts',
    [() => ({ kind: 'TEAM', name: 'The team' })],
    [
      () => ({ kind: 'TEAM' }),
      () => ({ kind: 'TEAM', name: '' }),
      () => ({ kind: 'PERSON' }),
      () => ({ kind: 'PERSON', user_id: SOME_ID }),
      () => ({ kind: 'TEAM', name: 'The team', user_id: SOME_ID }),
    ],
  ],
  ck_jobs_priority_range: [
    'jobs',
    [row('jobs', { ...fresh, priority: 0 }), row('jobs', { ...fresh, priority: 10 })],
    [row('jobs', { ...fresh, priority: -1 }), row('jobs', { ...fresh, priority: 11 })],
  ],
  ck_jobs_max_attempts: [
    'jobs',
    [row('jobs', { ...fresh, max_attempts: 1 })],
    [row('jobs', { ...fresh, max_attempts: 0 })],
  ],
  ck_jobs_retry_backoff: [
    'jobs',
    [row('jobs', { ...fresh, retry_backoff_seconds: 0 })],
    [row('jobs', { ...fresh, retry_backoff_seconds: -1 })],
  ],
  ck_jobs_timeout: [
    'jobs',
    [row('jobs', { ...fresh, timeout_seconds: 1 }), row('jobs', { ...fresh, timeout_seconds: null })],
    [row('jobs', { ...fresh, timeout_seconds: 0 })],
  ],
  ck_jobs_schedule: [
    'jobs',
    [row('jobs', fresh), row('jobs', { ...fresh, ...plain, next_run_at: START })],
    [
      row('jobs', { ...fresh, ...plain, timezone: null }),
      row('jobs', { ...fresh, next_run_at: START }),
      row('jobs', { ...fresh, schedule_paused_at: START }),
    ],
  ],
  ck_jobs_schedule_paused: [
    'jobs',
    [row('jobs', { ...fresh, ...plain, schedule_paused_at: START })],
    [row('jobs', { ...fresh, ...plain, schedule_paused_at: START, next_run_at: END })],
  ],
  ck_jobs_catch_up: [
    'jobs',
    [row('jobs', { ...fresh, ...plain, missed_tick_policy: 'CATCH_UP', catch_up_seconds: 1 })],
    [
      row('jobs', { ...fresh, ...plain, missed_tick_policy: 'CATCH_UP' }),
      row('jobs', { ...fresh, ...plain, missed_tick_policy: 'CATCH_UP', catch_up_seconds: 0 }),
      row('jobs', { ...fresh, ...plain, catch_up_seconds: 60 }),
    ],
  ],
  ck_jobs_jitter: [
    'jobs',
    [row('jobs', { ...fresh, ...plain, jitter_seconds: 1 })],
    [row('jobs', { ...fresh, ...plain, jitter_seconds: -1 })],
  ],
  ck_schedule_ticks_outcome: [
    'schedule_ticks',
    [
      row('schedule_ticks', { at: END }),
      row('schedule_ticks', { at: END, execution_id: null, skip_reason: 'late' }),
    ],
    [row('schedule_ticks', { at: END, skip_reason: 'late' })],
  ],
  ck_execution_events_rescue: [
    'execution_events',
    [
      row('execution_events', { type: 'REQUEUED', from_status: 'RUNNING', ...lost }),
      row('execution_events', { from_status: 'RUNNING' }),
    ],
    [
      row('execution_events', { from_status: 'QUEUED', ...lost, rescue_cause: 'TIMEOUT' }),
      row('execution_events', { ...lost, rescue_cause: 'CANCEL' }),
    ],
  ],
  ck_execution_events_rescued_job: [
    'execution_events',
    [row('execution_events', { from_status: 'RUNNING', ...lost }), row('execution_events', {})],
    [
      row('execution_events', { from_status: 'RUNNING', ...lost, rescued_job_id: null }),
      row('execution_events', { from_status: 'RUNNING', ...lost, rescue_cause: null }),
    ],
  ],
  ck_job_executions_external: [
    'job_executions',
    [
      state('QUEUED', { external_id: 'order-1' }),
      state('QUEUED', { external_id: 'order-1', external_system: 'airflow' }),
    ],
    [state('QUEUED', { external_id: '' }), state('QUEUED', { external_system: 'airflow' })],
  ],
  ck_monitor_jobs_kind: ['monitor_jobs', [kindRow('MONITOR', {})], [kindRow('MONITOR', { kind: 'BOT' })]],
  ck_monitor_jobs_hours_back: [
    'monitor_jobs',
    [kindRow('MONITOR', { hours_back: 1 })],
    [kindRow('MONITOR', { hours_back: 0 })],
  ],
  ck_crawl_jobs_kind: ['crawl_jobs', [kindRow('CRAWL', {})], [kindRow('CRAWL', { kind: 'BOT' })]],
  ck_crawl_jobs_max_images: [
    'crawl_jobs',
    [kindRow('CRAWL', { max_images: 1 })],
    [kindRow('CRAWL', { max_images: 0 })],
  ],
  ck_bot_jobs_kind: ['bot_jobs', [kindRow('BOT', {})], [kindRow('BOT', { kind: 'CRAWL' })]],
  ck_task_jobs_kind: ['task_jobs', [kindRow('TASK', {})], [kindRow('TASK', { kind: 'CRAWL' })]],
  ck_agent_tasks_kind: ['agent_tasks', [kindRow('AGENT', {})], [kindRow('AGENT', { kind: 'CRAWL' })]],
  ck_agent_tasks_max_rounds: [
    'agent_tasks',
    [kindRow('AGENT', { max_rounds: 1 })],
    [kindRow('AGENT', { max_rounds: 0 })],
  ],
  ck_agent_tasks_memory_size: [
    'agent_tasks',
    [kindRow('AGENT', { memory_size: 0 })],
    [kindRow('AGENT', { memory_size: -1 })],
  ],
  ck_job_executions_priority_range: [
    'job_executions',
    [state('QUEUED', { priority: 0 }), state('QUEUED', { priority: 10 })],
    [state('QUEUED', { priority: -1 }), state('QUEUED', { priority: 11 })],
  ],
  ck_job_executions_monitor_key: ['job_executions', [ofKind('MONITOR', null)], [ofKind('MONITOR', 'key')]],
  ck_job_executions_crawl_key: ['job_executions', [ofKind('CRAWL', null)], [ofKind('CRAWL', 'key')]],
  ck_job_executions_bot_key: ['job_executions', [ofKind('BOT', 'payroll')], [ofKind('BOT', null)]],
  ck_job_executions_agent_key: ['job_executions', [ofKind('AGENT', null)], [ofKind('AGENT', 'key')]],
  ck_job_executions_task_key: ['job_executions', [ofKind('TASK', 'send-email')], [ofKind('TASK', null)]],
  ck_job_executions_counts: [
    'job_executions',
    [state('QUEUED', { attempt: 1, items_processed: 0, fence: 0 })],
    [{ run_number: 0 }, { attempt: 0 }, { items_processed: -1 }, { fence: -1 }].map((bad) =>
      state('QUEUED', bad),
    ),
  ],
  // A run that is open holds at once: that is test/credits.test.ts's matter.
  ck_job_executions_held_credits: [
    'job_executions',
    [state('COMPLETED', { held_credits: 1 })],
    [state('COMPLETED', { held_credits: -1 })],
  ],
  ck_job_executions_fingerprint: [
    'job_executions',
    [
      state('FAILED', { error_fingerprint: 'f', error_fingerprint_version: 0 }),
      state('FAILED', { error_fingerprint: 'f' }),
    ],
    [
      state('FAILED', { error_fingerprint_version: 1 }),
      state('FAILED', { error_fingerprint: 'f', error_fingerprint_version: -1 }),
    ],
  ],
  ck_job_executions_queued: [
    'job_executions',
    [state('QUEUED', {})],
    [{ started_at: START }, { finished_at: END }, { lease_expires_at: END }].map((bad) =>
      state('QUEUED', bad),
    ),
  ],
  ck_job_executions_running: [
    'job_executions',
    [state('RUNNING', {})],
    [{ started_at: null }, { finished_at: END }, { lease_expires_at: null }].map((bad) =>
      state('RUNNING', bad),
    ),
  ],
  ck_job_executions_finished: [
    'job_executions',
    [
      state('COMPLETED', {}),
      state('FAILED', {}),
      state('CANCELED', {}),
      state('CANCELED', { started_at: null }),
    ],
    ['COMPLETED', 'FAILED', 'CANCELED'].flatMap((status) => [
      state(status, { finished_at: null }),
      state(status, { lease_expires_at: END }),
    ]),
  ],
  ck_job_executions_completed: [
    'job_executions',
    [state('FAILED', { started_at: null })],
    [state('COMPLETED', { started_at: null })],
  ],
  ck_job_executions_times: [
    'job_executions',
    [state('COMPLETED', { finished_at: START })],
    [state('COMPLETED', { started_at: END, finished_at: START })],
  ],
  ck_job_executions_failure_reason: [
    'job_executions',
    [state('FAILED', { failure_reason: 'WORKER_LOST' })],
    [state('FAILED', { failure_reason: null }), state('COMPLETED', { failure_reason: 'ERROR' })],
  ],
  ck_job_executions_cancel: [
    'job_executions',
    [state('RUNNING', { cancel_requested_at: START, cancel_deadline: END })],
    [state('RUNNING', { cancel_requested_at: START }), state('RUNNING', { cancel_deadline: END })],
  ],
  ck_job_executions_retry_of: [
    'job_executions',
    [() => ledger.execution('QUEUED', { retry_of_id: ledger.world.ids.execution })],
    [state('QUEUED', { id: crypto.randomUUID() })].map((make) => () => {
      const own = make();
      return { ...own, retry_of_id: own.id };
    }),
  ],
  ck_job_stages_attempt: ['job_stages', [stage({ attempt: 1 })], [stage({ attempt: 0 })]],
  ck_job_stages_times: [
    'job_stages',
    [stage({ status: 'FAILED', ended_at: START })],
    [stage({ status: 'FAILED', started_at: END, ended_at: START })],
  ],
  ck_job_stages_ended: [
    'job_stages',
    [stage({}), stage({ status: 'SUCCEEDED', ended_at: END })],
    [stage({ ended_at: END }), stage({ status: 'SUCCEEDED' })],
  ],
  ck_job_chunks_priority_range: [
    'job_chunks',
    [piece('PENDING', { priority: 0 }), piece('PENDING', { priority: 10 })],
    [piece('PENDING', { priority: -1 }), piece('PENDING', { priority: 11 })],
  ],
  ck_job_chunks_retry_count_positive: [
    'job_chunks',
    [piece('PENDING', { retry_count: 0 })],
    [piece('PENDING', { retry_count: -1 })],
  ],
  ck_job_chunks_lost_count: [
    'job_chunks',
    [piece('PENDING', { lost_count: 0 }), piece('PENDING', { retry_count: 2, lost_count: 2 })],
    [piece('PENDING', { lost_count: -1 }), piece('PENDING', { retry_count: 1, lost_count: 2 })],
  ],
  ck_job_chunks_index: [
    'job_chunks',
    [piece('PENDING', { fence: 0 })],
    [piece('PENDING', { chunk_index: -1 }), piece('PENDING', { fence: -1 })],
  ],
  ck_job_chunks_image_range: [
    'job_chunks',
    [range({ start: 0, end: 1 }), range({ start: 5, end: 5 })],
    [[], { start: 0 }, { end: 5 }, { start: '0', end: '9' }, { start: 5, end: 4 }, { start: -1, end: 5 }].map(
      range,
    ),
  ],
  ck_job_chunks_pending: [
    'job_chunks',
    [piece('PENDING', {})],
    [{ started_at: START }, { finished_at: END }, { lease_expires_at: END }].map((bad) =>
      piece('PENDING', bad),
    ),
  ],
  ck_job_chunks_processing: [
    'job_chunks',
    [piece('PROCESSING', {})],
    [{ started_at: null }, { finished_at: END }, { lease_expires_at: null }].map((bad) =>
      piece('PROCESSING', bad),
    ),
  ],
  ck_job_chunks_finished: [
    'job_chunks',
    [piece('COMPLETED', {}), piece('FAILED', { started_at: null })],
    [piece('COMPLETED', { finished_at: null }), piece('FAILED', { lease_expires_at: END })],
  ],
  ck_job_chunks_times: [
    'job_chunks',
    [piece('COMPLETED', { finished_at: START })],
    [piece('COMPLETED', { started_at: END, finished_at: START })],
  ],
  ck_images_sizes: [
    'images',
    [row('images', { width: 0, height: 0, file_size: 0 })],
    [{ width: -1 }, { height: -1 }, { file_size: -1 }].map((bad) => row('images', bad)),
  ],
  ck_summaries_playground: [
    'summaries',
    [row('summaries', {}), row('summaries', { is_playground: true, job_id: null, execution_id: null })],
    [row('summaries', { is_playground: true }), row('summaries', { job_id: null, execution_id: null })],
  ],
  ck_summaries_counts: [
    'summaries',
    [row('summaries', { tweets_count: 0, hours_back: 1 })],
    [row('summaries', { tweets_count: -1 }), row('summaries', { hours_back: 0 })],
  ],
  ck_metric_snapshots_value: [
    'metric_snapshots',
    [row('metric_snapshots', { value: -1.5 })],
    ['NaN', 'Infinity', '-Infinity'].map((value) => row('metric_snapshots', { value })),
  ],
  ck_execution_logs_attempt: ['execution_logs', [said({})], [said({ attempt: 0 })]],
  ck_execution_logs_level_mask: [
    'execution_logs',
    [said({ level_mask: 15 })],
    [said({ level_mask: 0 }), said({ level_mask: 16 })],
  ],
  ck_execution_logs_byte_count: ['execution_logs', [said({ byte_count: 0 })], [said({ byte_count: -1 })]],
  ck_execution_logs_times: [
    'execution_logs',
    [said({ last_at: '2026-01-01T00:00:09.999Z' })],
    [said({ last_at: '2026-01-01T00:00:10Z' }), said({ last_at: '2025-12-31T23:59:59.999Z' })],
  ],
  ck_execution_logs_lines: [
    'execution_logs',
    [said({ stage_names: ['login'], fields: '[null]' }), said({ cut_places: [1] })],
    [
      { line_count: 0, offsets: [], levels: '{}', messages: [] },
      { line_count: 2 },
      { offsets: [0, 1] },
      { levels: '{INFO,INFO}' },
      { messages: [] },
      { stage_names: ['a', 'b'] },
      { fields: '[]' },
      { fields: '{}' },
    ].map(said),
  ],
  ck_part_changes_count: [
    'part_changes',
    [row('part_changes', { part_count: 1_000 })],
    [row('part_changes', { part_count: 0 }), row('part_changes', { part_ids: [], part_count: 0 })],
  ],
  ck_artifacts_file_size: [
    'artifacts',
    [row('artifacts', { file_size: 0 })],
    [row('artifacts', { file_size: -1 })],
  ],
  ck_artifacts_file_hash: [
    'artifacts',
    [
      row('artifacts', { file_hash: 'a'.repeat(64) }),
      row('artifacts', { file_hash: 'a'.repeat(32), file_hash_algorithm: 'md5' }),
      row('artifacts', { file_hash: 'ab', file_hash_algorithm: 'crc-8' }),
    ],
    [
      ...['A'.repeat(64), 'a'.repeat(63), ''].map((file_hash) => row('artifacts', { file_hash })),
      row('artifacts', { file_hash: 'a'.repeat(64), file_hash_algorithm: 'md5' }),
      row('artifacts', { file_hash: 'a'.repeat(64), file_hash_algorithm: 'SHA-256' }),
    ],
  ],
  ck_social_tasks_reward: ['social_tasks', [socialTask(0)], [socialTask(-1)]],
  ck_social_tasks_type_text: [
    'social_tasks',
    [socialTask(0, { task_type: 'OTHER', task_type_text: 'PIN' })],
    [socialTask(0, { task_type: 'OTHER' }), socialTask(0, { task_type_text: 'PIN' })],
  ],
  ck_completions_decided: [
    'completions',
    [completion({ status: 'VERIFIED', decided_at: END }), completion({})],
    [completion({ status: 'VERIFIED' }), completion({ decided_at: END })],
  ],
  ck_twitter_verification_logs_counts: [
    'twitter_verification_logs',
    [row('twitter_verification_logs', { verification_time: 0, api_call_count: 0 })],
    [{ verification_time: -1 }, { api_call_count: -1 }].map((bad) => row('twitter_verification_logs', bad)),
  ],
  ck_credit_accounts_balance: [
    'credit_transactions',
    [row('credit_transactions', { type: 'SPEND', amount: -100 })],
    [row('credit_transactions', { type: 'SPEND', amount: -101 })],
  ],
  ck_credit_transactions_amount: [
    'credit_transactions',
    ['GRANT', 'PURCHASE', 'REFUND'].map((type) => row('credit_transactions', { type, amount: 1 })),
    [
      ...['GRANT', 'PURCHASE', 'REFUND'].map((type) => row('credit_transactions', { type, amount: -1 })),
      ...['HOLD', 'SPEND'].map((type) => row('credit_transactions', { type, amount: 1 })),
    ],
  ],
  ck_job_counters: [
    'job_counters',
    [row('job_counters', { shard: 99 })],
    [{ shard: -1 }, { accepted: -1 }, { completed: -1 }, { failed: -1 }, { canceled: -1 }].map((bad) =>
      row('job_counters', { shard: 99, ...bad }),
    ),
  ],
  ck_one_time_tokens_email_lower: [
    'one_time_tokens',
    [row('one_time_tokens', { token_hash: HASH })],
    [row('one_time_tokens', { token_hash: HASH, email: 'New@example.com' })],
  ],
  ck_one_time_tokens_hash: [
    'one_time_tokens',
    [row('one_time_tokens', { token_hash: HASH })],
    [row('one_time_tokens', { token_hash: 'the token itself' })],
  ],
  ck_one_time_tokens_times: [
    'one_time_tokens',
    [row('one_time_tokens', { token_hash: HASH })],
    [row('one_time_tokens', { token_hash: HASH, expires_at: START })],
  ],
  ck_sessions_times: ['sessions', [row('sessions', {})], [row('sessions', { expires_at: START })]],
  ck_api_keys_rotated: [
    'api_keys',
    [row('api_keys', { key_hash: HASH, rotated_at: START, expires_at: END })],
    [row('api_keys', { key_hash: HASH, rotated_at: START })],
  ],
  ck_notification_preferences_numbers: [
    'notification_preferences',
    [row('notification_preferences', { low_credits_threshold: 0 })],
    [
      row('notification_preferences', { low_credits_threshold: -1 }),
      row('notification_preferences', { webhook_secret_version: -1 }),
    ],
  ],
  ck_alert_rules_condition: [
    'alert_rules',
    [
      row('alert_rules', { kind: 'QUEUE_AGE', condition: { olderThanSeconds: 1 } }),
      row('alert_rules', { kind: 'LONG_RUN', condition: { longerThanSeconds: 1, timesUsual: null } }),
    ],
    [
      row('alert_rules', { kind: 'QUEUE_AGE', condition: {} }),
      row('alert_rules', { kind: 'FAILURE_RATE', condition: { above: 0.5, minRuns: 1 } }),
    ],
  ],
  ck_alert_rules_job: [
    'alert_rules',
    [row('alert_rules', { job_id: null }), row('alert_rules', MISSING_RUN)],
    [row('alert_rules', { ...MISSING_RUN, job_id: null })],
  ],
  ck_alert_rules_repeat: [
    'alert_rules',
    [row('alert_rules', { repeat_seconds: 1 })],
    [row('alert_rules', { repeat_seconds: 0 })],
  ],
  ck_alerts_acknowledged: [
    'alerts',
    [row('alerts', { subject: 'x', acknowledged_by: {}, acknowledged_at: END })],
    [row('alerts', { subject: 'x', acknowledged_by: {} })],
  ],
  ck_alerts_closed: [
    'alerts',
    [row('alerts', { opened_at: START, closed_at: END })],
    [row('alerts', { opened_at: END, closed_at: START })],
  ],
  ck_notifications_facts: [
    'notifications',
    [
      row('notifications', { type: 'execution.failed', facts: { jobName: 'j', reason: null } }),
      row('notifications', {
        type: 'execution.completed',
        facts: { jobName: 'j', runNumber: 1, itemsProcessed: 0 },
      }),
    ],
    [
      row('notifications', { type: 'execution.failed', facts: { jobName: 'j' } }),
      row('notifications', { type: 'execution.completed', facts: { jobName: 'j', runNumber: 1 } }),
      row('notifications', { type: 'credits.low', facts: {} }),
    ],
  ],
  ck_notifications_type: [
    'notifications',
    [row('notifications', { type: 'credits.low', facts: { balance: 1, threshold: 2 } })],
    [row('notifications', { type: 'CREDITS_LOW', facts: { balance: 1, threshold: 2 } })],
  ],
  ck_notification_deliveries_attempts: [
    'notification_deliveries',
    [delivery({ attempts: 1 })],
    [delivery({ attempts: -1 })],
  ],
  ck_notification_deliveries_ended: [
    'notification_deliveries',
    [delivery({ status: 'DELIVERED', ended_at: START })],
    [delivery({ status: 'DELIVERED' }), delivery({ ended_at: START })],
  ],
  ck_bulk_selections_action: [
    'bulk_selections',
    [row('bulk_selections', { action: 'CANCEL' }), row('bulk_selections', { action: 'RETRY' })],
    [row('bulk_selections', { action: 'DELETE' })],
  ],
  ck_bulk_selections_done: [
    'bulk_selections',
    [row('bulk_selections', { done: 0 }), row('bulk_selections', { done: 1 })],
    [row('bulk_selections', { done: -1 }), row('bulk_selections', { done: 2 })],
  ],
  ck_failure_groups_decided: [
    'failure_groups',
    [
      row('failure_groups', { fingerprint: 'f' }),
      row('failure_groups', { fingerprint: 'f', state: 'IGNORED', decided_at: START }),
    ],
    [
      row('failure_groups', { fingerprint: 'f', state: 'RESOLVED' }),
      row('failure_groups', { fingerprint: 'f', decided_at: START }),
    ],
  ],
  ck_execution_rollups_scope: [
    'execution_rollups',
    [rollup({}), rollup({ scope_id: EVERYBODY, owner_id: null })],
    [rollup({ scope_id: EVERYBODY }), rollup({ owner_id: null })],
  ],
  ck_execution_rollups_minutes: [
    'execution_rollups',
    [rollup({ minutes: 60 }), rollup({ minutes: 240 }), rollup({ minutes: 1440 })],
    [rollup({ minutes: 0 }), rollup({ minutes: 120 })],
  ],
  ck_execution_rollups_states: [
    'execution_rollups',
    [rollup({ failed: 1 }), rollup({ canceled: 1 })],
    [rollup({ failed: -1 }), rollup({ canceled: -1 }), rollup({ failed: 1, canceled: 1 })],
  ],
  ck_execution_rollups_histogram: [
    'execution_rollups',
    [rollup({ buckets: [3], cumulative: [1] })],
    [rollup({ buckets: [3] }), rollup({ cumulative: [1] })],
  ],
  ck_execution_archive_histogram: [
    'execution_archive',
    [archived({ buckets: [3], cumulative: [1] })],
    [archived({ buckets: [3] }), archived({ cumulative: [1] })],
  ],
  ck_failure_archive_counts: [
    'failure_archive',
    [archivedFailures({ failures: 2, mended: 2 })],
    [archivedFailures({ failures: 0 }), archivedFailures({ mended: 2 }), archivedFailures({ mended: -1 })],
  ],
  ck_execution_rollup_repairs_begun: [
    'execution_rollup_repairs',
    [
      () => ({ hour: START }),
      () => ({ hour: START, tx_id: 1, event_id: SOME_ID, last_at: START, last_id: SOME_ID }),
    ],
    [() => ({ hour: START, tx_id: 1 }), () => ({ hour: START, last_at: START, last_id: SOME_ID })],
  ],
  ck_execution_facets_unit: [
    'execution_facets',
    [facet({ unit: 'day' }), facet({ unit: 'month' }), facet({ unit: 'draft' })],
    [facet({ unit: 'hour' })],
  ],
  ck_execution_facet_repairs_under_way: [
    'execution_facet_repairs',
    [
      facetRepair({}),
      facetRepair({ mark_tx_id: 1, mark_event_id: SOME_ID, queued_at: START, execution_id: SOME_ID }),
    ],
    [facetRepair({ mark_tx_id: 1 }), facetRepair({ execution_id: SOME_ID, queued_at: START })],
  ],
  ck_execution_rollup_mark_one: [
    'execution_rollup_mark',
    [() => ({ id: 1, tx_id: 1, event_id: SOME_ID })],
    [() => ({ id: 2, tx_id: 1, event_id: SOME_ID })],
  ],
  ck_job_limits: [
    'job_limits',
    [limits({ max_concurrent: 1, max_concurrent_per_key: 1, starts_per_minute: 1 })],
    [limits({ max_concurrent: 0 }), limits({ max_concurrent_per_key: 0 }), limits({ starts_per_minute: 0 })],
  ],
  ck_job_starts: [
    'job_starts',
    [limits({ second: START, starts: 1 })],
    [limits({ second: START, starts: 0 })],
  ],
  ck_usage_metrics_value: [
    'usage_metrics',
    [row('usage_metrics', { name: 'n', value: 0 })],
    [row('usage_metrics', { name: 'n', value: -1 })],
  ],
};
// What the column's type says already; and a balance_after that the account's own check meets first.
const saidTwice = [
  'ck_profiles_user_tier_valid',
  'ck_job_chunks_status_valid',
  'ck_credit_transactions_balance',
];

function facet(change: Row) {
  return () => ({
    owner_id: ledger.world.ids.user,
    ...{ field: 'TAG', unit: 'day', start: START, value: 'one', completed: 1, failed: 0, canceled: 0 },
    ...change,
  });
}

function facetRepair(change: Row) {
  return () => ({ owner_id: ledger.world.ids.user, day: START, ...change });
}

function rollup(change: Row) {
  return () => ({
    scope_id: ledger.world.ids.user,
    owner_id: ledger.world.ids.user,
    minutes: 30,
    start: START,
    state: 'ALL',
    runs: 1,
    failed: 0,
    canceled: 0,
    items: 0,
    timed: 0,
    total_ms: 0,
    buckets: [],
    cumulative: [],
    ...change,
  });
}
function archived(change: Row) {
  return () => {
    const {
      scope_id: _,
      minutes: __,
      failed: ___,
      canceled: ____,
      ...cell
    } = rollup({ state: 'FAILED', ...change })();
    return { ...cell, job_id: SOME_ID };
  };
}
function archivedFailures(change: Row) {
  return () => ({
    ...{ owner_id: ledger.world.ids.user, fingerprint: 'f', day: START },
    ...{ failures: 1, mended: 0, first_at: START, last_at: START },
    ...change,
  });
}
function limits(change: Row) {
  return () => ({ owner_id: ledger.world.ids.user, job_id: ledger.world.ids.CRAWL, ...change });
}
function said(change: Row) {
  return row('execution_logs', change);
}

function stage(change: Row) {
  return () => ({ ...ledger.world.rows.job_stages, stage_name: 'other', ...change });
}
function delivery(change: Row) {
  return () => ({ ...ledger.world.rows.notification_deliveries, ...change });
}
function socialTask(reward_credits: number, change: Row = {}) {
  return () => ({ title: 't', task_type: 'LIKE', target: '1', reward_credits, ...change });
}
function completion(change: Row) {
  return () => ({ ...ledger.world.rows.completions, ...change });
}

/** A kind's row needs a job that has none yet, a completion a task that is not yet done. */
async function write(query: Query, table: string, values: Row) {
  const kind = kinds.find((name) => kindRows[name].table === table);
  if (kind) {
    const job = { owner_id: ledger.world.ids.user, kind, slug: 'fresh', name: 'fresh' };
    return insert(query, table, {
      job_id: await insertId(query, 'jobs', job),
      owner_id: ledger.world.ids.user,
      ...values,
    });
  }
  // One row, which is there.
  if (table === 'execution_rollup_mark') await query('DELETE FROM execution_rollup_mark', []);
  if (table === 'job_starts') await insert(query, 'job_limits', limits({ starts_per_minute: 9 })());
  if (table === 'notification_preferences') {
    // Everybody has theirs.
    const owner_id = ledger.world.ids.user;
    await query('DELETE FROM notification_preferences WHERE owner_id = $1', [owner_id]);
    return insert(query, table, { ...values, owner_id });
  }
  if (table === 'completions') {
    const task_id = await insertId(query, 'social_tasks', socialTask(1)());
    return insert(query, table, { ...values, task_id });
  }
  return insert(query, table, values);
}

test.each(Object.entries(cases))('%s', async (constraint, [table, good, bad]) => {
  for (const make of good) await ledger.tried((query) => write(query, table, make()));
  for (const make of bad) await ledger.refused(constraint, (query) => write(query, table, make()));
});

test('every CHECK has its case', async () => {
  const checks = await ledger.db.query<{ name: string }>(
    `SELECT conname AS name FROM pg_constraint
       WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0`,
  );
  expect(checks.map(({ name }) => name).sort()).toEqual([...Object.keys(cases), ...saidTwice].sort());
});

test.each([
  ['users', { email: 'tier@example.com', user_tier: 'GOLD' }],
  ['job_chunks', { status: 'waiting' }],
])('%s: a word that the type does not know is refused', async (table, change) => {
  const values = { ...ledger.world.rows[table], ...change };
  await expect(insert(ledger.db.query, table, values)).rejects.toMatchObject({ code: '22P02' });
});
