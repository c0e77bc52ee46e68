import { fingerprint } from '../src/executions/end/fingerprint/fingerprint.js';
import type { Prisma } from '../src/generated/prisma/client.js';
import type { ExecutionEventType, ExecutionStatus, FailureReason } from '../src/generated/prisma/enums.js';
import '../src/kinds/kinds.js';
import type { Random } from './random.js';
import { type DemoRows, emptyRows } from './rows.js';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** The longest lease there is: what runs in the demo goes on running for so long. */
export const LEASE_MS = DAY_MS;
/** As if RUN_COSTS were `crawl=14`. */
const CRAWL_COST = 14;
const CANCEL_GRACE_MS = MINUTE_MS;
const CANCEL_ANSWER_MS = 8 * SECOND_MS;

/** A user of the demo. */
export interface Person {
  id: string;
  name: string;
}

/** Who started something, as a worker claims it; with a person behind it or none. */
export interface Origin {
  name: string;
  role: string;
  person?: Person;
}

/** A job of the demo, with its figures so far. */
export interface DemoJob {
  id: string;
  owner: Person;
  row: Prisma.JobCreateManyInput;
  /** What workers claim its runs by, where its kind has such a text. */
  kindKey: string | null;
  runs: number;
}

export interface Failure {
  message: string;
  code?: string;
  reason?: FailureReason;
  details?: Prisma.InputJsonObject;
}

export type Ending =
  | { status: 'COMPLETED'; result?: Prisma.InputJsonObject; itemsProcessed?: number }
  | ({ status: 'FAILED'; itemsProcessed?: number } & Failure)
  | { status: 'CANCELED'; by: Origin; why: string; beforeStart?: boolean }
  | { status: 'RUNNING'; itemsProcessed?: number }
  | { status: 'QUEUED' };

export interface RunSpec {
  queuedAt: Date;
  /** From the queue to its start. */
  waitMs: number;
  /** From its start to its end; a canceled one's until the request. */
  durationMs: number;
  worker: string;
  ending: Ending;
  trigger: NonNullable<Prisma.ExecutionCreateManyInput['trigger']>;
  dispatch?: NonNullable<Prisma.ExecutionCreateManyInput['dispatch']>;
  origin?: Origin;
  params?: Prisma.InputJsonObject;
  plan?: Prisma.InputJsonObject;
  scheduledFor?: Date;
  retryOf?: DemoRun;
  /** A first attempt that failed before the one that the ending is of. */
  firstAttempt?: Failure & { durationMs: number };
}

/** An execution of the demo as its parts need it. */
export interface DemoRun {
  id: string;
  job: DemoJob;
  row: Prisma.ExecutionCreateManyInput;
  status: ExecutionStatus;
  attempt: number;
  queuedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** The first attempt's start and end, where there was one before. */
  firstAttempt: { startedAt: Date; endedAt: Date } | null;
}

export function later(date: Date, ms: number): Date {
  return new Date(date.getTime() + Math.round(ms));
}

/** The demo while it is made: rows in memory, times before `now`, and the one source of chance. */
export class Ledger {
  readonly rows: DemoRows = emptyRows();
  readonly runs: DemoRun[] = [];

  constructor(
    readonly now: Date,
    readonly random: Random,
  ) {}

  ago(ms: number): Date {
    return later(this.now, -ms);
  }

  id(at: Date): string {
    return this.random.uuid7(at);
  }

  addJob(
    owner: Person,
    spec: Omit<Prisma.JobCreateManyInput, 'id' | 'ownerId'> & { createdAt: Date },
  ): DemoJob {
    const id = this.id(spec.createdAt);
    const row = {
      status: 'ACTIVE' as const,
      config: {},
      priority: 5,
      maxAttempts: 1,
      retryBackoffSeconds: 30,
      tags: [],
      updatedAt: spec.createdAt,
      ...spec,
      id,
      ownerId: owner.id,
    };
    const job = { id, owner, row, kindKey: null, runs: 0 };
    this.rows.jobs.push(row);
    return job;
  }

  /** Adds an execution with its events; a job's are added in the order of their acceptance. */
  addRun(job: DemoJob, spec: RunSpec): DemoRun {
    const { queuedAt, ending, worker } = spec;
    const started = ending.status !== 'QUEUED' && !(ending.status === 'CANCELED' && ending.beforeStart);
    const claimedAt = later(queuedAt, spec.waitMs);
    const first = spec.firstAttempt && {
      startedAt: claimedAt,
      endedAt: later(claimedAt, spec.firstAttempt.durationMs),
    };
    const attempt = first ? 2 : 1;
    const availableAt = first
      ? later(first.endedAt, (job.row.retryBackoffSeconds ?? 30) * SECOND_MS)
      : queuedAt;
    const startedAt = started ? (first ? later(availableAt, spec.waitMs) : claimedAt) : null;
    const end = later(startedAt ?? claimedAt, spec.durationMs);
    const stopped = ending.status === 'CANCELED' && started;
    const isFinished = ending.status !== 'QUEUED' && ending.status !== 'RUNNING';
    const finishedAt = isFinished ? (stopped ? later(end, CANCEL_ANSWER_MS) : end) : null;
    const heartbeatAt = ending.status === 'RUNNING' ? this.ago(this.random.int(5, 40) * SECOND_MS) : end;

    const id = this.id(queuedAt);
    const actor = (origin: Origin, at: Date) => ({
      name: origin.name,
      role: origin.role,
      at: at.toISOString(),
    });
    const row: Prisma.ExecutionCreateManyInput = {
      id,
      ownerId: job.owner.id,
      jobId: job.id,
      kind: job.row.kind,
      projectId: job.row.projectId,
      kindKey: job.kindKey,
      tags: job.row.tags,
      priority: job.row.priority,
      runNumber: ++job.runs,
      attempt,
      status: ending.status,
      trigger: spec.trigger,
      dispatch: spec.dispatch ?? 'QUEUE',
      params: spec.params ?? {},
      itemsProcessed: 0,
      plan: started ? spec.plan : undefined,
      createdBy: spec.origin && actor(spec.origin, queuedAt),
      createdByUserId: spec.origin?.person?.id,
      workerId: started ? worker : undefined,
      // Each claim raises it, and so does being put back.
      fence: started ? 2 * attempt - 1 : 0,
      queuedAt,
      availableAt,
      scheduledFor: spec.scheduledFor,
      startedAt,
      finishedAt,
      heartbeatAt: started ? heartbeatAt : undefined,
      retryOfId: spec.retryOf?.id,
      heldCredits: job.row.kind === 'CRAWL' ? CRAWL_COST : 0,
      ...endingColumns(ending, end, heartbeatAt, actor),
    };
    this.rows.executions.push(row);

    const event = (
      type: ExecutionEventType,
      fromStatus: ExecutionStatus | null,
      toStatus: ExecutionStatus,
      at: Date,
      more: Partial<Prisma.ExecutionEventCreateManyInput> = {},
    ) =>
      this.rows.events.push({
        id: this.id(at),
        executionId: id,
        ownerId: job.owner.id,
        type,
        fromStatus,
        toStatus,
        attempt: 1,
        at,
        ...more,
      });
    const by = (origin: Origin, at: Date) => ({ actor: actor(origin, at), actorUserId: origin.person?.id });
    event('QUEUED', null, 'QUEUED', queuedAt, spec.origin && by(spec.origin, queuedAt));
    if (first) {
      event('STARTED', 'QUEUED', 'RUNNING', first.startedAt, { workerId: worker });
      event('REQUEUED', 'RUNNING', 'QUEUED', first.endedAt, {
        attempt,
        workerId: worker,
        reason: spec.firstAttempt?.message,
      });
    }
    if (startedAt) event('STARTED', 'QUEUED', 'RUNNING', startedAt, { attempt, workerId: worker });
    if (finishedAt) {
      const fromStatus = started ? 'RUNNING' : 'QUEUED';
      if (ending.status === 'CANCELED') {
        const reason = ending.why;
        if (started)
          event('CANCEL_REQUESTED', 'RUNNING', 'RUNNING', end, { attempt, reason, ...by(ending.by, end) });
        event('CANCELED', fromStatus, 'CANCELED', finishedAt, {
          attempt,
          reason,
          ...(started ? { workerId: worker } : by(ending.by, end)),
        });
      } else if (ending.status === 'COMPLETED')
        event('COMPLETED', fromStatus, 'COMPLETED', finishedAt, { attempt, workerId: worker });
      else if (ending.status === 'FAILED')
        event('FAILED', fromStatus, 'FAILED', finishedAt, {
          attempt,
          workerId: worker,
          reason: ending.message,
        });
    }

    const run = {
      id,
      job,
      row,
      status: ending.status,
      attempt,
      queuedAt,
      startedAt,
      finishedAt,
      firstAttempt: first ?? null,
    };
    this.runs.push(run);
    return run;
  }
}

function endingColumns(
  ending: Ending,
  end: Date,
  heartbeatAt: Date,
  actor: (origin: Origin, at: Date) => Prisma.InputJsonObject,
): Partial<Prisma.ExecutionCreateManyInput> {
  switch (ending.status) {
    case 'COMPLETED':
      return { result: ending.result, itemsProcessed: ending.itemsProcessed ?? 0 };
    case 'FAILED': {
      const { value, version } = fingerprint(ending);
      return {
        failureReason: ending.reason ?? 'ERROR',
        errorMessage: ending.message,
        errorCode: ending.code,
        errorFingerprint: value,
        errorFingerprintVersion: version,
        errorDetails: ending.details,
        itemsProcessed: ending.itemsProcessed ?? 0,
      };
    }
    case 'CANCELED':
      return {
        cancelRequestedAt: end,
        cancelDeadline: later(end, CANCEL_GRACE_MS),
        cancelRequestedBy: actor(ending.by, end),
        cancelRequestedByUserId: ending.by.person?.id,
      };
    case 'RUNNING':
      return { leaseExpiresAt: later(heartbeatAt, LEASE_MS), itemsProcessed: ending.itemsProcessed ?? 0 };
    case 'QUEUED':
      return {};
  }
}
