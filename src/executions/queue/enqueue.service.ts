import { z } from 'zod';
import { recordActivity } from '../../activity/activity.service.js';
import type { Caller } from '../../core/caller.js';
import { claimKeys, releaseKeys, storeOutcomes } from '../../core/db/idempotency.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import {
  ConflictError,
  DomainError,
  InvalidTransitionError,
  NotFoundError,
} from '../../core/domain-errors.js';
import type { Viewer } from '../../core/viewer.js';
import type { ExecutionTrigger } from '../../generated/prisma/enums.js';
import { acceptExecutions } from './accept.service.js';
import {
  type ActorClaim,
  type ExternalName,
  type NewExecution,
  nameKey,
  readExternal,
} from './enqueue.sql.js';
import { type FoundJob, type JobRef, readJobs } from './job-ref.service.js';

export interface EnqueueRequest {
  job: JobRef;
  params?: unknown;
  priority?: number | null;
  notBefore?: Date | null;
  concurrencyKey?: string | null;
  createdBy?: ActorClaim | null;
  /** Where a scheduler of its own asks for it, the time that it is for. */
  scheduledFor?: Date | null;
  external?: ExternalName | null;
  idempotencyKey?: string | null;
}

export interface Enqueued {
  executionId: string;
  isReplay: boolean;
}

const outcome = z.object({ executionId: z.uuid() });

/**
 * Puts runs in the queue, in one transaction: each item gets its own answer, in their order. An item with an
 * idempotency key is done once; equal ones answer the same execution. A name that another system gave is one run's.
 */
export function enqueueExecutions(
  caller: Caller,
  items: readonly EnqueueRequest[],
): Promise<Array<Enqueued | DomainError>> {
  const space = { ownerId: caller.viewer.accountId, operation: 'enqueueExecution', outcome };
  return inTransaction(caller, 'WORK', async (tx) => {
    const jobs = await findJobs(
      tx,
      caller,
      items.map(({ job }) => job),
    );
    const keyed = items.flatMap(({ idempotencyKey: key, ...request }) =>
      key == null ? [] : [{ key, request }],
    );
    const claims = await claimKeys(tx, space, keyed);
    const claimOf = items.map(({ idempotencyKey }) => (idempotencyKey == null ? null : claims.shift()));
    const taken = await takenNames(
      tx,
      items.map(({ external }, place) => ({ job: jobs[place], external })),
    );
    const firstWith = new Map<string, number>();
    const firstCalled = new Map<string, number>();
    const wanted: Array<{ place: number; item: EnqueueRequest; job: FoundJob }> = [];
    type Answer = Enqueued | DomainError | 'new' | { sameAs: number } | { calledAs: number };
    const answers = items.map((item, place): Answer => {
      const claim = claimOf[place];
      if (claim instanceof ConflictError) return claim;
      if (claim && !claim.isNew) return { ...claim.outcome, isReplay: true };
      const job = jobs[place];
      if (!job || job instanceof DomainError) return job ?? new NotFoundError('There is no such job.');
      const conflict = taken[place];
      if (conflict) return conflict;
      const { idempotencyKey: key, external } = item;
      const same = key == null ? undefined : firstWith.get(key);
      if (same !== undefined) return { sameAs: same };
      const called = external ? firstCalled.get(nameKey(external)) : undefined;
      if (called !== undefined) return { calledAs: called };
      if (key != null) firstWith.set(key, place);
      if (external) firstCalled.set(nameKey(external), place);
      wanted.push({ place, item, job });
      return 'new';
    });
    const became = await makeRuns(tx, caller, wanted);
    const outcomeAt = (place: number) => {
      const found = became.get(place);
      if (!found) throw new Error('a run was neither made nor refused');
      return found;
    };
    const kept: Array<{ key: string; outcome: z.infer<typeof outcome> }> = [];
    for (const [key, place] of firstWith) {
      const made = outcomeAt(place);
      if (!(made instanceof DomainError)) kept.push({ key, outcome: { executionId: made.executionId } });
    }
    const done = new Set(kept.map(({ key }) => key));
    const undone = items.flatMap(({ idempotencyKey: key }, place) => {
      const claim = claimOf[place];
      return key != null && claim && 'isNew' in claim && claim.isNew && !done.has(key) ? [key] : [];
    });
    await releaseKeys(tx, space, undone);
    await storeOutcomes(tx, space, kept);
    return answers.map((answer, place): Enqueued | DomainError => {
      if (answer === 'new') return outcomeAt(place);
      if ('calledAs' in answer) {
        const first = outcomeAt(answer.calledAs);
        return first instanceof DomainError ? first : nameTaken(first.executionId);
      }
      if (!('sameAs' in answer)) return answer;
      const first = outcomeAt(answer.sameAs);
      return first instanceof DomainError ? first : { ...first, isReplay: true };
    });
  });
}

async function logEnqueued(tx: Tx, caller: Caller, made: readonly string[]): Promise<void> {
  const [first] = made;
  if (first === undefined) return;
  await recordActivity(tx, caller, {
    action: 'execution.enqueued',
    resource: made.length === 1 ? { type: 'Execution', uuid: first } : null,
    metadata: { count: made.length },
  });
}

/** Makes the runs that are accepted. @returns What became of each, by its place. */
async function makeRuns(
  tx: Tx,
  caller: Caller,
  wanted: ReadonlyArray<{ place: number; item: EnqueueRequest; job: FoundJob }>,
): Promise<Map<number, Enqueued | DomainError>> {
  const answers = await acceptExecutions(
    tx,
    caller.runCosts,
    wanted.map(({ item, job }) => ({ ...job, run: newRun(caller, item, job.id) })),
  );
  await logEnqueued(
    tx,
    caller,
    answers.filter((answer) => typeof answer === 'string'),
  );
  return new Map(
    wanted.flatMap(({ place }, nth) => {
      const answer = answers[nth];
      if (answer === undefined) return [];
      return [[place, typeof answer === 'string' ? { executionId: answer, isReplay: false } : answer]];
    }),
  );
}

function newRun({ viewer }: Caller, item: EnqueueRequest, jobId: string): Omit<NewExecution, 'heldCredits'> {
  return {
    jobId,
    params: item.params,
    priority: item.priority ?? null,
    availableAt: item.notBefore ?? null,
    concurrencyKey: item.concurrencyKey ?? null,
    scheduledFor: item.scheduledFor ?? null,
    external: item.external ?? null,
    trigger: triggerOf(viewer, item.scheduledFor ?? null),
    dispatch: 'QUEUE',
    createdBy: item.createdBy ?? null,
    createdByUserId: viewer.userId,
  };
}

/** What starts a run that a viewer asks for. */
export function triggerOf({ apiKeyId }: Viewer, scheduledFor: Date | null): ExecutionTrigger {
  if (scheduledFor) return 'SCHEDULE';
  return apiKeyId === null ? 'MANUAL' : 'API';
}

/**
 * Which names of other systems are runs of the jobs' owners already. Where another transaction gives the same name
 * meanwhile, the database refuses the later one, which is then made again (core/db/transaction.ts).
 * @returns Why each is refused, in their order; null where it is free, or there is none.
 */
export async function takenNames(
  tx: Tx,
  wanted: ReadonlyArray<{ job: FoundJob | DomainError | undefined; external?: ExternalName | null }>,
): Promise<Array<ConflictError | null>> {
  const byOwner = new Map<string, ExternalName[]>();
  for (const { job, external } of wanted) {
    if (!external || !job || job instanceof DomainError) continue;
    const names = byOwner.get(job.ownerId) ?? [];
    names.push(external);
    byOwner.set(job.ownerId, names);
  }
  const known = new Map<string, Map<string, string>>();
  for (const [ownerId, names] of byOwner) known.set(ownerId, await readExternal(tx, ownerId, names));
  return wanted.map(({ job, external }) => {
    if (!external || !job || job instanceof DomainError) return null;
    const id = known.get(job.ownerId)?.get(nameKey(external));
    return id === undefined ? null : nameTaken(id);
  });
}

function nameTaken(executionId: string): ConflictError {
  const message = 'An execution with this externalId and externalSystem already exists.';
  return new ConflictError(message, { type: 'Execution', uuid: executionId });
}

/** The jobs that references name, or why they cannot be run, in their order. */
export async function findJobs(
  tx: Tx,
  { viewer }: Caller,
  refs: readonly JobRef[],
): Promise<Array<FoundJob | DomainError>> {
  const jobs = await readJobs(tx, viewer.accountId, refs);
  return jobs.map((job) => (job instanceof NotFoundError || job.status !== 'ARCHIVED' ? job : archived()));
}

/** Why an archived job gets no new runs. */
export function archived(): InvalidTransitionError {
  return new InvalidTransitionError('The job is archived: it can no longer be run.', {
    from: 'ARCHIVED',
    to: 'QUEUED',
    allowed: ['ACTIVE', 'PAUSED'],
  });
}
