import { z } from 'zod';
import { MAX_ANSWER_LENGTH } from '../../core/answers.js';
import { owned } from '../../core/db/owned.js';
import { PREPARED } from '../../core/db/prepared.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { WantedKeys } from '../../jobs/kinds.js';
import { leaseRows } from '../lease/lease.sql.js';

/** Which runs: those that meet all that is not null. */
export interface Wanted {
  /** Whose queue; null for everybody's. */
  ownerId: string | null;
  kinds: readonly string[] | null;
  /** All of which must hold. */
  keys: readonly WantedKeys[];
  /** Of any of these jobs. */
  jobIds: readonly string[] | null;
  /** With all of these. */
  tags: readonly string[] | null;
}

export interface ClaimRequest extends Wanted {
  /** Who takes them, in turn: each as many as its limit, before the next one gets any. */
  workers: ReadonlyArray<{ workerId: string; limit: number; leaseSeconds: number }>;
  /** The user of the credential. */
  userId: string;
  /** By priority, 0 to 10: nothing before this time is looked at unless too little is after it; null for all. */
  since: readonly string[] | null;
  /** Whether it may wait for another claim that is deciding; not where its transaction holds what others wait for. */
  isPatient: boolean;
}

/** A lease that was taken, and by which of the workers. */
export const takenRow = leaseRows.element.extend({
  worker: z.int(),
  priority: z.int(),
  availableAt: z.date(),
  /** Whether its job has limits, or had: such runs are taken from the start of the job's queue, wherever the others begin. */
  isApart: z.boolean(),
  /** By priority, after a look from the start that found some of these: the first of the others that was found and left. */
  leftAt: z.array(z.date().nullable()).nullable(),
});
const takenRows = z.array(takenRow);

export type Taken = z.infer<typeof takenRow>;

/** So many runs are answered with all of their JSON, whatever it holds. */
const ALWAYS_FITTING = 16;
/** How much JSON the runs of one claim have together: an answer that is too long would lose them. */
const MAX_CLAIMED_BYTES = MAX_ANSWER_LENGTH / 2;

/**
 * Takes queued executions for workers, in one statement: urgent first, then the one available longest. Rows that another
 * claim holds are passed over, so no two claims ever get the same. Fewer are taken than a single worker's limit where
 * their JSON would make the answer too long.
 */
export async function claimQueued(tx: Tx, request: ClaimRequest): Promise<Taken[]> {
  const { ownerId, userId, workers, since, isPatient } = request;
  if (workers.length === 0 || isOfSeveralKinds(request)) return [];
  const found = await tx.$queryRaw(Prisma.sql`${PREPARED} /* claim_queued */
    SELECT worker - 1 AS worker, id, fence, expires_at AS "expiresAt", deadline, cancel_requested AS "cancelRequested",
      priority, available_at AS "availableAt", is_apart AS "isApart", left_at AS "leftAt"
    FROM claim_executions(
      ${ownerId}::uuid, ${claimArguments(request)}, ${userId}::uuid, ${since}::timestamptz[], ${isPatient})
    ORDER BY priority DESC, available_at, id`);
  return takenRows.parse(found);
}

/** Whether nothing can meet it, since no run is of two kinds. */
export function isOfSeveralKinds({ keys }: Pick<Wanted, 'keys'>): boolean {
  return keys.length > 1;
}

/** What both functions that claim are told alike. */
export function claimArguments({
  jobIds,
  kinds,
  keys: [key],
  tags,
  workers,
}: Omit<ClaimRequest, 'isPatient'>): Prisma.Sql {
  const turns = workers.flatMap(({ limit }, at) => Array.from({ length: limit }, () => at + 1));
  const isWeighed = workers.length === 1 && turns.length > ALWAYS_FITTING;
  return Prisma.sql`
    ${jobIds}::uuid[], ${kinds}::text[], ${key?.kind ?? null}, ${key?.kindKey.in ?? null}::text[], ${tags}::text[],
    ${workers.map(({ workerId }) => workerId)}::text[], ${workers.map(({ leaseSeconds }) => leaseSeconds)}::int[],
    ${turns}::int[], ${isWeighed ? MAX_CLAIMED_BYTES : null}::bigint`;
}

/** Whether a column has one of some values; one text, or another for any number of them: it is prepared. */
function among(column: Prisma.Sql, values: readonly string[]): Prisma.Sql {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0
    ? Prisma.sql`${column} = ${only}`
    : Prisma.sql`${column} = ANY(${[...values]}::text[])`;
}

/** The runs `e` of a queue `q` and a priority `p` that are wanted. */
function queued({ ownerId, kinds, keys, jobIds, tags }: Wanted): Prisma.Sql {
  const conditions = [
    Prisma.sql`${jobIds === null ? Prisma.sql`e.owner_id = q.id` : Prisma.sql`e.job_id = q.id`} ${owned('e.owner_id', ownerId)}`,
    Prisma.sql`e.status = 'QUEUED' AND e.dispatch = 'QUEUE' AND e.priority = p.priority`,
    kinds && among(Prisma.sql`e.kind`, kinds),
    ...keys.map(
      ({ kind, kindKey }) => Prisma.sql`e.kind = ${kind} AND ${among(Prisma.sql`e.kind_key`, kindKey.in)}`,
    ),
    tags && Prisma.sql`e.tags @> ${[...tags]}::text[]`,
    jobIds === null ? Prisma.sql`NOT e.is_limited AND ${unlimited(Prisma.sql`e.job_id`, ownerId)}` : null,
  ].filter((condition) => condition !== null);
  return Prisma.join(conditions, ' AND ');
}

/** Whether a job has no limits. */
function unlimited(jobId: Prisma.Sql, ownerId: string | null): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (
    SELECT FROM job_limits l WHERE l.job_id = ${jobId} ${owned('l.owner_id', ownerId)} AND l.is_limited)`;
}

/** Some jobs' queues, one owner's, or by a skip scan of the index those of every owner who has one. */
function queues({ ownerId, jobIds }: Wanted): Prisma.Sql {
  if (jobIds !== null) {
    return Prisma.sql`
      SELECT j.id FROM unnest(${[...jobIds]}::uuid[]) AS j(id) WHERE ${unlimited(Prisma.sql`j.id`, ownerId)}`;
  }
  if (ownerId !== null) return Prisma.sql`SELECT ${ownerId}::uuid AS id`;
  return Prisma.sql`
    (SELECT owner_id AS id FROM job_executions WHERE status = 'QUEUED' AND NOT is_limited ORDER BY owner_id LIMIT 1)
    UNION ALL
    SELECT (
      SELECT e.owner_id FROM job_executions e
      WHERE e.status = 'QUEUED' AND NOT e.is_limited AND e.owner_id > queues.id ORDER BY e.owner_id LIMIT 1
    ) FROM queues WHERE queues.id IS NOT NULL`;
}

const dueRows = z.tuple([z.object({ inMs: z.coerce.number().nullable() })]);

/**
 * In how many milliseconds the first of the wanted runs can be claimed, 0 or less where one can; null where none can
 * until something happens. Read without locks, by one probe of the index for each queue and priority.
 */
export async function readNextDue(
  db: Pick<Tx, '$queryRaw'>,
  wanted: Wanted,
  withinSeconds: number,
): Promise<number | null> {
  const { ownerId, jobIds, kinds, tags } = wanted;
  const [key] = wanted.keys;
  if (isOfSeveralKinds(wanted)) return null;
  const until = Prisma.sql`now() + make_interval(secs => ${withinSeconds}::int)`;
  const [{ inMs }] = dueRows.parse(
    await db.$queryRaw(Prisma.sql`/* read_next_due */
      WITH RECURSIVE queues AS (${queues(wanted)})
      SELECT extract(epoch FROM min(due.at) - clock_timestamp()) * 1000 AS "inMs"
      FROM (
        SELECT next.at
        FROM queues q CROSS JOIN generate_series(10, 0, -1) AS p(priority)
        CROSS JOIN LATERAL (
          SELECT e.available_at AS at
          FROM job_executions e
          JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId)} AND j.status = 'ACTIVE'
          WHERE ${queued(wanted)} AND e.available_at <= ${until}
          ORDER BY e.available_at
          LIMIT 1
        ) next
        UNION ALL
        SELECT limited_due(
          ${ownerId}::uuid, ${jobIds}::uuid[], ${kinds}::text[], ${key?.kind ?? null}, ${key?.kindKey.in ?? null}::text[],
          ${tags}::text[], ${until})
      ) due`),
  );
  return inMs;
}
