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

/** What a member may do for an account. */
export type MembershipRole =
  /** Everything except others' API keys and the notification preferences. */
  | 'MAINTAINER'
  /** Everything. */
  | 'OWNER'
  /** Reading. */
  | 'VIEWER';

/** The direction of an order. */
export type OrderDirection =
  /** Ascending: smallest, oldest or A first. */
  | 'ASC'
  /** Descending: largest, newest or Z first. */
  | 'DESC';

/** The finished execution to retry, and what to change. */
export type RetryExecutionInput = {
  /** The finished execution. */
  executionId: string;
  /** The parameters of the new execution; those of the old one if omitted. */
  params?: unknown;
  /** true plans only the chunks that did not complete; they keep their ranges and indexes. */
  unfinishedChunksOnly?: boolean | null | undefined;
};

/** What a user has access to. */
export type UserRole =
  /** Everyone's data. */
  | 'ADMIN'
  /** The data of their own account and of their teams. */
  | 'USER';

/** The pricing tier, which sets the limits. */
export type UserTier =
  /** The tier with the highest limits. */
  | 'ENTERPRISE'
  /** The basic tier. */
  | 'FREE'
  /** The professional tier. */
  | 'PRO';

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

export type CancelRunMutationVariables = Exact<{
  input: CancelExecutionInput;
}>;


export type CancelRunMutation = { cancelExecution:
    | { __typename: 'CancelExecutionPayload', isPending: boolean, execution: { id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, externalId: string | null, job:
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
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
    | { __typename: 'RetryExecutionPayload', execution: { id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, externalId: string | null, job:
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
          | { id: string, name: string, slug: string }
         } }
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

export type RunRowFragment = { id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, externalId: string | null, job:
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
}>;


export type RunsQuery = { executions: { nodes: Array<{ id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, externalId: string | null, job:
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


export type RunEventsSubscription = { executionChanged: { id: string, cursor: string, type: ExecutionEventType, to: ExecutionStatus | null, execution: { id: string, status: ExecutionStatus, kind: JobKind, trigger: ExecutionTrigger, attempt: number, runNumber: number, priority: number, queuedAt: string, startedAt: string | null, finishedAt: string | null, scheduledFor: string | null, availableAt: string, durationMs: number | null, workerId: string | null, botId: string | null, tags: Array<string>, itemsProcessed: number, errorCode: string | null, errorMessage: string | null, failureReason: FailureReason | null, cancelRequestedAt: string | null, externalId: string | null, job:
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
        | { id: string, name: string, slug: string }
       } } };

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
  externalId
  job {
    id
    name
    slug
  }
}
    `, {"fragmentName":"RunRow"}) as unknown as TypedDocumentString<RunRowFragment, unknown>;
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
export const CancelRunDocument = new TypedDocumentString(`
    mutation CancelRun($input: CancelExecutionInput!) {
  cancelExecution(input: $input) {
    __typename
    ... on CancelExecutionPayload {
      isPending
      execution {
        ...RunRow
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
        ...RunRow
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
  externalId
  job {
    id
    name
    slug
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
    query Runs($filter: ExecutionFilter, $orderBy: ExecutionOrder, $first: Int, $after: String) {
  executions(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes {
      ...RunRow
    }
    pageInfo {
      hasNextPage
      endCursor
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
  externalId
  job {
    id
    name
    slug
  }
}`) as unknown as TypedDocumentString<RunEventsSubscription, RunEventsSubscriptionVariables>;