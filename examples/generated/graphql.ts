/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Drives a browser bot through named stages. */
export type BotJobInput = {
  /** The bot to drive. */
  botId: string;
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

/** The chunks to claim: by priority and age, or specific ones. */
export type ClaimChunksInput = {
  /** Specific chunks, each if it can be claimed: at most 500. `limit` is then ignored. */
  chunkIds?: Array<string> | null | undefined;
  /** Only chunks of this execution. */
  executionId?: string | null | undefined;
  /** Only chunks of this job. */
  jobId?: string | null | undefined;
  /** How long the lease lasts: 5 to 86400 seconds. */
  leaseSeconds?: number | null | undefined;
  /** The maximum number to claim: 1 to 500. */
  limit?: number | null | undefined;
  /** A new id for each call. If the response is lost, the same id returns the same claim. */
  requestId?: string | null | undefined;
  /** The id of this task in your own queue (such as a Celery task id). */
  taskId?: string | null | undefined;
  /** The name of the worker. */
  workerId: string;
};

/** What to claim, and for which worker. Leases last 5 to 86,400 seconds. */
export type ClaimExecutionsInput = {
  /** Only executions of these bots. */
  botIds?: Array<string> | null | undefined;
  /** Only executions of tasks with these handlers. */
  handlers?: Array<string> | null | undefined;
  /** Only executions of this job. */
  jobId?: string | null | undefined;
  /** Only executions of any of these jobs, and of those of `jobId` and `jobSlugs`. */
  jobIds?: Array<string> | null | undefined;
  /** The same for jobs of yours by their slugs. */
  jobSlugs?: Array<string> | null | undefined;
  /** Only executions of these kinds of job. */
  kinds?: Array<JobKind> | null | undefined;
  /** How long the lease lasts: 5 to 86400 seconds. */
  leaseSeconds?: number | null | undefined;
  /** The maximum number to claim: 1 to 500. */
  limit?: number | null | undefined;
  /** A new id for each call. If the response is lost, the same id returns the same claim. */
  requestId?: string | null | undefined;
  /** Only executions with all of these tags. */
  tags?: Array<string> | null | undefined;
  /** How long to wait for something to claim if nothing is due: 0 to 20 seconds. */
  waitSeconds?: number | null | undefined;
  /** The name of the worker. */
  workerId: string;
};

/** A completed chunk, from the worker that holds it. */
export type CompleteChunkInput = {
  /** The chunk. */
  chunkId: string;
  /** The token of your lease, which proves that you hold it. */
  leaseToken: string;
};

/** The result of an execution, from the worker that holds it. */
export type CompleteExecutionInput = {
  /** The execution. */
  executionId: string;
  /** The number of items processed. */
  itemsProcessed?: number | null | undefined;
  /** The token of your lease, which proves that you hold it. */
  leaseToken: string;
  /** The result. */
  result?: unknown;
};

/** Crawls images for keywords, in chunks. */
export type CrawlJobInput = {
  /** The keywords to search for: 1 to 100. */
  keywords: Array<string>;
  /** The maximum number of images per execution: 1 to 100000000. */
  maxImages: number;
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

/** Why a chunk failed, from the worker that holds it. */
export type FailChunkInput = {
  /** The chunk. */
  chunkId: string;
  /** The error message. Never refused: it is cut at 65536 characters, characters that cannot be stored are replaced, and an empty message gets a placeholder. */
  errorMessage: string;
  /** The token of your lease, which proves that you hold it. */
  leaseToken: string;
};

/** Why an execution failed. With `retryable: false` there is no further attempt, whatever maxAttempts says. */
export type FailExecutionInput = {
  /** The worker's own error code; cut at 255 characters. */
  errorCode?: string | null | undefined;
  /** Further details of the error. */
  errorDetails?: unknown;
  /** The error message. Never refused: it is cut at 65536 characters, characters that cannot be stored are replaced, and an empty message gets a placeholder. */
  errorMessage: string;
  /** The execution. */
  executionId: string;
  /** The worker's own fingerprint: failures with the same one look alike, whatever their messages say. If omitted, the server makes one. Cut at 255 characters. */
  fingerprint?: string | null | undefined;
  /** The token of your lease, which proves that you hold it. */
  leaseToken: string;
  /** The reason for the failure. */
  reason?: FailureReason | null | undefined;
  /** Whether another attempt may follow; true by default. */
  retryable?: boolean | null | undefined;
};

/** Why an execution failed. */
export type FailureReason =
  /** The work itself failed. */
  | 'ERROR'
  /** It ran longer than its job's timeout. */
  | 'TIMEOUT'
  /** Its worker stopped reporting. */
  | 'WORKER_LOST';

/** The work you still hold: at most 1,000 executions and chunks. */
export type HeartbeatsInput = {
  /** How long the lease lasts from now, even if that is shorter than before: 5 to 86400 seconds. If omitted, as long as was claimed, and the lease never gets shorter. */
  leaseSeconds?: number | null | undefined;
  /** The leases of the executions and chunks. */
  leases: Array<LeaseRef>;
};

/** An image that a crawl stored. Its contentHash determines whether it is a duplicate. */
export type ImageInput = {
  /** A hash that is equal for equal content. */
  contentHash?: string | null | undefined;
  /** The size in bytes. */
  fileSize?: number | null | undefined;
  /** The format, such as `jpeg` or `png`. */
  format?: string | null | undefined;
  /** The height in pixels. */
  height?: number | null | undefined;
  /** What the image shows: at most 100 labels. */
  labels?: Array<string> | null | undefined;
  /** Additional data; an object. */
  metadata?: unknown;
  /** The key it is stored under. */
  storageKey?: string | null | undefined;
  /** The URL it was found at. */
  url: string;
  /** The width in pixels. */
  width?: number | null | undefined;
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

/** An execution or chunk, with the proof that you hold it. */
export type LeaseRef = {
  /** The id of the execution (exec_…) or chunk (chunk_…). */
  id: string;
  /** The token of the lease. */
  token: string;
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

/** A line to record. */
export type LogLineInput = {
  /** When it was logged; now if omitted. A time in the future counts as now. */
  at?: string | null | undefined;
  /** Additional data, an object. Longer than 8,192 bytes, it is left out. Characters that cannot be stored are replaced. */
  fields?: unknown;
  /** How important it is. */
  level?: LogLevel | null | undefined;
  /** The text. Longer than 8,192 bytes in UTF-8, it is cut. Escape sequences of terminals are removed, and other control characters replaced, except tabs and line breaks. */
  message: string;
  /** The name of the stage in which it was logged. */
  stageName?: string | null | undefined;
};

/** A measurement to record. */
export type MetricInput = {
  /** Labels that distinguish it from other metrics with the same name; an object. */
  labels?: unknown;
  /** How to interpret the value. */
  metricType: MetricType;
  /** What was measured. */
  name: string;
  /** When it was measured; now if omitted. */
  timestamp?: string | null | undefined;
  /** The unit. */
  unit?: string | null | undefined;
  /** The value: a finite number. */
  value: number;
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

/** Watches an X account for topics. */
export type MonitorJobInput = {
  /** How far back to read posts: 1 to 8760 hours. */
  hoursBack?: number;
  /** The topics to look for: 1 to 50. */
  topics: Array<string>;
  /** The X account to watch, without the @. */
  xUsername: string;
};

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

/** How to split the images of an execution into chunks: at most 100,000 of them. */
export type PlanChunksInput = {
  /** Images per chunk (the last one may have fewer). At least 1. */
  chunkSize: number;
  /** The execution. */
  executionId: string;
  /** The token of your lease on the execution. */
  leaseToken: string;
  /** 0 to 10, higher is more urgent. Does not count when two plans are compared. */
  priority?: number | null | undefined;
  /** The number of images: the chunks cover [0, totalImages). At least 1. */
  totalImages: number;
};

/** 1 to 1,000 images stored by an execution. With the lease of a chunk, they are linked to that chunk. */
export type RecordImagesInput = {
  /** Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The images. */
  images: Array<ImageInput>;
  /** The execution or chunk, with the proof that you hold it. */
  work: WorkRef;
};

/** 1 to 1,000 lines that an execution has logged. */
export type RecordLogsInput = {
  /** Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The lines. They are listed by their times; those of the same time in this order. */
  lines: Array<LogLineInput>;
  /** The execution, or the chunk of it, with the proof that you hold it. */
  work: WorkRef;
};

/** 1 to 1,000 measurements: of an execution (`work`), of a job (`jobId`), or of neither. */
export type RecordMetricsInput = {
  /** Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The job they belong to, instead of an execution. */
  jobId?: string | null | undefined;
  /** The measurements. */
  metrics: Array<MetricInput>;
  /** The execution they belong to, with the proof that you hold it. */
  work?: WorkRef | null | undefined;
};

/** 1 to 1,000 steps of an execution. If a step appears twice, the last one counts. */
export type RecordStagesInput = {
  /** The steps. */
  stages: Array<StageInput>;
  /** The execution, with the proof that you hold it. */
  work: WorkRef;
};

/** The failed chunks to retry. */
export type RetryFailedChunksInput = {
  /** The execution they belong to; it must be running. */
  executionId: string;
  /** Only chunks that were retried fewer times than this: 0 to 100. */
  maxRetries?: number | null | undefined;
};

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

/** The current state of one step of an execution. A stage is identified by its name and start. */
export type StageInput = {
  /** When it ended; omit while it runs. */
  endedAt?: string | null | undefined;
  /** The error, if there was one. Characters that cannot be stored are replaced. */
  error?: unknown;
  /** Additional data, an object. If omitted, existing data stays. */
  meta?: unknown;
  /** The name, such as `login` or `fill-form`. */
  name: string;
  /** When it started. */
  startedAt: string;
  /** The status. A stage that has ended can be corrected, but cannot run again. */
  status: StageStatus;
};

/** The status of a stage. */
export type StageStatus =
  /** Ended with an error. */
  | 'FAILED'
  /** In progress. */
  | 'RUNNING'
  /** Ended successfully. */
  | 'SUCCEEDED';

/** The job of a new execution, by id or slug, or a queued execution: exactly one of the three. */
export type StartExecutionInput = {
  /** Who starts it. */
  createdBy?: ActorInput | null | undefined;
  /** A queued execution to start instead of a new one; its availableAt is ignored. */
  executionId?: string | null | undefined;
  /** What another system calls it. Unique per owner and externalSystem: the same again is a ConflictError that names the execution. At most 255 characters. */
  externalId?: string | null | undefined;
  /** The system that externalId is from, if there are several. At most 255 characters. */
  externalSystem?: string | null | undefined;
  /** Makes the call idempotent: the same key (such as the id of a message that may be redelivered) starts it once. Unique per owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The job. */
  jobId?: string | null | undefined;
  /** The slug of one of your jobs. */
  jobSlug?: string | null | undefined;
  /** How long the lease lasts: 5 to 86400 seconds. */
  leaseSeconds?: number | null | undefined;
  /** The parameters of a new execution; an object. A queued execution keeps its own. */
  params?: unknown;
  /** The worker’s plan. */
  plan?: unknown;
  /** The time for which a scheduler of your own runs it. Its trigger is SCHEDULE then. */
  scheduledFor?: string | null | undefined;
  /** The name of the worker. */
  workerId?: string | null | undefined;
};

/** Plain background work: none of the other kinds. */
export type TaskJobInput = {
  /** What its workers claim by, such as send-email. The job's slug if omitted. */
  handler?: string | null | undefined;
};

/** Proof that you may record parts: the execution's lease, or that of one of its chunks. */
export type WorkRef =
  {   /** The lease of one of its chunks. */
  chunk: LeaseRef; execution?: never; }
  |  { chunk?: never;   /** The lease of the execution. */
  execution: LeaseRef; };

export type TasksCreateJobMutationVariables = Exact<{
  input: CreateJobInput;
}>;


export type TasksCreateJobMutation = { createJob:
    | { __typename: 'ConflictError', code: ErrorCode, message: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'CreateJobPayload' }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type TasksStartMutationVariables = Exact<{
  input: StartExecutionInput;
}>;


export type TasksStartMutation = { startExecution:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'InsufficientCreditsError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
    | { __typename: 'StartExecutionPayload', isReplay: boolean, execution: { id: string, status: ExecutionStatus }, lease: { token: string } | null }
   };

export type TasksRecordStagesMutationVariables = Exact<{
  input: RecordStagesInput;
}>;


export type TasksRecordStagesMutation = { recordStages:
    | { __typename: 'ExpiredError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RecordStagesPayload' }
   };

export type TasksRecordLogsMutationVariables = Exact<{
  input: RecordLogsInput;
}>;


export type TasksRecordLogsMutation = { recordLogs:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ExpiredError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
    | { __typename: 'RecordLogsPayload' }
   };

export type TasksPlanChunksMutationVariables = Exact<{
  input: PlanChunksInput;
}>;


export type TasksPlanChunksMutation = { planChunks:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'PlanChunksPayload', execution: { chunks: { nodes: Array<{ id: string, chunkIndex: number }> } } }
   };

export type TasksClaimChunkMutationVariables = Exact<{
  input: ClaimChunksInput;
}>;


export type TasksClaimChunkMutation = { claimChunks:
    | { __typename: 'ClaimChunksPayload', chunks: Array<{ chunk: { id: string, chunkIndex: number, taskId: string | null }, lease: { token: string } }> }
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type TasksCompleteChunkMutationVariables = Exact<{
  input: CompleteChunkInput;
}>;


export type TasksCompleteChunkMutation = { completeChunk:
    | { __typename: 'CompleteChunkPayload' }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type TasksCompleteMutationVariables = Exact<{
  input: CompleteExecutionInput;
}>;


export type TasksCompleteMutation = { completeExecution:
    | { __typename: 'CompleteExecutionPayload', execution: { id: string, status: ExecutionStatus } }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'OpenChunksError', pending: number, processing: number, code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', code: ErrorCode, message: string }
   };

export type WorkerCreateJobMutationVariables = Exact<{
  input: CreateJobInput;
}>;


export type WorkerCreateJobMutation = { createJob:
    | { __typename: 'ConflictError', code: ErrorCode, message: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'CreateJobPayload', job:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type WorkerLatestRunQueryVariables = Exact<{
  jobId: string;
}>;


export type WorkerLatestRunQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask', latestExecution: { id: string, status: ExecutionStatus } | null }
    | { __typename: 'Alert' }
    | { __typename: 'AlertRule' }
    | { __typename: 'ApiKey' }
    | { __typename: 'Artifact' }
    | { __typename: 'BotJob', latestExecution: { id: string, status: ExecutionStatus } | null }
    | { __typename: 'Chunk' }
    | { __typename: 'Completion' }
    | { __typename: 'CrawlJob', latestExecution: { id: string, status: ExecutionStatus } | null }
    | { __typename: 'CreditAccount' }
    | { __typename: 'CreditTransaction' }
    | { __typename: 'Execution' }
    | { __typename: 'ExecutionEvent' }
    | { __typename: 'Image' }
    | { __typename: 'Membership' }
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob', latestExecution: { id: string, status: ExecutionStatus } | null }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask' }
    | { __typename: 'Stage' }
    | { __typename: 'Summary' }
    | { __typename: 'TaskJob', latestExecution: { id: string, status: ExecutionStatus } | null }
    | { __typename: 'TwitterAccount' }
    | { __typename: 'User' }
    | { __typename: 'VerificationLog' }
   | null };

export type WorkerEnqueueMutationVariables = Exact<{
  input: EnqueueExecutionInput;
}>;


export type WorkerEnqueueMutation = { enqueueExecution:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'EnqueueExecutionPayload', isReplay: boolean, execution: { id: string } }
    | { __typename: 'InsufficientCreditsError', code: ErrorCode, message: string }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type WorkerClaimRunMutationVariables = Exact<{
  input: ClaimExecutionsInput;
}>;


export type WorkerClaimRunMutation = { claimExecutions:
    | { __typename: 'ClaimExecutionsPayload', executions: Array<{ execution: { id: string, attempt: number, params: unknown }, lease: { token: string } }> }
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type WorkerPlanChunksMutationVariables = Exact<{
  input: PlanChunksInput;
}>;


export type WorkerPlanChunksMutation = { planChunks:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'PlanChunksPayload', chunkCount: number, isReplay: boolean }
   };

export type WorkerClaimChunksMutationVariables = Exact<{
  input: ClaimChunksInput;
}>;


export type WorkerClaimChunksMutation = { claimChunks:
    | { __typename: 'ClaimChunksPayload', chunks: Array<{ chunk: { id: string, chunkIndex: number, retryCount: number, imageRange: { start: number, end: number }, execution: { id: string, params: unknown } }, lease: { token: string } }> }
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
   };

export type WorkerHeartbeatsMutationVariables = Exact<{
  input: HeartbeatsInput;
}>;


export type WorkerHeartbeatsMutation = { heartbeats:
    | { __typename: 'HeartbeatsPayload', results: Array<
        | { __typename: 'HeartbeatPayload', lease: { cancelRequested: boolean } }
        | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
        | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
        | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
        | { __typename: 'NotFoundError', code: ErrorCode, message: string }
      > }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
   };

export type WorkerRecordStagesMutationVariables = Exact<{
  input: RecordStagesInput;
}>;


export type WorkerRecordStagesMutation = { recordStages:
    | { __typename: 'ExpiredError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RecordStagesPayload' }
   };

export type WorkerRecordImagesMutationVariables = Exact<{
  input: RecordImagesInput;
}>;


export type WorkerRecordImagesMutation = { recordImages:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ExpiredError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RecordImagesPayload' }
   };

export type WorkerRecordMetricsMutationVariables = Exact<{
  input: RecordMetricsInput;
}>;


export type WorkerRecordMetricsMutation = { recordMetrics:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ExpiredError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RecordMetricsPayload' }
   };

export type WorkerRecordLogsMutationVariables = Exact<{
  input: RecordLogsInput;
}>;


export type WorkerRecordLogsMutation = { recordLogs:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ExpiredError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'QuotaExceededError', code: ErrorCode, message: string }
    | { __typename: 'RecordLogsPayload' }
   };

export type WorkerCompleteChunkMutationVariables = Exact<{
  input: CompleteChunkInput;
}>;


export type WorkerCompleteChunkMutation = { completeChunk:
    | { __typename: 'CompleteChunkPayload' }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type WorkerFailChunkMutationVariables = Exact<{
  input: FailChunkInput;
}>;


export type WorkerFailChunkMutation = { failChunk:
    | { __typename: 'FailChunkPayload' }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type WorkerRetryFailedChunksMutationVariables = Exact<{
  input: RetryFailedChunksInput;
}>;


export type WorkerRetryFailedChunksMutation = { retryFailedChunks:
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RetryFailedChunksPayload' }
   };

export type WorkerStandingQueryVariables = Exact<{
  id: string;
}>;


export type WorkerStandingQuery = { node:
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
    | { __typename: 'Execution', progress: { pending: number, processing: number, completed: number, failed: number }, images: { count: { value: number } }, duplicates: { count: { value: number } } }
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

export type WorkerCompleteRunMutationVariables = Exact<{
  input: CompleteExecutionInput;
}>;


export type WorkerCompleteRunMutation = { completeExecution:
    | { __typename: 'CompleteExecutionPayload' }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'OpenChunksError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', code: ErrorCode, message: string }
   };

export type WorkerFailRunMutationVariables = Exact<{
  input: FailExecutionInput;
}>;


export type WorkerFailRunMutation = { failExecution:
    | { __typename: 'FailExecutionPayload', retryAt: string | null }
    | { __typename: 'InvalidInputError', code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', code: ErrorCode, message: string }
   };

export type WorkerCancelRunMutationVariables = Exact<{
  input: CancelExecutionInput;
}>;


export type WorkerCancelRunMutation = { cancelExecution:
    | { __typename: 'CancelExecutionPayload' }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LeaseLostError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
   };

export type WorkerOutcomeQueryVariables = Exact<{
  id: string;
}>;


export type WorkerOutcomeQuery = { node:
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
    | { __typename: 'Execution', status: ExecutionStatus, attempt: number, itemsProcessed: number, result: unknown, errorMessage: string | null, events: { nodes: Array<{ type: ExecutionEventType, workerId: string | null, reason: string | null }> } }
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

export const TasksCreateJobDocument = new TypedDocumentString(`
    mutation TasksCreateJob($input: CreateJobInput!) {
  createJob(input: $input) {
    __typename
    ... on ConflictError {
      existing {
        id
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksCreateJobMutation, TasksCreateJobMutationVariables>;
export const TasksStartDocument = new TypedDocumentString(`
    mutation TasksStart($input: StartExecutionInput!) {
  startExecution(input: $input) {
    __typename
    ... on StartExecutionPayload {
      isReplay
      execution {
        id
        status
      }
      lease {
        token
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksStartMutation, TasksStartMutationVariables>;
export const TasksRecordStagesDocument = new TypedDocumentString(`
    mutation TasksRecordStages($input: RecordStagesInput!) {
  recordStages(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksRecordStagesMutation, TasksRecordStagesMutationVariables>;
export const TasksRecordLogsDocument = new TypedDocumentString(`
    mutation TasksRecordLogs($input: RecordLogsInput!) {
  recordLogs(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksRecordLogsMutation, TasksRecordLogsMutationVariables>;
export const TasksPlanChunksDocument = new TypedDocumentString(`
    mutation TasksPlanChunks($input: PlanChunksInput!) {
  planChunks(input: $input) {
    __typename
    ... on PlanChunksPayload {
      execution {
        chunks(first: 200, orderBy: {field: CHUNK_INDEX, direction: ASC}) {
          nodes {
            id
            chunkIndex
          }
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksPlanChunksMutation, TasksPlanChunksMutationVariables>;
export const TasksClaimChunkDocument = new TypedDocumentString(`
    mutation TasksClaimChunk($input: ClaimChunksInput!) {
  claimChunks(input: $input) {
    __typename
    ... on ClaimChunksPayload {
      chunks {
        chunk {
          id
          chunkIndex
          taskId
        }
        lease {
          token
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksClaimChunkMutation, TasksClaimChunkMutationVariables>;
export const TasksCompleteChunkDocument = new TypedDocumentString(`
    mutation TasksCompleteChunk($input: CompleteChunkInput!) {
  completeChunk(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksCompleteChunkMutation, TasksCompleteChunkMutationVariables>;
export const TasksCompleteDocument = new TypedDocumentString(`
    mutation TasksComplete($input: CompleteExecutionInput!) {
  completeExecution(input: $input) {
    __typename
    ... on CompleteExecutionPayload {
      execution {
        id
        status
      }
    }
    ... on OpenChunksError {
      pending
      processing
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<TasksCompleteMutation, TasksCompleteMutationVariables>;
export const WorkerCreateJobDocument = new TypedDocumentString(`
    mutation WorkerCreateJob($input: CreateJobInput!) {
  createJob(input: $input) {
    __typename
    ... on CreateJobPayload {
      job {
        id
      }
    }
    ... on ConflictError {
      existing {
        id
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerCreateJobMutation, WorkerCreateJobMutationVariables>;
export const WorkerLatestRunDocument = new TypedDocumentString(`
    query WorkerLatestRun($jobId: ID!) {
  node(id: $jobId) {
    __typename
    ... on Job {
      latestExecution {
        id
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerLatestRunQuery, WorkerLatestRunQueryVariables>;
export const WorkerEnqueueDocument = new TypedDocumentString(`
    mutation WorkerEnqueue($input: EnqueueExecutionInput!) {
  enqueueExecution(input: $input) {
    __typename
    ... on EnqueueExecutionPayload {
      isReplay
      execution {
        id
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerEnqueueMutation, WorkerEnqueueMutationVariables>;
export const WorkerClaimRunDocument = new TypedDocumentString(`
    mutation WorkerClaimRun($input: ClaimExecutionsInput!) {
  claimExecutions(input: $input) {
    __typename
    ... on ClaimExecutionsPayload {
      executions {
        execution {
          id
          attempt
          params
        }
        lease {
          token
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerClaimRunMutation, WorkerClaimRunMutationVariables>;
export const WorkerPlanChunksDocument = new TypedDocumentString(`
    mutation WorkerPlanChunks($input: PlanChunksInput!) {
  planChunks(input: $input) {
    __typename
    ... on PlanChunksPayload {
      chunkCount
      isReplay
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerPlanChunksMutation, WorkerPlanChunksMutationVariables>;
export const WorkerClaimChunksDocument = new TypedDocumentString(`
    mutation WorkerClaimChunks($input: ClaimChunksInput!) {
  claimChunks(input: $input) {
    __typename
    ... on ClaimChunksPayload {
      chunks {
        chunk {
          id
          chunkIndex
          retryCount
          imageRange {
            start
            end
          }
          execution {
            id
            params
          }
        }
        lease {
          token
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerClaimChunksMutation, WorkerClaimChunksMutationVariables>;
export const WorkerHeartbeatsDocument = new TypedDocumentString(`
    mutation WorkerHeartbeats($input: HeartbeatsInput!) {
  heartbeats(input: $input) {
    __typename
    ... on HeartbeatsPayload {
      results {
        __typename
        ... on HeartbeatPayload {
          lease {
            cancelRequested
          }
        }
        ... on Error {
          code
          message
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerHeartbeatsMutation, WorkerHeartbeatsMutationVariables>;
export const WorkerRecordStagesDocument = new TypedDocumentString(`
    mutation WorkerRecordStages($input: RecordStagesInput!) {
  recordStages(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerRecordStagesMutation, WorkerRecordStagesMutationVariables>;
export const WorkerRecordImagesDocument = new TypedDocumentString(`
    mutation WorkerRecordImages($input: RecordImagesInput!) {
  recordImages(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerRecordImagesMutation, WorkerRecordImagesMutationVariables>;
export const WorkerRecordMetricsDocument = new TypedDocumentString(`
    mutation WorkerRecordMetrics($input: RecordMetricsInput!) {
  recordMetrics(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerRecordMetricsMutation, WorkerRecordMetricsMutationVariables>;
export const WorkerRecordLogsDocument = new TypedDocumentString(`
    mutation WorkerRecordLogs($input: RecordLogsInput!) {
  recordLogs(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerRecordLogsMutation, WorkerRecordLogsMutationVariables>;
export const WorkerCompleteChunkDocument = new TypedDocumentString(`
    mutation WorkerCompleteChunk($input: CompleteChunkInput!) {
  completeChunk(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerCompleteChunkMutation, WorkerCompleteChunkMutationVariables>;
export const WorkerFailChunkDocument = new TypedDocumentString(`
    mutation WorkerFailChunk($input: FailChunkInput!) {
  failChunk(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerFailChunkMutation, WorkerFailChunkMutationVariables>;
export const WorkerRetryFailedChunksDocument = new TypedDocumentString(`
    mutation WorkerRetryFailedChunks($input: RetryFailedChunksInput!) {
  retryFailedChunks(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerRetryFailedChunksMutation, WorkerRetryFailedChunksMutationVariables>;
export const WorkerStandingDocument = new TypedDocumentString(`
    query WorkerStanding($id: ID!) {
  node(id: $id) {
    __typename
    ... on Execution {
      progress {
        pending
        processing
        completed
        failed
      }
      images {
        count {
          value
        }
      }
      duplicates: images(filter: {isDuplicate: true}) {
        count {
          value
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerStandingQuery, WorkerStandingQueryVariables>;
export const WorkerCompleteRunDocument = new TypedDocumentString(`
    mutation WorkerCompleteRun($input: CompleteExecutionInput!) {
  completeExecution(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerCompleteRunMutation, WorkerCompleteRunMutationVariables>;
export const WorkerFailRunDocument = new TypedDocumentString(`
    mutation WorkerFailRun($input: FailExecutionInput!) {
  failExecution(input: $input) {
    __typename
    ... on FailExecutionPayload {
      retryAt
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerFailRunMutation, WorkerFailRunMutationVariables>;
export const WorkerCancelRunDocument = new TypedDocumentString(`
    mutation WorkerCancelRun($input: CancelExecutionInput!) {
  cancelExecution(input: $input) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerCancelRunMutation, WorkerCancelRunMutationVariables>;
export const WorkerOutcomeDocument = new TypedDocumentString(`
    query WorkerOutcome($id: ID!) {
  node(id: $id) {
    __typename
    ... on Execution {
      status
      attempt
      itemsProcessed
      result
      errorMessage
      events(first: 50) {
        nodes {
          type
          workerId
          reason
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WorkerOutcomeQuery, WorkerOutcomeQueryVariables>;