/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** A range of times, `[from, to)`. An omitted bound sets no limit. */
export type DateTimeRange = {
  /** The start, inclusive. */
  from?: string | null | undefined;
  /** The end, exclusive. */
  to?: string | null | undefined;
};

/** How an execution reaches its worker. */
export type Dispatch =
  /** Started by a worker that has its own queue (Celery, cron); never requeued. */
  | 'EXTERNAL'
  /** Claimed from this queue, and requeued if its worker is lost. */
  | 'QUEUE';

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

/** Why an execution failed. */
export type FailureReason =
  /** The work itself failed. */
  | 'ERROR'
  /** It ran longer than its job's timeout. */
  | 'TIMEOUT'
  /** Its worker stopped reporting. */
  | 'WORKER_LOST';

/** A range of numbers, both bounds inclusive. An omitted bound sets no limit. */
export type IntRange = {
  /** The largest number. */
  max?: number | null | undefined;
  /** The smallest number. */
  min?: number | null | undefined;
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

/** The pricing tier, which sets the limits. */
export type UserTier =
  /** The tier with the highest limits. */
  | 'ENTERPRISE'
  /** The basic tier. */
  | 'FREE'
  /** The professional tier. */
  | 'PRO';

export type WhoAsksQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAsksQuery = { viewer: { id: string, email: string, tier: UserTier, createdAt: string, creditAccount: { balance: number } } | null, credential: { id: string, name: string, prefix: string, lastFour: string, scopes: Array<ApiKeyScope>, expiresAt: string | null } | null };

export type ExecutionsWithPartsQueryVariables = Exact<{
  first: number;
  filter?: ExecutionFilter | null | undefined;
}>;


export type ExecutionsWithPartsQuery = { executions: { count: { value: number, isCapped: boolean }, nodes: Array<{ id: string, runNumber: number, status: ExecutionStatus, queuedAt: string, durationMs: number | null, params: unknown, job:
        | { id: string, kind: JobKind, name: string }
        | { id: string, kind: JobKind, name: string }
        | { id: string, kind: JobKind, name: string }
        | { id: string, kind: JobKind, name: string }
        | { id: string, kind: JobKind, name: string }
      , chunks: { count: { value: number }, nodes: Array<{ id: string, chunkIndex: number, status: ChunkStatus, imageRange: { start: number, end: number } }> } }> } };

export type JobsOfAllKindsQueryVariables = Exact<{ [key: string]: never; }>;


export type JobsOfAllKindsQuery = { jobs: { nodes: Array<
      | { maxRounds: number, memorySize: number, id: string, kind: JobKind, slug: string, totalRuns: number, successfulRuns: number, failedRuns: number }
      | { botId: string, id: string, kind: JobKind, slug: string, totalRuns: number, successfulRuns: number, failedRuns: number }
      | { id: string, kind: JobKind, slug: string, totalRuns: number, successfulRuns: number, failedRuns: number, keywords: Array<string>, maxImages: number }
      | { id: string, kind: JobKind, slug: string, totalRuns: number, successfulRuns: number, failedRuns: number, xUsername: string, topics: Array<string>, hoursBack: number }
      | { handler: string, id: string, kind: JobKind, slug: string, totalRuns: number, successfulRuns: number, failedRuns: number }
    > } };

export type MonitorPartFragment = { xUsername: string, topics: Array<string>, hoursBack: number };

export type CrawlPartFragment = { keywords: Array<string>, maxImages: number };

export type AnyNodeQueryVariables = Exact<{
  id: string;
}>;


export type AnyNodeQuery = { node:
    | { __typename: 'Account', id: string, told: string }
    | { __typename: 'ActivityLog', id: string, told: string }
    | { __typename: 'AgentTask', id: string, told: string }
    | { __typename: 'Alert', id: string, moment: string }
    | { __typename: 'AlertRule', id: string, told: string }
    | { __typename: 'ApiKey', id: string, told: string }
    | { __typename: 'Artifact', id: string, told: string }
    | { __typename: 'BotJob', id: string, told: string }
    | { __typename: 'Chunk', id: string, number: number }
    | { __typename: 'Completion', id: string, moment: string }
    | { __typename: 'CrawlJob', id: string, told: string }
    | { __typename: 'CreditAccount', id: string, number: number }
    | { __typename: 'CreditTransaction', id: string, number: number }
    | { __typename: 'Execution', id: string, number: number }
    | { __typename: 'ExecutionEvent', id: string, moment: string }
    | { __typename: 'Image', id: string, told: string }
    | { __typename: 'Membership', id: string, moment: string }
    | { __typename: 'MetricSnapshot', id: string, told: string }
    | { __typename: 'MonitorJob', id: string, told: string }
    | { __typename: 'Notification', id: string, told: string }
    | { __typename: 'Project', id: string, told: string }
    | { __typename: 'ScheduleTick', id: string, moment: string }
    | { __typename: 'SocialTask', id: string, told: string }
    | { __typename: 'Stage', id: string, told: string }
    | { __typename: 'Summary', id: string, told: string }
    | { __typename: 'TaskJob', id: string, told: string }
    | { __typename: 'TwitterAccount', id: string, told: string }
    | { __typename: 'User', id: string, told: string }
    | { __typename: 'VerificationLog', id: string, number: number }
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
export const MonitorPartFragmentDoc = new TypedDocumentString(`
    fragment MonitorPart on MonitorJob {
  xUsername
  topics
  hoursBack
}
    `, {"fragmentName":"MonitorPart"}) as unknown as TypedDocumentString<MonitorPartFragment, unknown>;
export const CrawlPartFragmentDoc = new TypedDocumentString(`
    fragment CrawlPart on CrawlJob {
  keywords
  maxImages
}
    `, {"fragmentName":"CrawlPart"}) as unknown as TypedDocumentString<CrawlPartFragment, unknown>;
export const WhoAsksDocument = new TypedDocumentString(`
    query WhoAsks {
  viewer {
    id
    email
    tier
    createdAt
    creditAccount {
      balance
    }
  }
  credential {
    id
    name
    prefix
    lastFour
    scopes
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<WhoAsksQuery, WhoAsksQueryVariables>;
export const ExecutionsWithPartsDocument = new TypedDocumentString(`
    query ExecutionsWithParts($first: Int!, $filter: ExecutionFilter) {
  executions(
    first: $first
    filter: $filter
    orderBy: {field: QUEUED_AT, direction: DESC}
  ) {
    count {
      value
      isCapped
    }
    nodes {
      id
      runNumber
      status
      queuedAt
      durationMs
      params
      job {
        id
        kind
        name
      }
      chunks(first: 5, orderBy: {field: CHUNK_INDEX, direction: ASC}) {
        count {
          value
        }
        nodes {
          id
          chunkIndex
          status
          imageRange {
            start
            end
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ExecutionsWithPartsQuery, ExecutionsWithPartsQueryVariables>;
export const JobsOfAllKindsDocument = new TypedDocumentString(`
    query JobsOfAllKinds {
  jobs(first: 200, orderBy: {field: NAME, direction: ASC}) {
    nodes {
      id
      kind
      slug
      totalRuns
      successfulRuns
      failedRuns
      ...MonitorPart
      ...CrawlPart
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
  }
}
    fragment MonitorPart on MonitorJob {
  xUsername
  topics
  hoursBack
}
fragment CrawlPart on CrawlJob {
  keywords
  maxImages
}`) as unknown as TypedDocumentString<JobsOfAllKindsQuery, JobsOfAllKindsQueryVariables>;
export const AnyNodeDocument = new TypedDocumentString(`
    query AnyNode($id: ID!) {
  node(id: $id) {
    __typename
    id
    ... on User {
      told: email
    }
    ... on Account {
      told: name
    }
    ... on Membership {
      moment: createdAt
    }
    ... on Project {
      told: name
    }
    ... on ApiKey {
      told: name
    }
    ... on CreditAccount {
      number: balance
    }
    ... on CreditTransaction {
      number: balanceAfter
    }
    ... on Notification {
      told: title
    }
    ... on AlertRule {
      told: name
    }
    ... on Alert {
      moment: openedAt
    }
    ... on ActivityLog {
      told: action
    }
    ... on MonitorJob {
      told: slug
    }
    ... on CrawlJob {
      told: slug
    }
    ... on BotJob {
      told: slug
    }
    ... on AgentTask {
      told: slug
    }
    ... on TaskJob {
      told: slug
    }
    ... on ScheduleTick {
      moment: at
    }
    ... on Execution {
      number: runNumber
    }
    ... on ExecutionEvent {
      moment: at
    }
    ... on Stage {
      told: name
    }
    ... on Chunk {
      number: chunkIndex
    }
    ... on Image {
      told: url
    }
    ... on Summary {
      told: content
    }
    ... on MetricSnapshot {
      told: name
    }
    ... on Artifact {
      told: name
    }
    ... on SocialTask {
      told: title
    }
    ... on Completion {
      moment: submittedAt
    }
    ... on TwitterAccount {
      told: username
    }
    ... on VerificationLog {
      number: verificationTimeMs
    }
  }
}
    `) as unknown as TypedDocumentString<AnyNodeQuery, AnyNodeQueryVariables>;