import { z } from 'zod';
import { TIERS } from '../../accounts/tiers.js';
import { overAllOwners, owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { leaseRows } from '../../executions/lease/lease.sql.js';
import { Prisma, UserTier } from '../../generated/prisma/client.js';

/** An owner, and how many chunks of theirs may be in progress. */
export interface ChunkOwner {
  /** UUID. */
  id: string;
  tier: UserTier;
  limit: number;
}

const owners = z.array(z.object({ id: z.uuid(), tier: z.enum(UserTier) }));

/**
 * Locks the owners whose chunks a claim may get, so that no two count what is in progress at once. Where it is
 * everybody's, those at whose chunks another claim is now are passed over.
 * @param executionIds The runs that the claim is about, where it names any.
 */
export async function lockChunkOwners(
  tx: Tx,
  { ownerId, jobId }: Pick<ChunkClaimRequest, 'ownerId' | 'jobId'>,
  executionIds: readonly string[],
): Promise<ChunkOwner[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* lock_chunk_owners */
    SELECT a.id, a.tier::text AS tier FROM accounts a
    WHERE ${ownersOf(ownerId, jobId, executionIds)}
    ORDER BY a.id
    FOR NO KEY UPDATE ${isOfEverybody({ ownerId, jobId }, executionIds) ? Prisma.sql`SKIP LOCKED` : Prisma.empty}`);
  return owners.parse(rows).map((owner) => ({ ...owner, limit: TIERS[owner.tier].chunksInProgress }));
}

/** Whether a claim takes chunks of whoever has some. */
export function isOfEverybody(
  { ownerId, jobId }: Pick<ChunkClaimRequest, 'ownerId' | 'jobId'>,
  executionIds: readonly string[],
): boolean {
  return ownerId === null && jobId === null && executionIds.length === 0;
}

function ownersOf(ownerId: string | null, jobId: string | null, executionIds: readonly string[]): Prisma.Sql {
  if (ownerId !== null) return Prisma.sql`a.id = ${ownerId}::uuid`;
  if (executionIds.length > 0) {
    return Prisma.sql`a.id IN (
      SELECT owner_id FROM job_executions WHERE id = ANY(${[...executionIds]}::uuid[])) ${overAllOwners('administration')}`;
  }
  if (jobId !== null) {
    return Prisma.sql`a.id = (SELECT owner_id FROM jobs WHERE id = ${jobId}::uuid) ${overAllOwners('administration')}`;
  }
  return Prisma.sql`a.id IN (
    SELECT e.owner_id FROM job_executions e
    WHERE e.status = 'RUNNING'
      AND EXISTS (SELECT FROM job_chunks c WHERE c.execution_id = e.id AND c.status = 'PENDING'))
    ${overAllOwners('administration')}`;
}

export interface ChunkClaimRequest {
  /** Whose chunks; null for everybody's. */
  ownerId: string | null;
  jobId: string | null;
  executionId: string | null;
  /** Given ones, instead of the most urgent. */
  chunkIds: readonly string[] | null;
  workerId: string;
  /** The queue's own id for this piece. */
  taskId: string | null;
  limit: number;
  leaseSeconds: number;
  /** Whose chunks are given out, locked by {@link lockChunkOwners}; nobody else's are. */
  owners: readonly ChunkOwner[];
}

/** What was claimed, each with its owner; an owner of whom nothing was has one row without a chunk. */
const claimed = z.array(
  z.looseObject({
    ownerId: z.uuid(),
    /** How many chunks of the owner's were in progress before. */
    used: z.int(),
    id: z.uuid().nullable(),
  }),
);

/** Runs whose chunks are given out: as `e`, with their job as `j`. */
const CLAIMABLE = Prisma.sql`e.status = 'RUNNING' AND e.cancel_requested_at IS NULL AND j.status <> 'PAUSED'
  AND coalesce(e.started_at + make_interval(secs => j.timeout_seconds) > clock_timestamp(), true)`;

/**
 * A run's pending chunks in their turn. The run is a range of one, and part of the order, so that only
 * ix_job_chunks_execution_status serves it: of a run without any, PostgreSQL would read everybody's by another
 * index that has the order, where most chunks are of one run.
 */
const pendingOf = (run: Prisma.Sql) =>
  Prisma.sql`c.execution_id >= ${run} AND c.execution_id <= ${run} AND c.status = 'PENDING'`;
const IN_TURN = Prisma.sql`ORDER BY c.execution_id, c.status, c.priority DESC, c.created_at, c.id`;

/**
 * Takes pending chunks of running executions for a worker, in one statement: urgent first, then the oldest. What
 * other claims hold is passed over, so no two claims ever get the same. No owner gets more in progress than allowed.
 *
 * It cannot deadlock, since it never waits: a run that is being ended or written at this moment is passed over too.
 * Where only certain runs will do, the caller has shared them before, so that none of those is.
 */
export async function claimPending(tx: Tx, request: ChunkClaimRequest) {
  const { owners } = request;
  const ownerId = owners.length === 1 ? (owners[0]?.id ?? null) : null;
  const found = await tx.$queryRaw(Prisma.sql`/* claim_pending */
    WITH RECURSIVE rooms AS MATERIALIZED (
      SELECT o.owner_id, o.max, p.used
      FROM unnest(${owners.map(({ id }) => id)}::uuid[], ${owners.map(({ limit }) => limit)}::int[]) AS o(owner_id, max)
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS used FROM job_chunks c
        WHERE c.owner_id = o.owner_id ${owned('c.owner_id', ownerId)} AND c.status = 'PROCESSING'
      ) p
    ),
    ${request.chunkIds === null ? mostUrgent(request, ownerId) : given(request, request.chunkIds, ownerId)},
    fitting AS (
      SELECT d.id FROM (
        SELECT due.*, row_number() OVER (PARTITION BY owner_id ORDER BY priority DESC, created_at, id) AS nth FROM due
      ) d
      JOIN rooms r ON r.owner_id = d.owner_id
      WHERE d.nth <= r.max - r.used
    ), held AS (
      UPDATE job_chunks c
      SET status = 'PROCESSING', fence = c.fence + 1, worker_id = ${request.workerId}, task_id = ${request.taskId},
        started_at = clock_timestamp(), lease_seconds = ${request.leaseSeconds}::int,
        lease_expires_at = least(clock_timestamp() + make_interval(secs => ${request.leaseSeconds}::int),
          e.started_at + make_interval(secs => j.timeout_seconds))
      FROM fitting, job_executions e, jobs j
      WHERE c.id = fitting.id ${owned('c.owner_id', ownerId)}
        AND e.id = c.execution_id ${owned('e.owner_id', ownerId)} AND j.id = e.job_id ${owned('j.owner_id', ownerId)}
      RETURNING c.id, c.owner_id, c.fence, c.priority, c.created_at, c.execution_id, c.chunk_index, c.lease_expires_at,
        e.started_at + make_interval(secs => j.timeout_seconds) AS deadline
    )
    SELECT r.owner_id AS "ownerId", r.used, h.id, h.fence, h.lease_expires_at AS "expiresAt", h.deadline,
      false AS "cancelRequested"
    FROM rooms r LEFT JOIN held h ON h.owner_id = r.owner_id
    ORDER BY h.priority DESC, h.created_at, h.execution_id, h.chunk_index`);
  const rows = claimed.parse(found);
  return {
    held: leaseRows.parse(rows.filter(({ id }) => id !== null)),
    used: new Map(rows.map(({ ownerId, used }) => [ownerId, used])),
  };
}

/**
 * Runs first, then each run's chunks by an index range, read only as far as the limit needs: the chunks of runs
 * that wait or end cost nothing, however many there are. All chunks of a run with one priority are of one plan, and
 * so of one age.
 */
function mostUrgent({ jobId, executionId, limit }: ChunkClaimRequest, ownerId: string | null): Prisma.Sql {
  const next = (run: Prisma.Sql, below: Prisma.Sql) => Prisma.sql`
    SELECT c.priority, c.created_at FROM job_chunks c
    WHERE ${pendingOf(run)} ${owned('c.owner_id', ownerId)} ${below} ${IN_TURN} LIMIT 1`;
  return Prisma.sql`
    runs AS MATERIALIZED (
      SELECT e.id FROM job_executions e JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId)}
      WHERE ${CLAIMABLE} AND e.owner_id IN (SELECT owner_id FROM rooms WHERE used < max)
        ${owned('e.owner_id', ownerId)}
        ${jobId === null ? Prisma.empty : Prisma.sql`AND e.job_id = ${jobId}::uuid`}
        ${executionId === null ? Prisma.empty : Prisma.sql`AND e.id = ${executionId}::uuid`}
    ), plans AS (
      SELECT r.id, first.* FROM runs r CROSS JOIN LATERAL (${next(Prisma.sql`r.id`, Prisma.empty)}) first
      UNION ALL
      SELECT p.id, next.* FROM plans p
      CROSS JOIN LATERAL (${next(Prisma.sql`p.id`, Prisma.sql`AND c.priority < p.priority`)}) next
    ), due AS (
      SELECT chunk.*
      FROM (SELECT * FROM plans ORDER BY priority DESC, created_at, id) p
      CROSS JOIN LATERAL (
        SELECT e.id FROM job_executions e JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId)}
        WHERE e.id = p.id ${owned('e.owner_id', ownerId)} AND ${CLAIMABLE}
        FOR SHARE OF e SKIP LOCKED
      ) run
      CROSS JOIN LATERAL (
        SELECT c.id, c.owner_id, c.priority, c.created_at FROM job_chunks c
        WHERE ${pendingOf(Prisma.sql`run.id`)} ${owned('c.owner_id', ownerId)} AND c.priority = p.priority
        ${IN_TURN}
        LIMIT ${limit}
        FOR NO KEY UPDATE SKIP LOCKED
      ) chunk
      LIMIT ${limit}
    )`;
}

function given(
  { jobId, executionId }: ChunkClaimRequest,
  chunkIds: readonly string[],
  ownerId: string | null,
): Prisma.Sql {
  return Prisma.sql`
    due AS (
      SELECT c.id, c.owner_id, c.priority, c.created_at
      FROM job_chunks c
      JOIN job_executions e ON e.id = c.execution_id ${owned('e.owner_id', ownerId)}
      JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId)}
      WHERE c.id = ANY(${[...chunkIds]}::uuid[]) ${owned('c.owner_id', ownerId)} AND c.status = 'PENDING' AND ${CLAIMABLE}
        ${jobId === null ? Prisma.empty : Prisma.sql`AND c.job_id = ${jobId}::uuid`}
        ${executionId === null ? Prisma.empty : Prisma.sql`AND c.execution_id = ${executionId}::uuid`}
      FOR NO KEY UPDATE OF c SKIP LOCKED
    )`;
}
