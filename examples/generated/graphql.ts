/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Who does it, as the worker claims it. */
export type ActorInput = {
  /** When. Now, if left out; never in the future. */
  at?: string | null | undefined;
  /** A name. */
  name: string;
  /** A role. */
  role: string;
};

/** An LLM agent's task definition. */
export type AgentTaskInput = {
  /** How many rounds it may take: 1 to 10000. */
  maxRounds?: number | null | undefined;
  /** How many messages it remembers: 0 to 1000000. */
  memorySize?: number | null | undefined;
};

/** Drives a browser bot through named stages. */
export type BotJobInput = {
  /** Which bot. */
  botId: string;
};

/** Which run is to end, and how soon. */
export type CancelExecutionInput = {
  /** The run. */
  executionId: string;
  /** Ends it at once, whatever its worker does. */
  force?: boolean | null | undefined;
  /** How long its worker may take to end it by itself: 0 to 3600 seconds; 0 ends it at once. */
  graceSeconds?: number | null | undefined;
  /** The worker's own word that it stopped. */
  leaseToken?: string | null | undefined;
  /** Why, in words; cut at 10000 characters. */
  reason?: string | null | undefined;
};

/** Which chunks, by priority and age, or given ones. `requestId`: the same one answers the same claim again, for a lost answer. */
export type ClaimChunksInput = {
  /** These, each where it can be claimed, at most 500; `limit` does not count then. */
  chunkIds?: Array<string> | null | undefined;
  /** Only chunks of this run. */
  executionId?: string | null | undefined;
  /** Only chunks of this job. */
  jobId?: string | null | undefined;
  /** How long the lease lasts: 5 to 86400 seconds. */
  leaseSeconds?: number | null | undefined;
  /** How many: 1 to 500. */
  limit?: number | null | undefined;
  /** The call's own id, for when its answer gets lost. */
  requestId?: string | null | undefined;
  /** The queue's own id for this piece (a Celery task id). */
  taskId?: string | null | undefined;
  /** The worker's own name. */
  workerId: string;
};

/** `requestId`: the same one answers the same claim again, for a lost answer. Leases last 5 to 86,400 seconds. */
export type ClaimExecutionsInput = {
  /** Only runs of these bots. */
  botIds?: Array<string> | null | undefined;
  /** Only runs of this job. */
  jobId?: string | null | undefined;
  /** Only runs of these kinds of jobs. */
  kinds?: Array<JobKind> | null | undefined;
  /** How long the lease lasts: 5 to 86400 seconds. */
  leaseSeconds?: number | null | undefined;
  /** How many: 1 to 500. */
  limit?: number | null | undefined;
  /** The call's own id, for when its answer gets lost. */
  requestId?: string | null | undefined;
  /** The worker's own name. */
  workerId: string;
};

/** A chunk that is done, by the worker that holds it. */
export type CompleteChunkInput = {
  /** The chunk. */
  chunkId: string;
  /** The proof that the worker holds it. */
  leaseToken: string;
};

/** What came of a run, by the worker that holds it. */
export type CompleteExecutionInput = {
  /** The run. */
  executionId: string;
  /** What this kind of job counts. */
  itemsProcessed?: number | null | undefined;
  /** The proof that the worker holds it. */
  leaseToken: string;
  /** What came of it. */
  result?: unknown;
};

/** Crawls images for keywords, in chunks. */
export type CrawlJobInput = {
  /** 1 to 100 keywords. */
  keywords: Array<string>;
  /** At most so many images: 1 to 100000000. */
  maxImages: number;
};

/** A new job of the caller's own. */
export type CreateJobInput = {
  /** What its workers need to know; an object. */
  config?: unknown;
  /** What it is for. */
  description?: string | null | undefined;
  /** What kind of job, and that kind's own settings. */
  kind: JobKindInput;
  /** How often a run is tried before it has failed, and how often a chunk may lose its worker: 1 to 100. */
  maxAttempts?: number | null | undefined;
  /** What people call it. */
  name: string;
  /** Of its runs: 0 to 10, higher is more urgent. */
  priority?: number | null | undefined;
  /** What it belongs to: a project of the caller's own. */
  projectId?: string | null | undefined;
  /** The wait before the second attempt: 0 to 86400; it grows with each. */
  retryBackoffSeconds?: number | null | undefined;
  /** When it is run by itself. */
  schedule?: ScheduleInput | null | undefined;
  /** Unique for its owner: lower-case ASCII letters and digits, single dashes between, at most 100 characters. Made from the name if left out. */
  slug?: string | null | undefined;
  /** At most 20 free labels of at most 50 characters. */
  tags?: Array<string> | null | undefined;
  /** How long a run may take: 1 to 2592000; null for as long as its worker reports. */
  timeoutSeconds?: number | null | undefined;
};

/** A run of a job, named by id or by slug. */
export type EnqueueExecutionInput = {
  /** Who asks for it. */
  createdBy?: ActorInput | null | undefined;
  /** The same one does it once; unique by owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The job. */
  jobId?: string | null | undefined;
  /** The job, by its slug among the caller's own. */
  jobSlug?: string | null | undefined;
  /** It is not claimed before this; a time that is over is now. */
  notBefore?: string | null | undefined;
  /** What it is started with; an object. */
  params?: unknown;
  /** 0 to 10, higher is more urgent; the job's own if left out. */
  priority?: number | null | undefined;
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
  | 'QUOTA_EXCEEDED';

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

/** What went wrong with a chunk, by the worker that holds it. */
export type FailChunkInput = {
  /** The chunk. */
  chunkId: string;
  /** What went wrong, in words; never refused: cut at 65536 characters, what cannot be stored replaced, and an empty one gets a stand-in. */
  errorMessage: string;
  /** The proof that the worker holds it. */
  leaseToken: string;
};

/** What went wrong with a run. Not retryable: no further attempt, whatever maxAttempts says. */
export type FailExecutionInput = {
  /** The worker's own code for it; cut at 255 characters. */
  errorCode?: string | null | undefined;
  /** More about it. */
  errorDetails?: unknown;
  /** What went wrong, in words; never refused: cut at 65536 characters, what cannot be stored replaced, and an empty one gets a stand-in. */
  errorMessage: string;
  /** The run. */
  executionId: string;
  /** The proof that the worker holds it. */
  leaseToken: string;
  /** Why it failed. */
  reason?: FailureReason | null | undefined;
  /** Whether another attempt may follow. */
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

/** What a worker still works on: at most 1,000 runs and chunks. */
export type HeartbeatsInput = {
  /** How long the lease lasts from now, also where it lasted longer: 5 to 86400 seconds. Left out, as long as was claimed; it gets no shorter then. */
  leaseSeconds?: number | null | undefined;
  /** The runs and chunks. */
  leases: Array<LeaseRef>;
};

/** An image that a crawl stored. Whether it is a duplicate is found out by its contentHash. */
export type ImageInput = {
  /** Equal for equal content. */
  contentHash?: string | null | undefined;
  /** In bytes. */
  fileSize?: number | null | undefined;
  /** Like `jpeg` or `png`. */
  format?: string | null | undefined;
  /** In pixels. */
  height?: number | null | undefined;
  /** What it shows; at most 100. */
  labels?: Array<string> | null | undefined;
  /** What else there is to tell; an object. */
  metadata?: unknown;
  /** Where it is stored. */
  storageKey?: string | null | undefined;
  /** Where it was found. */
  url: string;
  /** In pixels. */
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
  | 'MONITOR';

/** What kind of job: just one of these, with its own settings. The defaults are of a new job: in an update what is left out stays as it is. */
export type JobKindInput =
  {   /** Runs an LLM agent. */
  agent: AgentTaskInput; bot?: never; crawl?: never; monitor?: never; }
  |  { agent?: never;   /** Drives a browser bot. */
  bot: BotJobInput; crawl?: never; monitor?: never; }
  |  { agent?: never; bot?: never;   /** Crawls images. */
  crawl: CrawlJobInput; monitor?: never; }
  |  { agent?: never; bot?: never; crawl?: never;   /** Watches an X account. */
  monitor: MonitorJobInput; };

/** A piece of work with the proof that a worker holds it. */
export type LeaseRef = {
  /** exec_… or chunk_… */
  id: string;
  /** The lease's token. */
  token: string;
};

/** One measurement. */
export type MetricInput = {
  /** What tells it from others of its name; an object. */
  labels?: unknown;
  /** How it is to be read. */
  metricType: MetricType;
  /** What was measured. */
  name: string;
  /** When it was measured; now if left out. */
  timestamp?: string | null | undefined;
  /** In which unit. */
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

/** What happens to schedule ticks that were missed because no server was running. */
export type MissedTickPolicy =
  /** One execution makes up for all missed ticks. */
  | 'RUN_ONCE'
  /** Missed ticks are skipped. */
  | 'SKIP';

/** Watches an X account for topics. */
export type MonitorJobInput = {
  /** How far back it looks: 1 to 8760 hours. */
  hoursBack?: number;
  /** 1 to 50 topics. */
  topics: Array<string>;
  /** The account, without the @. */
  xUsername: string;
};

/** What a schedule tick does while an execution of the job is still open. */
export type OverlapPolicy =
  /** Starts another execution. */
  | 'ALLOW'
  /** Starts no execution. */
  | 'SKIP';

/** How the images of a run are cut into chunks: at most 100,000 of them. */
export type PlanChunksInput = {
  /** Images in a chunk, but for the last one; at least 1. */
  chunkSize: number;
  /** The run. */
  executionId: string;
  /** The proof that the worker holds the run. */
  leaseToken: string;
  /** 0 to 10, higher is more urgent. It is no part of what makes two plans the same. */
  priority?: number | null | undefined;
  /** The chunks cover [0, totalImages); at least 1. */
  totalImages: number;
};

/** Images that a run stored, 1 to 1,000. With the proof of a chunk they come with that chunk. */
export type RecordImagesInput = {
  /** The same one does it once; unique by owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The images. */
  images: Array<ImageInput>;
  /** The run or the chunk, with the proof. */
  work: WorkRef;
};

/** Measurements, 1 to 1,000: with work, or about a job, or about neither. */
export type RecordMetricsInput = {
  /** The same one does it once; unique by owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The job that they are about, instead. */
  jobId?: string | null | undefined;
  /** The measurements. */
  metrics: Array<MetricInput>;
  /** The run that they are about, with the proof. */
  work?: WorkRef | null | undefined;
};

/** Steps of a run, 1 to 1,000. Of one that is named twice the last word counts. */
export type RecordStagesInput = {
  /** The steps. */
  stages: Array<StageInput>;
  /** The run, with the proof. */
  work: WorkRef;
};

/** Which chunks are tried again. */
export type RetryFailedChunksInput = {
  /** The run that they are of; it must be running. */
  executionId: string;
  /** Only those that were tried again fewer times: 0 to 100. */
  maxRetries?: number | null | undefined;
};

/** When a job is run by itself. The defaults are of a new schedule: in an update what is left out stays as it is. */
export type ScheduleInput = {
  /** Cron, with five fields or six (seconds first). */
  cron: string;
  /** What becomes of ticks that nobody was there for. */
  missedTicks?: MissedTickPolicy | null | undefined;
  /** What a tick does while a run is still open. */
  overlap?: OverlapPolicy | null | undefined;
  /** The IANA time zone that the fields are read in, like Europe/Berlin. */
  timezone?: string | null | undefined;
};

/** A step of a run as it stands now. One with the same name and start is the same one. */
export type StageInput = {
  /** When it ended; left out while it runs. */
  endedAt?: string | null | undefined;
  /** What went wrong, if anything did; characters that cannot be stored are replaced. */
  error?: unknown;
  /** What else there is to tell, an object; what was told before stays if it is left out. */
  meta?: unknown;
  /** Like `login` or `fill-form`. */
  name: string;
  /** When it started. */
  startedAt: string;
  /** Where it stands. One that has ended can be put right, but does not run again. */
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

/** A new run of a job, named by id or by slug, or a queued one: one of the three. */
export type StartExecutionInput = {
  /** Who starts it. */
  createdBy?: ActorInput | null | undefined;
  /** A queued one, instead of a new run of a job; it is started whatever its availableAt. */
  executionId?: string | null | undefined;
  /** The same one starts it once, such as the id of a message that may be delivered again; unique by owner for 48 hours. */
  idempotencyKey?: string | null | undefined;
  /** The job. */
  jobId?: string | null | undefined;
  /** The job, by its slug among the caller's own. */
  jobSlug?: string | null | undefined;
  /** How long the lease lasts: 5 to 86400 seconds. */
  leaseSeconds?: number | null | undefined;
  /** What a new run is started with; an object. A queued one has its own. */
  params?: unknown;
  /** What its worker means to do. */
  plan?: unknown;
  /** The worker's own name. */
  workerId?: string | null | undefined;
};

/** Proof for a part: the execution's lease, or that of one of its chunks. */
export type WorkRef =
  {   /** One of its chunks' lease. */
  chunk: LeaseRef; execution?: never; }
  |  { chunk?: never;   /** The execution's lease. */
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
       | null }
    | { __typename: 'CreateJobPayload', job:
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
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask', latestExecution: { id: string, status: ExecutionStatus } | null }
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
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob', latestExecution: { id: string, status: ExecutionStatus } | null }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask' }
    | { __typename: 'Stage' }
    | { __typename: 'Summary' }
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
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask' }
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
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob' }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask' }
    | { __typename: 'Stage' }
    | { __typename: 'Summary' }
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
    | { __typename: 'ActivityLog' }
    | { __typename: 'AgentTask' }
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
    | { __typename: 'MetricSnapshot' }
    | { __typename: 'MonitorJob' }
    | { __typename: 'Notification' }
    | { __typename: 'Project' }
    | { __typename: 'ScheduleTick' }
    | { __typename: 'SocialTask' }
    | { __typename: 'Stage' }
    | { __typename: 'Summary' }
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