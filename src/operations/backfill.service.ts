import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { inTransaction } from '../core/db/transaction.js';
import { DomainError, Refusal } from '../core/domain-errors.js';
import { refuseInput } from '../core/errors.js';
import { requireScope } from '../core/scopes.js';
import { acceptExecutions, foreseeExecutions } from '../executions/queue/accept.service.js';
import { archived, triggerOf } from '../executions/queue/enqueue.service.js';
import { DAY_MS } from '../insights/scope.js';
import { runsWithin } from '../jobs/cron.js';
import type { JobId } from '../jobs/job-id.js';
import { requireSchedule, resourceOf } from '../jobs/job-write.service.js';
import { readTaken, writeBackfilled } from './backfill.sql.js';
import { TICK_DAYS } from './retention.service.js';

/** How many ticks a range may hold that is filled. */
export const MAX_BACKFILL_TICKS = 1_000;

export interface Backfill {
  job: JobId;
  from: Date;
  /** Null for now. */
  to: Date | null;
  /** Whether only to say what would come of it. */
  isDryRun: boolean;
}

export interface Backfilled {
  /** UUID. */
  jobId: string;
  /** The ticks of the range that had no run. */
  ticks: Date[];
  succeeded: number;
  /** How many of the last of them are not run, and why. */
  refused: number;
  refusal: DomainError | null;
}

/**
 * Runs the ticks of a past range that had no run, whatever became of them, up to the one that is due next: that is the
 * schedule's own. Asked again it runs none twice. Its runs are no reason to skip a tick: somebody asked for them.
 * @throws Refusal NotFoundError for a job, or a schedule, that is none; InvalidTransitionError where it is archived.
 * @throws GraphQLError BAD_USER_INPUT for a range that is none, or holds too much.
 */
export function backfillSchedule(caller: Caller, { job: ref, ...asked }: Backfill): Promise<Backfilled> {
  const { viewer, runCosts } = caller;
  requireScope(viewer, 'READ');
  return inTransaction(caller, 'WORK', async (tx) => {
    const { job, schedule } = await requireSchedule(tx, caller, ref);
    if (job.status === 'ARCHIVED') throw new Refusal(archived());
    const range = rangeOf(asked, job);
    const all = runsWithin(schedule, { ...range, max: MAX_BACKFILL_TICKS + 1 });
    if (all.length > MAX_BACKFILL_TICKS) {
      refuseInput(['input', 'from'], `the range holds more than ${MAX_BACKFILL_TICKS} ticks.`);
    }
    const taken = await readTaken(tx, job, all);
    const ticks = all.filter((at) => !taken.has(at.getTime()));
    const wanted = ticks.map((at) => ({
      ownerId: job.ownerId,
      kind: ref.kind,
      run: {
        jobId: job.id,
        priority: null,
        availableAt: null,
        scheduledFor: at,
        trigger: triggerOf(viewer, null),
        dispatch: 'QUEUE' as const,
        createdBy: null,
        createdByUserId: viewer.userId,
      },
    }));
    const answers = asked.isDryRun
      ? await foreseeExecutions(tx, runCosts, wanted, { days: new Map(), balances: new Map() })
      : await acceptExecutions(tx, runCosts, wanted);
    const made = ticks.flatMap((at, nth) => {
      const executionId = answers[nth];
      return typeof executionId === 'string' ? [{ at, executionId }] : [];
    });
    const refusals = answers.filter((answer) => answer instanceof DomainError);
    if (made.length > 0) {
      await writeBackfilled(tx, job, made);
      await recordActivity(tx, caller, {
        action: 'job.schedule_backfilled',
        resource: resourceOf(ref),
        metadata: { count: made.length },
      });
    }
    const [refusal = null] = refusals;
    return { jobId: job.id, ticks, succeeded: made.length, refused: refusals.length, refusal };
  });
}

/** What of a range is past. */
function rangeOf(
  { from, to }: Pick<Backfill, 'from' | 'to'>,
  { now, nextRunAt }: { now: Date; nextRunAt: Date | null },
): { from: Date; to: Date } {
  if (to && to <= from) refuseInput(['input', 'to'], 'the range ends before it starts.');
  if (from > now) refuseInput(['input', 'from'], 'must not be in the future.');
  const isKept = now.getTime() - from.getTime() <= TICK_DAYS * DAY_MS;
  // What became of older ones may be gone: they would be run once more.
  if (!isKept) refuseInput(['input', 'from'], `must be within the last ${TICK_DAYS} days.`);
  const end = Math.min(...[to ?? now, nextRunAt ?? now, now].map(Number));
  return { from, to: new Date(end) };
}
