/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Whose an account is. */
export type AccountKind =
  /** A user's own. */
  | 'PERSON'
  /** A team's: of several users. */
  | 'TEAM';

/** Selects activities. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type ActivityFilter = {
  /** What was done. One of: `account.deleted`, `account.notification_preferences_updated`, `alert.acknowledged`, `alert_rule.created`, `alert_rule.deleted`, `alert_rule.updated`, `api_key.created`, `api_key.revoked`, `api_key.rotated`, `artifact.recorded`, `completion.submitted`, `completion.verification_recorded`, `credit_account.credits_granted`, `execution.bulk_canceled`, `execution.bulk_retried`, `execution.cancel_requested`, `execution.canceled`, `execution.chunks_retried`, `execution.enqueued`, `execution.retried`, `failure_group.decided`, `job.created`, `job.deleted`, `job.schedule_backfilled`, `job.schedule_paused`, `job.schedule_resumed`, `job.status_changed`, `job.updated`, `metric.recorded`, `notification.read`, `project.archived`, `project.created`, `project.deleted`, `project.deletion_requested`, `project.restored`, `project.updated`, `session.ended`, `session.renewed`, `session.started`, `social_task.created`, `social_task.updated`, `summary.recorded`, `twitter_account.connected`, `twitter_account.disconnected`, `twitter_account.token_borrowed`, `twitter_account.token_replaced`, `user.deleted`, `user.deletion_requested`, `user.linked`, `user.registered`, `user.status_changed`, `user.tier_changed`, `user.updated`, `user.verified`. */
  action?: Array<string> | null | undefined;
  /** The id of the resource. */
  resourceId?: string | null | undefined;
  /** The type of the resource. */
  resourceType?: string | null | undefined;
  /** When it was done. */
  timestamp?: DateTimeRange | null | undefined;
  /** Who did it. */
  userId?: string | null | undefined;
};

/** Who does something, as claimed by the worker. */
export type ActorInput = {
  /** The time; now if omitted. Must not be in the future. */
  at?: string | null | undefined;
  /** The name. */
  name: string;
  /** The role. */
  role: string;
};

/** An LLM agent's task definition. */
export type AgentTaskInput = {
  /** The maximum number of rounds: 1 to 10000. */
  maxRounds?: number | null | undefined;
  /** How many messages the agent remembers: 0 to 1000000. */
  memorySize?: number | null | undefined;
};

/** The condition under which an alert opens: exactly one of these. */
export type AlertConditionInput =
  {   /** Failures that look alike are new, or came again. */
  failureGroup: FailureGroupInput; failureRate?: never; longRun?: never; missingRun?: never; queueAge?: never; }
  |  { failureGroup?: never;   /** Too many executions failed. */
  failureRate: FailureRateInput; longRun?: never; missingRun?: never; queueAge?: never; }
  |  { failureGroup?: never; failureRate?: never;   /** An execution runs too long. */
  longRun: LongRunInput; missingRun?: never; queueAge?: never; }
  |  { failureGroup?: never; failureRate?: never; longRun?: never;   /** No execution of the job started or completed in time. */
  missingRun: MissingRunInput; queueAge?: never; }
  |  { failureGroup?: never; failureRate?: never; longRun?: never; missingRun?: never;   /** An execution waits too long. */
  queueAge: QueueAgeInput; };

/** Selects alerts. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type AlertFilter = {
  /** The rule. */
  alertRuleId?: string | null | undefined;
  /** The job it is about. */
  jobId?: string | null | undefined;
  /** When it opened. */
  openedAt?: DateTimeRange | null | undefined;
  /** Whether it needs somebody. */
  status?: Array<AlertStatus> | null | undefined;
};

/** The kinds of alert rules. */
export type AlertKind =
  /** Failures that look alike are new, or came again. */
  | 'FAILURE_GROUP'
  /** Too many executions failed. */
  | 'FAILURE_RATE'
  /** An execution runs too long. */
  | 'LONG_RUN'
  /** An execution did not start or complete in time. */
  | 'MISSING_RUN'
  /** An execution waits too long. */
  | 'QUEUE_AGE';

/** Selects alert rules. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type AlertRuleFilter = {
  /** Whether it is judged. */
  isEnabled?: boolean | null | undefined;
  /** The job it is about. */
  jobId?: string | null | undefined;
  /** The kind of rule. */
  kind?: Array<AlertKind> | null | undefined;
};

/** Whether an alert needs somebody. */
export type AlertStatus =
  /** The condition holds, and somebody has acknowledged it. */
  | 'ACKNOWLEDGED'
  /** The condition holds no more, or the rule was changed or disabled. */
  | 'CLOSED'
  /** The condition holds, and nobody has acknowledged it. */
  | 'OPEN';

/** Set times. */
export type AlertTimesInput = {
  /** A cron expression with five fields, or six with seconds first. */
  cron: string;
  /** The IANA time zone the cron expression is evaluated in, such as Europe/Berlin. */
  timezone?: string | null | undefined;
};

/** What an API key may be used for. */
export type ApiKeyScope =
  /** Everything, for all users, except VERIFY. */
  | 'ADMIN'
  /** Writing jobs, projects and API keys of its account. */
  | 'MANAGE'
  /** Reading. */
  | 'READ'
  /** Borrowing and replacing the tokens of users' X accounts. Only for administrators' keys, and only if the operator enabled it. */
  | 'VERIFY'
  /** Running executions and chunks, and recording their parts. */
  | 'WORK';

/** The type of an artifact. */
export type ArtifactType =
  /** Source code. */
  | 'CODE'
  /** A configuration. */
  | 'CONFIG'
  /** Data. */
  | 'DATA'
  /** A picture. */
  | 'IMAGE'
  /** A log. */
  | 'LOG'
  /** Anything else. */
  | 'OTHER'
  /** A report for people to read. */
  | 'REPORT';

/** A past range of a schedule, which can hold at most 1000 ticks. */
export type BackfillScheduleInput = {
  /** true changes nothing, and reports the ticks and how many of them would be refused. */
  dryRun?: boolean | null | undefined;
  /** The start of the range, inclusive; within the last 90 days. */
  from: string;
  /** The job with the schedule. */
  jobId: string;
  /** The end of the range, exclusive; now if omitted. */
  to?: string | null | undefined;
};

/** Drives a browser bot through named stages. */
export type BotJobInput = {
  /** The bot to drive. */
  botId: string;
};

/** The executions, chosen by exactly one of ids, filter and selection. */
export type BulkExecutionsInput = {
  /** true changes nothing, reports how many match and which of them would fail, and returns a `selection` of what matches. */
  dryRun?: boolean | null | undefined;
  /** Selects executions. Must set at least one condition. */
  filter?: ExecutionFilter | null | undefined;
  /** The ids of the executions: at most 10000. */
  ids?: Array<string> | null | undefined;
  /** The maximum number to process: 1 to 10000. Takes the most recently accepted first, or the first of the ids. */
  limit?: number | null | undefined;
  /** The reason; cut at 10000 characters. */
  reason?: string | null | undefined;
  /** The `selection` of a dry run of the same mutation by the same user: acts on the executions that matched then, and on no others, for 15 minutes. Each call takes the next `limit` of them, none twice. Those that can no longer be changed are `failures`. */
  selection?: string | null | undefined;
};

/** The execution to cancel, and how soon. */
export type CancelExecutionInput = {
  /** The execution. */
  executionId: string;
  /** true ends the execution at once, whatever its worker does. */
  force?: boolean | null | undefined;
  /** How long the worker has to stop by itself: 0 to 3600 seconds. 0 ends it at once. */
  graceSeconds?: number | null | undefined;
  /** The token of the lease: the worker confirms that it has stopped. */
  leaseToken?: string | null | undefined;
  /** The reason; cut at 10000 characters. */
  reason?: string | null | undefined;
};

/** Selects chunks. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type ChunkFilter = {
  /** The position in the execution, from 0; needs an executionId. */
  chunkIndex?: IntRange | null | undefined;
  /** When it was planned. */
  createdAt?: DateTimeRange | null | undefined;
  /** Only this execution. */
  executionId?: string | null | undefined;
  /** Only this job. */
  jobId?: string | null | undefined;
  /** The priority, 0 to 10. */
  priority?: IntRange | null | undefined;
  /** How many times it was retried. */
  retryCount?: IntRange | null | undefined;
  /** The status of the chunk. */
  status?: Array<ChunkStatus> | null | undefined;
  /** The id in the worker’s own queue. */
  taskId?: string | null | undefined;
  /** The worker that holds or held it. */
  workerId?: string | null | undefined;
};

/** The status of a chunk. */
export type ChunkStatus =
  /** Done. */
  | 'COMPLETED'
  /** Failed; may be retried. */
  | 'FAILED'
  /** Waiting for a worker. */
  | 'PENDING'
  /** A worker holds it. */
  | 'PROCESSING';

/** The status of a claim to have done a task. */
export type CompletionStatus =
  /** Not decided yet. */
  | 'PENDING'
  /** The task was not done. */
  | 'REJECTED'
  /** The task was done. */
  | 'VERIFIED';

/** Crawls images for keywords, in chunks. */
export type CrawlJobInput = {
  /** The keywords to search for: 1 to 100. */
  keywords: Array<string>;
  /** The maximum number of images per execution: 1 to 100000000. */
  maxImages: number;
};

/** The alert rule to create; you will own it. */
export type CreateAlertRuleInput = {
  /** The condition under which an alert opens. */
  condition: AlertConditionInput;
  /** Whether it is judged. One that is not has no open alerts. */
  isEnabled?: boolean | null | undefined;
  /** The job it is about; all of your jobs if omitted. `missingRun` needs one. */
  jobId?: string | null | undefined;
  /** The name, which notifications begin with. */
  name: string;
  /** How often you are told again of what is open and not acknowledged: 300 to 2678400 seconds. If omitted, once. */
  repeatSeconds?: number | null | undefined;
};

/** The API key to create. */
export type CreateApiKeyInput = {
  /** When the key expires. If omitted, when the key you are using expires, or never if it does not. */
  expiresAt?: string | null | undefined;
  /** A name for the key: 1 to 255 characters. */
  name: string;
  /** The account it will act for, or a user for their own; yours if omitted. Only administrators can name another. */
  ownerId?: string | null | undefined;
  /** What the key may be used for: at least one scope, and none that your own credentials lack. Only an administrator with ADMIN can grant VERIFY. */
  scopes: Array<ApiKeyScope>;
};

/** The job to create; you will own it. */
export type CreateJobInput = {
  /** Configuration for its workers; an object. */
  config?: unknown;
  /** What the job is for. */
  description?: string | null | undefined;
  /** The kind of job and its settings. */
  kind: JobKindInput;
  /** How many attempts an execution has before it fails, and how many times a chunk can lose its worker: 1 to 100. */
  maxAttempts?: number | null | undefined;
  /** How many of its executions can be RUNNING at a time: 1 to 10000; null for any number. startExecution counts too, and is refused at the limit. If more are running when the limit is set, they go on. */
  maxConcurrent?: number | null | undefined;
  /** The same for its executions of one `concurrencyKey`: 1 to 10000; null for any number. Executions without a key have no such limit. */
  maxConcurrentPerKey?: number | null | undefined;
  /** The display name. */
  name: string;
  /** The priority of its executions: 0 to 10, higher is more urgent. */
  priority?: number | null | undefined;
  /** The project it belongs to; must be one of yours. */
  projectId?: string | null | undefined;
  /** The wait before the second attempt: 0 to 86400 seconds. It grows with each attempt. */
  retryBackoffSeconds?: number | null | undefined;
  /** When the job runs automatically. If omitted, only on demand. */
  schedule?: ScheduleInput | null | undefined;
  /** A short name, unique per owner: lower-case ASCII letters and digits, single dashes between, at most 100 characters. Derived from the name if omitted. */
  slug?: string | null | undefined;
  /** How many of its executions can be started in any 60 seconds, counted from when the limit is first set: 1 to 1000000; null for any number. Each attempt counts. A start frees its place after 60 to 61 seconds. */
  startsPerMinute?: number | null | undefined;
  /** At most 20 labels of your choice, of at most 50 characters each. */
  tags?: Array<string> | null | undefined;
  /** How long an execution may take: 1 to 2592000 seconds; null for no limit while its worker reports. */
  timeoutSeconds?: number | null | undefined;
};

/** The kinds of credit an administrator can add. HOLD, SPEND and other REFUND transactions come from executions. */
export type CreditGrantType =
  /** A gift. */
  | 'GRANT'
  /** A purchase. */
  | 'PURCHASE'
  /** A refund of credits already spent. */
  | 'REFUND';

/** The kinds of credit transaction. HOLD reserves credits when an execution is accepted; SPEND or REFUND settles them when it ends. */
export type CreditTransactionType =
  /** Given by an administrator. */
  | 'GRANT'
  /** Reserved for an accepted execution. */
  | 'HOLD'
  /** Paid for. */
  | 'PURCHASE'
  /** Credits returned: those held for an execution that failed, was canceled or was deleted, or a refund by an administrator. */
  | 'REFUND'
  /** Settles the hold of a completed execution: an amount of 0, because the hold already deducted the credits. Below 0 for credits spent without a hold. */
  | 'SPEND';

/** A range of times, `[from, to)`. An omitted bound sets no limit. */
export type DateTimeRange = {
  /** The start, inclusive. */
  from?: string | null | undefined;
  /** The end, exclusive. */
  to?: string | null | undefined;
};

/** The job to delete. */
export type DeleteJobInput = {
  /** The job. */
  jobId: string;
};

/** How an execution reaches its worker. */
export type Dispatch =
  /** Started by a worker that has its own queue (Celery, cron); never requeued. */
  | 'EXTERNAL'
  /** Claimed from this queue, and requeued if its worker is lost. */
  | 'QUEUE';

/** An execution of a job, which is named by id or slug. */
export type EnqueueExecutionInput = {
  /** A key that it shares with other executions of the job, such as an account or a host: together they are limited by the job’s `maxConcurrentPerKey`. At most 255 characters. */
  concurrencyKey?: string | null | undefined;
  /** Who requested it. */
  createdBy?: ActorInput | null | undefined;
  /** What another system calls it. Unique per owner and externalSystem: the same again is a ConflictError that names the execution. At most 255 characters. */
  externalId?: string | null | undefined;
  /** The system that externalId is from, if there are several. At most 255 characters. */
  externalSystem?: string | null | undefined;
  /** Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The job. */
  jobId?: string | null | undefined;
  /** The slug of one of your jobs. */
  jobSlug?: string | null | undefined;
  /** The earliest time it can be claimed. A time in the past counts as now. */
  notBefore?: string | null | undefined;
  /** The parameters of the execution; an object. */
  params?: unknown;
  /** 0 to 10, higher is more urgent; the job's priority if omitted. */
  priority?: number | null | undefined;
  /** The time for which a scheduler of your own runs it. Its trigger is SCHEDULE then. */
  scheduledFor?: string | null | undefined;
};

/** The kinds of expected failure: a closed list. */
export type ErrorCode =
  /** A unique name is taken, or an idempotency key was already used with a different request. */
  | 'CONFLICT'
  /** It has expired. */
  | 'EXPIRED'
  /** The balance does not cover it. */
  | 'INSUFFICIENT_CREDITS'
  /** The input has valid types but breaks a rule. */
  | 'INVALID_INPUT'
  /** The change from the current state to the requested one is not allowed. */
  | 'INVALID_TRANSITION'
  /** Your lease on the work is no longer valid. */
  | 'LEASE_LOST'
  /** It does not exist, or is not yours. */
  | 'NOT_FOUND'
  /** Chunks are still pending or processing. */
  | 'OPEN_CHUNKS'
  /** The tier's limit is reached. */
  | 'QUOTA_EXCEEDED'
  /** It could not be done just now. Send it again in a while. */
  | 'UNAVAILABLE';

/** The kinds of event in the life of an execution. */
export type ExecutionEventType =
  /** Ended on request. */
  | 'CANCELED'
  /** Its worker was asked to stop. */
  | 'CANCEL_REQUESTED'
  /** Finished successfully. */
  | 'COMPLETED'
  /** Finished with a failure. */
  | 'FAILED'
  /** Accepted into the queue. */
  | 'QUEUED'
  /** Requeued for another attempt. */
  | 'REQUEUED'
  /** A worker took it. */
  | 'STARTED';

/** Selects executions, in lists, counts, statistics, bulk actions and subscriptions. Fields are combined with AND, values in a list with OR (tags: all of them). null and {} set no condition; [] matches nothing. */
export type ExecutionFilter = {
  /** The bot it drives. */
  botId?: Array<string> | null | undefined;
  /** How it reaches its worker. */
  dispatch?: Array<Dispatch> | null | undefined;
  /** How long it ran, in milliseconds. Needs a bound in any order except DURATION. */
  durationMs?: IntRange | null | undefined;
  /** Part of the error message, case-insensitive, at least 3 characters. Needs a bound. */
  error?: string | null | undefined;
  /** The worker's own error code. */
  errorCode?: Array<string> | null | undefined;
  /** The fingerprint of the error: finds similar failures. */
  errorFingerprint?: Array<string> | null | undefined;
  /** What another system calls it. */
  externalId?: Array<string> | null | undefined;
  /** The system that externalId is from. Needs externalId. */
  externalSystem?: string | null | undefined;
  /** Has a failed stage with one of these names. */
  failedStage?: Array<string> | null | undefined;
  /** Why it failed. */
  failureReason?: Array<FailureReason> | null | undefined;
  /** When it finished. */
  finishedAt?: DateTimeRange | null | undefined;
  /** Only these executions. */
  ids?: Array<string> | null | undefined;
  /** Only executions of this job. */
  jobId?: string | null | undefined;
  /** Only executions of these jobs. */
  jobIds?: Array<string> | null | undefined;
  /** The kind of job. */
  kind?: Array<JobKind> | null | undefined;
  /** Whether it was retried, and a retry of it completed. */
  mended?: boolean | null | undefined;
  /** The account; the id of a user stands for their own. Only administrators can find what others own. */
  ownerId?: string | null | undefined;
  /** Contained in params (JSONB containment). Needs a bound. */
  params?: unknown;
  /** The project its job was in when it was accepted. */
  projectId?: string | null | undefined;
  /** When it was accepted. */
  queuedAt?: DateTimeRange | null | undefined;
  /** When it started. */
  startedAt?: DateTimeRange | null | undefined;
  /** The status of the execution. */
  status?: Array<ExecutionStatus> | null | undefined;
  /** Has all of these tags. */
  tags?: Array<string> | null | undefined;
  /** What started it. */
  trigger?: Array<ExecutionTrigger> | null | undefined;
  /** The worker that runs or ran it. */
  workerId?: string | null | undefined;
};

/** How to order executions. If omitted, the most recently accepted first. */
export type ExecutionOrder = {
  /** The direction. */
  direction: OrderDirection;
  /** The field to order by. */
  field: ExecutionOrderField;
};

/** The fields that executions can be ordered by. */
export type ExecutionOrderField =
  /** How long it ran. Executions without a duration are last in DESC, first in ASC. */
  | 'DURATION'
  /** When it finished. Executions that have not finished are last in DESC, first in ASC. */
  | 'FINISHED_AT'
  /** When it was accepted. */
  | 'QUEUED_AT'
  /** When it started. Executions that have not started are last in DESC, first in ASC. */
  | 'STARTED_AT';

/** The status of an execution. */
export type ExecutionStatus =
  /** Ended on request. */
  | 'CANCELED'
  /** Finished successfully. */
  | 'COMPLETED'
  /** Finished with a failure. */
  | 'FAILED'
  /** Accepted, waiting for a worker. */
  | 'QUEUED'
  /** A worker holds it. */
  | 'RUNNING';

/** What started an execution. */
export type ExecutionTrigger =
  /** A program started it. */
  | 'API'
  /** A person started it. */
  | 'MANUAL'
  /** A retry of a finished execution. */
  | 'RETRY'
  /** A tick of the job's schedule, or of a scheduler of your own. */
  | 'SCHEDULE';

/** What values can be offered of. */
export type FacetField =
  /** Bots. */
  | 'BOT'
  /** The workers’ own error codes. */
  | 'ERROR_CODE'
  /** The names of failed stages. */
  | 'FAILED_STAGE'
  /** Jobs. */
  | 'JOB'
  /** Kinds of jobs. */
  | 'KIND'
  /** Projects. */
  | 'PROJECT'
  /** Statuses. */
  | 'STATUS'
  /** Tags. */
  | 'TAG'
  /** What started executions. */
  | 'TRIGGER'
  /** Workers. */
  | 'WORKER';

/** Failures that look alike are new, or came again after they were resolved. */
export type FailureGroupInput = {
  /** For how many days the account had none, if they are new: 1 to 365. */
  unseenDays?: number | null | undefined;
};

/** What was decided of failures that look alike. */
export type FailureGroupState =
  /** It does not matter. It stays ignored if it comes again. */
  | 'IGNORED'
  /** Nothing, or it came again since it was resolved. */
  | 'OPEN'
  /** It is mended. It opens again if it comes again. */
  | 'RESOLVED';

/** Too many executions failed, of those that completed or failed. */
export type FailureRateInput = {
  /** The highest share of failures that is acceptable: at least 0, below 1. */
  above: number;
  /** With fewer executions no alert opens: 1 to 2000. */
  minRuns?: number | null | undefined;
  /** How many seconds back the executions were accepted: 60 to 2678400. For one job, its newest 2000 at most. */
  rangeSeconds: number;
};

/** Why an execution failed. */
export type FailureReason =
  /** The work itself failed. */
  | 'ERROR'
  /** It ran longer than its job's timeout. */
  | 'TIMEOUT'
  /** Its worker stopped reporting. */
  | 'WORKER_LOST';

/** Credits to add. */
export type GrantCreditsInput = {
  /** How many credits: 1 to 1000000. */
  amount: number;
  /** What the credits are for; shown to the account's owner. At most 1000 characters. */
  description: string;
  /** Makes the call idempotent: the same key (such as an invoice number) adds credits once. Unique for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The kind of credit; GRANT by default. */
  type?: CreditGrantType | null | undefined;
  /** Who gets the credits: a user, for their own account, or an account. */
  userId: string;
};

/** A range of numbers, both bounds inclusive. An omitted bound sets no limit. */
export type IntRange = {
  /** The largest number. */
  max?: number | null | undefined;
  /** The smallest number. */
  min?: number | null | undefined;
};

/** Selects jobs. Fields are combined with AND, values in a list with OR (tags: all of them). null and {} set no condition; [] matches nothing. */
export type JobFilter = {
  /** The bot that the job drives. */
  botId?: Array<string> | null | undefined;
  /** When the job was created. */
  createdAt?: DateTimeRange | null | undefined;
  /** The handler of the task. */
  handler?: Array<string> | null | undefined;
  /** Whether it has any executions that are still kept. */
  hasExecutions?: boolean | null | undefined;
  /** Whether it has a schedule, paused or not. */
  hasSchedule?: boolean | null | undefined;
  /** Only these jobs. */
  ids?: Array<string> | null | undefined;
  /** The kind of job. */
  kind?: Array<JobKind> | null | undefined;
  /** The status of its newest execution. */
  latestStatus?: Array<ExecutionStatus> | null | undefined;
  /** The account; the id of a user stands for their own. Only administrators can find what others own. */
  ownerId?: string | null | undefined;
  /** The project it belongs to. */
  projectId?: string | null | undefined;
  /** Part of the name or slug, case-insensitive. */
  search?: string | null | undefined;
  /** The status of the job. */
  status?: Array<JobStatus> | null | undefined;
  /** Has all of these tags. */
  tags?: Array<string> | null | undefined;
  /** The X account that the job watches, case-insensitive. */
  xUsername?: Array<string> | null | undefined;
};

/** The kind of work a job does. */
export type JobKind =
  /** An LLM agent's task. */
  | 'AGENT'
  /** Drives a browser bot through named stages. */
  | 'BOT'
  /** Crawls images for keywords, in chunks. */
  | 'CRAWL'
  /** Watches an X account for topics. */
  | 'MONITOR'
  /** Plain background work: none of the other kinds. */
  | 'TASK';

/** The kind of job: exactly one of these, with its settings. The defaults apply to a new job; in an update, omitted fields stay unchanged. */
export type JobKindInput =
  {   /** Runs an LLM agent. */
  agent: AgentTaskInput; bot?: never; crawl?: never; monitor?: never; task?: never; }
  |  { agent?: never;   /** Drives a browser bot. */
  bot: BotJobInput; crawl?: never; monitor?: never; task?: never; }
  |  { agent?: never; bot?: never;   /** Crawls images. */
  crawl: CrawlJobInput; monitor?: never; task?: never; }
  |  { agent?: never; bot?: never; crawl?: never;   /** Watches an X account. */
  monitor: MonitorJobInput; task?: never; }
  |  { agent?: never; bot?: never; crawl?: never; monitor?: never;   /** Plain background work. */
  task: TaskJobInput; };

/** How to order jobs. If omitted, newest first. */
export type JobOrder = {
  /** The direction. */
  direction: OrderDirection;
  /** The field to order by. */
  field: JobOrderField;
};

/** The fields that jobs can be ordered by. */
export type JobOrderField =
  /** When the job was created. */
  | 'CREATED_AT'
  /** The name, case-insensitive. */
  | 'NAME'
  /** When its schedule runs it next. Jobs without a next run are last in ASC, first in DESC. */
  | 'NEXT_RUN_AT'
  /** When the job was last changed. */
  | 'UPDATED_AT';

/** Whether a job runs. */
export type JobStatus =
  /** Runs on its schedule and on demand. */
  | 'ACTIVE'
  /** Kept for its history; does not run. */
  | 'ARCHIVED'
  /** Not started, and its queued executions are not claimed. */
  | 'PAUSED';

/** Limits a list of log lines. Omitted fields do not limit it. */
export type LogFilter = {
  /** When it was logged. */
  at?: DateTimeRange | null | undefined;
  /** Logged in this attempt. */
  attempt?: number | null | undefined;
  /** Logged by the worker of this chunk. */
  chunkId?: string | null | undefined;
  /** Any of these levels. */
  level?: Array<LogLevel> | null | undefined;
  /** Part of the message, case-insensitive, at least 3 characters. */
  search?: string | null | undefined;
  /** Logged in the stage of this name. */
  stageName?: string | null | undefined;
};

/** How important a log line is. */
export type LogLevel =
  /** Details for finding faults. */
  | 'DEBUG'
  /** Something went wrong. */
  | 'ERROR'
  /** Normal progress. */
  | 'INFO'
  /** Something to look at; the work goes on. */
  | 'WARN';

/** An execution runs too long: exactly one of these. */
export type LongRunInput =
  {   /** The longest acceptable run, in seconds: 1 to 2678400. */
  longerThanSeconds: number; timesUsual?: never; }
  |  { longerThanSeconds?: never;   /** The longest acceptable run, as a multiple of the time within which 95 % of its job's executions completed: above 0 to 1000. Usual is what the newest 1000 completed ones of 30 days took; with fewer than 20 no alert opens. Without a job, the 50 jobs whose executions have run longest are looked at. */
  timesUsual: number; };

/** What a member may do for an account. */
export type MembershipRole =
  /** Everything except others' API keys and the notification preferences. */
  | 'MAINTAINER'
  /** Everything. */
  | 'OWNER'
  /** Reading. */
  | 'VIEWER';

/** Selects metrics. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type MetricFilter = {
  /** Only this execution. */
  executionId?: string | null | undefined;
  /** Only this job. */
  jobId?: string | null | undefined;
  /** Contained in labels (JSONB containment). Needs a bound. */
  labels?: unknown;
  /** Only these types. */
  metricType?: Array<MetricType> | null | undefined;
  /** Only these names. */
  name?: Array<string> | null | undefined;
  /** When it was measured. */
  timestamp?: DateTimeRange | null | undefined;
};

/** How to interpret a metric. */
export type MetricType =
  /** A count that only grows. */
  | 'COUNTER'
  /** A value that goes up and down. */
  | 'GAUGE'
  /** One observation of a distribution. */
  | 'HISTOGRAM'
  /** A duration. */
  | 'TIMER';

/** What happens to ticks that were missed because no server was running. A tick is missed if it is late by more than a minute. */
export type MissedTickPolicy =
  /** Missed ticks of the last catchUpSeconds are made up for, each by its own execution. */
  | 'CATCH_UP'
  /** One execution, for the last of them, makes up for all missed ticks. */
  | 'RUN_ONCE'
  /** Missed ticks are skipped. */
  | 'SKIP';

/** No execution of the job started or completed in time. */
export type MissingRunInput = {
  /** Whether the seconds begin with each tick of the job's schedule. */
  afterTick?: boolean | null | undefined;
  /** What is expected. */
  milestone?: RunMilestone | null | undefined;
  /** Look at the seconds before at these times only, such as each day at 6. Not with afterTick. */
  times?: AlertTimesInput | null | undefined;
  /** Within how many seconds: 1 to 2678400. At any time one is expected in the seconds before, unless the other fields say otherwise. */
  withinSeconds: number;
};

/** Watches an X account for topics. */
export type MonitorJobInput = {
  /** How far back to read posts: 1 to 8760 hours. */
  hoursBack?: number;
  /** The topics to look for: 1 to 50. */
  topics: Array<string>;
  /** The X account to watch, without the @. */
  xUsername: string;
};

/** The kinds of notification. Webhooks receive it as `type`, in the spelling given below. */
export type NotificationType =
  /** Alerts of a rule opened, are open still, or closed: `alert`. */
  | 'ALERT'
  /** The balance fell below the threshold: `credits.low`. */
  | 'CREDITS_LOW'
  /** An execution completed: `execution.completed`. */
  | 'EXECUTION_COMPLETED'
  /** An execution failed: `execution.failed`. */
  | 'EXECUTION_FAILED';

/** The direction of an order. */
export type OrderDirection =
  /** Ascending: smallest, oldest or A first. */
  | 'ASC'
  /** Descending: largest, newest or Z first. */
  | 'DESC';

/** What a tick does while an execution that a schedule started is QUEUED or RUNNING still. What else was enqueued does not count. To keep an execution from starting before the last one has ended, set the job’s maxConcurrent to 1. */
export type OverlapPolicy =
  /** Enqueues another execution. */
  | 'ALLOW'
  /** Enqueues another execution, unless one is QUEUED already. */
  | 'BUFFER_ONE'
  /** Cancels it, as cancelExecution does, and enqueues another execution at once. */
  | 'CANCEL_OTHER'
  /** Enqueues no execution. */
  | 'SKIP';

/** An execution of an ACTIVE job is due and has waited for a worker too long. */
export type QueueAgeInput = {
  /** The longest acceptable wait, in seconds: 1 to 2678400. */
  olderThanSeconds: number;
};

/** What a quota limits. */
export type QuotaName =
  /** Alert rules. */
  | 'ALERT_RULES'
  /** Working API keys. The same limit on every tier. */
  | 'API_KEYS'
  /** Chunks that workers hold at the same time. */
  | 'CHUNKS_IN_PROGRESS'
  /** Executions accepted per UTC day. */
  | 'EXECUTIONS_PER_DAY'
  /** Jobs that are not archived. */
  | 'JOBS'
  /** Log lines recorded per UTC day. */
  | 'LOG_LINES_PER_DAY'
  /** The minimum number of days that log lines are kept, unless their execution is deleted earlier. */
  | 'LOG_RETENTION_DAYS'
  /** The total cost of queries per minute, in points. */
  | 'QUERY_COST_PER_MINUTE'
  /** Requests per minute. */
  | 'REQUESTS_PER_MINUTE'
  /** The minimum number of days that finished executions are kept. */
  | 'RETENTION_DAYS'
  /** Ticks of one schedule per minute. */
  | 'TICKS_PER_MINUTE';

/** The finished execution to retry, and what to change. */
export type RetryExecutionInput = {
  /** The finished execution. */
  executionId: string;
  /** The parameters of the new execution; those of the old one if omitted. */
  params?: unknown;
  /** true plans only the chunks that did not complete; they keep their ranges and indexes. */
  unfinishedChunksOnly?: boolean | null | undefined;
};

/** The failed chunks to retry. */
export type RetryFailedChunksInput = {
  /** The execution they belong to; it must be running. */
  executionId: string;
  /** Only chunks that were retried fewer times than this: 0 to 100. */
  maxRetries?: number | null | undefined;
};

/** What an execution has come to. */
export type RunMilestone =
  /** It completed. */
  | 'COMPLETED'
  /** It started. */
  | 'STARTED';

/** When a job runs automatically. The defaults apply to a new schedule; in an update, omitted fields stay unchanged. */
export type ScheduleInput = {
  /** With CATCH_UP only: how far back missed ticks are made up for, 1 to 604800 seconds (3600 if omitted), which can hold at most 1000 ticks. */
  catchUpSeconds?: number | null | undefined;
  /** A cron expression with five fields, or six with seconds first. The tier limits how many ticks a minute it can have. */
  cron: string;
  /** Spreads the load: the longest time by which an execution becomes available after its tick, which differs from tick to tick: 0 to 3600 seconds. */
  jitterSeconds?: number | null | undefined;
  /** What happens to missed ticks. */
  missedTicks?: MissedTickPolicy | null | undefined;
  /** What a tick does while an execution that a schedule started is still open. */
  overlap?: OverlapPolicy | null | undefined;
  /** The IANA time zone the cron expression is evaluated in, such as Europe/Berlin. */
  timezone?: string | null | undefined;
};

/** A decision about failures that look alike. Omitted fields stay unchanged. */
export type SetFailureGroupStateInput = {
  /** The fingerprint that they share. */
  fingerprint: string;
  /** A note about it, at most 10000 characters. null removes it. */
  note?: string | null | undefined;
  /** Whose failures, for administrators. If omitted, yours. */
  ownerId?: string | null | undefined;
  /** The state. */
  state?: FailureGroupState | null | undefined;
};

/** A new status for a job. */
export type SetJobStatusInput = {
  /** The job. */
  jobId: string;
  /** The new status. */
  status: JobStatus;
};

/** Whether the schedule of a job is paused. */
export type SetSchedulePausedInput = {
  /** The job. */
  jobId: string;
  /** true pauses it, false resumes it. */
  paused: boolean;
};

/** What to do on X. */
export type SocialTaskType =
  /** Follow an account. */
  | 'FOLLOW'
  /** Like a post. */
  | 'LIKE'
  /** Something else, described by `taskTypeText`. */
  | 'OTHER'
  /** Quote a post. */
  | 'QUOTE'
  /** Reply to a post. */
  | 'REPLY'
  /** Repost a post. */
  | 'RETWEET';

/** The status of a stage. */
export type StageStatus =
  /** Ended with an error. */
  | 'FAILED'
  /** In progress. */
  | 'RUNNING'
  /** Ended successfully. */
  | 'SUCCEEDED';

/** Why an execution looks stuck. */
export type StuckReason =
  /** Its job is active, and it has been due for more than 5 minutes without being claimed. */
  | 'NOT_CLAIMED'
  /** It runs more than 3 times as long as 99 % of its job's that completed. */
  | 'RUNS_LONG';

/** Selects summaries. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type SummaryFilter = {
  /** When it was written. */
  createdAt?: DateTimeRange | null | undefined;
  /** Only this execution. */
  executionId?: string | null | undefined;
  /** true for summaries without a monitor, false for those with one. */
  isPlayground?: boolean | null | undefined;
  /** Only this monitor. */
  jobId?: string | null | undefined;
  /** The account; the id of a user stands for their own. Only administrators can find what others own. */
  ownerId?: string | null | undefined;
  /** Part of the content, case-insensitive. Needs a bound. */
  search?: string | null | undefined;
  /** Only summaries on one of these topics. */
  topics?: Array<string> | null | undefined;
  /** Only this X account, case-insensitive. */
  xUsername?: string | null | undefined;
};

/** Plain background work: none of the other kinds. */
export type TaskJobInput = {
  /** What its workers claim by, such as send-email. The job's slug if omitted. */
  handler?: string | null | undefined;
};

/** How long the spans are that a statistic is cut into. */
export type TimeBucket =
  /** A day of the time zone. */
  | 'DAY'
  /** An hour. */
  | 'HOUR'
  /** A minute. */
  | 'MINUTE'
  /** A week of the time zone, from Monday on. */
  | 'WEEK';

/** Changes to an alert rule. Omitted fields stay unchanged. Another condition closes its open alerts and begins anew. */
export type UpdateAlertRuleInput = {
  /** The rule. */
  alertRuleId: string;
  /** The condition under which an alert opens, as a whole. */
  condition?: AlertConditionInput | null | undefined;
  /** Whether it is judged. One that is not has no open alerts. */
  isEnabled?: boolean | null | undefined;
  /** The name, which notifications begin with. */
  name?: string | null | undefined;
  /** How often you are told again of what is open and not acknowledged: 300 to 2678400 seconds. null for once. */
  repeatSeconds?: number | null | undefined;
};

/** Changes to a job. Omitted fields stay unchanged. */
export type UpdateJobInput = {
  /** Configuration for its workers; an object. */
  config?: unknown;
  /** What the job is for. null removes it. */
  description?: string | null | undefined;
  /** The job. */
  jobId: string;
  /** Must be the job's existing kind. Fields omitted in it stay unchanged. */
  kind?: JobKindInput | null | undefined;
  /** How many attempts an execution has before it fails, and how many times a chunk can lose its worker: 1 to 100. */
  maxAttempts?: number | null | undefined;
  /** How many of its executions can be RUNNING at a time: 1 to 10000; null for any number. startExecution counts too, and is refused at the limit. If more are running when the limit is set, they go on. */
  maxConcurrent?: number | null | undefined;
  /** The same for its executions of one `concurrencyKey`: 1 to 10000; null for any number. Executions without a key have no such limit. */
  maxConcurrentPerKey?: number | null | undefined;
  /** The display name. */
  name?: string | null | undefined;
  /** The priority of its executions: 0 to 10, higher is more urgent. */
  priority?: number | null | undefined;
  /** The project it belongs to; must be one of its owner’s. null removes it. */
  projectId?: string | null | undefined;
  /** The wait before the second attempt: 0 to 86400 seconds. It grows with each attempt. */
  retryBackoffSeconds?: number | null | undefined;
  /** When the job runs automatically. null removes the schedule. */
  schedule?: ScheduleInput | null | undefined;
  /** A short name, unique per owner: lower-case ASCII letters and digits, single dashes between, at most 100 characters. */
  slug?: string | null | undefined;
  /** How many of its executions can be started in any 60 seconds, counted from when the limit is first set: 1 to 1000000; null for any number. Each attempt counts. A start frees its place after 60 to 61 seconds. */
  startsPerMinute?: number | null | undefined;
  /** At most 20 labels of your choice, of at most 50 characters each. Replaces the existing tags. */
  tags?: Array<string> | null | undefined;
  /** How long an execution may take: 1 to 2592000 seconds; null for no limit while its worker reports. */
  timeoutSeconds?: number | null | undefined;
};

/** Changes to your notification preferences. Omitted fields stay unchanged. */
export type UpdateNotificationPreferencesInput = {
  /** Also send notifications by email; several close together become one message. */
  email?: boolean | null | undefined;
  /** The low-credit threshold: 0 to 1000000000 credits. */
  lowCreditsThreshold?: number | null | undefined;
  /** Creates a new signing secret. For one day, requests are also signed with the previous one. */
  newWebhookSecret?: boolean | null | undefined;
  /** Notify when an execution completes. */
  onCompletion?: boolean | null | undefined;
  /** Notify when an execution fails. An attempt that will be retried does not count. */
  onFailure?: boolean | null | undefined;
  /** Notify when the balance falls below `lowCreditsThreshold`. */
  onLowCredits?: boolean | null | undefined;
  /** Also send notifications as signed requests to this https URL. null removes it. */
  webhookUrl?: string | null | undefined;
};

/** Selects users. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type UserFilter = {
  /** When the user registered. */
  createdAt?: DateTimeRange | null | undefined;
  /** What the user has access to. */
  role?: Array<UserRole> | null | undefined;
  /** Part of the email address or name, case-insensitive. */
  search?: string | null | undefined;
  /** Whether the user may use Runledger. */
  status?: Array<UserStatus> | null | undefined;
  /** The pricing tier, which sets the limits. */
  tier?: Array<UserTier> | null | undefined;
};

/** How to order users. If omitted, newest first. */
export type UserOrder = {
  /** The direction. */
  direction: OrderDirection;
  /** The field to order by. */
  field: UserOrderField;
};

/** The fields that users can be ordered by. */
export type UserOrderField =
  /** When the user registered. */
  | 'CREATED_AT'
  /** The email address. */
  | 'EMAIL';

/** What a user has access to. */
export type UserRole =
  /** Everyone's data. */
  | 'ADMIN'
  /** The data of their own account and of their teams. */
  | 'USER';

/** Whether a user may use Runledger. */
export type UserStatus =
  /** Verified; may use Runledger. */
  | 'ACTIVE'
  /** Locked out; credentials are refused. */
  | 'SUSPENDED'
  /** The email address is not verified yet. */
  | 'UNVERIFIED';

/** The pricing tier, which sets the limits. */
export type UserTier =
  /** The tier with the highest limits. */
  | 'ENTERPRISE'
  /** The basic tier. */
  | 'FREE'
  /** The professional tier. */
  | 'PRO';

/** Selects verifications. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing. */
export type VerificationLogFilter = {
  /** Whether the result came from a cache. */
  cacheHit?: boolean | null | undefined;
  /** Only this completion. */
  completionId?: string | null | undefined;
  /** Only these results. */
  result?: Array<VerificationResult> | null | undefined;
  /** Only this social task. */
  taskId?: string | null | undefined;
  /** Only tasks of these types. */
  taskType?: Array<SocialTaskType> | null | undefined;
  /** Only verifications made with this X account. */
  twitterAccountId?: string | null | undefined;
  /** Only completions of this user. */
  userId?: string | null | undefined;
  /** When the verification was made. */
  verifiedAt?: DateTimeRange | null | undefined;
};

/** The result of a verification. */
export type VerificationResult =
  /** It could not be determined. */
  | 'ERROR'
  /** The task was not done. */
  | 'REJECTED'
  /** The task was done. */
  | 'VERIFIED';

export type ProfileQueryVariables = Exact<{ [key: string]: never; }>;


export type ProfileQuery = { viewer: { id: string, email: string, fullName: string | null, status: UserStatus, tier: UserTier, role: UserRole, emailVerifiedAt: string | null, createdAt: string, accounts: Array<{ id: string, role: MembershipRole, createdAt: string, account: { id: string, name: string, kind: AccountKind, tier: UserTier } }> } | null };

export type RenameUserMutationVariables = Exact<{
  fullName?: string | null | undefined;
}>;


export type RenameUserMutation = { updateUser:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { user: { id: string, fullName: string | null } }
   };

export type KeyRowFragment = { id: string, name: string, prefix: string, lastFour: string, scopes: Array<ApiKeyScope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, rotatedAt: string | null, revokedAt: string | null };

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = { account: { id: string, apiKeys: Array<{ id: string, name: string, prefix: string, lastFour: string, scopes: Array<ApiKeyScope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, rotatedAt: string | null, revokedAt: string | null }> } | null };

export type CreateKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateKeyMutation = { createApiKey:
    | { secret: string, apiKey: { id: string, name: string, prefix: string, lastFour: string, scopes: Array<ApiKeyScope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, rotatedAt: string | null, revokedAt: string | null } }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type RotateKeyMutationVariables = Exact<{
  apiKeyId: string;
  overlapSeconds: number;
}>;


export type RotateKeyMutation = { rotateApiKey:
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
    | { secret: string, apiKey: { id: string, name: string, prefix: string, lastFour: string, scopes: Array<ApiKeyScope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, rotatedAt: string | null, revokedAt: string | null } }
   };

export type RevokeKeyMutationVariables = Exact<{
  apiKeyId: string;
}>;


export type RevokeKeyMutation = { revokeApiKey:
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { apiKey: { id: string, name: string, prefix: string, lastFour: string, scopes: Array<ApiKeyScope>, createdAt: string, expiresAt: string | null, lastUsedAt: string | null, rotatedAt: string | null, revokedAt: string | null } }
   };

export type BalanceQueryVariables = Exact<{ [key: string]: never; }>;


export type BalanceQuery = { account: { id: string, tier: UserTier, creditAccount: { id: string, balance: number } } | null };

export type CreditTransactionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type CreditTransactionsQuery = { account: { id: string, creditAccount: { id: string, transactions: { nodes: Array<{ id: string, type: CreditTransactionType, amount: number, balanceAfter: number, description: string | null, createdAt: string, execution: { id: string, runNumber: number, job:
              | { id: string, name: string }
              | { id: string, name: string }
              | { id: string, name: string }
              | { id: string, name: string }
              | { id: string, name: string }
             } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } } | null };

export type QuotasQueryVariables = Exact<{ [key: string]: never; }>;


export type QuotasQuery = { account: { id: string, tier: UserTier, quotas: Array<{ name: QuotaName, limit: number, used: number, resetsAt: string | null }> } | null };

export type UsageQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type UsageQuery = { account: { id: string, usage: Array<{ name: string, day: string, value: number, limit: number | null }> } | null };

export type ActivityRowFragment = { id: string, action: string, resourceType: string, resourceId: string | null, metadata: unknown, timestamp: string, user: { id: string, email: string } | null };

export type ActivityQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: ActivityFilter | null | undefined;
}>;


export type ActivityQuery = { viewer: { id: string, activity: { nodes: Array<{ id: string, action: string, resourceType: string, resourceId: string | null, metadata: unknown, timestamp: string, user: { id: string, email: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type AlertRowFragment = { id: string, status: AlertStatus, value: number, threshold: number, detail: string | null, errorFingerprint: string | null, openedAt: string, seenAt: string, closedAt: string | null, notifiedAt: string | null, acknowledgedBy: { name: string, at: string } | null, rule: { id: string, name: string, kind: AlertKind }, job:
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
   | null, execution: { id: string, status: ExecutionStatus, runNumber: number } | null };

export type AlertsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AlertFilter | null | undefined;
}>;


export type AlertsQuery = { alerts: { nodes: Array<{ id: string, status: AlertStatus, value: number, threshold: number, detail: string | null, errorFingerprint: string | null, openedAt: string, seenAt: string, closedAt: string | null, notifiedAt: string | null, acknowledgedBy: { name: string, at: string } | null, rule: { id: string, name: string, kind: AlertKind }, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       | null, execution: { id: string, status: ExecutionStatus, runNumber: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AlertCountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AlertCountsQuery = { open: { count: { value: number, isCapped: boolean } }, acknowledged: { count: { value: number, isCapped: boolean } } };

export type AcknowledgeAlertMutationVariables = Exact<{
  alertId: string;
}>;


export type AcknowledgeAlertMutation = { acknowledgeAlert:
    | { alert: { id: string, status: AlertStatus, value: number, threshold: number, detail: string | null, errorFingerprint: string | null, openedAt: string, seenAt: string, closedAt: string | null, notifiedAt: string | null, acknowledgedBy: { name: string, at: string } | null, rule: { id: string, name: string, kind: AlertKind }, job:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         | null, execution: { id: string, status: ExecutionStatus, runNumber: number } | null } }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type RuleRowFragment = { id: string, name: string, kind: AlertKind, isEnabled: boolean, repeatSeconds: number | null, createdAt: string, updatedAt: string, evaluatedAt: string | null, notifiedAt: string | null, owner: { id: string, name: string }, job:
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
   | null, condition:
    | { __typename: 'FailureGroupCondition', unseenDays: number }
    | { __typename: 'FailureRateCondition', rangeSeconds: number, above: number, minRuns: number }
    | { __typename: 'LongRunCondition', longerThanSeconds: number | null, timesUsual: number | null }
    | { __typename: 'MissingRunCondition', milestone: RunMilestone, withinSeconds: number, afterTick: boolean, times: { cron: string, timezone: string } | null }
    | { __typename: 'QueueAgeCondition', olderThanSeconds: number }
   };

export type AlertRulesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: AlertRuleFilter | null | undefined;
}>;


export type AlertRulesQuery = { alertRules: { nodes: Array<{ id: string, name: string, kind: AlertKind, isEnabled: boolean, repeatSeconds: number | null, createdAt: string, updatedAt: string, evaluatedAt: string | null, notifiedAt: string | null, owner: { id: string, name: string }, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       | null, condition:
        | { __typename: 'FailureGroupCondition', unseenDays: number }
        | { __typename: 'FailureRateCondition', rangeSeconds: number, above: number, minRuns: number }
        | { __typename: 'LongRunCondition', longerThanSeconds: number | null, timesUsual: number | null }
        | { __typename: 'MissingRunCondition', milestone: RunMilestone, withinSeconds: number, afterTick: boolean, times: { cron: string, timezone: string } | null }
        | { __typename: 'QueueAgeCondition', olderThanSeconds: number }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type AlertRuleNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type AlertRuleNamesQuery = { alertRules: { nodes: Array<{ id: string, name: string, owner: { id: string, name: string } }> } };

export type CreateRuleMutationVariables = Exact<{
  input: CreateAlertRuleInput;
}>;


export type CreateRuleMutation = { createAlertRule:
    | { alertRule: { id: string, name: string, kind: AlertKind, isEnabled: boolean, repeatSeconds: number | null, createdAt: string, updatedAt: string, evaluatedAt: string | null, notifiedAt: string | null, owner: { id: string, name: string }, job:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         | null, condition:
          | { __typename: 'FailureGroupCondition', unseenDays: number }
          | { __typename: 'FailureRateCondition', rangeSeconds: number, above: number, minRuns: number }
          | { __typename: 'LongRunCondition', longerThanSeconds: number | null, timesUsual: number | null }
          | { __typename: 'MissingRunCondition', milestone: RunMilestone, withinSeconds: number, afterTick: boolean, times: { cron: string, timezone: string } | null }
          | { __typename: 'QueueAgeCondition', olderThanSeconds: number }
         } }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type UpdateRuleMutationVariables = Exact<{
  input: UpdateAlertRuleInput;
}>;


export type UpdateRuleMutation = { updateAlertRule:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { alertRule: { id: string, name: string, kind: AlertKind, isEnabled: boolean, repeatSeconds: number | null, createdAt: string, updatedAt: string, evaluatedAt: string | null, notifiedAt: string | null, owner: { id: string, name: string }, job:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         | null, condition:
          | { __typename: 'FailureGroupCondition', unseenDays: number }
          | { __typename: 'FailureRateCondition', rangeSeconds: number, above: number, minRuns: number }
          | { __typename: 'LongRunCondition', longerThanSeconds: number | null, timesUsual: number | null }
          | { __typename: 'MissingRunCondition', milestone: RunMilestone, withinSeconds: number, afterTick: boolean, times: { cron: string, timezone: string } | null }
          | { __typename: 'QueueAgeCondition', olderThanSeconds: number }
         } }
   };

export type DeleteRuleMutationVariables = Exact<{
  alertRuleId: string;
}>;


export type DeleteRuleMutation = { deleteAlertRule:
    | { deletedAlertRuleId: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type AlertDetailQueryVariables = Exact<{
  id: string;
}>;


export type AlertDetailQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask' }
    | { __typename: 'Alert', id: string, status: AlertStatus, value: number, threshold: number, detail: string | null, errorFingerprint: string | null, openedAt: string, seenAt: string, closedAt: string | null, notifiedAt: string | null, rule: { id: string, name: string, kind: AlertKind, isEnabled: boolean, repeatSeconds: number | null, createdAt: string, updatedAt: string, evaluatedAt: string | null, notifiedAt: string | null, owner: { id: string, name: string }, job:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         | null, condition:
          | { __typename: 'FailureGroupCondition', unseenDays: number }
          | { __typename: 'FailureRateCondition', rangeSeconds: number, above: number, minRuns: number }
          | { __typename: 'LongRunCondition', longerThanSeconds: number | null, timesUsual: number | null }
          | { __typename: 'MissingRunCondition', milestone: RunMilestone, withinSeconds: number, afterTick: boolean, times: { cron: string, timezone: string } | null }
          | { __typename: 'QueueAgeCondition', olderThanSeconds: number }
         }, acknowledgedBy: { name: string, at: string } | null, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       | null, execution: { id: string, status: ExecutionStatus, runNumber: number } | null }
    | { __typename: 'AlertRule' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Artifact' }
    | { __typename: 'BotJob' }
    | { __typename: 'Chunk' }
    | { __typename: 'Completion' }
    | { __typename: 'CrawlJob' }
    | { __typename: 'CreditAccount' }
    | { __typename: 'CreditTransaction' }
    | { __typename: 'Execution' }
    | { __typename: 'ExecutionEvent' }
    | { __typename: 'Image' }
    | { __typename: 'Membership' }
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob' }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask' }
    | { __typename: 'Stage' }
    | { __typename: 'Summary' }
    | { __typename: 'TaskJob' }
    | { __typename: 'TwitterAccount' }
    | { __typename: 'User' }
    | { __typename: 'VerificationLog' }
   | null };

type ErrorFields_ConflictError_Fragment = { __typename: 'ConflictError', code: ErrorCode, message: string };

type ErrorFields_ExpiredError_Fragment = { __typename: 'ExpiredError', code: ErrorCode, message: string };

type ErrorFields_InsufficientCreditsError_Fragment = { __typename: 'InsufficientCreditsError', code: ErrorCode, message: string };

type ErrorFields_InvalidInputError_Fragment = { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> };

type ErrorFields_InvalidTransitionError_Fragment = { __typename: 'InvalidTransitionError', code: ErrorCode, message: string };

type ErrorFields_LeaseLostError_Fragment = { __typename: 'LeaseLostError', code: ErrorCode, message: string };

type ErrorFields_NotFoundError_Fragment = { __typename: 'NotFoundError', code: ErrorCode, message: string };

type ErrorFields_OpenChunksError_Fragment = { __typename: 'OpenChunksError', code: ErrorCode, message: string };

type ErrorFields_QuotaExceededError_Fragment = { __typename: 'QuotaExceededError', code: ErrorCode, message: string };

type ErrorFields_UnavailableError_Fragment = { __typename: 'UnavailableError', code: ErrorCode, message: string };

export type ErrorFieldsFragment =
  | ErrorFields_ConflictError_Fragment
  | ErrorFields_ExpiredError_Fragment
  | ErrorFields_InsufficientCreditsError_Fragment
  | ErrorFields_InvalidInputError_Fragment
  | ErrorFields_InvalidTransitionError_Fragment
  | ErrorFields_LeaseLostError_Fragment
  | ErrorFields_NotFoundError_Fragment
  | ErrorFields_OpenChunksError_Fragment
  | ErrorFields_QuotaExceededError_Fragment
  | ErrorFields_UnavailableError_Fragment
;

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { viewer: { id: string, email: string, fullName: string | null, role: UserRole, account: { id: string } } | null, account: { id: string, name: string, kind: AccountKind, tier: UserTier } | null, access: { scopes: Array<ApiKeyScope>, role: MembershipRole } | null, credential: { id: string, name: string } | null };

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { viewer: { id: string, accounts: Array<{ id: string, role: MembershipRole, account: { id: string, name: string, kind: AccountKind } }> } | null };

export type RenewSessionMutationVariables = Exact<{ [key: string]: never; }>;


export type RenewSessionMutation = { renewSession:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RenewSessionPayload' }
   };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'SignOutPayload' }
   };

export type RequestSignInMutationVariables = Exact<{
  email: string;
}>;


export type RequestSignInMutation = { requestSignIn:
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'RequestSignInPayload' }
   };

export type StreamTicketMutationVariables = Exact<{ [key: string]: never; }>;


export type StreamTicketMutation = { createStreamTicket:
    | { __typename: 'CreateStreamTicketPayload', ticket: string }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
   };

export type JobChoicesQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
}>;


export type JobChoicesQuery = { jobs: { nodes: Array<
      | { id: string, name: string, slug: string, kind: JobKind }
      | { id: string, name: string, slug: string, kind: JobKind }
      | { id: string, name: string, slug: string, kind: JobKind }
      | { id: string, name: string, slug: string, kind: JobKind }
      | { id: string, name: string, slug: string, kind: JobKind }
    > } };

export type PaletteJobsQueryVariables = Exact<{
  search: string;
}>;


export type PaletteJobsQuery = { jobs: { nodes: Array<
      | { id: string, name: string, slug: string }
      | { id: string, name: string, slug: string }
      | { id: string, name: string, slug: string }
      | { id: string, name: string, slug: string }
      | { id: string, name: string, slug: string }
    > } };

export type FailureRowFragment = { fingerprint: string, message: string, errorCode: string | null, count: number, mendedCount: number, firstSeenAt: string, lastSeenAt: string, failedStages: Array<string>, state: FailureGroupState, note: string | null, resolvedAt: string | null, resolvedBy: { at: string, name: string } | null, jobCount: { value: number, isCapped: boolean }, buckets: Array<{ start: string, count: number }>, owner: { id: string, name: string } };

export type FailuresQueryVariables = Exact<{
  filter: ExecutionFilter;
  state?: Array<FailureGroupState> | FailureGroupState | null | undefined;
  first: number;
  bucket: TimeBucket;
  timezone: string;
}>;


export type FailuresQuery = { failureGroups: Array<{ fingerprint: string, message: string, errorCode: string | null, count: number, mendedCount: number, firstSeenAt: string, lastSeenAt: string, failedStages: Array<string>, state: FailureGroupState, note: string | null, resolvedAt: string | null, jobs: Array<
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
    >, resolvedBy: { at: string, name: string } | null, jobCount: { value: number, isCapped: boolean }, buckets: Array<{ start: string, count: number }>, owner: { id: string, name: string } }> };

export type FailureGroupQueryVariables = Exact<{
  filter: ExecutionFilter;
  bucket: TimeBucket;
  timezone: string;
}>;


export type FailureGroupQuery = { failureGroups: Array<{ fingerprint: string, message: string, errorCode: string | null, count: number, mendedCount: number, firstSeenAt: string, lastSeenAt: string, failedStages: Array<string>, state: FailureGroupState, note: string | null, resolvedAt: string | null, jobs: Array<
      | { id: string, name: string, kind: JobKind }
      | { id: string, name: string, kind: JobKind }
      | { id: string, name: string, kind: JobKind }
      | { id: string, name: string, kind: JobKind }
      | { id: string, name: string, kind: JobKind }
    >, sample: { id: string, status: ExecutionStatus, runNumber: number, attempt: number, workerId: string | null, queuedAt: string, startedAt: string | null, finishedAt: string | null, durationMs: number | null, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       } | null, resolvedBy: { at: string, name: string } | null, jobCount: { value: number, isCapped: boolean }, buckets: Array<{ start: string, count: number }>, owner: { id: string, name: string } }> };

export type SetFailureGroupStateMutationVariables = Exact<{
  input: SetFailureGroupStateInput;
}>;


export type SetFailureGroupStateMutation = { setFailureGroupState:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { failureGroup: { fingerprint: string, state: FailureGroupState, note: string | null } | null }
   };

type JobSettings_AgentTask_Fragment = { maxRounds: number, memorySize: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null };

type JobSettings_BotJob_Fragment = { botId: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null };

type JobSettings_CrawlJob_Fragment = { keywords: Array<string>, maxImages: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null };

type JobSettings_MonitorJob_Fragment = { xUsername: string, topics: Array<string>, hoursBack: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null };

type JobSettings_TaskJob_Fragment = { handler: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null };

export type JobSettingsFragment =
  | JobSettings_AgentTask_Fragment
  | JobSettings_BotJob_Fragment
  | JobSettings_CrawlJob_Fragment
  | JobSettings_MonitorJob_Fragment
  | JobSettings_TaskJob_Fragment
;

export type JobQueryVariables = Exact<{
  id: string;
}>;


export type JobQuery = { job:
    | { totalRuns: number, successfulRuns: number, failedRuns: number, maxRounds: number, memorySize: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, owner: { id: string, name: string }, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
    | { totalRuns: number, successfulRuns: number, failedRuns: number, botId: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, owner: { id: string, name: string }, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
    | { totalRuns: number, successfulRuns: number, failedRuns: number, keywords: Array<string>, maxImages: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, owner: { id: string, name: string }, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
    | { totalRuns: number, successfulRuns: number, failedRuns: number, xUsername: string, topics: Array<string>, hoursBack: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, owner: { id: string, name: string }, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
    | { totalRuns: number, successfulRuns: number, failedRuns: number, handler: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, owner: { id: string, name: string }, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
   | null };

export type JobStripQueryVariables = Exact<{
  id: string;
}>;


export type JobStripQuery = { job:
    | { id: string, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, durationMs: number | null, trigger: ExecutionTrigger, attempt: number, errorCode: string | null, errorMessage: string | null }> } }
    | { id: string, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, durationMs: number | null, trigger: ExecutionTrigger, attempt: number, errorCode: string | null, errorMessage: string | null }> } }
    | { id: string, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, durationMs: number | null, trigger: ExecutionTrigger, attempt: number, errorCode: string | null, errorMessage: string | null }> } }
    | { id: string, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, durationMs: number | null, trigger: ExecutionTrigger, attempt: number, errorCode: string | null, errorMessage: string | null }> } }
    | { id: string, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, durationMs: number | null, trigger: ExecutionTrigger, attempt: number, errorCode: string | null, errorMessage: string | null }> } }
   | null };

export type JobLastParamsQueryVariables = Exact<{
  id: string;
}>;


export type JobLastParamsQuery = { job:
    | { id: string, latestExecution: { id: string, runNumber: number, params: unknown } | null }
    | { id: string, latestExecution: { id: string, runNumber: number, params: unknown } | null }
    | { id: string, latestExecution: { id: string, runNumber: number, params: unknown } | null }
    | { id: string, latestExecution: { id: string, runNumber: number, params: unknown } | null }
    | { id: string, latestExecution: { id: string, runNumber: number, params: unknown } | null }
   | null };

export type JobStatsQueryVariables = Exact<{
  id: string;
  from: string;
  bucket: TimeBucket;
  timezone: string;
}>;


export type JobStatsQuery = { job:
    | { id: string, stats: { count: number, successRate: number | null, countsByStatus: Array<{ status: ExecutionStatus, count: number, isCapped: boolean }>, durationMs: { p50: number, p95: number, max: number } | null, buckets: Array<{ start: string, count: number, completed: number, failed: number, canceled: number, durationMs: { p50: number, p95: number } | null }> } }
    | { id: string, stats: { count: number, successRate: number | null, countsByStatus: Array<{ status: ExecutionStatus, count: number, isCapped: boolean }>, durationMs: { p50: number, p95: number, max: number } | null, buckets: Array<{ start: string, count: number, completed: number, failed: number, canceled: number, durationMs: { p50: number, p95: number } | null }> } }
    | { id: string, stats: { count: number, successRate: number | null, countsByStatus: Array<{ status: ExecutionStatus, count: number, isCapped: boolean }>, durationMs: { p50: number, p95: number, max: number } | null, buckets: Array<{ start: string, count: number, completed: number, failed: number, canceled: number, durationMs: { p50: number, p95: number } | null }> } }
    | { id: string, stats: { count: number, successRate: number | null, countsByStatus: Array<{ status: ExecutionStatus, count: number, isCapped: boolean }>, durationMs: { p50: number, p95: number, max: number } | null, buckets: Array<{ start: string, count: number, completed: number, failed: number, canceled: number, durationMs: { p50: number, p95: number } | null }> } }
    | { id: string, stats: { count: number, successRate: number | null, countsByStatus: Array<{ status: ExecutionStatus, count: number, isCapped: boolean }>, durationMs: { p50: number, p95: number, max: number } | null, buckets: Array<{ start: string, count: number, completed: number, failed: number, canceled: number, durationMs: { p50: number, p95: number } | null }> } }
   | null };

export type JobFailuresQueryVariables = Exact<{
  id: string;
  from: string;
}>;


export type JobFailuresQuery = { failureGroups: Array<{ fingerprint: string, errorCode: string | null, message: string, count: number, firstSeenAt: string, lastSeenAt: string, state: FailureGroupState, failedStages: Array<string>, sample: { id: string, runNumber: number } | null }> };

export type JobScheduleQueryVariables = Exact<{
  id: string;
}>;


export type JobScheduleQuery = { job:
    | { id: string, schedule: { nextRunAt: string | null, nextRuns: Array<string> } | null }
    | { id: string, schedule: { nextRunAt: string | null, nextRuns: Array<string> } | null }
    | { id: string, schedule: { nextRunAt: string | null, nextRuns: Array<string> } | null }
    | { id: string, schedule: { nextRunAt: string | null, nextRuns: Array<string> } | null }
    | { id: string, schedule: { nextRunAt: string | null, nextRuns: Array<string> } | null }
   | null };

export type JobTicksQueryVariables = Exact<{
  id: string;
  skipped?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type JobTicksQuery = { scheduleTicks: { nodes: Array<{ id: string, at: string, skipReason: string | null, execution: { id: string, status: ExecutionStatus, runNumber: number, durationMs: number | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ScheduleNextRunsQueryVariables = Exact<{
  cron: string;
  timezone: string;
  count: number;
}>;


export type ScheduleNextRunsQuery = { scheduleNextRuns: Array<string> };

export type CreateJobMutationVariables = Exact<{
  input: CreateJobInput;
}>;


export type CreateJobMutation = { createJob:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'CreateJobPayload', job:
        | { maxRounds: number, memorySize: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { botId: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { keywords: Array<string>, maxImages: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { xUsername: string, topics: Array<string>, hoursBack: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { handler: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
       }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type UpdateJobMutationVariables = Exact<{
  input: UpdateJobInput;
}>;


export type UpdateJobMutation = { updateJob:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
    | { __typename: 'UpdateJobPayload', job:
        | { maxRounds: number, memorySize: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { botId: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { keywords: Array<string>, maxImages: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { xUsername: string, topics: Array<string>, hoursBack: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { handler: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
       }
   };

export type SetJobStatusMutationVariables = Exact<{
  input: SetJobStatusInput;
}>;


export type SetJobStatusMutation = { setJobStatus:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
    | { __typename: 'SetJobStatusPayload', job:
        | { maxRounds: number, memorySize: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { botId: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { keywords: Array<string>, maxImages: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { xUsername: string, topics: Array<string>, hoursBack: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { handler: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
       }
   };

export type SetSchedulePausedMutationVariables = Exact<{
  input: SetSchedulePausedInput;
}>;


export type SetSchedulePausedMutation = { setSchedulePaused:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'SetSchedulePausedPayload', job:
        | { maxRounds: number, memorySize: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { botId: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { keywords: Array<string>, maxImages: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { xUsername: string, topics: Array<string>, hoursBack: number, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
        | { handler: string, id: string, kind: JobKind, slug: string, name: string, description: string | null, status: JobStatus, tags: Array<string>, config: unknown, priority: number, maxAttempts: number, retryBackoffSeconds: number, timeoutSeconds: number | null, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null, createdAt: string, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, overlap: OverlapPolicy, missedTicks: MissedTickPolicy, catchUpSeconds: number | null, jitterSeconds: number, pausedAt: string | null, nextRunAt: string | null } | null }
       }
   };

export type DeleteJobMutationVariables = Exact<{
  input: DeleteJobInput;
}>;


export type DeleteJobMutation = { deleteJob:
    | { __typename: 'DeleteJobPayload', deletedJobId: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type BackfillScheduleMutationVariables = Exact<{
  input: BackfillScheduleInput;
}>;


export type BackfillScheduleMutation = { backfillSchedule:
    | { __typename: 'BackfillSchedulePayload', succeeded: number, refused: number, ticks: Array<string>, refusal:
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
        | { code: ErrorCode, message: string }
       | null }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type EnqueueJobMutationVariables = Exact<{
  input: EnqueueExecutionInput;
}>;


export type EnqueueJobMutation = { enqueueExecution:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'EnqueueExecutionPayload', isReplay: boolean, execution: { id: string, runNumber: number } }
    | { __typename: 'InsufficientCreditsError', code: ErrorCode, message: string }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

type JobRow_AgentTask_Fragment = { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } };

type JobRow_BotJob_Fragment = { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } };

type JobRow_CrawlJob_Fragment = { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } };

type JobRow_MonitorJob_Fragment = { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } };

type JobRow_TaskJob_Fragment = { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } };

export type JobRowFragment =
  | JobRow_AgentTask_Fragment
  | JobRow_BotJob_Fragment
  | JobRow_CrawlJob_Fragment
  | JobRow_MonitorJob_Fragment
  | JobRow_TaskJob_Fragment
;

export type JobsQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  orderBy?: JobOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type JobsQuery = { jobs: { nodes: Array<
      | { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } }
      | { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } }
      | { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } }
      | { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } }
      | { id: string, kind: JobKind, slug: string, name: string, status: JobStatus, tags: Array<string>, updatedAt: string, project: { id: string, name: string } | null, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null } | null, executions: { nodes: Array<{ id: string, status: ExecutionStatus, runNumber: number, queuedAt: string, durationMs: number | null }> } }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type JobCountQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
}>;


export type JobCountQuery = { jobs: { count: { value: number, isCapped: boolean } } };

export type JobFiguresQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  first?: number | null | undefined;
}>;


export type JobFiguresQuery = { jobs: { nodes: Array<
      | { id: string, stats: { count: number, successRate: number | null, durationMs: { p95: number } | null } }
      | { id: string, stats: { count: number, successRate: number | null, durationMs: { p95: number } | null } }
      | { id: string, stats: { count: number, successRate: number | null, durationMs: { p95: number } | null } }
      | { id: string, stats: { count: number, successRate: number | null, durationMs: { p95: number } | null } }
      | { id: string, stats: { count: number, successRate: number | null, durationMs: { p95: number } | null } }
    > } };

export type ProjectChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type ProjectChoicesQuery = { projects: { nodes: Array<{ id: string, name: string }> } };

export type NotificationRowFragment = { id: string, type: NotificationType, title: string, body: string | null, createdAt: string, readAt: string | null, job:
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
   | null, execution: { id: string, status: ExecutionStatus } | null, alert: { id: string, status: AlertStatus } | null };

export type InboxQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  unreadOnly?: boolean | null | undefined;
}>;


export type InboxQuery = { viewer: { id: string, notifications: { nodes: Array<{ id: string, type: NotificationType, title: string, body: string | null, createdAt: string, readAt: string | null, job:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         | null, execution: { id: string, status: ExecutionStatus } | null, alert: { id: string, status: AlertStatus } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type LatestNotificationsQueryVariables = Exact<{ [key: string]: never; }>;


export type LatestNotificationsQuery = { viewer: { id: string, unread: { count: { value: number, isCapped: boolean } }, latest: { nodes: Array<{ id: string, type: NotificationType, title: string, body: string | null, createdAt: string, readAt: string | null, job:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         | null, execution: { id: string, status: ExecutionStatus } | null, alert: { id: string, status: AlertStatus } | null }> } } | null };

export type NewNotificationsSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type NewNotificationsSubscription = { notificationAdded: { id: string, type: NotificationType, title: string, body: string | null, createdAt: string, readAt: string | null, job:
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
     | null, execution: { id: string, status: ExecutionStatus } | null, alert: { id: string, status: AlertStatus } | null } };

export type MarkReadMutationVariables = Exact<{
  ids?: Array<string> | string | null | undefined;
  until?: string | null | undefined;
}>;


export type MarkReadMutation = { markNotificationsRead:
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { markedCount: number, hasMore: boolean }
   };

export type NotificationSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type NotificationSettingsQuery = { viewer: { id: string, notificationPreferences: { onFailure: boolean, onCompletion: boolean, onLowCredits: boolean, lowCreditsThreshold: number, email: boolean, webhookUrl: string | null } } | null };

export type SetNotificationsMutationVariables = Exact<{
  input: UpdateNotificationPreferencesInput;
}>;


export type SetNotificationsMutation = { updateNotificationPreferences:
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
    | { webhookSecret: string | null, notificationPreferences: { onFailure: boolean, onCompletion: boolean, onLowCredits: boolean, lowCreditsThreshold: number, email: boolean, webhookUrl: string | null } }
   };

export type OverviewNowQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewNowQuery = { executions: { countsByStatus: Array<{ status: ExecutionStatus, count: number, isCapped: boolean }> } };

export type OverviewStatsQueryVariables = Exact<{
  range: ExecutionFilter;
  before: ExecutionFilter;
  bucket: TimeBucket;
  timezone: string;
}>;


export type OverviewStatsQuery = { now: { count: number, successRate: number | null, countsByStatus: Array<{ status: ExecutionStatus, count: number }>, durationMs: { p50: number, p95: number } | null, buckets: Array<{ start: string, count: number, completed: number, failed: number, canceled: number, durationMs: { p50: number, p95: number } | null }> }, before: { count: number, successRate: number | null, countsByStatus: Array<{ status: ExecutionStatus, count: number }>, durationMs: { p50: number, p95: number } | null } };

export type OverviewFailuresQueryVariables = Exact<{
  range: ExecutionFilter;
  bucket: TimeBucket;
  timezone: string;
  first: number;
}>;


export type OverviewFailuresQuery = { failureGroups: Array<{ fingerprint: string, message: string, errorCode: string | null, count: number, lastSeenAt: string, jobCount: { value: number, isCapped: boolean }, jobs: Array<
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
    >, buckets: Array<{ start: string, count: number }>, owner: { id: string, name: string } }> };

export type OverviewStuckQueryVariables = Exact<{
  first: number;
}>;


export type OverviewStuckQuery = { stuckExecutions: Array<{ id: string, status: ExecutionStatus, stuckReason: StuckReason | null, runNumber: number, queuedAt: string, availableAt: string, startedAt: string | null, heartbeatAt: string | null, cancelRequestedAt: string | null, workerId: string | null, job:
      | { id: string, name: string, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null }
      | { id: string, name: string, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null }
      | { id: string, name: string, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null }
      | { id: string, name: string, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null }
      | { id: string, name: string, maxConcurrent: number | null, maxConcurrentPerKey: number | null, startsPerMinute: number | null }
     }> };

export type OverviewSchedulesQueryVariables = Exact<{
  first: number;
}>;


export type OverviewSchedulesQuery = { jobs: { nodes: Array<
      | { id: string, name: string, kind: JobKind, schedule: { cron: string, timezone: string, nextRunAt: string | null } | null, latestExecution: { id: string, status: ExecutionStatus } | null }
      | { id: string, name: string, kind: JobKind, schedule: { cron: string, timezone: string, nextRunAt: string | null } | null, latestExecution: { id: string, status: ExecutionStatus } | null }
      | { id: string, name: string, kind: JobKind, schedule: { cron: string, timezone: string, nextRunAt: string | null } | null, latestExecution: { id: string, status: ExecutionStatus } | null }
      | { id: string, name: string, kind: JobKind, schedule: { cron: string, timezone: string, nextRunAt: string | null } | null, latestExecution: { id: string, status: ExecutionStatus } | null }
      | { id: string, name: string, kind: JobKind, schedule: { cron: string, timezone: string, nextRunAt: string | null } | null, latestExecution: { id: string, status: ExecutionStatus } | null }
    > } };

export type OverviewAlertsQueryVariables = Exact<{
  first: number;
}>;


export type OverviewAlertsQuery = { alerts: { count: { value: number, isCapped: boolean }, nodes: Array<{ id: string, status: AlertStatus, openedAt: string, value: number, threshold: number, detail: string | null, rule: { id: string, name: string, kind: AlertKind }, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       | null, execution: { id: string, runNumber: number, job:
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
          | { id: string, name: string }
         } | null }> } };

export type OverviewWorkersQueryVariables = Exact<{
  seenSince: string;
  first: number;
}>;


export type OverviewWorkersQuery = { workers: Array<{ id: string, holding: number, completed: number, failed: number, lastSeenAt: string, owner: { id: string, name: string } }> };

export type OverviewStartQueryVariables = Exact<{ [key: string]: never; }>;


export type OverviewStartQuery = { jobs: { nodes: Array<
      | { id: string, slug: string, name: string }
      | { id: string, slug: string, name: string }
      | { id: string, slug: string, name: string }
      | { id: string, slug: string, name: string }
      | { id: string, slug: string, name: string }
    > } };

export type PersonRowFragment = { id: string, email: string, fullName: string | null, status: UserStatus, tier: UserTier, role: UserRole, createdAt: string, emailVerifiedAt: string | null };

export type PeopleQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: UserFilter | null | undefined;
  orderBy?: UserOrder | null | undefined;
}>;


export type PeopleQuery = { users: { nodes: Array<{ id: string, email: string, fullName: string | null, status: UserStatus, tier: UserTier, role: UserRole, createdAt: string, emailVerifiedAt: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type PeopleCountQueryVariables = Exact<{
  filter?: UserFilter | null | undefined;
}>;


export type PeopleCountQuery = { users: { count: { value: number, isCapped: boolean } } };

export type PersonQueryVariables = Exact<{
  id: string;
}>;


export type PersonQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask' }
    | { __typename: 'Alert' }
    | { __typename: 'AlertRule' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Artifact' }
    | { __typename: 'BotJob' }
    | { __typename: 'Chunk' }
    | { __typename: 'Completion' }
    | { __typename: 'CrawlJob' }
    | { __typename: 'CreditAccount' }
    | { __typename: 'CreditTransaction' }
    | { __typename: 'Execution' }
    | { __typename: 'ExecutionEvent' }
    | { __typename: 'Image' }
    | { __typename: 'Membership' }
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob' }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask' }
    | { __typename: 'Stage' }
    | { __typename: 'Summary' }
    | { __typename: 'TaskJob' }
    | { __typename: 'TwitterAccount' }
    | { __typename: 'User', id: string, email: string, fullName: string | null, status: UserStatus, tier: UserTier, role: UserRole, createdAt: string, emailVerifiedAt: string | null, account: { id: string }, creditAccount: { id: string, balance: number }, jobs: { count: { value: number, isCapped: boolean } }, twitterAccount: { id: string, username: string, isActive: boolean } | null, quotas: Array<{ name: QuotaName, limit: number, used: number }> }
    | { __typename: 'VerificationLog' }
   | null };

export type PersonActivityQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PersonActivityQuery = { activityLogs: { nodes: Array<{ id: string, action: string, resourceType: string, resourceId: string | null, metadata: unknown, timestamp: string, user: { id: string, email: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SetStatusMutationVariables = Exact<{
  userId: string;
  status: UserStatus;
}>;


export type SetStatusMutation = { setUserStatus:
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { user: { id: string, email: string, fullName: string | null, status: UserStatus, tier: UserTier, role: UserRole, createdAt: string, emailVerifiedAt: string | null } }
   };

export type SetTierMutationVariables = Exact<{
  userId: string;
  tier: UserTier;
}>;


export type SetTierMutation = { setUserTier:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { user: { id: string, email: string, fullName: string | null, status: UserStatus, tier: UserTier, role: UserRole, createdAt: string, emailVerifiedAt: string | null } }
   };

export type GrantCreditsMutationVariables = Exact<{
  input: GrantCreditsInput;
}>;


export type GrantCreditsMutation = { grantCredits:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { isReplay: boolean, creditAccount: { id: string, balance: number } }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type LogRowFragment = { cursor: string, at: string, level: LogLevel, message: string, attempt: number, stageName: string | null, chunkId: string | null, fields: unknown, isCut: boolean };

export type RunLogsBeforeQueryVariables = Exact<{
  id: string;
  filter?: LogFilter | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type RunLogsBeforeQuery = { execution: { id: string, logs: { nodes: Array<{ cursor: string, at: string, level: LogLevel, message: string, attempt: number, stageName: string | null, chunkId: string | null, fields: unknown, isCut: boolean }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type RunLogsAfterQueryVariables = Exact<{
  id: string;
  filter?: LogFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type RunLogsAfterQuery = { execution: { id: string, logs: { nodes: Array<{ cursor: string, at: string, level: LogLevel, message: string, attempt: number, stageName: string | null, chunkId: string | null, fields: unknown, isCut: boolean }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RunChunkMapQueryVariables = Exact<{
  id: string;
}>;


export type RunChunkMapQuery = { execution: { id: string, chunkMap: Array<{ start: number, end: number, status: ChunkStatus }>, progress: { total: number, completed: number, failed: number, pending: number, processing: number, etaSeconds: number | null } } | null };

export type ChunkRowFragment = { id: string, chunkIndex: number, status: ChunkStatus, retryCount: number, workerId: string | null, startedAt: string | null, finishedAt: string | null, durationMs: number | null, leaseExpiresAt: string | null, errorMessage: string | null, taskId: string | null, imageRange: { start: number, end: number } };

export type RunChunksQueryVariables = Exact<{
  id: string;
  filter?: ChunkFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunChunksQuery = { execution: { id: string, chunks: { nodes: Array<{ id: string, chunkIndex: number, status: ChunkStatus, retryCount: number, workerId: string | null, startedAt: string | null, finishedAt: string | null, durationMs: number | null, leaseExpiresAt: string | null, errorMessage: string | null, taskId: string | null, imageRange: { start: number, end: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RunChunkProgressSubscriptionVariables = Exact<{
  id: string;
}>;


export type RunChunkProgressSubscription = { progressChanged: { executionId: string, total: number, completed: number, failed: number, pending: number, processing: number, etaSeconds: number | null } };

export type RunRetryChunksMutationVariables = Exact<{
  input: RetryFailedChunksInput;
}>;


export type RunRetryChunksMutation = { retryFailedChunks:
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RetryFailedChunksPayload', chunkCount: number, execution: { id: string, status: ExecutionStatus } }
   };

export type RunMetricNamesQueryVariables = Exact<{
  filter: MetricFilter;
}>;


export type RunMetricNamesQuery = { metricNames: Array<{ value: string, count: { value: number, isCapped: boolean } }> };

export type RunMetricSeriesQueryVariables = Exact<{
  name: string;
  filter: MetricFilter;
}>;


export type RunMetricSeriesQuery = { metricSeries: Array<{ start: string, count: number, average: number, min: number, max: number, last: number }> };

export type RunMetricLabelsQueryVariables = Exact<{
  id: string;
  name: string;
}>;


export type RunMetricLabelsQuery = { execution: { id: string, metrics: { nodes: Array<{ id: string, labels: unknown }> } } | null };

export type MetricRowFragment = { id: string, name: string, value: number, unit: string | null, metricType: MetricType, labels: unknown, timestamp: string };

export type RunMetricsQueryVariables = Exact<{
  id: string;
  filter?: MetricFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunMetricsQuery = { execution: { id: string, metrics: { nodes: Array<{ id: string, name: string, value: number, unit: string | null, metricType: MetricType, labels: unknown, timestamp: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ArtifactRowFragment = { id: string, name: string, artifactType: ArtifactType, contentType: string | null, contentSize: number | null, fileSize: number | null, filePath: string | null, fileHash: string | null, fileHashAlgorithm: string | null, createdAt: string, metadata: unknown };

export type RunArtifactsQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunArtifactsQuery = { execution: { id: string, artifacts: { nodes: Array<{ id: string, name: string, artifactType: ArtifactType, contentType: string | null, contentSize: number | null, fileSize: number | null, filePath: string | null, fileHash: string | null, fileHashAlgorithm: string | null, createdAt: string, metadata: unknown }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ArtifactPieceQueryVariables = Exact<{
  id: string;
  offset: number;
  length: number;
}>;


export type ArtifactPieceQuery = { node:
    | { __typename: 'Account', id: string }
    | { __typename: 'ActivityLog', id: string }
    | { __typename: 'AgentTask', id: string }
    | { __typename: 'Alert', id: string }
    | { __typename: 'AlertRule', id: string }
    | { __typename: 'ApiKey', id: string }
    | { __typename: 'Artifact', contentRange: string | null, id: string }
    | { __typename: 'BotJob', id: string }
    | { __typename: 'Chunk', id: string }
    | { __typename: 'Completion', id: string }
    | { __typename: 'CrawlJob', id: string }
    | { __typename: 'CreditAccount', id: string }
    | { __typename: 'CreditTransaction', id: string }
    | { __typename: 'Execution', id: string }
    | { __typename: 'ExecutionEvent', id: string }
    | { __typename: 'Image', id: string }
    | { __typename: 'Membership', id: string }
    | { __typename: 'MetricSnapshot', id: string }
    | { __typename: 'MonitorJob', id: string }
    | { __typename: 'Notification', id: string }
    | { __typename: 'Project', id: string }
    | { __typename: 'ScheduleTick', id: string }
    | { __typename: 'SocialTask', id: string }
    | { __typename: 'Stage', id: string }
    | { __typename: 'Summary', id: string }
    | { __typename: 'TaskJob', id: string }
    | { __typename: 'TwitterAccount', id: string }
    | { __typename: 'User', id: string }
    | { __typename: 'VerificationLog', id: string }
   | null };

export type ArtifactDownloadQueryVariables = Exact<{
  id: string;
}>;


export type ArtifactDownloadQuery = { node:
    | { __typename: 'Account', id: string }
    | { __typename: 'ActivityLog', id: string }
    | { __typename: 'AgentTask', id: string }
    | { __typename: 'Alert', id: string }
    | { __typename: 'AlertRule', id: string }
    | { __typename: 'ApiKey', id: string }
    | { __typename: 'Artifact', downloadUrl: string | null, id: string }
    | { __typename: 'BotJob', id: string }
    | { __typename: 'Chunk', id: string }
    | { __typename: 'Completion', id: string }
    | { __typename: 'CrawlJob', id: string }
    | { __typename: 'CreditAccount', id: string }
    | { __typename: 'CreditTransaction', id: string }
    | { __typename: 'Execution', id: string }
    | { __typename: 'ExecutionEvent', id: string }
    | { __typename: 'Image', id: string }
    | { __typename: 'Membership', id: string }
    | { __typename: 'MetricSnapshot', id: string }
    | { __typename: 'MonitorJob', id: string }
    | { __typename: 'Notification', id: string }
    | { __typename: 'Project', id: string }
    | { __typename: 'ScheduleTick', id: string }
    | { __typename: 'SocialTask', id: string }
    | { __typename: 'Stage', id: string }
    | { __typename: 'Summary', id: string }
    | { __typename: 'TaskJob', id: string }
    | { __typename: 'TwitterAccount', id: string }
    | { __typename: 'User', id: string }
    | { __typename: 'VerificationLog', id: string }
   | null };

export type ImageRowFragment = { id: string, url: string, width: number | null, height: number | null, format: string | null, fileSize: number | null, storageKey: string | null, contentHash: string | null, isDuplicate: boolean, labels: Array<string>, createdAt: string, chunk: { id: string, chunkIndex: number } | null };

export type RunImagesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunImagesQuery = { execution: { id: string, images: { nodes: Array<{ id: string, url: string, width: number | null, height: number | null, format: string | null, fileSize: number | null, storageKey: string | null, contentHash: string | null, isDuplicate: boolean, labels: Array<string>, createdAt: string, chunk: { id: string, chunkIndex: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RunSummariesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunSummariesQuery = { execution: { id: string, summaries: { nodes: Array<{ id: string, content: string, xUsername: string, topics: Array<string>, hoursBack: number, tweetsCount: number, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RunsToCompareQueryVariables = Exact<{
  filter: ExecutionFilter;
}>;


export type RunsToCompareQuery = { executions: { nodes: Array<{ id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, finishedAt: string | null, durationMs: number | null }> } };

export type RunCompareQueryVariables = Exact<{
  id: string;
}>;


export type RunCompareQuery = { execution: { id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, startedAt: string | null, finishedAt: string | null, durationMs: number | null, attempt: number, itemsProcessed: number, params: unknown, result: unknown, errorCode: string | null, errorMessage: string | null, job:
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
      | { id: string, name: string }
    , stages: { nodes: Array<{ id: string, name: string, status: StageStatus, attempt: number, startedAt: string, endedAt: string | null, durationMs: number | null, meta: unknown, error: unknown }>, pageInfo: { hasNextPage: boolean } }, metrics: { nodes: Array<{ id: string, name: string, value: number, unit: string | null, metricType: MetricType, labels: unknown, timestamp: string }>, pageInfo: { hasNextPage: boolean } } } | null };

export type ActorFieldsFragment = { name: string, role: string, at: string, user: { id: string, email: string } | null };

export type RunDetailFragment = { dispatch: Dispatch, heartbeatAt: string | null, leaseExpiresAt: string | null, errorFingerprint: string | null, errorDetails: unknown, concurrencyKey: string | null, externalSystem: string | null, heldCredits: number, stageCount: number, params: unknown, plan: unknown, result: unknown, id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, cancelDeadline: string | null, externalId: string | null, cancelRequestedBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, createdBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, job:
    | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
    | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
    | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
    | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
    | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
   };

export type RunPageQueryVariables = Exact<{
  id: string;
}>;


export type RunPageQuery = { execution: { dispatch: Dispatch, heartbeatAt: string | null, leaseExpiresAt: string | null, errorFingerprint: string | null, errorDetails: unknown, concurrencyKey: string | null, externalSystem: string | null, heldCredits: number, stageCount: number, params: unknown, plan: unknown, result: unknown, id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, cancelDeadline: string | null, externalId: string | null, progress: { total: number, completed: number, failed: number, pending: number, processing: number }, cancelRequestedBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, createdBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, job:
      | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
      | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
      | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
      | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
      | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
     } | null };

export type RunPartCountsQueryVariables = Exact<{
  id: string;
}>;


export type RunPartCountsQuery = { execution: { id: string, stageCount: number, logs: { count: { value: number, isCapped: boolean } }, metrics: { count: { value: number, isCapped: boolean } }, artifacts: { count: { value: number, isCapped: boolean } }, images: { count: { value: number, isCapped: boolean } }, summaries: { count: { value: number, isCapped: boolean } }, events: { count: { value: number, isCapped: boolean } } } | null };

export type ChainRowFragment = { id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, finishedAt: string | null, durationMs: number | null };

export type RunChainQueryVariables = Exact<{
  id: string;
}>;


export type RunChainQuery = { execution: { id: string, retryOf: { id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, finishedAt: string | null, durationMs: number | null, retryOf: { id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, finishedAt: string | null, durationMs: number | null, retryOf: { id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, finishedAt: string | null, durationMs: number | null } | null } | null } | null, retries: Array<{ id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, finishedAt: string | null, durationMs: number | null, retries: Array<{ id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, finishedAt: string | null, durationMs: number | null }> }> } | null };

export type EventRowFragment = { id: string, type: ExecutionEventType, from: ExecutionStatus | null, to: ExecutionStatus | null, at: string, attempt: number, reason: string | null, workerId: string | null, actor: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null };

export type RunEventListQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunEventListQuery = { execution: { id: string, events: { nodes: Array<{ id: string, type: ExecutionEventType, from: ExecutionStatus | null, to: ExecutionStatus | null, at: string, attempt: number, reason: string | null, workerId: string | null, actor: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type StageRowFragment = { id: string, name: string, status: StageStatus, attempt: number, startedAt: string, endedAt: string | null, durationMs: number | null, meta: unknown, error: unknown };

export type RunStagesQueryVariables = Exact<{
  id: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RunStagesQuery = { execution: { id: string, stages: { nodes: Array<{ id: string, name: string, status: StageStatus, attempt: number, startedAt: string, endedAt: string | null, durationMs: number | null, meta: unknown, error: unknown }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type RunPageEventsSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type RunPageEventsSubscription = { executionChanged: { cursor: string, id: string, type: ExecutionEventType, from: ExecutionStatus | null, to: ExecutionStatus | null, at: string, attempt: number, reason: string | null, workerId: string | null, execution: { dispatch: Dispatch, heartbeatAt: string | null, leaseExpiresAt: string | null, errorFingerprint: string | null, errorDetails: unknown, concurrencyKey: string | null, externalSystem: string | null, heldCredits: number, stageCount: number, params: unknown, plan: unknown, result: unknown, id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, cancelDeadline: string | null, externalId: string | null, cancelRequestedBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, createdBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, job:
        | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
        | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
        | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
        | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
        | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
       }, actor: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null } };

export type RunPagePartsSubscriptionVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type RunPagePartsSubscription = { partsChanged: { cursor: string, parts: Array<
      | { __typename: 'Artifact' }
      | { __typename: 'Chunk', id: string, chunkIndex: number, chunkStatus: ChunkStatus }
      | { __typename: 'Image' }
      | { __typename: 'LogLine', cursor: string, at: string, level: LogLevel, message: string, attempt: number, stageName: string | null, chunkId: string | null, fields: unknown, isCut: boolean }
      | { __typename: 'MetricSnapshot' }
      | { __typename: 'Stage', id: string, name: string, status: StageStatus, attempt: number, startedAt: string, endedAt: string | null, durationMs: number | null, meta: unknown, error: unknown }
      | { __typename: 'Summary' }
    > } };

export type CancelRunMutationVariables = Exact<{
  input: CancelExecutionInput;
}>;


export type CancelRunMutation = { cancelExecution:
    | { __typename: 'CancelExecutionPayload', isPending: boolean, execution: { dispatch: Dispatch, heartbeatAt: string | null, leaseExpiresAt: string | null, errorFingerprint: string | null, errorDetails: unknown, concurrencyKey: string | null, externalSystem: string | null, heldCredits: number, stageCount: number, params: unknown, plan: unknown, result: unknown, id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, cancelDeadline: string | null, externalId: string | null, cancelRequestedBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, createdBy: { name: string, role: string, at: string, user: { id: string, email: string } | null } | null, job:
          | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
          | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
          | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
          | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
          | { id: string, maxAttempts: number, timeoutSeconds: number | null, name: string, slug: string }
         } }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type RetryRunMutationVariables = Exact<{
  input: RetryExecutionInput;
}>;


export type RetryRunMutation = { retryExecution:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'InsufficientCreditsError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
    | { __typename: 'RetryExecutionPayload', execution: { id: string, runNumber: number } }
   };

export type BulkOutcomeFragment = { selection: string | null, matched: number, succeeded: number, hasMore: boolean, failures: Array<{ executionId: string, error:
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
      | { code: ErrorCode, message: string }
     }> };

export type BulkCancelMutationVariables = Exact<{
  input: BulkExecutionsInput;
}>;


export type BulkCancelMutation = { bulkCancelExecutions:
    | { __typename: 'BulkExecutionsPayload', selection: string | null, matched: number, succeeded: number, hasMore: boolean, failures: Array<{ executionId: string, error:
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
         }> }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
   };

export type BulkRetryMutationVariables = Exact<{
  input: BulkExecutionsInput;
}>;


export type BulkRetryMutation = { bulkRetryExecutions:
    | { __typename: 'BulkExecutionsPayload', selection: string | null, matched: number, succeeded: number, hasMore: boolean, failures: Array<{ executionId: string, error:
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
          | { code: ErrorCode, message: string }
         }> }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string, issues: Array<{ path: Array<string>, message: string }> }
   };

export type RunRowFragment = { id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, cancelDeadline: string | null, externalId: string | null, job:
    | { id: string, name: string, slug: string }
    | { id: string, name: string, slug: string }
    | { id: string, name: string, slug: string }
    | { id: string, name: string, slug: string }
    | { id: string, name: string, slug: string }
   };

export type RunsQueryVariables = Exact<{
  filter?: ExecutionFilter | null | undefined;
  orderBy?: ExecutionOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  isFirst: boolean;
}>;


export type RunsQuery = { executions: { eventCursor?: string | null, nodes: Array<{ id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, cancelDeadline: string | null, externalId: string | null, job:
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type RunCountsQueryVariables = Exact<{
  filter?: ExecutionFilter | null | undefined;
}>;


export type RunCountsQuery = { executions: { countsByStatus: Array<{ status: ExecutionStatus, count: number, isCapped: boolean }> } };

export type RunFacetQueryVariables = Exact<{
  field: FacetField;
  filter?: ExecutionFilter | null | undefined;
  search?: string | null | undefined;
}>;


export type RunFacetQuery = { executionFacets: Array<{ value: string, label: string, count: { value: number, isCapped: boolean } }> | null };

export type RunEventsSubscriptionVariables = Exact<{
  filter?: ExecutionFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type RunEventsSubscription = { executionChanged: { id: string, cursor: string, type: ExecutionEventType, to: ExecutionStatus | null, execution: { id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, cancelDeadline: string | null, externalId: string | null, job:
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
       } } };

export type SchedulesQueryVariables = Exact<{
  filter?: JobFilter | null | undefined;
  from: string;
  to: string;
  first: number;
}>;


export type SchedulesQuery = { jobs: { nodes: Array<
      | { id: string, name: string, slug: string, status: JobStatus, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null, nextRuns: Array<string> } | null }
      | { id: string, name: string, slug: string, status: JobStatus, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null, nextRuns: Array<string> } | null }
      | { id: string, name: string, slug: string, status: JobStatus, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null, nextRuns: Array<string> } | null }
      | { id: string, name: string, slug: string, status: JobStatus, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null, nextRuns: Array<string> } | null }
      | { id: string, name: string, slug: string, status: JobStatus, schedule: { cron: string, timezone: string, pausedAt: string | null, nextRunAt: string | null, nextRuns: Array<string> } | null }
    >, pageInfo: { hasNextPage: boolean } } };

export type SchedulePastQueryVariables = Exact<{
  at: DateTimeRange;
  first: number;
  after?: string | null | undefined;
}>;


export type SchedulePastQuery = { scheduleTicks: { nodes: Array<{ id: string, at: string, skipReason: string | null, job:
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
      , execution: { id: string, status: ExecutionStatus, runNumber: number, durationMs: number | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SummaryRowFragment = { id: string, content: string, createdAt: string, hoursBack: number, isPlayground: boolean, topics: Array<string>, tweetsCount: number, xUsername: string, job:
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
   | null, execution: { id: string, runNumber: number } | null };

export type SummariesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: SummaryFilter | null | undefined;
}>;


export type SummariesQuery = { summaries: { nodes: Array<{ id: string, content: string, createdAt: string, hoursBack: number, isPlayground: boolean, topics: Array<string>, tweetsCount: number, xUsername: string, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       | null, execution: { id: string, runNumber: number } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SummaryDetailQueryVariables = Exact<{
  id: string;
}>;


export type SummaryDetailQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask' }
    | { __typename: 'Alert' }
    | { __typename: 'AlertRule' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Artifact' }
    | { __typename: 'BotJob' }
    | { __typename: 'Chunk' }
    | { __typename: 'Completion' }
    | { __typename: 'CrawlJob' }
    | { __typename: 'CreditAccount' }
    | { __typename: 'CreditTransaction' }
    | { __typename: 'Execution' }
    | { __typename: 'ExecutionEvent' }
    | { __typename: 'Image' }
    | { __typename: 'Membership' }
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob' }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask' }
    | { __typename: 'Stage' }
    | { __typename: 'Summary', rawData: unknown, id: string, content: string, createdAt: string, hoursBack: number, isPlayground: boolean, topics: Array<string>, tweetsCount: number, xUsername: string, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       | null, execution: { id: string, runNumber: number } | null }
    | { __typename: 'TaskJob' }
    | { __typename: 'TwitterAccount' }
    | { __typename: 'User' }
    | { __typename: 'VerificationLog' }
   | null };

export type TaskRowFragment = { id: string, title: string, taskType: SocialTaskType, taskTypeText: string | null, target: string, rewardCredits: number, isActive: boolean, createdAt: string };

export type SocialTasksQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  isActive?: boolean | null | undefined;
  taskType?: Array<SocialTaskType> | SocialTaskType | null | undefined;
}>;


export type SocialTasksQuery = { socialTasks: { nodes: Array<{ id: string, title: string, taskType: SocialTaskType, taskTypeText: string | null, target: string, rewardCredits: number, isActive: boolean, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SocialTaskNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type SocialTaskNamesQuery = { socialTasks: { nodes: Array<{ id: string, title: string }> } };

export type CompletionRowFragment = { id: string, status: CompletionStatus, submittedAt: string, decidedAt: string | null, user: { id: string, email: string }, task: { id: string, title: string, taskType: SocialTaskType, rewardCredits: number } };

export type CompletionsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  status?: Array<CompletionStatus> | CompletionStatus | null | undefined;
  taskId?: string | null | undefined;
}>;


export type CompletionsQuery = { completions: { nodes: Array<{ id: string, status: CompletionStatus, submittedAt: string, decidedAt: string | null, user: { id: string, email: string }, task: { id: string, title: string, taskType: SocialTaskType, rewardCredits: number } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type VerificationRowFragment = { id: string, result: VerificationResult, resultText: string | null, taskType: SocialTaskType, cacheHit: boolean, apiCallCount: number, verificationTimeMs: number, verifiedAt: string, rejectionReason: string | null, errorMessage: string | null, user: { id: string, email: string }, task: { id: string, title: string } };

export type VerificationLogsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: VerificationLogFilter | null | undefined;
}>;


export type VerificationLogsQuery = { verificationLogs: { nodes: Array<{ id: string, result: VerificationResult, resultText: string | null, taskType: SocialTaskType, cacheHit: boolean, apiCallCount: number, verificationTimeMs: number, verifiedAt: string, rejectionReason: string | null, errorMessage: string | null, user: { id: string, email: string }, task: { id: string, title: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type VerificationFiguresQueryVariables = Exact<{
  filter?: VerificationLogFilter | null | undefined;
}>;


export type VerificationFiguresQuery = { verificationStats: { count: number, apiCalls: number, averageMs: number | null, p95Ms: number | null, cacheHitRate: number | null, countsByResult: Array<{ result: VerificationResult, count: number }> } };

export type VerificationDetailQueryVariables = Exact<{
  id: string;
}>;


export type VerificationDetailQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask' }
    | { __typename: 'Alert' }
    | { __typename: 'AlertRule' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Artifact' }
    | { __typename: 'BotJob' }
    | { __typename: 'Chunk' }
    | { __typename: 'Completion', id: string, status: CompletionStatus, submittedAt: string, decidedAt: string | null, verificationLogs: { nodes: Array<{ id: string, result: VerificationResult, resultText: string | null, taskType: SocialTaskType, cacheHit: boolean, apiCallCount: number, verificationTimeMs: number, verifiedAt: string, rejectionReason: string | null, errorMessage: string | null, user: { id: string, email: string }, task: { id: string, title: string } }> }, user: { id: string, email: string }, task: { id: string, title: string, taskType: SocialTaskType, rewardCredits: number } }
    | { __typename: 'CrawlJob' }
    | { __typename: 'CreditAccount' }
    | { __typename: 'CreditTransaction' }
    | { __typename: 'Execution' }
    | { __typename: 'ExecutionEvent' }
    | { __typename: 'Image' }
    | { __typename: 'Membership' }
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob' }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask', id: string, title: string, taskType: SocialTaskType, taskTypeText: string | null, target: string, rewardCredits: number, isActive: boolean, createdAt: string, completions: { nodes: Array<{ id: string, status: CompletionStatus, submittedAt: string, decidedAt: string | null, user: { id: string, email: string }, task: { id: string, title: string, taskType: SocialTaskType, rewardCredits: number } }> } }
    | { __typename: 'Stage' }
    | { __typename: 'Summary' }
    | { __typename: 'TaskJob' }
    | { __typename: 'TwitterAccount' }
    | { __typename: 'User' }
    | { __typename: 'VerificationLog', twitterApiResponse: unknown, id: string, result: VerificationResult, resultText: string | null, taskType: SocialTaskType, cacheHit: boolean, apiCallCount: number, verificationTimeMs: number, verifiedAt: string, rejectionReason: string | null, errorMessage: string | null, twitterAccount: { id: string, username: string } | null, completion: { id: string, status: CompletionStatus, submittedAt: string, decidedAt: string | null, user: { id: string, email: string }, task: { id: string, title: string, taskType: SocialTaskType, rewardCredits: number } }, user: { id: string, email: string }, task: { id: string, title: string } }
   | null };

export type SubmitClaimMutationVariables = Exact<{
  socialTaskId: string;
}>;


export type SubmitClaimMutation = { submitCompletion:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { completion: { id: string, status: CompletionStatus, submittedAt: string, decidedAt: string | null, user: { id: string, email: string }, task: { id: string, title: string, taskType: SocialTaskType, rewardCredits: number } } }
   };

export type SetTaskActiveMutationVariables = Exact<{
  socialTaskId: string;
  isActive: boolean;
}>;


export type SetTaskActiveMutation = { updateSocialTask:
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { socialTask: { id: string, title: string, taskType: SocialTaskType, taskTypeText: string | null, target: string, rewardCredits: number, isActive: boolean, createdAt: string } }
   };

export type WorkerRowFragment = { id: string, holding: number, completed: number, failed: number, lastSeenAt: string, owner: { id: string, name: string } };

export type HeldRunFragment = { id: string, status: ExecutionStatus, runNumber: number, attempt: number, startedAt: string | null, heartbeatAt: string | null, leaseExpiresAt: string | null, cancelRequestedAt: string | null, job:
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
    | { id: string, name: string }
   };

export type WorkersQueryVariables = Exact<{
  seenSince: string;
  first: number;
  held: number;
}>;


export type WorkersQuery = { workers: Array<{ id: string, holding: number, completed: number, failed: number, lastSeenAt: string, executions: Array<{ id: string, status: ExecutionStatus, runNumber: number, attempt: number, startedAt: string | null, heartbeatAt: string | null, leaseExpiresAt: string | null, cancelRequestedAt: string | null, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       }>, owner: { id: string, name: string } }> };

export type OneWorkerQueryVariables = Exact<{
  seenSince: string;
  filter: ExecutionFilter;
}>;


export type OneWorkerQuery = { workers: Array<{ id: string, holding: number, completed: number, failed: number, lastSeenAt: string, executions: Array<{ id: string, status: ExecutionStatus, runNumber: number, attempt: number, startedAt: string | null, heartbeatAt: string | null, leaseExpiresAt: string | null, cancelRequestedAt: string | null, job:
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
        | { id: string, name: string }
       }>, owner: { id: string, name: string } }> };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const KeyRowFragmentDoc = new TypedDocumentString(`
    fragment KeyRow on ApiKey {
  id
  name
  prefix
  lastFour
  scopes
  createdAt
  expiresAt
  lastUsedAt
  rotatedAt
  revokedAt
}
    `, {"fragmentName":"KeyRow"}) as unknown as TypedDocumentString<KeyRowFragment, unknown>;
export const ActivityRowFragmentDoc = new TypedDocumentString(`
    fragment ActivityRow on ActivityLog {
  id
  action
  resourceType
  resourceId
  metadata
  timestamp
  user {
    id
    email
  }
}
    `, {"fragmentName":"ActivityRow"}) as unknown as TypedDocumentString<ActivityRowFragment, unknown>;
export const AlertRowFragmentDoc = new TypedDocumentString(`
    fragment AlertRow on Alert {
  id
  status
  value
  threshold
  detail
  errorFingerprint
  openedAt
  seenAt
  closedAt
  notifiedAt
  acknowledgedBy {
    name
    at
  }
  rule {
    id
    name
    kind
  }
  job {
    id
    name
  }
  execution {
    id
    status
    runNumber
  }
}
    `, {"fragmentName":"AlertRow"}) as unknown as TypedDocumentString<AlertRowFragment, unknown>;
export const RuleRowFragmentDoc = new TypedDocumentString(`
    fragment RuleRow on AlertRule {
  id
  name
  kind
  isEnabled
  repeatSeconds
  createdAt
  updatedAt
  evaluatedAt
  notifiedAt
  owner {
    id
    name
  }
  job {
    id
    name
  }
  condition {
    __typename
    ... on MissingRunCondition {
      milestone
      withinSeconds
      afterTick
      times {
        cron
        timezone
      }
    }
    ... on FailureRateCondition {
      rangeSeconds
      above
      minRuns
    }
    ... on QueueAgeCondition {
      olderThanSeconds
    }
    ... on LongRunCondition {
      longerThanSeconds
      timesUsual
    }
    ... on FailureGroupCondition {
      unseenDays
    }
  }
}
    `, {"fragmentName":"RuleRow"}) as unknown as TypedDocumentString<RuleRowFragment, unknown>;
export const ErrorFieldsFragmentDoc = new TypedDocumentString(`
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
    `, {"fragmentName":"ErrorFields"}) as unknown as TypedDocumentString<ErrorFieldsFragment, unknown>;
export const FailureRowFragmentDoc = new TypedDocumentString(`
    fragment FailureRow on FailureGroup {
  fingerprint
  message
  errorCode
  count
  mendedCount
  firstSeenAt
  lastSeenAt
  failedStages
  state
  note
  resolvedAt
  resolvedBy {
    at
    name
  }
  jobCount {
    value
    isCapped
  }
  buckets {
    start
    count
  }
  owner {
    id
    name
  }
}
    `, {"fragmentName":"FailureRow"}) as unknown as TypedDocumentString<FailureRowFragment, unknown>;
export const JobSettingsFragmentDoc = new TypedDocumentString(`
    fragment JobSettings on Job {
  id
  kind
  slug
  name
  description
  status
  tags
  config
  priority
  maxAttempts
  retryBackoffSeconds
  timeoutSeconds
  maxConcurrent
  maxConcurrentPerKey
  startsPerMinute
  createdAt
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    overlap
    missedTicks
    catchUpSeconds
    jitterSeconds
    pausedAt
    nextRunAt
  }
  ... on MonitorJob {
    xUsername
    topics
    hoursBack
  }
  ... on CrawlJob {
    keywords
    maxImages
  }
  ... on BotJob {
    botId
  }
  ... on AgentTask {
    maxRounds
    memorySize
  }
  ... on TaskJob {
    handler
  }
}
    `, {"fragmentName":"JobSettings"}) as unknown as TypedDocumentString<JobSettingsFragment, unknown>;
export const JobRowFragmentDoc = new TypedDocumentString(`
    fragment JobRow on Job {
  id
  kind
  slug
  name
  status
  tags
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    pausedAt
    nextRunAt
  }
  executions(first: 20) {
    nodes {
      id
      status
      runNumber
      queuedAt
      durationMs
    }
  }
}
    `, {"fragmentName":"JobRow"}) as unknown as TypedDocumentString<JobRowFragment, unknown>;
export const NotificationRowFragmentDoc = new TypedDocumentString(`
    fragment NotificationRow on Notification {
  id
  type
  title
  body
  createdAt
  readAt
  job {
    id
    name
  }
  execution {
    id
    status
  }
  alert {
    id
    status
  }
}
    `, {"fragmentName":"NotificationRow"}) as unknown as TypedDocumentString<NotificationRowFragment, unknown>;
export const PersonRowFragmentDoc = new TypedDocumentString(`
    fragment PersonRow on User {
  id
  email
  fullName
  status
  tier
  role
  createdAt
  emailVerifiedAt
}
    `, {"fragmentName":"PersonRow"}) as unknown as TypedDocumentString<PersonRowFragment, unknown>;
export const LogRowFragmentDoc = new TypedDocumentString(`
    fragment LogRow on LogLine {
  cursor
  at
  level
  message
  attempt
  stageName
  chunkId
  fields
  isCut
}
    `, {"fragmentName":"LogRow"}) as unknown as TypedDocumentString<LogRowFragment, unknown>;
export const ChunkRowFragmentDoc = new TypedDocumentString(`
    fragment ChunkRow on Chunk {
  id
  chunkIndex
  status
  retryCount
  workerId
  startedAt
  finishedAt
  durationMs
  leaseExpiresAt
  errorMessage
  taskId
  imageRange {
    start
    end
  }
}
    `, {"fragmentName":"ChunkRow"}) as unknown as TypedDocumentString<ChunkRowFragment, unknown>;
export const MetricRowFragmentDoc = new TypedDocumentString(`
    fragment MetricRow on MetricSnapshot {
  id
  name
  value
  unit
  metricType
  labels
  timestamp
}
    `, {"fragmentName":"MetricRow"}) as unknown as TypedDocumentString<MetricRowFragment, unknown>;
export const ArtifactRowFragmentDoc = new TypedDocumentString(`
    fragment ArtifactRow on Artifact {
  id
  name
  artifactType
  contentType
  contentSize
  fileSize
  filePath
  fileHash
  fileHashAlgorithm
  createdAt
  metadata
}
    `, {"fragmentName":"ArtifactRow"}) as unknown as TypedDocumentString<ArtifactRowFragment, unknown>;
export const ImageRowFragmentDoc = new TypedDocumentString(`
    fragment ImageRow on Image {
  id
  url
  width
  height
  format
  fileSize
  storageKey
  contentHash
  isDuplicate
  labels
  createdAt
  chunk {
    id
    chunkIndex
  }
}
    `, {"fragmentName":"ImageRow"}) as unknown as TypedDocumentString<ImageRowFragment, unknown>;
export const RunRowFragmentDoc = new TypedDocumentString(`
    fragment RunRow on Execution {
  id
  status
  kind
  trigger
  attempt
  runNumber
  priority
  queuedAt
  startedAt
  finishedAt
  scheduledFor
  availableAt
  durationMs
  workerId
  botId
  tags
  itemsProcessed
  errorCode
  errorMessage
  failureReason
  cancelRequestedAt
  cancelDeadline
  externalId
  job {
    id
    name
    slug
  }
}
    `, {"fragmentName":"RunRow"}) as unknown as TypedDocumentString<RunRowFragment, unknown>;
export const ActorFieldsFragmentDoc = new TypedDocumentString(`
    fragment ActorFields on Actor {
  name
  role
  at
  user {
    id
    email
  }
}
    `, {"fragmentName":"ActorFields"}) as unknown as TypedDocumentString<ActorFieldsFragment, unknown>;
export const RunDetailFragmentDoc = new TypedDocumentString(`
    fragment RunDetail on Execution {
  ...RunRow
  dispatch
  heartbeatAt
  leaseExpiresAt
  cancelRequestedBy {
    ...ActorFields
  }
  createdBy {
    ...ActorFields
  }
  errorFingerprint
  errorDetails
  concurrencyKey
  externalSystem
  heldCredits
  stageCount
  params
  plan
  result
  job {
    id
    maxAttempts
    timeoutSeconds
  }
}
    fragment ActorFields on Actor {
  name
  role
  at
  user {
    id
    email
  }
}
fragment RunRow on Execution {
  id
  status
  kind
  trigger
  attempt
  runNumber
  priority
  queuedAt
  startedAt
  finishedAt
  scheduledFor
  availableAt
  durationMs
  workerId
  botId
  tags
  itemsProcessed
  errorCode
  errorMessage
  failureReason
  cancelRequestedAt
  cancelDeadline
  externalId
  job {
    id
    name
    slug
  }
}`, {"fragmentName":"RunDetail"}) as unknown as TypedDocumentString<RunDetailFragment, unknown>;
export const ChainRowFragmentDoc = new TypedDocumentString(`
    fragment ChainRow on Execution {
  id
  runNumber
  status
  queuedAt
  finishedAt
  durationMs
}
    `, {"fragmentName":"ChainRow"}) as unknown as TypedDocumentString<ChainRowFragment, unknown>;
export const EventRowFragmentDoc = new TypedDocumentString(`
    fragment EventRow on ExecutionEvent {
  id
  type
  from
  to
  at
  attempt
  reason
  workerId
  actor {
    ...ActorFields
  }
}
    fragment ActorFields on Actor {
  name
  role
  at
  user {
    id
    email
  }
}`, {"fragmentName":"EventRow"}) as unknown as TypedDocumentString<EventRowFragment, unknown>;
export const StageRowFragmentDoc = new TypedDocumentString(`
    fragment StageRow on Stage {
  id
  name
  status
  attempt
  startedAt
  endedAt
  durationMs
  meta
  error
}
    `, {"fragmentName":"StageRow"}) as unknown as TypedDocumentString<StageRowFragment, unknown>;
export const BulkOutcomeFragmentDoc = new TypedDocumentString(`
    fragment BulkOutcome on BulkExecutionsPayload {
  selection
  matched
  succeeded
  hasMore
  failures {
    executionId
    error {
      code
      message
    }
  }
}
    `, {"fragmentName":"BulkOutcome"}) as unknown as TypedDocumentString<BulkOutcomeFragment, unknown>;
export const SummaryRowFragmentDoc = new TypedDocumentString(`
    fragment SummaryRow on Summary {
  id
  content
  createdAt
  hoursBack
  isPlayground
  topics
  tweetsCount
  xUsername
  job {
    id
    name
  }
  execution {
    id
    runNumber
  }
}
    `, {"fragmentName":"SummaryRow"}) as unknown as TypedDocumentString<SummaryRowFragment, unknown>;
export const TaskRowFragmentDoc = new TypedDocumentString(`
    fragment TaskRow on SocialTask {
  id
  title
  taskType
  taskTypeText
  target
  rewardCredits
  isActive
  createdAt
}
    `, {"fragmentName":"TaskRow"}) as unknown as TypedDocumentString<TaskRowFragment, unknown>;
export const CompletionRowFragmentDoc = new TypedDocumentString(`
    fragment CompletionRow on Completion {
  id
  status
  submittedAt
  decidedAt
  user {
    id
    email
  }
  task {
    id
    title
    taskType
    rewardCredits
  }
}
    `, {"fragmentName":"CompletionRow"}) as unknown as TypedDocumentString<CompletionRowFragment, unknown>;
export const VerificationRowFragmentDoc = new TypedDocumentString(`
    fragment VerificationRow on VerificationLog {
  id
  result
  resultText
  taskType
  cacheHit
  apiCallCount
  verificationTimeMs
  verifiedAt
  rejectionReason
  errorMessage
  user {
    id
    email
  }
  task {
    id
    title
  }
}
    `, {"fragmentName":"VerificationRow"}) as unknown as TypedDocumentString<VerificationRowFragment, unknown>;
export const WorkerRowFragmentDoc = new TypedDocumentString(`
    fragment WorkerRow on Worker {
  id
  holding
  completed
  failed
  lastSeenAt
  owner {
    id
    name
  }
}
    `, {"fragmentName":"WorkerRow"}) as unknown as TypedDocumentString<WorkerRowFragment, unknown>;
export const HeldRunFragmentDoc = new TypedDocumentString(`
    fragment HeldRun on Execution {
  id
  status
  runNumber
  attempt
  startedAt
  heartbeatAt
  leaseExpiresAt
  cancelRequestedAt
  job {
    id
    name
  }
}
    `, {"fragmentName":"HeldRun"}) as unknown as TypedDocumentString<HeldRunFragment, unknown>;
export const ProfileDocument = new TypedDocumentString(`
    query Profile {
  viewer {
    id
    email
    fullName
    status
    tier
    role
    emailVerifiedAt
    createdAt
    accounts {
      id
      role
      createdAt
      account {
        id
        name
        kind
        tier
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ProfileQuery, ProfileQueryVariables>;
export const RenameUserDocument = new TypedDocumentString(`
    mutation RenameUser($fullName: String) {
  updateUser(input: {fullName: $fullName}) {
    ... on UpdateUserPayload {
      user {
        id
        fullName
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RenameUserMutation, RenameUserMutationVariables>;
export const ApiKeysDocument = new TypedDocumentString(`
    query ApiKeys {
  account {
    id
    apiKeys {
      ...KeyRow
    }
  }
}
    fragment KeyRow on ApiKey {
  id
  name
  prefix
  lastFour
  scopes
  createdAt
  expiresAt
  lastUsedAt
  rotatedAt
  revokedAt
}`) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateKeyDocument = new TypedDocumentString(`
    mutation CreateKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    ... on CreateApiKeyPayload {
      secret
      apiKey {
        ...KeyRow
      }
    }
    ...ErrorFields
  }
}
    fragment KeyRow on ApiKey {
  id
  name
  prefix
  lastFour
  scopes
  createdAt
  expiresAt
  lastUsedAt
  rotatedAt
  revokedAt
}
fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const RotateKeyDocument = new TypedDocumentString(`
    mutation RotateKey($apiKeyId: ID!, $overlapSeconds: Int!) {
  rotateApiKey(input: {apiKeyId: $apiKeyId, overlapSeconds: $overlapSeconds}) {
    ... on RotateApiKeyPayload {
      secret
      apiKey {
        ...KeyRow
      }
    }
    ...ErrorFields
  }
}
    fragment KeyRow on ApiKey {
  id
  name
  prefix
  lastFour
  scopes
  createdAt
  expiresAt
  lastUsedAt
  rotatedAt
  revokedAt
}
fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RotateKeyMutation, RotateKeyMutationVariables>;
export const RevokeKeyDocument = new TypedDocumentString(`
    mutation RevokeKey($apiKeyId: ID!) {
  revokeApiKey(input: {apiKeyId: $apiKeyId}) {
    ... on RevokeApiKeyPayload {
      apiKey {
        ...KeyRow
      }
    }
    ...ErrorFields
  }
}
    fragment KeyRow on ApiKey {
  id
  name
  prefix
  lastFour
  scopes
  createdAt
  expiresAt
  lastUsedAt
  rotatedAt
  revokedAt
}
fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const BalanceDocument = new TypedDocumentString(`
    query Balance {
  account {
    id
    tier
    creditAccount {
      id
      balance
    }
  }
}
    `) as unknown as TypedDocumentString<BalanceQuery, BalanceQueryVariables>;
export const CreditTransactionsDocument = new TypedDocumentString(`
    query CreditTransactions($first: Int, $after: String) {
  account {
    id
    creditAccount {
      id
      transactions(first: $first, after: $after) {
        nodes {
          id
          type
          amount
          balanceAfter
          description
          createdAt
          execution {
            id
            runNumber
            job {
              id
              name
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreditTransactionsQuery, CreditTransactionsQueryVariables>;
export const QuotasDocument = new TypedDocumentString(`
    query Quotas {
  account {
    id
    tier
    quotas {
      name
      limit
      used
      resetsAt
    }
  }
}
    `) as unknown as TypedDocumentString<QuotasQuery, QuotasQueryVariables>;
export const UsageDocument = new TypedDocumentString(`
    query Usage($from: DateTime!, $to: DateTime!) {
  account {
    id
    usage(from: $from, to: $to) {
      name
      day
      value
      limit
    }
  }
}
    `) as unknown as TypedDocumentString<UsageQuery, UsageQueryVariables>;
export const ActivityDocument = new TypedDocumentString(`
    query Activity($first: Int, $after: String, $filter: ActivityFilter) {
  viewer {
    id
    activity(first: $first, after: $after, filter: $filter) {
      nodes {
        ...ActivityRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ActivityRow on ActivityLog {
  id
  action
  resourceType
  resourceId
  metadata
  timestamp
  user {
    id
    email
  }
}`) as unknown as TypedDocumentString<ActivityQuery, ActivityQueryVariables>;
export const AlertsDocument = new TypedDocumentString(`
    query Alerts($first: Int, $after: String, $filter: AlertFilter) {
  alerts(first: $first, after: $after, filter: $filter) {
    nodes {
      ...AlertRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment AlertRow on Alert {
  id
  status
  value
  threshold
  detail
  errorFingerprint
  openedAt
  seenAt
  closedAt
  notifiedAt
  acknowledgedBy {
    name
    at
  }
  rule {
    id
    name
    kind
  }
  job {
    id
    name
  }
  execution {
    id
    status
    runNumber
  }
}`) as unknown as TypedDocumentString<AlertsQuery, AlertsQueryVariables>;
export const AlertCountsDocument = new TypedDocumentString(`
    query AlertCounts {
  open: alerts(first: 1, filter: {status: [OPEN]}) {
    count(upTo: 1000) {
      value
      isCapped
    }
  }
  acknowledged: alerts(first: 1, filter: {status: [ACKNOWLEDGED]}) {
    count(upTo: 1000) {
      value
      isCapped
    }
  }
}
    `) as unknown as TypedDocumentString<AlertCountsQuery, AlertCountsQueryVariables>;
export const AcknowledgeAlertDocument = new TypedDocumentString(`
    mutation AcknowledgeAlert($alertId: ID!) {
  acknowledgeAlert(input: {alertId: $alertId}) {
    ... on AcknowledgeAlertPayload {
      alert {
        ...AlertRow
      }
    }
    ...ErrorFields
  }
}
    fragment AlertRow on Alert {
  id
  status
  value
  threshold
  detail
  errorFingerprint
  openedAt
  seenAt
  closedAt
  notifiedAt
  acknowledgedBy {
    name
    at
  }
  rule {
    id
    name
    kind
  }
  job {
    id
    name
  }
  execution {
    id
    status
    runNumber
  }
}
fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<AcknowledgeAlertMutation, AcknowledgeAlertMutationVariables>;
export const AlertRulesDocument = new TypedDocumentString(`
    query AlertRules($first: Int, $after: String, $filter: AlertRuleFilter) {
  alertRules(first: $first, after: $after, filter: $filter) {
    nodes {
      ...RuleRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment RuleRow on AlertRule {
  id
  name
  kind
  isEnabled
  repeatSeconds
  createdAt
  updatedAt
  evaluatedAt
  notifiedAt
  owner {
    id
    name
  }
  job {
    id
    name
  }
  condition {
    __typename
    ... on MissingRunCondition {
      milestone
      withinSeconds
      afterTick
      times {
        cron
        timezone
      }
    }
    ... on FailureRateCondition {
      rangeSeconds
      above
      minRuns
    }
    ... on QueueAgeCondition {
      olderThanSeconds
    }
    ... on LongRunCondition {
      longerThanSeconds
      timesUsual
    }
    ... on FailureGroupCondition {
      unseenDays
    }
  }
}`) as unknown as TypedDocumentString<AlertRulesQuery, AlertRulesQueryVariables>;
export const AlertRuleNamesDocument = new TypedDocumentString(`
    query AlertRuleNames {
  alertRules(first: 200) {
    nodes {
      id
      name
      owner {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AlertRuleNamesQuery, AlertRuleNamesQueryVariables>;
export const CreateRuleDocument = new TypedDocumentString(`
    mutation CreateRule($input: CreateAlertRuleInput!) {
  createAlertRule(input: $input) {
    ... on CreateAlertRulePayload {
      alertRule {
        ...RuleRow
      }
    }
    ...ErrorFields
  }
}
    fragment RuleRow on AlertRule {
  id
  name
  kind
  isEnabled
  repeatSeconds
  createdAt
  updatedAt
  evaluatedAt
  notifiedAt
  owner {
    id
    name
  }
  job {
    id
    name
  }
  condition {
    __typename
    ... on MissingRunCondition {
      milestone
      withinSeconds
      afterTick
      times {
        cron
        timezone
      }
    }
    ... on FailureRateCondition {
      rangeSeconds
      above
      minRuns
    }
    ... on QueueAgeCondition {
      olderThanSeconds
    }
    ... on LongRunCondition {
      longerThanSeconds
      timesUsual
    }
    ... on FailureGroupCondition {
      unseenDays
    }
  }
}
fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<CreateRuleMutation, CreateRuleMutationVariables>;
export const UpdateRuleDocument = new TypedDocumentString(`
    mutation UpdateRule($input: UpdateAlertRuleInput!) {
  updateAlertRule(input: $input) {
    ... on UpdateAlertRulePayload {
      alertRule {
        ...RuleRow
      }
    }
    ...ErrorFields
  }
}
    fragment RuleRow on AlertRule {
  id
  name
  kind
  isEnabled
  repeatSeconds
  createdAt
  updatedAt
  evaluatedAt
  notifiedAt
  owner {
    id
    name
  }
  job {
    id
    name
  }
  condition {
    __typename
    ... on MissingRunCondition {
      milestone
      withinSeconds
      afterTick
      times {
        cron
        timezone
      }
    }
    ... on FailureRateCondition {
      rangeSeconds
      above
      minRuns
    }
    ... on QueueAgeCondition {
      olderThanSeconds
    }
    ... on LongRunCondition {
      longerThanSeconds
      timesUsual
    }
    ... on FailureGroupCondition {
      unseenDays
    }
  }
}
fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<UpdateRuleMutation, UpdateRuleMutationVariables>;
export const DeleteRuleDocument = new TypedDocumentString(`
    mutation DeleteRule($alertRuleId: ID!) {
  deleteAlertRule(input: {alertRuleId: $alertRuleId}) {
    ... on DeleteAlertRulePayload {
      deletedAlertRuleId
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<DeleteRuleMutation, DeleteRuleMutationVariables>;
export const AlertDetailDocument = new TypedDocumentString(`
    query AlertDetail($id: ID!) {
  node(id: $id) {
    __typename
    ... on Alert {
      ...AlertRow
      rule {
        ...RuleRow
      }
    }
  }
}
    fragment AlertRow on Alert {
  id
  status
  value
  threshold
  detail
  errorFingerprint
  openedAt
  seenAt
  closedAt
  notifiedAt
  acknowledgedBy {
    name
    at
  }
  rule {
    id
    name
    kind
  }
  job {
    id
    name
  }
  execution {
    id
    status
    runNumber
  }
}
fragment RuleRow on AlertRule {
  id
  name
  kind
  isEnabled
  repeatSeconds
  createdAt
  updatedAt
  evaluatedAt
  notifiedAt
  owner {
    id
    name
  }
  job {
    id
    name
  }
  condition {
    __typename
    ... on MissingRunCondition {
      milestone
      withinSeconds
      afterTick
      times {
        cron
        timezone
      }
    }
    ... on FailureRateCondition {
      rangeSeconds
      above
      minRuns
    }
    ... on QueueAgeCondition {
      olderThanSeconds
    }
    ... on LongRunCondition {
      longerThanSeconds
      timesUsual
    }
    ... on FailureGroupCondition {
      unseenDays
    }
  }
}`) as unknown as TypedDocumentString<AlertDetailQuery, AlertDetailQueryVariables>;
export const SessionDocument = new TypedDocumentString(`
    query Session {
  viewer {
    id
    email
    fullName
    role
    account {
      id
    }
  }
  account {
    id
    name
    kind
    tier
  }
  access {
    scopes
    role
  }
  credential {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<SessionQuery, SessionQueryVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts {
  viewer {
    id
    accounts {
      id
      role
      account {
        id
        name
        kind
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const RenewSessionDocument = new TypedDocumentString(`
    mutation RenewSession {
  renewSession(input: {delivery: COOKIE}) {
    __typename
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RenewSessionMutation, RenewSessionMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut(input: {}) {
    __typename
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const RequestSignInDocument = new TypedDocumentString(`
    mutation RequestSignIn($email: String!) {
  requestSignIn(input: {email: $email}) {
    __typename
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RequestSignInMutation, RequestSignInMutationVariables>;
export const StreamTicketDocument = new TypedDocumentString(`
    mutation StreamTicket {
  createStreamTicket(input: {}) {
    __typename
    ... on CreateStreamTicketPayload {
      ticket
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<StreamTicketMutation, StreamTicketMutationVariables>;
export const JobChoicesDocument = new TypedDocumentString(`
    query JobChoices($filter: JobFilter) {
  jobs(first: 50, filter: $filter, orderBy: {field: NAME, direction: ASC}) {
    nodes {
      id
      name
      slug
      kind
    }
  }
}
    `) as unknown as TypedDocumentString<JobChoicesQuery, JobChoicesQueryVariables>;
export const PaletteJobsDocument = new TypedDocumentString(`
    query PaletteJobs($search: String!) {
  jobs(first: 8, filter: {search: $search}) {
    nodes {
      id
      name
      slug
    }
  }
}
    `) as unknown as TypedDocumentString<PaletteJobsQuery, PaletteJobsQueryVariables>;
export const FailuresDocument = new TypedDocumentString(`
    query Failures($filter: ExecutionFilter!, $state: [FailureGroupState!], $first: Int!, $bucket: TimeBucket!, $timezone: String!) {
  failureGroups(
    filter: $filter
    state: $state
    first: $first
    bucket: $bucket
    timezone: $timezone
  ) {
    ...FailureRow
    jobs(first: 2) {
      id
      name
    }
  }
}
    fragment FailureRow on FailureGroup {
  fingerprint
  message
  errorCode
  count
  mendedCount
  firstSeenAt
  lastSeenAt
  failedStages
  state
  note
  resolvedAt
  resolvedBy {
    at
    name
  }
  jobCount {
    value
    isCapped
  }
  buckets {
    start
    count
  }
  owner {
    id
    name
  }
}`) as unknown as TypedDocumentString<FailuresQuery, FailuresQueryVariables>;
export const FailureGroupDocument = new TypedDocumentString(`
    query FailureGroup($filter: ExecutionFilter!, $bucket: TimeBucket!, $timezone: String!) {
  failureGroups(filter: $filter, first: 1, bucket: $bucket, timezone: $timezone) {
    ...FailureRow
    jobs(first: 20) {
      id
      name
      kind
    }
    sample {
      id
      status
      runNumber
      attempt
      workerId
      queuedAt
      startedAt
      finishedAt
      durationMs
      errorCode
      errorMessage
      failureReason
      job {
        id
        name
      }
    }
  }
}
    fragment FailureRow on FailureGroup {
  fingerprint
  message
  errorCode
  count
  mendedCount
  firstSeenAt
  lastSeenAt
  failedStages
  state
  note
  resolvedAt
  resolvedBy {
    at
    name
  }
  jobCount {
    value
    isCapped
  }
  buckets {
    start
    count
  }
  owner {
    id
    name
  }
}`) as unknown as TypedDocumentString<FailureGroupQuery, FailureGroupQueryVariables>;
export const SetFailureGroupStateDocument = new TypedDocumentString(`
    mutation SetFailureGroupState($input: SetFailureGroupStateInput!) {
  setFailureGroupState(input: $input) {
    ... on SetFailureGroupStatePayload {
      failureGroup {
        fingerprint
        state
        note
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<SetFailureGroupStateMutation, SetFailureGroupStateMutationVariables>;
export const JobDocument = new TypedDocumentString(`
    query Job($id: ID!) {
  job(id: $id) {
    ...JobSettings
    totalRuns
    successfulRuns
    failedRuns
    owner {
      id
      name
    }
  }
}
    fragment JobSettings on Job {
  id
  kind
  slug
  name
  description
  status
  tags
  config
  priority
  maxAttempts
  retryBackoffSeconds
  timeoutSeconds
  maxConcurrent
  maxConcurrentPerKey
  startsPerMinute
  createdAt
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    overlap
    missedTicks
    catchUpSeconds
    jitterSeconds
    pausedAt
    nextRunAt
  }
  ... on MonitorJob {
    xUsername
    topics
    hoursBack
  }
  ... on CrawlJob {
    keywords
    maxImages
  }
  ... on BotJob {
    botId
  }
  ... on AgentTask {
    maxRounds
    memorySize
  }
  ... on TaskJob {
    handler
  }
}`) as unknown as TypedDocumentString<JobQuery, JobQueryVariables>;
export const JobStripDocument = new TypedDocumentString(`
    query JobStrip($id: ID!) {
  job(id: $id) {
    id
    executions(first: 100) {
      nodes {
        id
        status
        runNumber
        queuedAt
        startedAt
        finishedAt
        durationMs
        trigger
        attempt
        errorCode
        errorMessage
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobStripQuery, JobStripQueryVariables>;
export const JobLastParamsDocument = new TypedDocumentString(`
    query JobLastParams($id: ID!) {
  job(id: $id) {
    id
    latestExecution {
      id
      runNumber
      params
    }
  }
}
    `) as unknown as TypedDocumentString<JobLastParamsQuery, JobLastParamsQueryVariables>;
export const JobStatsDocument = new TypedDocumentString(`
    query JobStats($id: ID!, $from: DateTime!, $bucket: TimeBucket!, $timezone: String!) {
  job(id: $id) {
    id
    stats(filter: {queuedAt: {from: $from}}, bucket: $bucket, timezone: $timezone) {
      count
      successRate
      countsByStatus {
        status
        count
        isCapped
      }
      durationMs {
        p50
        p95
        max
      }
      buckets {
        start
        count
        completed
        failed
        canceled
        durationMs {
          p50
          p95
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobStatsQuery, JobStatsQueryVariables>;
export const JobFailuresDocument = new TypedDocumentString(`
    query JobFailures($id: ID!, $from: DateTime!) {
  failureGroups(filter: {jobIds: [$id], queuedAt: {from: $from}}, first: 6) {
    fingerprint
    errorCode
    message
    count
    firstSeenAt
    lastSeenAt
    state
    failedStages
    sample {
      id
      runNumber
    }
  }
}
    `) as unknown as TypedDocumentString<JobFailuresQuery, JobFailuresQueryVariables>;
export const JobScheduleDocument = new TypedDocumentString(`
    query JobSchedule($id: ID!) {
  job(id: $id) {
    id
    schedule {
      nextRunAt
      nextRuns(count: 6)
    }
  }
}
    `) as unknown as TypedDocumentString<JobScheduleQuery, JobScheduleQueryVariables>;
export const JobTicksDocument = new TypedDocumentString(`
    query JobTicks($id: ID!, $skipped: Boolean, $first: Int, $after: String) {
  scheduleTicks(jobId: $id, skipped: $skipped, first: $first, after: $after) {
    nodes {
      id
      at
      skipReason
      execution {
        id
        status
        runNumber
        durationMs
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<JobTicksQuery, JobTicksQueryVariables>;
export const ScheduleNextRunsDocument = new TypedDocumentString(`
    query ScheduleNextRuns($cron: String!, $timezone: String!, $count: Int!) {
  scheduleNextRuns(cron: $cron, timezone: $timezone, count: $count)
}
    `) as unknown as TypedDocumentString<ScheduleNextRunsQuery, ScheduleNextRunsQueryVariables>;
export const CreateJobDocument = new TypedDocumentString(`
    mutation CreateJob($input: CreateJobInput!) {
  createJob(input: $input) {
    __typename
    ... on CreateJobPayload {
      job {
        ...JobSettings
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment JobSettings on Job {
  id
  kind
  slug
  name
  description
  status
  tags
  config
  priority
  maxAttempts
  retryBackoffSeconds
  timeoutSeconds
  maxConcurrent
  maxConcurrentPerKey
  startsPerMinute
  createdAt
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    overlap
    missedTicks
    catchUpSeconds
    jitterSeconds
    pausedAt
    nextRunAt
  }
  ... on MonitorJob {
    xUsername
    topics
    hoursBack
  }
  ... on CrawlJob {
    keywords
    maxImages
  }
  ... on BotJob {
    botId
  }
  ... on AgentTask {
    maxRounds
    memorySize
  }
  ... on TaskJob {
    handler
  }
}`) as unknown as TypedDocumentString<CreateJobMutation, CreateJobMutationVariables>;
export const UpdateJobDocument = new TypedDocumentString(`
    mutation UpdateJob($input: UpdateJobInput!) {
  updateJob(input: $input) {
    __typename
    ... on UpdateJobPayload {
      job {
        ...JobSettings
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment JobSettings on Job {
  id
  kind
  slug
  name
  description
  status
  tags
  config
  priority
  maxAttempts
  retryBackoffSeconds
  timeoutSeconds
  maxConcurrent
  maxConcurrentPerKey
  startsPerMinute
  createdAt
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    overlap
    missedTicks
    catchUpSeconds
    jitterSeconds
    pausedAt
    nextRunAt
  }
  ... on MonitorJob {
    xUsername
    topics
    hoursBack
  }
  ... on CrawlJob {
    keywords
    maxImages
  }
  ... on BotJob {
    botId
  }
  ... on AgentTask {
    maxRounds
    memorySize
  }
  ... on TaskJob {
    handler
  }
}`) as unknown as TypedDocumentString<UpdateJobMutation, UpdateJobMutationVariables>;
export const SetJobStatusDocument = new TypedDocumentString(`
    mutation SetJobStatus($input: SetJobStatusInput!) {
  setJobStatus(input: $input) {
    __typename
    ... on SetJobStatusPayload {
      job {
        ...JobSettings
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment JobSettings on Job {
  id
  kind
  slug
  name
  description
  status
  tags
  config
  priority
  maxAttempts
  retryBackoffSeconds
  timeoutSeconds
  maxConcurrent
  maxConcurrentPerKey
  startsPerMinute
  createdAt
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    overlap
    missedTicks
    catchUpSeconds
    jitterSeconds
    pausedAt
    nextRunAt
  }
  ... on MonitorJob {
    xUsername
    topics
    hoursBack
  }
  ... on CrawlJob {
    keywords
    maxImages
  }
  ... on BotJob {
    botId
  }
  ... on AgentTask {
    maxRounds
    memorySize
  }
  ... on TaskJob {
    handler
  }
}`) as unknown as TypedDocumentString<SetJobStatusMutation, SetJobStatusMutationVariables>;
export const SetSchedulePausedDocument = new TypedDocumentString(`
    mutation SetSchedulePaused($input: SetSchedulePausedInput!) {
  setSchedulePaused(input: $input) {
    __typename
    ... on SetSchedulePausedPayload {
      job {
        ...JobSettings
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment JobSettings on Job {
  id
  kind
  slug
  name
  description
  status
  tags
  config
  priority
  maxAttempts
  retryBackoffSeconds
  timeoutSeconds
  maxConcurrent
  maxConcurrentPerKey
  startsPerMinute
  createdAt
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    overlap
    missedTicks
    catchUpSeconds
    jitterSeconds
    pausedAt
    nextRunAt
  }
  ... on MonitorJob {
    xUsername
    topics
    hoursBack
  }
  ... on CrawlJob {
    keywords
    maxImages
  }
  ... on BotJob {
    botId
  }
  ... on AgentTask {
    maxRounds
    memorySize
  }
  ... on TaskJob {
    handler
  }
}`) as unknown as TypedDocumentString<SetSchedulePausedMutation, SetSchedulePausedMutationVariables>;
export const DeleteJobDocument = new TypedDocumentString(`
    mutation DeleteJob($input: DeleteJobInput!) {
  deleteJob(input: $input) {
    __typename
    ... on DeleteJobPayload {
      deletedJobId
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<DeleteJobMutation, DeleteJobMutationVariables>;
export const BackfillScheduleDocument = new TypedDocumentString(`
    mutation BackfillSchedule($input: BackfillScheduleInput!) {
  backfillSchedule(input: $input) {
    __typename
    ... on BackfillSchedulePayload {
      succeeded
      refused
      ticks
      refusal {
        code
        message
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<BackfillScheduleMutation, BackfillScheduleMutationVariables>;
export const EnqueueJobDocument = new TypedDocumentString(`
    mutation EnqueueJob($input: EnqueueExecutionInput!) {
  enqueueExecution(input: $input) {
    __typename
    ... on EnqueueExecutionPayload {
      execution {
        id
        runNumber
      }
      isReplay
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<EnqueueJobMutation, EnqueueJobMutationVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs($filter: JobFilter, $orderBy: JobOrder, $first: Int, $after: String) {
  jobs(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      ...JobRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment JobRow on Job {
  id
  kind
  slug
  name
  status
  tags
  updatedAt
  project {
    id
    name
  }
  schedule {
    cron
    timezone
    pausedAt
    nextRunAt
  }
  executions(first: 20) {
    nodes {
      id
      status
      runNumber
      queuedAt
      durationMs
    }
  }
}`) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const JobCountDocument = new TypedDocumentString(`
    query JobCount($filter: JobFilter) {
  jobs(filter: $filter, first: 1) {
    count {
      value
      isCapped
    }
  }
}
    `) as unknown as TypedDocumentString<JobCountQuery, JobCountQueryVariables>;
export const JobFiguresDocument = new TypedDocumentString(`
    query JobFigures($filter: JobFilter, $first: Int) {
  jobs(filter: $filter, first: $first) {
    nodes {
      id
      stats {
        count
        successRate
        durationMs {
          p95
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JobFiguresQuery, JobFiguresQueryVariables>;
export const ProjectChoicesDocument = new TypedDocumentString(`
    query ProjectChoices {
  projects(first: 200, status: [ACTIVE]) {
    nodes {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<ProjectChoicesQuery, ProjectChoicesQueryVariables>;
export const InboxDocument = new TypedDocumentString(`
    query Inbox($first: Int, $after: String, $unreadOnly: Boolean) {
  viewer {
    id
    notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
      nodes {
        ...NotificationRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment NotificationRow on Notification {
  id
  type
  title
  body
  createdAt
  readAt
  job {
    id
    name
  }
  execution {
    id
    status
  }
  alert {
    id
    status
  }
}`) as unknown as TypedDocumentString<InboxQuery, InboxQueryVariables>;
export const LatestNotificationsDocument = new TypedDocumentString(`
    query LatestNotifications {
  viewer {
    id
    unread: notifications(first: 1, unreadOnly: true) {
      count(upTo: 100) {
        value
        isCapped
      }
    }
    latest: notifications(first: 6) {
      nodes {
        ...NotificationRow
      }
    }
  }
}
    fragment NotificationRow on Notification {
  id
  type
  title
  body
  createdAt
  readAt
  job {
    id
    name
  }
  execution {
    id
    status
  }
  alert {
    id
    status
  }
}`) as unknown as TypedDocumentString<LatestNotificationsQuery, LatestNotificationsQueryVariables>;
export const NewNotificationsDocument = new TypedDocumentString(`
    subscription NewNotifications {
  notificationAdded {
    ...NotificationRow
  }
}
    fragment NotificationRow on Notification {
  id
  type
  title
  body
  createdAt
  readAt
  job {
    id
    name
  }
  execution {
    id
    status
  }
  alert {
    id
    status
  }
}`) as unknown as TypedDocumentString<NewNotificationsSubscription, NewNotificationsSubscriptionVariables>;
export const MarkReadDocument = new TypedDocumentString(`
    mutation MarkRead($ids: [ID!], $until: DateTime) {
  markNotificationsRead(input: {ids: $ids, until: $until}) {
    ... on MarkNotificationsReadPayload {
      markedCount
      hasMore
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<MarkReadMutation, MarkReadMutationVariables>;
export const NotificationSettingsDocument = new TypedDocumentString(`
    query NotificationSettings {
  viewer {
    id
    notificationPreferences {
      onFailure
      onCompletion
      onLowCredits
      lowCreditsThreshold
      email
      webhookUrl
    }
  }
}
    `) as unknown as TypedDocumentString<NotificationSettingsQuery, NotificationSettingsQueryVariables>;
export const SetNotificationsDocument = new TypedDocumentString(`
    mutation SetNotifications($input: UpdateNotificationPreferencesInput!) {
  updateNotificationPreferences(input: $input) {
    ... on UpdateNotificationPreferencesPayload {
      webhookSecret
      notificationPreferences {
        onFailure
        onCompletion
        onLowCredits
        lowCreditsThreshold
        email
        webhookUrl
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<SetNotificationsMutation, SetNotificationsMutationVariables>;
export const OverviewNowDocument = new TypedDocumentString(`
    query OverviewNow {
  executions(first: 1) {
    countsByStatus {
      status
      count
      isCapped
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewNowQuery, OverviewNowQueryVariables>;
export const OverviewStatsDocument = new TypedDocumentString(`
    query OverviewStats($range: ExecutionFilter!, $before: ExecutionFilter!, $bucket: TimeBucket!, $timezone: String!) {
  now: executionStats(filter: $range, bucket: $bucket, timezone: $timezone) {
    count
    successRate
    countsByStatus {
      status
      count
    }
    durationMs {
      p50
      p95
    }
    buckets {
      start
      count
      completed
      failed
      canceled
      durationMs {
        p50
        p95
      }
    }
  }
  before: executionStats(filter: $before) {
    count
    successRate
    countsByStatus {
      status
      count
    }
    durationMs {
      p50
      p95
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewStatsQuery, OverviewStatsQueryVariables>;
export const OverviewFailuresDocument = new TypedDocumentString(`
    query OverviewFailures($range: ExecutionFilter!, $bucket: TimeBucket!, $timezone: String!, $first: Int!) {
  failureGroups(
    filter: $range
    state: [OPEN]
    first: $first
    bucket: $bucket
    timezone: $timezone
  ) {
    fingerprint
    message
    errorCode
    count
    lastSeenAt
    jobCount {
      value
      isCapped
    }
    jobs(first: 1) {
      id
      name
    }
    buckets {
      start
      count
    }
    owner {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewFailuresQuery, OverviewFailuresQueryVariables>;
export const OverviewStuckDocument = new TypedDocumentString(`
    query OverviewStuck($first: Int!) {
  stuckExecutions(first: $first) {
    id
    status
    stuckReason
    runNumber
    queuedAt
    availableAt
    startedAt
    heartbeatAt
    cancelRequestedAt
    workerId
    job {
      id
      name
      maxConcurrent
      maxConcurrentPerKey
      startsPerMinute
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewStuckQuery, OverviewStuckQueryVariables>;
export const OverviewSchedulesDocument = new TypedDocumentString(`
    query OverviewSchedules($first: Int!) {
  jobs(
    first: $first
    filter: {hasSchedule: true, status: [ACTIVE]}
    orderBy: {field: NEXT_RUN_AT, direction: ASC}
  ) {
    nodes {
      id
      name
      kind
      schedule {
        cron
        timezone
        nextRunAt
      }
      latestExecution {
        id
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewSchedulesQuery, OverviewSchedulesQueryVariables>;
export const OverviewAlertsDocument = new TypedDocumentString(`
    query OverviewAlerts($first: Int!) {
  alerts(first: $first, filter: {status: [OPEN, ACKNOWLEDGED]}) {
    count {
      value
      isCapped
    }
    nodes {
      id
      status
      openedAt
      value
      threshold
      detail
      rule {
        id
        name
        kind
      }
      job {
        id
        name
      }
      execution {
        id
        runNumber
        job {
          id
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewAlertsQuery, OverviewAlertsQueryVariables>;
export const OverviewWorkersDocument = new TypedDocumentString(`
    query OverviewWorkers($seenSince: DateTime!, $first: Int!) {
  workers(seenSince: $seenSince, first: $first) {
    id
    holding
    completed
    failed
    lastSeenAt
    owner {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewWorkersQuery, OverviewWorkersQueryVariables>;
export const OverviewStartDocument = new TypedDocumentString(`
    query OverviewStart {
  jobs(first: 1) {
    nodes {
      id
      slug
      name
    }
  }
}
    `) as unknown as TypedDocumentString<OverviewStartQuery, OverviewStartQueryVariables>;
export const PeopleDocument = new TypedDocumentString(`
    query People($first: Int, $after: String, $filter: UserFilter, $orderBy: UserOrder) {
  users(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes {
      ...PersonRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment PersonRow on User {
  id
  email
  fullName
  status
  tier
  role
  createdAt
  emailVerifiedAt
}`) as unknown as TypedDocumentString<PeopleQuery, PeopleQueryVariables>;
export const PeopleCountDocument = new TypedDocumentString(`
    query PeopleCount($filter: UserFilter) {
  users(first: 1, filter: $filter) {
    count {
      value
      isCapped
    }
  }
}
    `) as unknown as TypedDocumentString<PeopleCountQuery, PeopleCountQueryVariables>;
export const PersonDocument = new TypedDocumentString(`
    query Person($id: ID!) {
  node(id: $id) {
    __typename
    ... on User {
      ...PersonRow
      account {
        id
      }
      creditAccount {
        id
        balance
      }
      jobs(first: 1) {
        count {
          value
          isCapped
        }
      }
      twitterAccount {
        id
        username
        isActive
      }
      quotas {
        name
        limit
        used
      }
    }
  }
}
    fragment PersonRow on User {
  id
  email
  fullName
  status
  tier
  role
  createdAt
  emailVerifiedAt
}`) as unknown as TypedDocumentString<PersonQuery, PersonQueryVariables>;
export const PersonActivityDocument = new TypedDocumentString(`
    query PersonActivity($id: ID!, $first: Int, $after: String) {
  activityLogs(first: $first, after: $after, filter: {userId: $id}) {
    nodes {
      ...ActivityRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ActivityRow on ActivityLog {
  id
  action
  resourceType
  resourceId
  metadata
  timestamp
  user {
    id
    email
  }
}`) as unknown as TypedDocumentString<PersonActivityQuery, PersonActivityQueryVariables>;
export const SetStatusDocument = new TypedDocumentString(`
    mutation SetStatus($userId: ID!, $status: UserStatus!) {
  setUserStatus(input: {userId: $userId, status: $status}) {
    ... on SetUserStatusPayload {
      user {
        ...PersonRow
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment PersonRow on User {
  id
  email
  fullName
  status
  tier
  role
  createdAt
  emailVerifiedAt
}`) as unknown as TypedDocumentString<SetStatusMutation, SetStatusMutationVariables>;
export const SetTierDocument = new TypedDocumentString(`
    mutation SetTier($userId: ID!, $tier: UserTier!) {
  setUserTier(input: {userId: $userId, tier: $tier}) {
    ... on SetUserTierPayload {
      user {
        ...PersonRow
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment PersonRow on User {
  id
  email
  fullName
  status
  tier
  role
  createdAt
  emailVerifiedAt
}`) as unknown as TypedDocumentString<SetTierMutation, SetTierMutationVariables>;
export const GrantCreditsDocument = new TypedDocumentString(`
    mutation GrantCredits($input: GrantCreditsInput!) {
  grantCredits(input: $input) {
    ... on GrantCreditsPayload {
      isReplay
      creditAccount {
        id
        balance
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<GrantCreditsMutation, GrantCreditsMutationVariables>;
export const RunLogsBeforeDocument = new TypedDocumentString(`
    query RunLogsBefore($id: ID!, $filter: LogFilter, $last: Int, $before: String) {
  execution(id: $id) {
    id
    logs(filter: $filter, last: $last, before: $before) {
      nodes {
        ...LogRow
      }
      pageInfo {
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
    fragment LogRow on LogLine {
  cursor
  at
  level
  message
  attempt
  stageName
  chunkId
  fields
  isCut
}`) as unknown as TypedDocumentString<RunLogsBeforeQuery, RunLogsBeforeQueryVariables>;
export const RunLogsAfterDocument = new TypedDocumentString(`
    query RunLogsAfter($id: ID!, $filter: LogFilter, $after: String) {
  execution(id: $id) {
    id
    logs(filter: $filter, first: 200, after: $after) {
      nodes {
        ...LogRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment LogRow on LogLine {
  cursor
  at
  level
  message
  attempt
  stageName
  chunkId
  fields
  isCut
}`) as unknown as TypedDocumentString<RunLogsAfterQuery, RunLogsAfterQueryVariables>;
export const RunChunkMapDocument = new TypedDocumentString(`
    query RunChunkMap($id: ID!) {
  execution(id: $id) {
    id
    chunkMap {
      start
      end
      status
    }
    progress {
      total
      completed
      failed
      pending
      processing
      etaSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<RunChunkMapQuery, RunChunkMapQueryVariables>;
export const RunChunksDocument = new TypedDocumentString(`
    query RunChunks($id: ID!, $filter: ChunkFilter, $first: Int, $after: String) {
  execution(id: $id) {
    id
    chunks(
      first: $first
      after: $after
      filter: $filter
      orderBy: {field: CHUNK_INDEX, direction: ASC}
    ) {
      nodes {
        ...ChunkRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ChunkRow on Chunk {
  id
  chunkIndex
  status
  retryCount
  workerId
  startedAt
  finishedAt
  durationMs
  leaseExpiresAt
  errorMessage
  taskId
  imageRange {
    start
    end
  }
}`) as unknown as TypedDocumentString<RunChunksQuery, RunChunksQueryVariables>;
export const RunChunkProgressDocument = new TypedDocumentString(`
    subscription RunChunkProgress($id: ID!) {
  progressChanged(executionId: $id) {
    executionId
    total
    completed
    failed
    pending
    processing
    etaSeconds
  }
}
    `) as unknown as TypedDocumentString<RunChunkProgressSubscription, RunChunkProgressSubscriptionVariables>;
export const RunRetryChunksDocument = new TypedDocumentString(`
    mutation RunRetryChunks($input: RetryFailedChunksInput!) {
  retryFailedChunks(input: $input) {
    __typename
    ... on RetryFailedChunksPayload {
      chunkCount
      execution {
        id
        status
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RunRetryChunksMutation, RunRetryChunksMutationVariables>;
export const RunMetricNamesDocument = new TypedDocumentString(`
    query RunMetricNames($filter: MetricFilter!) {
  metricNames(filter: $filter, first: 50) {
    value
    count {
      value
      isCapped
    }
  }
}
    `) as unknown as TypedDocumentString<RunMetricNamesQuery, RunMetricNamesQueryVariables>;
export const RunMetricSeriesDocument = new TypedDocumentString(`
    query RunMetricSeries($name: String!, $filter: MetricFilter!) {
  metricSeries(name: $name, filter: $filter, maxPoints: 300) {
    start
    count
    average
    min
    max
    last
  }
}
    `) as unknown as TypedDocumentString<RunMetricSeriesQuery, RunMetricSeriesQueryVariables>;
export const RunMetricLabelsDocument = new TypedDocumentString(`
    query RunMetricLabels($id: ID!, $name: String!) {
  execution(id: $id) {
    id
    metrics(first: 200, filter: {name: [$name]}) {
      nodes {
        id
        labels
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunMetricLabelsQuery, RunMetricLabelsQueryVariables>;
export const RunMetricsDocument = new TypedDocumentString(`
    query RunMetrics($id: ID!, $filter: MetricFilter, $first: Int, $after: String) {
  execution(id: $id) {
    id
    metrics(first: $first, after: $after, filter: $filter) {
      nodes {
        ...MetricRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment MetricRow on MetricSnapshot {
  id
  name
  value
  unit
  metricType
  labels
  timestamp
}`) as unknown as TypedDocumentString<RunMetricsQuery, RunMetricsQueryVariables>;
export const RunArtifactsDocument = new TypedDocumentString(`
    query RunArtifacts($id: ID!, $first: Int, $after: String) {
  execution(id: $id) {
    id
    artifacts(first: $first, after: $after) {
      nodes {
        ...ArtifactRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ArtifactRow on Artifact {
  id
  name
  artifactType
  contentType
  contentSize
  fileSize
  filePath
  fileHash
  fileHashAlgorithm
  createdAt
  metadata
}`) as unknown as TypedDocumentString<RunArtifactsQuery, RunArtifactsQueryVariables>;
export const ArtifactPieceDocument = new TypedDocumentString(`
    query ArtifactPiece($id: ID!, $offset: Int!, $length: Int!) {
  node(id: $id) {
    __typename
    id
    ... on Artifact {
      contentRange(offset: $offset, length: $length)
    }
  }
}
    `) as unknown as TypedDocumentString<ArtifactPieceQuery, ArtifactPieceQueryVariables>;
export const ArtifactDownloadDocument = new TypedDocumentString(`
    query ArtifactDownload($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on Artifact {
      downloadUrl
    }
  }
}
    `) as unknown as TypedDocumentString<ArtifactDownloadQuery, ArtifactDownloadQueryVariables>;
export const RunImagesDocument = new TypedDocumentString(`
    query RunImages($id: ID!, $first: Int, $after: String) {
  execution(id: $id) {
    id
    images(first: $first, after: $after) {
      nodes {
        ...ImageRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ImageRow on Image {
  id
  url
  width
  height
  format
  fileSize
  storageKey
  contentHash
  isDuplicate
  labels
  createdAt
  chunk {
    id
    chunkIndex
  }
}`) as unknown as TypedDocumentString<RunImagesQuery, RunImagesQueryVariables>;
export const RunSummariesDocument = new TypedDocumentString(`
    query RunSummaries($id: ID!, $first: Int, $after: String) {
  execution(id: $id) {
    id
    summaries(first: $first, after: $after) {
      nodes {
        id
        content
        xUsername
        topics
        hoursBack
        tweetsCount
        createdAt
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunSummariesQuery, RunSummariesQueryVariables>;
export const RunsToCompareDocument = new TypedDocumentString(`
    query RunsToCompare($filter: ExecutionFilter!) {
  executions(filter: $filter, first: 25) {
    nodes {
      ...ChainRow
    }
  }
}
    fragment ChainRow on Execution {
  id
  runNumber
  status
  queuedAt
  finishedAt
  durationMs
}`) as unknown as TypedDocumentString<RunsToCompareQuery, RunsToCompareQueryVariables>;
export const RunCompareDocument = new TypedDocumentString(`
    query RunCompare($id: ID!) {
  execution(id: $id) {
    id
    runNumber
    status
    queuedAt
    startedAt
    finishedAt
    durationMs
    attempt
    itemsProcessed
    params
    result
    errorCode
    errorMessage
    job {
      id
      name
    }
    stages(first: 200) {
      nodes {
        ...StageRow
      }
      pageInfo {
        hasNextPage
      }
    }
    metrics(first: 200) {
      nodes {
        ...MetricRow
      }
      pageInfo {
        hasNextPage
      }
    }
  }
}
    fragment MetricRow on MetricSnapshot {
  id
  name
  value
  unit
  metricType
  labels
  timestamp
}
fragment StageRow on Stage {
  id
  name
  status
  attempt
  startedAt
  endedAt
  durationMs
  meta
  error
}`) as unknown as TypedDocumentString<RunCompareQuery, RunCompareQueryVariables>;
export const RunPageDocument = new TypedDocumentString(`
    query RunPage($id: ID!) {
  execution(id: $id) {
    ...RunDetail
    progress {
      total
      completed
      failed
      pending
      processing
    }
  }
}
    fragment ActorFields on Actor {
  name
  role
  at
  user {
    id
    email
  }
}
fragment RunDetail on Execution {
  ...RunRow
  dispatch
  heartbeatAt
  leaseExpiresAt
  cancelRequestedBy {
    ...ActorFields
  }
  createdBy {
    ...ActorFields
  }
  errorFingerprint
  errorDetails
  concurrencyKey
  externalSystem
  heldCredits
  stageCount
  params
  plan
  result
  job {
    id
    maxAttempts
    timeoutSeconds
  }
}
fragment RunRow on Execution {
  id
  status
  kind
  trigger
  attempt
  runNumber
  priority
  queuedAt
  startedAt
  finishedAt
  scheduledFor
  availableAt
  durationMs
  workerId
  botId
  tags
  itemsProcessed
  errorCode
  errorMessage
  failureReason
  cancelRequestedAt
  cancelDeadline
  externalId
  job {
    id
    name
    slug
  }
}`) as unknown as TypedDocumentString<RunPageQuery, RunPageQueryVariables>;
export const RunPartCountsDocument = new TypedDocumentString(`
    query RunPartCounts($id: ID!) {
  execution(id: $id) {
    id
    stageCount
    logs(first: 1) {
      count {
        value
        isCapped
      }
    }
    metrics(first: 1) {
      count {
        value
        isCapped
      }
    }
    artifacts(first: 1) {
      count {
        value
        isCapped
      }
    }
    images(first: 1) {
      count {
        value
        isCapped
      }
    }
    summaries(first: 1) {
      count {
        value
        isCapped
      }
    }
    events(first: 1) {
      count {
        value
        isCapped
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RunPartCountsQuery, RunPartCountsQueryVariables>;
export const RunChainDocument = new TypedDocumentString(`
    query RunChain($id: ID!) {
  execution(id: $id) {
    id
    retryOf {
      ...ChainRow
      retryOf {
        ...ChainRow
        retryOf {
          ...ChainRow
        }
      }
    }
    retries {
      ...ChainRow
      retries {
        ...ChainRow
      }
    }
  }
}
    fragment ChainRow on Execution {
  id
  runNumber
  status
  queuedAt
  finishedAt
  durationMs
}`) as unknown as TypedDocumentString<RunChainQuery, RunChainQueryVariables>;
export const RunEventListDocument = new TypedDocumentString(`
    query RunEventList($id: ID!, $first: Int, $after: String) {
  execution(id: $id) {
    id
    events(first: $first, after: $after) {
      nodes {
        ...EventRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ActorFields on Actor {
  name
  role
  at
  user {
    id
    email
  }
}
fragment EventRow on ExecutionEvent {
  id
  type
  from
  to
  at
  attempt
  reason
  workerId
  actor {
    ...ActorFields
  }
}`) as unknown as TypedDocumentString<RunEventListQuery, RunEventListQueryVariables>;
export const RunStagesDocument = new TypedDocumentString(`
    query RunStages($id: ID!, $first: Int, $after: String) {
  execution(id: $id) {
    id
    stages(first: $first, after: $after) {
      nodes {
        ...StageRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment StageRow on Stage {
  id
  name
  status
  attempt
  startedAt
  endedAt
  durationMs
  meta
  error
}`) as unknown as TypedDocumentString<RunStagesQuery, RunStagesQueryVariables>;
export const RunPageEventsDocument = new TypedDocumentString(`
    subscription RunPageEvents($id: ID!, $after: String) {
  executionChanged(filter: {ids: [$id]}, after: $after) {
    cursor
    ...EventRow
    execution {
      ...RunDetail
    }
  }
}
    fragment ActorFields on Actor {
  name
  role
  at
  user {
    id
    email
  }
}
fragment RunDetail on Execution {
  ...RunRow
  dispatch
  heartbeatAt
  leaseExpiresAt
  cancelRequestedBy {
    ...ActorFields
  }
  createdBy {
    ...ActorFields
  }
  errorFingerprint
  errorDetails
  concurrencyKey
  externalSystem
  heldCredits
  stageCount
  params
  plan
  result
  job {
    id
    maxAttempts
    timeoutSeconds
  }
}
fragment EventRow on ExecutionEvent {
  id
  type
  from
  to
  at
  attempt
  reason
  workerId
  actor {
    ...ActorFields
  }
}
fragment RunRow on Execution {
  id
  status
  kind
  trigger
  attempt
  runNumber
  priority
  queuedAt
  startedAt
  finishedAt
  scheduledFor
  availableAt
  durationMs
  workerId
  botId
  tags
  itemsProcessed
  errorCode
  errorMessage
  failureReason
  cancelRequestedAt
  cancelDeadline
  externalId
  job {
    id
    name
    slug
  }
}`) as unknown as TypedDocumentString<RunPageEventsSubscription, RunPageEventsSubscriptionVariables>;
export const RunPagePartsDocument = new TypedDocumentString(`
    subscription RunPageParts($id: ID!, $after: String) {
  partsChanged(executionId: $id, after: $after) {
    cursor
    parts {
      __typename
      ... on Stage {
        ...StageRow
      }
      ... on Chunk {
        id
        chunkIndex
        chunkStatus: status
      }
      ... on LogLine {
        ...LogRow
      }
    }
  }
}
    fragment LogRow on LogLine {
  cursor
  at
  level
  message
  attempt
  stageName
  chunkId
  fields
  isCut
}
fragment StageRow on Stage {
  id
  name
  status
  attempt
  startedAt
  endedAt
  durationMs
  meta
  error
}`) as unknown as TypedDocumentString<RunPagePartsSubscription, RunPagePartsSubscriptionVariables>;
export const CancelRunDocument = new TypedDocumentString(`
    mutation CancelRun($input: CancelExecutionInput!) {
  cancelExecution(input: $input) {
    __typename
    ... on CancelExecutionPayload {
      isPending
      execution {
        ...RunDetail
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment ActorFields on Actor {
  name
  role
  at
  user {
    id
    email
  }
}
fragment RunDetail on Execution {
  ...RunRow
  dispatch
  heartbeatAt
  leaseExpiresAt
  cancelRequestedBy {
    ...ActorFields
  }
  createdBy {
    ...ActorFields
  }
  errorFingerprint
  errorDetails
  concurrencyKey
  externalSystem
  heldCredits
  stageCount
  params
  plan
  result
  job {
    id
    maxAttempts
    timeoutSeconds
  }
}
fragment RunRow on Execution {
  id
  status
  kind
  trigger
  attempt
  runNumber
  priority
  queuedAt
  startedAt
  finishedAt
  scheduledFor
  availableAt
  durationMs
  workerId
  botId
  tags
  itemsProcessed
  errorCode
  errorMessage
  failureReason
  cancelRequestedAt
  cancelDeadline
  externalId
  job {
    id
    name
    slug
  }
}`) as unknown as TypedDocumentString<CancelRunMutation, CancelRunMutationVariables>;
export const RetryRunDocument = new TypedDocumentString(`
    mutation RetryRun($input: RetryExecutionInput!) {
  retryExecution(input: $input) {
    __typename
    ... on RetryExecutionPayload {
      execution {
        id
        runNumber
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}`) as unknown as TypedDocumentString<RetryRunMutation, RetryRunMutationVariables>;
export const BulkCancelDocument = new TypedDocumentString(`
    mutation BulkCancel($input: BulkExecutionsInput!) {
  bulkCancelExecutions(input: $input) {
    __typename
    ...BulkOutcome
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment BulkOutcome on BulkExecutionsPayload {
  selection
  matched
  succeeded
  hasMore
  failures {
    executionId
    error {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<BulkCancelMutation, BulkCancelMutationVariables>;
export const BulkRetryDocument = new TypedDocumentString(`
    mutation BulkRetry($input: BulkExecutionsInput!) {
  bulkRetryExecutions(input: $input) {
    __typename
    ...BulkOutcome
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment BulkOutcome on BulkExecutionsPayload {
  selection
  matched
  succeeded
  hasMore
  failures {
    executionId
    error {
      code
      message
    }
  }
}`) as unknown as TypedDocumentString<BulkRetryMutation, BulkRetryMutationVariables>;
export const RunsDocument = new TypedDocumentString(`
    query Runs($filter: ExecutionFilter, $orderBy: ExecutionOrder, $first: Int, $after: String, $isFirst: Boolean!) {
  executions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      ...RunRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    eventCursor @include(if: $isFirst)
  }
}
    fragment RunRow on Execution {
  id
  status
  kind
  trigger
  attempt
  runNumber
  priority
  queuedAt
  startedAt
  finishedAt
  scheduledFor
  availableAt
  durationMs
  workerId
  botId
  tags
  itemsProcessed
  errorCode
  errorMessage
  failureReason
  cancelRequestedAt
  cancelDeadline
  externalId
  job {
    id
    name
    slug
  }
}`) as unknown as TypedDocumentString<RunsQuery, RunsQueryVariables>;
export const RunCountsDocument = new TypedDocumentString(`
    query RunCounts($filter: ExecutionFilter) {
  executions(filter: $filter, first: 1) {
    countsByStatus {
      status
      count
      isCapped
    }
  }
}
    `) as unknown as TypedDocumentString<RunCountsQuery, RunCountsQueryVariables>;
export const RunFacetDocument = new TypedDocumentString(`
    query RunFacet($field: FacetField!, $filter: ExecutionFilter, $search: String) {
  executionFacets(field: $field, filter: $filter, search: $search, first: 50) {
    value
    label
    count {
      value
      isCapped
    }
  }
}
    `) as unknown as TypedDocumentString<RunFacetQuery, RunFacetQueryVariables>;
export const RunEventsDocument = new TypedDocumentString(`
    subscription RunEvents($filter: ExecutionFilter, $after: String) {
  executionChanged(filter: $filter, after: $after) {
    id
    cursor
    type
    to
    execution {
      ...RunRow
    }
  }
}
    fragment RunRow on Execution {
  id
  status
  kind
  trigger
  attempt
  runNumber
  priority
  queuedAt
  startedAt
  finishedAt
  scheduledFor
  availableAt
  durationMs
  workerId
  botId
  tags
  itemsProcessed
  errorCode
  errorMessage
  failureReason
  cancelRequestedAt
  cancelDeadline
  externalId
  job {
    id
    name
    slug
  }
}`) as unknown as TypedDocumentString<RunEventsSubscription, RunEventsSubscriptionVariables>;
export const SchedulesDocument = new TypedDocumentString(`
    query Schedules($filter: JobFilter, $from: DateTime!, $to: DateTime!, $first: Int!) {
  jobs(
    filter: $filter
    orderBy: {field: NEXT_RUN_AT, direction: ASC}
    first: $first
  ) {
    nodes {
      id
      name
      slug
      status
      schedule {
        cron
        timezone
        pausedAt
        nextRunAt
        nextRuns(from: $from, to: $to, count: 100)
      }
    }
    pageInfo {
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<SchedulesQuery, SchedulesQueryVariables>;
export const SchedulePastDocument = new TypedDocumentString(`
    query SchedulePast($at: DateTimeRange!, $first: Int!, $after: String) {
  scheduleTicks(at: $at, first: $first, after: $after) {
    nodes {
      id
      at
      skipReason
      job {
        id
        name
        slug
      }
      execution {
        id
        status
        runNumber
        durationMs
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SchedulePastQuery, SchedulePastQueryVariables>;
export const SummariesDocument = new TypedDocumentString(`
    query Summaries($first: Int, $after: String, $filter: SummaryFilter) {
  summaries(first: $first, after: $after, filter: $filter) {
    nodes {
      ...SummaryRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment SummaryRow on Summary {
  id
  content
  createdAt
  hoursBack
  isPlayground
  topics
  tweetsCount
  xUsername
  job {
    id
    name
  }
  execution {
    id
    runNumber
  }
}`) as unknown as TypedDocumentString<SummariesQuery, SummariesQueryVariables>;
export const SummaryDetailDocument = new TypedDocumentString(`
    query SummaryDetail($id: ID!) {
  node(id: $id) {
    __typename
    ... on Summary {
      ...SummaryRow
      rawData
    }
  }
}
    fragment SummaryRow on Summary {
  id
  content
  createdAt
  hoursBack
  isPlayground
  topics
  tweetsCount
  xUsername
  job {
    id
    name
  }
  execution {
    id
    runNumber
  }
}`) as unknown as TypedDocumentString<SummaryDetailQuery, SummaryDetailQueryVariables>;
export const SocialTasksDocument = new TypedDocumentString(`
    query SocialTasks($first: Int, $after: String, $isActive: Boolean, $taskType: [SocialTaskType!]) {
  socialTasks(
    first: $first
    after: $after
    isActive: $isActive
    taskType: $taskType
  ) {
    nodes {
      ...TaskRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment TaskRow on SocialTask {
  id
  title
  taskType
  taskTypeText
  target
  rewardCredits
  isActive
  createdAt
}`) as unknown as TypedDocumentString<SocialTasksQuery, SocialTasksQueryVariables>;
export const SocialTaskNamesDocument = new TypedDocumentString(`
    query SocialTaskNames {
  socialTasks(first: 200) {
    nodes {
      id
      title
    }
  }
}
    `) as unknown as TypedDocumentString<SocialTaskNamesQuery, SocialTaskNamesQueryVariables>;
export const CompletionsDocument = new TypedDocumentString(`
    query Completions($first: Int, $after: String, $status: [CompletionStatus!], $taskId: ID) {
  completions(first: $first, after: $after, status: $status, taskId: $taskId) {
    nodes {
      ...CompletionRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment CompletionRow on Completion {
  id
  status
  submittedAt
  decidedAt
  user {
    id
    email
  }
  task {
    id
    title
    taskType
    rewardCredits
  }
}`) as unknown as TypedDocumentString<CompletionsQuery, CompletionsQueryVariables>;
export const VerificationLogsDocument = new TypedDocumentString(`
    query VerificationLogs($first: Int, $after: String, $filter: VerificationLogFilter) {
  verificationLogs(first: $first, after: $after, filter: $filter) {
    nodes {
      ...VerificationRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment VerificationRow on VerificationLog {
  id
  result
  resultText
  taskType
  cacheHit
  apiCallCount
  verificationTimeMs
  verifiedAt
  rejectionReason
  errorMessage
  user {
    id
    email
  }
  task {
    id
    title
  }
}`) as unknown as TypedDocumentString<VerificationLogsQuery, VerificationLogsQueryVariables>;
export const VerificationFiguresDocument = new TypedDocumentString(`
    query VerificationFigures($filter: VerificationLogFilter) {
  verificationStats(filter: $filter) {
    count
    apiCalls
    averageMs
    p95Ms
    cacheHitRate
    countsByResult {
      result
      count
    }
  }
}
    `) as unknown as TypedDocumentString<VerificationFiguresQuery, VerificationFiguresQueryVariables>;
export const VerificationDetailDocument = new TypedDocumentString(`
    query VerificationDetail($id: ID!) {
  node(id: $id) {
    __typename
    ... on SocialTask {
      ...TaskRow
      completions(first: 25) {
        nodes {
          ...CompletionRow
        }
      }
    }
    ... on Completion {
      ...CompletionRow
      verificationLogs(first: 25) {
        nodes {
          ...VerificationRow
        }
      }
    }
    ... on VerificationLog {
      ...VerificationRow
      twitterApiResponse
      twitterAccount {
        id
        username
      }
      completion {
        ...CompletionRow
      }
    }
  }
}
    fragment TaskRow on SocialTask {
  id
  title
  taskType
  taskTypeText
  target
  rewardCredits
  isActive
  createdAt
}
fragment CompletionRow on Completion {
  id
  status
  submittedAt
  decidedAt
  user {
    id
    email
  }
  task {
    id
    title
    taskType
    rewardCredits
  }
}
fragment VerificationRow on VerificationLog {
  id
  result
  resultText
  taskType
  cacheHit
  apiCallCount
  verificationTimeMs
  verifiedAt
  rejectionReason
  errorMessage
  user {
    id
    email
  }
  task {
    id
    title
  }
}`) as unknown as TypedDocumentString<VerificationDetailQuery, VerificationDetailQueryVariables>;
export const SubmitClaimDocument = new TypedDocumentString(`
    mutation SubmitClaim($socialTaskId: ID!) {
  submitCompletion(input: {socialTaskId: $socialTaskId}) {
    ... on SubmitCompletionPayload {
      completion {
        ...CompletionRow
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment CompletionRow on Completion {
  id
  status
  submittedAt
  decidedAt
  user {
    id
    email
  }
  task {
    id
    title
    taskType
    rewardCredits
  }
}`) as unknown as TypedDocumentString<SubmitClaimMutation, SubmitClaimMutationVariables>;
export const SetTaskActiveDocument = new TypedDocumentString(`
    mutation SetTaskActive($socialTaskId: ID!, $isActive: Boolean!) {
  updateSocialTask(input: {socialTaskId: $socialTaskId, isActive: $isActive}) {
    ... on UpdateSocialTaskPayload {
      socialTask {
        ...TaskRow
      }
    }
    ...ErrorFields
  }
}
    fragment ErrorFields on Error {
  __typename
  code
  message
  ... on InvalidInputError {
    issues {
      path
      message
    }
  }
}
fragment TaskRow on SocialTask {
  id
  title
  taskType
  taskTypeText
  target
  rewardCredits
  isActive
  createdAt
}`) as unknown as TypedDocumentString<SetTaskActiveMutation, SetTaskActiveMutationVariables>;
export const WorkersDocument = new TypedDocumentString(`
    query Workers($seenSince: DateTime!, $first: Int!, $held: Int!) {
  workers(seenSince: $seenSince, first: $first) {
    ...WorkerRow
    executions(first: $held) {
      ...HeldRun
    }
  }
}
    fragment WorkerRow on Worker {
  id
  holding
  completed
  failed
  lastSeenAt
  owner {
    id
    name
  }
}
fragment HeldRun on Execution {
  id
  status
  runNumber
  attempt
  startedAt
  heartbeatAt
  leaseExpiresAt
  cancelRequestedAt
  job {
    id
    name
  }
}`) as unknown as TypedDocumentString<WorkersQuery, WorkersQueryVariables>;
export const OneWorkerDocument = new TypedDocumentString(`
    query OneWorker($seenSince: DateTime!, $filter: ExecutionFilter!) {
  workers(seenSince: $seenSince, filter: $filter, first: 1) {
    ...WorkerRow
    executions(first: 200) {
      ...HeldRun
    }
  }
}
    fragment WorkerRow on Worker {
  id
  holding
  completed
  failed
  lastSeenAt
  owner {
    id
    name
  }
}
fragment HeldRun on Execution {
  id
  status
  runNumber
  attempt
  startedAt
  heartbeatAt
  leaseExpiresAt
  cancelRequestedAt
  job {
    id
    name
  }
}`) as unknown as TypedDocumentString<OneWorkerQuery, OneWorkerQueryVariables>;