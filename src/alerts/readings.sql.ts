import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import { Prisma } from '../generated/prisma/client.js';
import { RUNNING } from '../insights/stuck-executions.sql.js';
import type { ConditionOf } from './condition.js';

type Raw = Pick<ScopedDb, '$queryRaw'>;

/** Whose runs a rule is about. */
export interface Subjects {
  ownerId: string;
  /** Null for all jobs of the account. */
  jobId: string | null;
}

/** How many of a job's newest runs of each state are asked when one last started or completed. */
const NEWEST_RUNS = 100;
/** Of how many of a job's newest ended runs a failure rate is. */
export const RATED_RUNS = 2_000;
/** How many waiting runs of each priority are looked at: those that are due longest. */
const WAITING_RUNS = 1_000;
/** How many running runs are looked at: those that were queued first. */
const RUNNING_RUNS = 1_000;
/** How many completed runs of its job say what is usual, at most and at least, of how many days, and of how many jobs. */
export const USUAL = { max: 1_000, min: 20, days: 30, jobs: 50 } as const;
/** How many of the newest failures are looked at. */
const NEWEST_FAILURES = 2_000;
/** What ended before the last look is looked at again for so long: it may not have been committed then. */
const OVERLAP_SECONDS = 60;
/** A failure that has not come for so long is over. */
export const FAILURE_QUIET_SECONDS = 24 * 60 * 60;
/** How many things one rule has alerts for at a time. */
export const MAX_SUBJECTS = 20;

const ofJob = (column: string, jobId: string | null) =>
  jobId === null ? Prisma.empty : Prisma.sql`AND ${Prisma.raw(column)} = ${jobId}::uuid`;

const lastRuns = z.array(
  z.object({
    isActive: z.boolean(),
    lastAt: z.date().nullable(),
    /** The last tick that the time since is over of. */
    tickAt: z.date().nullable(),
  }),
);

/** When a job's last run started or completed, and its last tick whose time is over; null where it is gone. */
export async function readLastRun(
  db: Raw,
  { ownerId, jobId }: Subjects,
  { milestone, withinSeconds }: ConditionOf<'MISSING_RUN'>,
) {
  const states = milestone === 'COMPLETED' ? ['COMPLETED'] : ['RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'];
  const time = Prisma.raw(milestone === 'COMPLETED' ? 'finished_at' : 'started_at');
  const overdue = Prisma.sql`now() - make_interval(secs => ${withinSeconds}::int)`;
  const newest = states.map(
    (state) => Prisma.sql`(
      SELECT e.${time} AS at FROM job_executions e
      WHERE e.job_id = ${jobId}::uuid ${owned('e.owner_id', ownerId)} AND e.status = ${state}::execution_status
      ORDER BY e.queued_at DESC, e.id DESC LIMIT ${NEWEST_RUNS})`,
  );
  const [found] = lastRuns.parse(
    await db.$queryRaw(Prisma.sql`/* read_last_run */
      SELECT j.status = 'ACTIVE' AS "isActive",
        (SELECT max(r.at) FROM (${Prisma.join(newest, ' UNION ALL ')}) r) AS "lastAt",
        greatest(
          CASE WHEN j.next_run_at <= ${overdue} THEN j.next_run_at END,
          (SELECT max(t.at) FROM schedule_ticks t
            WHERE t.job_id = ${jobId}::uuid ${owned('t.owner_id', ownerId)} AND t.at <= ${overdue})) AS "tickAt"
      FROM jobs j WHERE j.id = ${jobId}::uuid ${owned('j.owner_id', ownerId)}`),
  );
  return found ?? null;
}

const outcomes = z.tuple([z.object({ completed: z.int(), failed: z.int() })]);

/** How many of a job's newest runs that were queued in a range completed, and how many failed. */
export async function countOutcomes(db: Raw, { ownerId, jobId }: Subjects, rangeSeconds: number) {
  const newest = ['COMPLETED', 'FAILED'].map(
    (state) => Prisma.sql`(
      SELECT e.status, e.queued_at FROM job_executions e
      WHERE e.job_id = ${jobId}::uuid ${owned('e.owner_id', ownerId)} AND e.status = ${state}::execution_status
        AND e.queued_at >= now() - make_interval(secs => ${rangeSeconds}::int)
      ORDER BY e.queued_at DESC LIMIT ${RATED_RUNS})`,
  );
  const [counts] = outcomes.parse(
    await db.$queryRaw(Prisma.sql`/* count_outcomes */
      SELECT (count(*) FILTER (WHERE r.status = 'COMPLETED'))::int AS completed,
        (count(*) FILTER (WHERE r.status = 'FAILED'))::int AS failed
      FROM (SELECT * FROM (${Prisma.join(newest, ' UNION ALL ')}) n ORDER BY n.queued_at DESC LIMIT ${RATED_RUNS}) r`),
  );
  return counts;
}

const ages = z.array(z.object({ jobId: z.uuid(), executionId: z.uuid(), seconds: z.number() }));

/** The run of an active job that has been due and waiting longest; null where none waits. */
export async function readOldestWaiting(db: Raw, { ownerId, jobId }: Subjects) {
  const isWaiting = Prisma.sql`e.status = 'QUEUED' ${owned('e.owner_id', ownerId)}
    AND e.priority = p.priority AND e.available_at <= now()`;
  const queue = (condition: Prisma.Sql) => Prisma.sql`
    SELECT e.id, e.job_id, e.available_at FROM job_executions e WHERE ${isWaiting} AND ${condition}
    ORDER BY e.available_at, e.id LIMIT ${WAITING_RUNS}`;
  // Each is a range of an index: what is claimed by owner, and by job where that has limits. What waits for jobs that
  // are not active is apart.
  const waiting =
    jobId === null
      ? Prisma.sql`(${queue(Prisma.sql`NOT e.is_limited`)}) UNION ALL (
          SELECT q.* FROM job_limits l CROSS JOIN LATERAL (${queue(Prisma.sql`e.job_id = l.job_id`)}) q
          WHERE NOT l.is_inactive ${owned('l.owner_id', ownerId)} LIMIT ${WAITING_RUNS})`
      : queue(Prisma.sql`e.job_id = ${jobId}::uuid`);
  const [oldest] = ages.parse(
    await db.$queryRaw(Prisma.sql`/* read_oldest_waiting */
      SELECT w.id AS "executionId", w.job_id AS "jobId", extract(epoch FROM now() - w.available_at)::float8 AS seconds
      FROM generate_series(0, 10) AS p(priority) CROSS JOIN LATERAL (${waiting}) w
      JOIN jobs j ON j.id = w.job_id ${owned('j.owner_id', ownerId)} AND j.status = 'ACTIVE'
      ORDER BY w.available_at, w.id LIMIT 1`),
  );
  return oldest ?? null;
}

const longRuns = z.array(
  z.object({ executionId: z.uuid(), jobId: z.uuid(), seconds: z.number(), threshold: z.number() }),
);

/**
 * Running runs that have run longer than a time, or than a multiple of what 95 % of their job's took: the longest, and of
 * the jobs whose runs have run longest.
 */
export async function readLongRuns(
  db: Raw,
  { ownerId, jobId }: Subjects,
  { longerThanSeconds, timesUsual }: ConditionOf<'LONG_RUN'>,
) {
  const usual = Prisma.sql`
    SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY d.duration_ms) * ${timesUsual}::float8 / 1000 AS threshold FROM (
      SELECT e.duration_ms FROM job_executions e
      WHERE e.job_id = j.job_id ${owned('e.owner_id', ownerId)} AND e.status = 'COMPLETED'
        AND e.queued_at >= now() - make_interval(days => ${USUAL.days}::int)
      ORDER BY e.queued_at DESC, e.id DESC LIMIT ${USUAL.max}
    ) d HAVING count(*) >= ${USUAL.min}`;
  return longRuns.parse(
    await db.$queryRaw(Prisma.sql`/* read_long_runs */
      WITH running AS MATERIALIZED (
        SELECT e.id, e.job_id, extract(epoch FROM now() - e.started_at)::float8 AS seconds FROM job_executions e
        WHERE ${RUNNING} ${owned('e.owner_id', ownerId)} ${ofJob('e.job_id', jobId)}
        ORDER BY e.queued_at, e.id LIMIT ${RUNNING_RUNS}
      ), bounds AS MATERIALIZED (
        SELECT j.job_id, u.threshold FROM (
          SELECT job_id FROM running GROUP BY job_id ORDER BY max(seconds) DESC, job_id LIMIT ${USUAL.jobs}
        ) j CROSS JOIN LATERAL (
          ${timesUsual === null ? Prisma.sql`SELECT ${longerThanSeconds}::float8 AS threshold` : usual}
        ) u
      )
      SELECT r.id AS "executionId", r.job_id AS "jobId", r.seconds, b.threshold
      FROM running r JOIN bounds b ON b.job_id = r.job_id
      WHERE r.seconds > b.threshold ORDER BY r.seconds DESC, r.id LIMIT ${MAX_SUBJECTS}`),
  );
}

const failures = z.array(
  z.object({
    fingerprint: z.string(),
    count: z.int(),
    executionId: z.uuid().nullable(),
    jobId: z.uuid().nullable(),
    detail: z.string().nullable(),
  }),
);

/**
 * Failures that look alike, and that are new or came again: those whose alert is open, as long as they go on coming and
 * nobody resolves or ignores them; and those of runs that ended since the last look, which the account had not seen for
 * so many days, or which were resolved before.
 * @param since When the rule was last looked at. @param armedAt Nothing before this counts.
 * @param known Fingerprints whose alerts are open.
 */
export async function readNewFailures(
  db: Raw,
  { ownerId, jobId }: Subjects,
  { unseenDays }: ConditionOf<'FAILURE_GROUP'>,
  { since, armedAt, known }: { since: Date | null; armedAt: Date; known: readonly string[] },
) {
  const alike = (alias: string) => {
    const e = Prisma.raw(alias);
    return Prisma.sql`${e}.error_fingerprint = g.fingerprint ${owned(`${alias}.owner_id`, ownerId)} AND ${e}.status = 'FAILED'`;
  };
  return failures.parse(
    await db.$queryRaw(Prisma.sql`/* read_new_failures */
      WITH start AS MATERIALIZED (
        SELECT greatest(now() - make_interval(secs => ${FAILURE_QUIET_SECONDS}::int), ${armedAt}::timestamptz) AS at
      ), newest AS MATERIALIZED (
        SELECT e.error_fingerprint, e.job_id, e.finished_at FROM job_executions e
        WHERE e.status = 'FAILED' AND e.error_fingerprint IS NOT NULL ${owned('e.owner_id', ownerId)}
        ORDER BY e.queued_at DESC LIMIT ${NEWEST_FAILURES}
      ), ended AS (
        SELECT DISTINCT e.error_fingerprint AS fingerprint FROM newest e
        WHERE e.finished_at > greatest(${armedAt}::timestamptz,
            ${since}::timestamptz - make_interval(secs => ${OVERLAP_SECONDS}::int)) ${ofJob('e.job_id', jobId)}
      ), wanted AS (
        SELECT k.fingerprint, true AS is_known FROM unnest(${[...known]}::text[]) AS k(fingerprint)
        UNION ALL
        SELECT fingerprint, false FROM ended WHERE fingerprint <> ALL(${[...known]}::text[])
      ), held AS (
        SELECT g.fingerprint, g.is_known FROM wanted g CROSS JOIN start
        LEFT JOIN failure_groups d ON d.fingerprint = g.fingerprint ${owned('d.owner_id', ownerId)}
        WHERE d.state IS DISTINCT FROM 'IGNORED'
          AND EXISTS (
            SELECT FROM job_executions f
            WHERE ${alike('f')} AND f.finished_at > greatest(start.at, CASE d.state WHEN 'RESOLVED' THEN d.decided_at END))
          AND (
            g.is_known
            OR d.state IS NOT DISTINCT FROM 'RESOLVED'
            OR NOT EXISTS (
              SELECT FROM job_executions f
              WHERE ${alike('f')} AND f.finished_at <= start.at
                AND f.finished_at > start.at - make_interval(days => ${unseenDays}::int))
            AND NOT EXISTS (
              SELECT FROM failure_archive f
              WHERE f.fingerprint = g.fingerprint ${owned('f.owner_id', ownerId)} AND f.last_at <= start.at
                AND f.last_at > start.at - make_interval(days => ${unseenDays}::int)))
        ORDER BY g.is_known DESC, g.fingerprint LIMIT ${MAX_SUBJECTS}
      )
      SELECT g.fingerprint, c.count, s.id AS "executionId", s.job_id AS "jobId", s.detail
      FROM held g CROSS JOIN start CROSS JOIN LATERAL (
        SELECT count(*)::int AS count FROM (
          SELECT FROM job_executions f WHERE ${alike('f')} AND f.finished_at > start.at LIMIT ${NEWEST_FAILURES}) n
      ) c LEFT JOIN LATERAL (
        SELECT e.id, e.job_id, left(concat_ws(': ', e.error_code, e.error_message), 200) AS detail
        FROM job_executions e WHERE ${alike('e')} ${ofJob('e.job_id', jobId)}
        ORDER BY e.finished_at DESC LIMIT 1
      ) s ON true`),
  );
}
