import { z } from 'zod';
import { PAGE_SIZE } from '../core/db/keyset.js';
import { owned } from '../core/db/owned.js';
import { FailureGroupState, Prisma, type PrismaClient } from '../generated/prisma/client.js';
import { bucketStarts, type Cut, checkBuckets, startOf } from './buckets.sql.js';
import type { Scope } from './scope.js';

type Raw = Pick<PrismaClient, '$queryRaw'>;

/** How much of the message is shown. */
export const MESSAGE_LENGTH = 2_000;
/** How many of a group's failures are asked for the stages that failed, and how many stages are named. */
export const STAGED_FAILURES = 200;
const MAX_STAGES = 50;

/** Which failures are asked about. */
export interface FailureScope extends Scope {
  /** Whose they are; null for everybody's. */
  ownerId: string | null;
  /** Whether they are all of the range, so that those count that retention took, by days that begin in it. */
  isWhole: boolean;
}

const groups = z.array(
  z.object({
    ownerId: z.uuid(),
    fingerprint: z.string(),
    count: z.int(),
    mendedCount: z.int(),
    firstSeenAt: z.date(),
    lastSeenAt: z.date(),
    /** The newest that is there still. */
    sampleId: z.uuid().nullable(),
    errorCode: z.string().nullable(),
    message: z.string().nullable(),
    state: z.enum(FailureGroupState),
    note: z.string().nullable(),
    decidedAt: z.date().nullable(),
    decidedBy: z.unknown(),
    decidedByUserId: z.uuid().nullable(),
  }),
);

export type FailureGroupRow = z.infer<typeof groups>[number];

/** What was archived, as `a`, of the failures that are asked for. */
function archived({ ownerId, isWhole, from, to }: FailureScope): Prisma.Sql {
  if (!isWhole) return Prisma.sql`false ${owned('a.owner_id', ownerId)}`;
  return Prisma.sql`a.day >= ${from} AND a.day < ${to} ${owned('a.owner_id', ownerId)}`;
}

const FAILED = Prisma.sql`e.finished_at IS NOT NULL AND e.status = 'FAILED' AND e.error_fingerprint IS NOT NULL`;

/**
 * Failures that look alike, of each owner by themselves, the most frequent first.
 * @param states Those in any of these; null for all.
 */
export async function readFailureGroups(
  db: Raw,
  scope: FailureScope,
  states: readonly FailureGroupState[] | null,
  first: number,
): Promise<FailureGroupRow[]> {
  const { where, ownerId } = scope;
  const wanted = states ? Prisma.sql`WHERE p.state::text = ANY(${[...states]}::text[])` : Prisma.empty;
  return groups.parse(
    await db.$queryRaw(Prisma.sql`/* read_failure_groups */
      WITH there AS (
        SELECT e.owner_id, e.error_fingerprint, count(*)::int AS count,
          count(*) FILTER (WHERE e.is_mended)::int AS mended, min(e.finished_at) AS first, max(e.finished_at) AS last,
          max(e.queued_at) AS newest
        FROM job_executions e WHERE ${where} AND ${FAILED}
        GROUP BY e.owner_id, e.error_fingerprint
      ), failed AS (
        SELECT owner_id, error_fingerprint, sum(count)::int AS count, sum(mended)::int AS mended, min(first) AS first,
          max(last) AS last, max(newest) AS newest
        FROM (
          SELECT * FROM there
          UNION ALL
          SELECT a.owner_id, a.fingerprint, a.failures, a.mended, a.first_at, a.last_at, NULL FROM failure_archive a
          WHERE ${archived(scope)}
        ) f GROUP BY owner_id, error_fingerprint
      ), page AS (
        SELECT * FROM (
          SELECT f.*, CASE
              WHEN g.state = 'RESOLVED' AND EXISTS (
                SELECT FROM job_executions r
                WHERE r.owner_id = f.owner_id ${owned('r.owner_id', ownerId)}
                  AND r.error_fingerprint = f.error_fingerprint AND r.status = 'FAILED' AND r.finished_at > g.decided_at
                UNION ALL
                SELECT FROM failure_archive a
                WHERE a.owner_id = f.owner_id ${owned('a.owner_id', ownerId)}
                  AND a.fingerprint = f.error_fingerprint AND a.last_at > g.decided_at)
              THEN 'OPEN'::failure_group_state
              ELSE coalesce(g.state, 'OPEN'::failure_group_state)
            END AS state, g.note, g.decided_at, g.decided_by, g.decided_by_user_id
          FROM failed f
          LEFT JOIN failure_groups g
            ON g.owner_id = f.owner_id ${owned('g.owner_id', ownerId)} AND g.fingerprint = f.error_fingerprint
        ) p ${wanted}
        ORDER BY count DESC, last DESC, error_fingerprint, owner_id LIMIT ${first}
      )
      SELECT p.owner_id AS "ownerId", p.error_fingerprint AS fingerprint, p.count, p.mended AS "mendedCount",
        p.first AS "firstSeenAt", p.last AS "lastSeenAt", s.id AS "sampleId",
        coalesce(s.error_code, o.error_code) AS "errorCode", coalesce(s.message, o.message) AS message, p.state::text AS state, p.note,
        p.decided_at AS "decidedAt", p.decided_by AS "decidedBy", p.decided_by_user_id AS "decidedByUserId"
      FROM page p LEFT JOIN LATERAL (
        SELECT e.id, e.error_code, left(e.error_message, ${MESSAGE_LENGTH}::int) AS message
        FROM job_executions e
        WHERE ${where} AND ${FAILED} AND e.owner_id = p.owner_id AND e.error_fingerprint = p.error_fingerprint
          AND e.queued_at = p.newest
        ORDER BY e.id DESC LIMIT 1
      ) s ON true LEFT JOIN LATERAL (
        SELECT a.error_code, a.message FROM failure_archive a
        WHERE p.newest IS NULL AND a.fingerprint = p.error_fingerprint AND a.owner_id = p.owner_id AND ${archived(scope)}
        ORDER BY a.day DESC LIMIT 1
      ) o ON true
      ORDER BY p.count DESC, p.last DESC, p.error_fingerprint, p.owner_id`),
  );
}

/** A group's key, in answers about several. */
export const groupKey = ({ ownerId, fingerprint }: { ownerId: string; fingerprint: string }) =>
  `${ownerId} ${fingerprint}`;

type Wanted = ReadonlyArray<Pick<FailureGroupRow, 'ownerId' | 'fingerprint'>>;

/** Groups as rows of a statement: `w(owner_id, fingerprint)`. */
function wantedRows(wanted: Wanted): Prisma.Sql {
  return Prisma.sql`unnest(${wanted.map(({ ownerId }) => ownerId)}::uuid[],
    ${wanted.map(({ fingerprint }) => fingerprint)}::text[]) AS w(owner_id, fingerprint)`;
}

/** What has one of some fingerprints. */
function ofWanted(wanted: Wanted): Prisma.Sql {
  return Prisma.sql`e.error_fingerprint = ANY(${wanted.map(({ fingerprint }) => fingerprint)}::text[])`;
}

/** The jobs of a group: how many, and which, those with most failures first. */
export interface FailedJobs {
  count: number;
  ids: string[];
}

const failedJobs = z.array(
  z.object({ ownerId: z.uuid(), fingerprint: z.string(), count: z.int(), ids: z.array(z.uuid()) }),
);

export async function readFailedJobs(
  db: Raw,
  { where }: FailureScope,
  wanted: Wanted,
): Promise<Map<string, FailedJobs>> {
  const found = failedJobs.parse(
    await db.$queryRaw(Prisma.sql`/* read_failed_jobs */
      SELECT owner_id AS "ownerId", error_fingerprint AS fingerprint, count(*)::int AS count,
        (array_agg(job_id ORDER BY failures DESC, job_id))[1:${PAGE_SIZE.max}::int] AS ids
      FROM (
        SELECT e.owner_id, e.error_fingerprint, e.job_id, count(*) AS failures
        FROM job_executions e WHERE ${where} AND ${FAILED} AND ${ofWanted(wanted)}
        GROUP BY e.owner_id, e.error_fingerprint, e.job_id
      ) f GROUP BY owner_id, error_fingerprint`),
  );
  return new Map(found.map((row) => [groupKey(row), row]));
}

export interface TimeCount {
  start: Date;
  count: number;
}

const points = z.array(
  z.object({
    ownerId: z.uuid().nullable(),
    fingerprint: z.string().nullable(),
    start: z.date(),
    count: z.int(),
  }),
);

/**
 * How often each group failed in each span of time, the empty ones too.
 * @throws GraphQLError BAD_USER_INPUT for more buckets than a statistic may have.
 */
export async function readFailureCounts(
  db: Raw,
  scope: FailureScope,
  cut: Cut,
  wanted: Wanted,
): Promise<Map<string, TimeCount[]>> {
  const { where, time, from, to } = scope;
  const found = points.parse(
    await db.$queryRaw(Prisma.sql`/* read_failure_counts */
      SELECT "ownerId", fingerprint, start, sum(count)::int AS count
      FROM (
        SELECT e.owner_id AS "ownerId", e.error_fingerprint AS fingerprint, ${startOf(time, cut)} AS start, 1 AS count
        FROM job_executions e WHERE ${where} AND ${FAILED} AND ${ofWanted(wanted)}
        UNION ALL
        SELECT a.owner_id, a.fingerprint, ${startOf(Prisma.sql`a.day`, cut)}, a.failures FROM failure_archive a
        WHERE ${archived(scope)} AND a.fingerprint = ANY(${wanted.map(({ fingerprint }) => fingerprint)}::text[])
      ) f GROUP BY 1, 2, 3
      UNION ALL
      SELECT NULL, NULL, s.start, 0 FROM (${bucketStarts(cut, from, to)}) s`),
  );
  const starts = found.filter(({ fingerprint }) => fingerprint === null).map(({ start }) => start);
  checkBuckets(starts);
  starts.sort((a, b) => a.getTime() - b.getTime());
  const counts = new Map(
    found.map(({ ownerId, fingerprint, start, count }) => [
      `${ownerId} ${fingerprint} ${start.getTime()}`,
      count,
    ]),
  );
  return new Map(
    wanted
      .map(groupKey)
      .map((key) => [
        key,
        starts.map((start) => ({ start, count: counts.get(`${key} ${start.getTime()}`) ?? 0 })),
      ]),
  );
}

const stages = z.array(z.object({ ownerId: z.uuid(), fingerprint: z.string(), names: z.array(z.string()) }));

/** The stages that failed in the latest failures of each group, the most frequent first. */
export async function readFailedStages(
  db: Raw,
  { where, ownerId }: FailureScope,
  wanted: Wanted,
): Promise<Map<string, string[]>> {
  const found = stages.parse(
    await db.$queryRaw(Prisma.sql`/* read_failed_stages */
      SELECT w.owner_id AS "ownerId", w.fingerprint,
        ARRAY(
          SELECT s.failed_name FROM (
            SELECT e.id FROM job_executions e
            WHERE ${where} AND ${FAILED} AND e.owner_id = w.owner_id AND e.error_fingerprint = w.fingerprint
            ORDER BY e.queued_at DESC, e.id DESC LIMIT ${STAGED_FAILURES}
          ) r JOIN job_stages s ON s.execution_id = r.id ${owned('s.owner_id', ownerId)} AND s.failed_name IS NOT NULL
          GROUP BY s.failed_name ORDER BY count(*) DESC, s.failed_name LIMIT ${MAX_STAGES}
        ) AS names
      FROM ${wantedRows(wanted)}`),
  );
  return new Map(found.map((row) => [groupKey(row), row.names]));
}
