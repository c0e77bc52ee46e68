import { builder } from './builder.js';

export const UserStatus = builder.enumType('UserStatus', {
  description: 'Whether a user may work with Runledger.',
  values: {
    UNVERIFIED: { description: 'The address is not verified yet.' },
    ACTIVE: { description: 'Verified, a normal user.' },
    SUSPENDED: { description: 'Locked out; credentials are refused.' },
  } as const,
});

export const UserTier = builder.enumType('UserTier', {
  description: 'What a user pays for, and so what their limits are.',
  values: {
    FREE: { description: 'The basic tier.' },
    PRO: { description: 'The professional tier.' },
    ENTERPRISE: { description: 'The tier with the highest limits.' },
  } as const,
});

export const UserRole = builder.enumType('UserRole', {
  description: 'What a user may see.',
  values: {
    USER: { description: 'Their own.' },
    ADMIN: { description: "Everybody's." },
  } as const,
});

export const ProjectStatus = builder.enumType('ProjectStatus', {
  description: 'Whether a project is in use.',
  values: {
    ACTIVE: { description: 'In use.' },
    ARCHIVED: { description: 'Kept, no longer in use.' },
  } as const,
});

export const ApiKeyScope = builder.enumType('ApiKeyScope', {
  description: 'What an API key may do.',
  values: {
    READ: { description: 'Reads.' },
    WORK: { description: 'Drives executions, chunks and their parts.' },
    MANAGE: { description: 'Writes jobs, projects and keys of its owner.' },
    VERIFY: {
      description:
        "Borrows and replaces the tokens of users' X accounts. Administrators' keys only, where the operator turned it on.",
    },
    ADMIN: { description: 'Everything, of everybody, but for VERIFY.' },
  } as const,
});

export const QuotaName = builder.enumType('QuotaName', {
  description: 'What a limit is of.',
  values: {
    REQUESTS_PER_MINUTE: { value: 'requestsPerMinute', description: 'Requests in a minute.' },
    QUERY_COST_PER_MINUTE: {
      value: 'queryCostPerMinute',
      description: 'What the queries of a minute cost together, in points.',
    },
    JOBS: { value: 'jobs', description: 'Jobs that are not archived.' },
    EXECUTIONS_PER_DAY: { value: 'executionsPerDay', description: 'Runs accepted on one day, in UTC.' },
    CHUNKS_IN_PROGRESS: { value: 'chunksInProgress', description: 'Chunks that workers hold at a time.' },
    RETENTION_DAYS: {
      value: 'retentionDays',
      description: 'How many days finished runs are kept at least.',
    },
    API_KEYS: { value: 'apiKeys', description: 'API keys that work. The same on every tier.' },
  } as const,
});

export const NotificationType = builder.enumType('NotificationType', {
  description: 'What kind of news a notification is. Webhooks get it as `type`, spelled as below.',
  values: {
    EXECUTION_FAILED: { value: 'execution.failed', description: 'A run failed: `execution.failed`.' },
    EXECUTION_COMPLETED: {
      value: 'execution.completed',
      description: 'A run completed: `execution.completed`.',
    },
    CREDITS_LOW: {
      value: 'credits.low',
      description: 'The balance went below the threshold: `credits.low`.',
    },
  } as const,
});

export const CreditTransactionType = builder.enumType('CreditTransactionType', {
  description: 'HOLD reserves when a run is accepted; SPEND or REFUND settles it when the run ends.',
  values: {
    GRANT: { description: 'Given by an administrator.' },
    PURCHASE: { description: 'Paid for.' },
    HOLD: { description: 'Reserved for a run that was accepted.' },
    SPEND: {
      description:
        'Settles the hold of a run that completed: an amount of 0, since the credits went with the hold. Below 0 for what was spent without one.',
    },
    REFUND: {
      description:
        'Given back: what was held for a run that failed, was canceled or was deleted, or by an administrator.',
    },
  } as const,
});

export const JobKind = builder.enumType('JobKind', {
  description: 'What kind of work a job is.',
  values: {
    MONITOR: { description: 'Watches an X account for topics.' },
    CRAWL: { description: 'Crawls images for keywords, in chunks.' },
    BOT: { description: 'Drives a browser bot through named stages.' },
    AGENT: { description: "An LLM agent's task." },
  } as const,
});

export const JobStatus = builder.enumType('JobStatus', {
  description: 'Whether a job is run.',
  values: {
    ACTIVE: { description: 'Runs by its schedule and on demand.' },
    PAUSED: { description: 'Is not started, and its queued runs are not claimed.' },
    ARCHIVED: { description: 'Kept for its history.' },
  } as const,
});

export const OverlapPolicy = builder.enumType('OverlapPolicy', {
  description: 'What a tick does while a run is still open.',
  values: {
    ALLOW: { description: 'Starts another run.' },
    SKIP: { description: 'Starts nothing.' },
  } as const,
});

export const MissedTickPolicy = builder.enumType('MissedTickPolicy', {
  description: 'What becomes of ticks that nobody was there for.',
  values: {
    SKIP: { description: 'They are passed over.' },
    RUN_ONCE: { description: 'One run makes up for all of them.' },
  } as const,
});

export const ExecutionStatus = builder.enumType('ExecutionStatus', {
  description: 'Where an execution stands.',
  values: {
    QUEUED: { description: 'Accepted, waiting for a worker.' },
    RUNNING: { description: 'A worker holds it.' },
    COMPLETED: { description: 'Finished well.' },
    FAILED: { description: 'Finished with a failure.' },
    CANCELED: { description: 'Ended on request.' },
  } as const,
});

export const ExecutionTrigger = builder.enumType('ExecutionTrigger', {
  description: 'What started an execution.',
  values: {
    SCHEDULE: { description: "A tick of the job's schedule." },
    MANUAL: { description: 'A person.' },
    API: { description: 'A program.' },
    RETRY: { description: 'A retry of a finished execution.' },
  } as const,
});

export const FailureReason = builder.enumType('FailureReason', {
  description: 'Why an execution failed.',
  values: {
    ERROR: { description: 'The work itself failed.' },
    TIMEOUT: { description: "It ran longer than its job's timeout." },
    WORKER_LOST: { description: 'Its worker stopped reporting.' },
  } as const,
});

export const Dispatch = builder.enumType('Dispatch', {
  description: 'How an execution reaches its worker.',
  values: {
    QUEUE: { description: 'Claimed from here, and put back when its worker is lost.' },
    EXTERNAL: { description: 'Started by a worker with a queue of its own (Celery, cron), never put back.' },
  } as const,
});

export const ExecutionEventType = builder.enumType('ExecutionEventType', {
  description: "One step in an execution's life.",
  values: {
    QUEUED: { description: 'It was accepted into the queue.' },
    STARTED: { description: 'A worker took it.' },
    REQUEUED: { description: 'It was put back for another attempt.' },
    CANCEL_REQUESTED: { description: 'Its worker was asked to stop.' },
    COMPLETED: { description: 'It finished well.' },
    FAILED: { description: 'It finished with a failure.' },
    CANCELED: { description: 'It was ended on request.' },
  } as const,
});

export const StageStatus = builder.enumType('StageStatus', {
  description: 'Where a stage stands.',
  values: {
    RUNNING: { description: 'Under way.' },
    SUCCEEDED: { description: 'Ended well.' },
    FAILED: { description: 'Ended with an error.' },
  } as const,
});

export const ChunkStatus = builder.enumType('ChunkStatus', {
  description: 'Where a chunk stands.',
  values: {
    PENDING: { description: 'Waiting for a worker.' },
    PROCESSING: { description: 'A worker holds it.' },
    COMPLETED: { description: 'Done.' },
    FAILED: { description: 'Failed; may be retried.' },
  } as const,
});

export const MetricType = builder.enumType('MetricType', {
  description: 'How a metric is to be read.',
  values: {
    COUNTER: { description: 'A count that only grows.' },
    GAUGE: { description: 'A value that goes up and down.' },
    HISTOGRAM: { description: 'One observation of a distribution.' },
    TIMER: { description: 'A duration.' },
  } as const,
});

export const ArtifactType = builder.enumType('ArtifactType', {
  description: 'What an artifact is.',
  values: {
    REPORT: { description: 'Something written for people.' },
    DATA: { description: 'Data.' },
    LOG: { description: 'A log.' },
    CONFIG: { description: 'A configuration.' },
    CODE: { description: 'Source code.' },
    IMAGE: { description: 'A picture.' },
    OTHER: { description: 'Anything else.' },
  } as const,
});

export const SocialTaskType = builder.enumType('SocialTaskType', {
  description: 'What is to be done on X.',
  values: {
    FOLLOW: { description: 'Follow an account.' },
    LIKE: { description: 'Like a post.' },
    RETWEET: { description: 'Repost a post.' },
    REPLY: { description: 'Reply to a post.' },
    QUOTE: { description: 'Quote a post.' },
    OTHER: { description: 'Something else, which the task’s `taskTypeText` says.' },
  } as const,
});

export const CompletionStatus = builder.enumType('CompletionStatus', {
  description: 'What became of a claim to have done a task.',
  values: {
    PENDING: { description: 'Not decided yet.' },
    VERIFIED: { description: 'Found to be true.' },
    REJECTED: { description: 'Found not to be true.' },
  } as const,
});

export const VerificationResult = builder.enumType('VerificationResult', {
  description: 'What a verification found.',
  values: {
    VERIFIED: { description: 'The task was done.' },
    REJECTED: { description: 'The task was not done.' },
    ERROR: { description: 'It could not be found out.' },
  } as const,
});
