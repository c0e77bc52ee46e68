import type { ScopedDb } from '../core/db/tenancy.js';
import { Prisma } from '../generated/prisma/client.js';
import { readRollupStats } from '../insights/rollup-stats.sql.js';
import { lastRun } from '../jobs/cron.js';
import type { Condition, ConditionOf } from './condition.js';
import {
  countOutcomes,
  readLastRun,
  readLongRuns,
  readNewFailures,
  readOldestWaiting,
  type Subjects,
} from './readings.sql.js';

/** Something of which a condition holds. */
export interface Finding {
  /** A run's id or a fingerprint, where a rule can be about several things at once. */
  subject: string;
  value: number;
  threshold: number;
  jobId: string | null;
  executionId: string | null;
  detail: string | null;
}

/** A rule as it is judged. */
export interface JudgedRule extends Subjects {
  condition: Condition;
  armedAt: Date;
  /** The subjects of which it held before. */
  known: readonly string[];
  /** When it was judged before. */
  evaluatedAt: Date | null;
  /** The database's time. */
  now: Date;
}

export interface Reading {
  findings: Finding[];
  /** Whether nothing is expected of its job, since it is not ACTIVE. */
  isResting: boolean;
}

/** What a rule's condition holds of. Each kind reads roll-ups, or a bounded part of an index. */
export async function readFindings(db: ScopedDb, rule: JudgedRule): Promise<Reading> {
  const { condition } = rule;
  if (condition.kind === 'MISSING_RUN') return readMissingRun(db, rule, condition);
  return { findings: await findingsOf(db, rule, condition), isResting: false };
}

async function findingsOf(
  db: ScopedDb,
  rule: JudgedRule,
  condition: Exclude<Condition, { kind: 'MISSING_RUN' }>,
): Promise<Finding[]> {
  switch (condition.kind) {
    case 'FAILURE_RATE': {
      const { completed, failed } = await outcomesOf(db, rule, condition.rangeSeconds);
      const rate = failed / (completed + failed);
      const isBad = completed + failed >= condition.minRuns && rate > condition.above;
      return isBad ? [finding(rule, { value: rate, threshold: condition.above })] : [];
    }
    case 'QUEUE_AGE': {
      const threshold = condition.olderThanSeconds;
      const oldest = await readOldestWaiting(db, rule);
      if (!oldest || oldest.seconds <= threshold) return [];
      const { jobId, executionId, seconds } = oldest;
      return [finding(rule, { value: seconds, threshold, jobId, executionId })];
    }
    case 'LONG_RUN': {
      const runs = await readLongRuns(db, rule, condition);
      return runs.map(({ seconds, ...run }) =>
        finding(rule, { ...run, value: seconds, subject: run.executionId }),
      );
    }
    case 'FAILURE_GROUP': {
      const { armedAt, evaluatedAt: since, known } = rule;
      const groups = await readNewFailures(db, rule, condition, { since, armedAt, known });
      return groups.map(({ fingerprint, count, jobId, executionId, detail }) =>
        finding(rule, { subject: fingerprint, value: count, threshold: 0, jobId, executionId, detail }),
      );
    }
  }
}

function finding(
  { jobId }: JudgedRule,
  found: Pick<Finding, 'value' | 'threshold'> & Partial<Finding>,
): Finding {
  return { subject: '', jobId, executionId: null, detail: null, ...found };
}

async function readMissingRun(
  db: ScopedDb,
  rule: JudgedRule,
  condition: ConditionOf<'MISSING_RUN'>,
): Promise<Reading> {
  const job = await readLastRun(db, rule, condition);
  if (!job?.isActive) return { findings: [], isResting: true };
  const since = expectedSince(rule, condition, job);
  if (since === null || (job.lastAt && job.lastAt >= since)) return { findings: [], isResting: false };
  const begun = condition.afterTick ? since : (job.lastAt ?? rule.armedAt);
  const value = (rule.now.getTime() - begun.getTime()) / 1_000;
  return { findings: [finding(rule, { value, threshold: condition.withinSeconds })], isResting: false };
}

/** Since when there must have been a run by now; null where none is due. */
function expectedSince(
  { armedAt, now }: JudgedRule,
  { afterTick, times, withinSeconds }: ConditionOf<'MISSING_RUN'>,
  { tickAt }: { tickAt: Date | null },
): Date | null {
  if (afterTick) return tickAt && tickAt >= armedAt ? tickAt : null;
  const looked = times ? lastRun(times, now) : now;
  if (!looked) return null;
  const since = new Date(looked.getTime() - withinSeconds * 1_000);
  // At set times a rule may ask for what was before it was made; always, it gives the first run its time.
  return armedAt < (times ? looked : since) ? since : null;
}

/** Of an account by its roll-ups, of a job by its newest runs. */
async function outcomesOf(db: ScopedDb, { ownerId, jobId }: Subjects, rangeSeconds: number) {
  if (jobId !== null) return countOutcomes(db, { ownerId, jobId }, rangeSeconds);
  const { byStatus } = await readRollupStats(
    db,
    {
      ownerId,
      where: Prisma.sql`e.owner_id = ${ownerId}::uuid`,
      states: ['COMPLETED', 'FAILED'],
      offset: 'hours',
      from: Prisma.sql`(now() - make_interval(secs => ${rangeSeconds}::int))`,
      to: Prisma.sql`now()`,
    },
    null,
  );
  return { completed: byStatus.COMPLETED, failed: byStatus.FAILED };
}
