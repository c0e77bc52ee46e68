import { builder } from './graphql/builder.js';

export const UserStatus = builder.enumType('UserStatus', {
  description: 'Whether a user may use Runledger.',
  values: {
    UNVERIFIED: { description: 'The email address is not verified yet.' },
    ACTIVE: { description: 'Verified; may use Runledger.' },
    SUSPENDED: { description: 'Locked out; credentials are refused.' },
  } as const,
});

export const UserTier = builder.enumType('UserTier', {
  description: 'The pricing tier, which sets the limits.',
  values: {
    FREE: { description: 'The basic tier.' },
    PRO: { description: 'The professional tier.' },
    ENTERPRISE: { description: 'The tier with the highest limits.' },
  } as const,
});

export const UserRole = builder.enumType('UserRole', {
  description: 'What a user has access to.',
  values: {
    USER: { description: 'Their own data.' },
    ADMIN: { description: "Everyone's data." },
  } as const,
});

export const ProjectStatus = builder.enumType('ProjectStatus', {
  description: 'Whether a project is in use.',
  values: {
    ACTIVE: { description: 'In use.' },
    ARCHIVED: { description: 'Kept, but no longer in use.' },
  } as const,
});

export const ApiKeyScope = builder.enumType('ApiKeyScope', {
  description: 'What an API key may be used for.',
  values: {
    READ: { description: 'Reading.' },
    WORK: { description: 'Running executions and chunks, and recording their parts.' },
    MANAGE: { description: 'Writing jobs, projects and API keys of its owner.' },
    VERIFY: {
      description:
        "Borrowing and replacing the tokens of users' X accounts. Only for administrators' keys, and only if the operator enabled it.",
    },
    ADMIN: { description: 'Everything, for all users, except VERIFY.' },
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
  description:
    'The kinds of credit transaction. HOLD reserves credits when an execution is accepted; SPEND or REFUND settles them when it ends.',
  values: {
    GRANT: { description: 'Given by an administrator.' },
    PURCHASE: { description: 'Paid for.' },
    HOLD: { description: 'Reserved for an accepted execution.' },
    SPEND: {
      description:
        'Settles the hold of a completed execution: an amount of 0, because the hold already deducted the credits. Below 0 for credits spent without a hold.',
    },
    REFUND: {
      description:
        'Credits returned: those held for an execution that failed, was canceled or was deleted, or a refund by an administrator.',
    },
  } as const,
});

export const JobKind = builder.enumType('JobKind', {
  description: 'The kind of work a job does.',
  values: {
    MONITOR: { description: 'Watches an X account for topics.' },
    CRAWL: { description: 'Crawls images for keywords, in chunks.' },
    BOT: { description: 'Drives a browser bot through named stages.' },
    AGENT: { description: "An LLM agent's task." },
  } as const,
});

export const JobStatus = builder.enumType('JobStatus', {
  description: 'Whether a job runs.',
  values: {
    ACTIVE: { description: 'Runs on its schedule and on demand.' },
    PAUSED: { description: 'Not started, and its queued executions are not claimed.' },
    ARCHIVED: { description: 'Kept for its history; does not run.' },
  } as const,
});

export const OverlapPolicy = builder.enumType('OverlapPolicy', {
  description: 'What a schedule tick does while an execution of the job is still open.',
  values: {
    ALLOW: { description: 'Starts another execution.' },
    SKIP: { description: 'Starts no execution.' },
  } as const,
});

export const MissedTickPolicy = builder.enumType('MissedTickPolicy', {
  description: 'What happens to schedule ticks that were missed because no server was running.',
  values: {
    SKIP: { description: 'Missed ticks are skipped.' },
    RUN_ONCE: { description: 'One execution makes up for all missed ticks.' },
  } as const,
});

export const ExecutionStatus = builder.enumType('ExecutionStatus', {
  description: 'The status of an execution.',
  values: {
    QUEUED: { description: 'Accepted, waiting for a worker.' },
    RUNNING: { description: 'A worker holds it.' },
    COMPLETED: { description: 'Finished successfully.' },
    FAILED: { description: 'Finished with a failure.' },
    CANCELED: { description: 'Ended on request.' },
  } as const,
});

export const ExecutionTrigger = builder.enumType('ExecutionTrigger', {
  description: 'What started an execution.',
  values: {
    SCHEDULE: { description: "A tick of the job's schedule." },
    MANUAL: { description: 'A person started it.' },
    API: { description: 'A program started it.' },
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
    QUEUE: { description: 'Claimed from this queue, and requeued if its worker is lost.' },
    EXTERNAL: { description: 'Started by a worker that has its own queue (Celery, cron); never requeued.' },
  } as const,
});

export const ExecutionEventType = builder.enumType('ExecutionEventType', {
  description: 'The kinds of event in the life of an execution.',
  values: {
    QUEUED: { description: 'Accepted into the queue.' },
    STARTED: { description: 'A worker took it.' },
    REQUEUED: { description: 'Requeued for another attempt.' },
    CANCEL_REQUESTED: { description: 'Its worker was asked to stop.' },
    COMPLETED: { description: 'Finished successfully.' },
    FAILED: { description: 'Finished with a failure.' },
    CANCELED: { description: 'Ended on request.' },
  } as const,
});

export const StageStatus = builder.enumType('StageStatus', {
  description: 'The status of a stage.',
  values: {
    RUNNING: { description: 'In progress.' },
    SUCCEEDED: { description: 'Ended successfully.' },
    FAILED: { description: 'Ended with an error.' },
  } as const,
});

export const ChunkStatus = builder.enumType('ChunkStatus', {
  description: 'The status of a chunk.',
  values: {
    PENDING: { description: 'Waiting for a worker.' },
    PROCESSING: { description: 'A worker holds it.' },
    COMPLETED: { description: 'Done.' },
    FAILED: { description: 'Failed; may be retried.' },
  } as const,
});

export const MetricType = builder.enumType('MetricType', {
  description: 'How to interpret a metric.',
  values: {
    COUNTER: { description: 'A count that only grows.' },
    GAUGE: { description: 'A value that goes up and down.' },
    HISTOGRAM: { description: 'One observation of a distribution.' },
    TIMER: { description: 'A duration.' },
  } as const,
});

export const ArtifactType = builder.enumType('ArtifactType', {
  description: 'The type of an artifact.',
  values: {
    REPORT: { description: 'A report for people to read.' },
    DATA: { description: 'Data.' },
    LOG: { description: 'A log.' },
    CONFIG: { description: 'A configuration.' },
    CODE: { description: 'Source code.' },
    IMAGE: { description: 'A picture.' },
    OTHER: { description: 'Anything else.' },
  } as const,
});

export const SocialTaskType = builder.enumType('SocialTaskType', {
  description: 'What to do on X.',
  values: {
    FOLLOW: { description: 'Follow an account.' },
    LIKE: { description: 'Like a post.' },
    RETWEET: { description: 'Repost a post.' },
    REPLY: { description: 'Reply to a post.' },
    QUOTE: { description: 'Quote a post.' },
    OTHER: { description: 'Something else, described by `taskTypeText`.' },
  } as const,
});

export const CompletionStatus = builder.enumType('CompletionStatus', {
  description: 'The status of a claim to have done a task.',
  values: {
    PENDING: { description: 'Not decided yet.' },
    VERIFIED: { description: 'The task was done.' },
    REJECTED: { description: 'The task was not done.' },
  } as const,
});

export const VerificationResult = builder.enumType('VerificationResult', {
  description: 'The result of a verification.',
  values: {
    VERIFIED: { description: 'The task was done.' },
    REJECTED: { description: 'The task was not done.' },
    ERROR: { description: 'It could not be determined.' },
  } as const,
});
