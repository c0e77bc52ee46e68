import type { UserTier } from '../generated/prisma/enums.js';
import type { InputIssue } from './errors.js';
import type { NodeType } from './node-types.js';

/** What kind of expected failure it is: the closed list that GraphQL's ErrorCode answers. */
export type DomainErrorCode =
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'INVALID_INPUT'
  | 'INVALID_TRANSITION'
  | 'LEASE_LOST'
  | 'OPEN_CHUNKS'
  | 'QUOTA_EXCEEDED'
  | 'INSUFFICIENT_CREDITS'
  | 'EXPIRED'
  | 'UNAVAILABLE';

/**
 * A failure that a caller is expected to meet: a value that services give back and mutations answer, and no Error,
 * since GraphQL takes those for its own. The message is for people.
 */
export abstract class DomainError {
  abstract readonly code: DomainErrorCode;

  constructor(readonly message: string) {}

  get name(): string {
    return this.constructor.name;
  }
}

/** Carries a failure out of a transaction, which rolls back. */
export class Refusal extends Error {
  constructor(readonly failure: DomainError) {
    super(failure.message);
  }
}

/** There is no such thing, or it is somebody else's. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';

  /** @param id What was looked for, as it was asked; null where it was no id. */
  constructor(
    message: string,
    readonly id: string | null = null,
  ) {
    super(message);
  }
}

/** A unique name is taken, or an idempotency key was used before with another request. */
export class ConflictError extends DomainError {
  readonly code = 'CONFLICT';

  /** @param existing What stands in the way, if it can be named. */
  constructor(
    message: string,
    readonly existing: { type: NodeType; uuid: string } | null = null,
  ) {
    super(message);
  }
}

/** Input that a rule beyond its type refuses, where that is an answer: one item's among others, or a union's only error. */
export class InvalidInputError extends DomainError {
  readonly code = 'INVALID_INPUT';

  constructor(
    message: string,
    readonly issues: readonly InputIssue[],
  ) {
    super(message);
  }
}

/** The states that things are in, come from or go to: a closed list, which the schema's descriptions show. */
export const STATES = {
  'a run': ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'],
  'a chunk': ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'],
  'a stage': ['RUNNING', 'SUCCEEDED', 'FAILED'],
  'a job or project': ['ACTIVE', 'PAUSED', 'ARCHIVED', 'DELETED'],
  'a user': ['UNVERIFIED', 'ACTIVE', 'SUSPENDED', 'DELETED'],
  'an API key': ['ACTIVE', 'ROTATED', 'REVOKED', 'EXPIRED', 'MANAGED'],
  'a social task': ['ACTIVE', 'INACTIVE'],
  'an X account': ['INACTIVE', 'EXPIRED', 'BORROWED', 'REPLACED'],
  'an alert': ['OPEN', 'ACKNOWLEDGED', 'CLOSED'],
  'a completion': ['PENDING', 'VERIFIED', 'REJECTED', 'ERROR'],
} as const;

export type State = (typeof STATES)[keyof typeof STATES][number];

/** The thing cannot go from its state to the one asked for. */
export class InvalidTransitionError extends DomainError {
  readonly code = 'INVALID_TRANSITION';
  readonly from: State;
  readonly to: State;
  readonly allowed: readonly State[];

  /** @param states Its state, the one asked for, and those that it can go to instead. */
  constructor(message: string, states: { from: State; to: State; allowed: readonly State[] }) {
    super(message);
    this.from = states.from;
    this.to = states.to;
    this.allowed = states.allowed;
  }
}

/** Somebody else holds the work now; nothing was written. */
export class LeaseLostError extends DomainError {
  readonly code = 'LEASE_LOST';
}

/** An execution cannot complete while chunks are pending or processing. */
export class OpenChunksError extends DomainError {
  readonly code = 'OPEN_CHUNKS';
  readonly pending: number;
  readonly processing: number;

  constructor(message: string, chunks: { pending: number; processing: number }) {
    super(message);
    this.pending = chunks.pending;
    this.processing = chunks.processing;
  }
}

/** The limits that a mutation can meet. */
export type ReachedQuota =
  | 'jobs'
  | 'executionsPerDay'
  | 'chunksInProgress'
  | 'logLinesPerDay'
  | 'alertRules'
  | 'ticksPerMinute'
  | 'apiKeys';

/** The owner's tier allows no more. */
export class QuotaExceededError extends DomainError {
  readonly code = 'QUOTA_EXCEEDED';
  readonly quota: ReachedQuota;
  readonly limit: number;
  readonly used: number;
  readonly tier: UserTier;

  constructor(message: string, state: { quota: ReachedQuota; limit: number; used: number; tier: UserTier }) {
    super(message);
    this.quota = state.quota;
    this.limit = state.limit;
    this.used = state.used;
    this.tier = state.tier;
  }
}

/** The owner's balance does not cover it. */
export class InsufficientCreditsError extends DomainError {
  readonly code = 'INSUFFICIENT_CREDITS';
  readonly balance: number;
  readonly required: number;

  constructor(message: string, credits: { balance: number; required: number }) {
    super(message);
    this.balance = credits.balance;
    this.required = credits.required;
  }
}

/** One thing of several could not be done just now; the others were. Said again, it may be. */
export class UnavailableError extends DomainError {
  readonly code = 'UNAVAILABLE';

  /** @param retryAfter In how many seconds. */
  constructor(
    message: string,
    readonly retryAfter: number,
  ) {
    super(message);
  }
}

/** It was valid once. */
export class ExpiredError extends DomainError {
  readonly code = 'EXPIRED';

  constructor(
    message: string,
    readonly expiredAt: Date,
  ) {
    super(message);
  }
}
