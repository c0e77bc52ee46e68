import { z } from 'zod';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { ChunkStatus, ExecutionStatus, Prisma } from '../../generated/prisma/client.js';
import type { JobId } from '../../jobs/job-id.js';

/** For how long after its end a piece of work still takes parts. */
export const PARTS_GRACE_MINUTES = 15;

const held = z.object({
  id: z.uuid(),
  fence: z.coerce.bigint(),
  /** When it takes no more parts; null while it has no end. */
  closesAt: z.date().nullable(),
  isClosed: z.boolean(),
});
const executions = z.array(
  held.extend({
    ownerId: z.uuid(),
    status: z.enum(ExecutionStatus),
    kind: z.string(),
    /** Whether the time to end by itself is over: it can only be canceled now. */
    isCancelDue: z.boolean(),
    /** By the database's clock. */
    lockedAt: z.date(),
  }),
);
const chunks = z.array(held.extend({ status: z.enum(ChunkStatus) }));

export type LockedWork = z.infer<typeof executions>[number];
export type LockedChunk = z.infer<typeof chunks>[number];

const grace = (finishedAt: Prisma.Sql) => Prisma.sql`
  ${finishedAt} + make_interval(mins => ${PARTS_GRACE_MINUTES}::int) AS "closesAt",
  coalesce(${finishedAt} + make_interval(mins => ${PARTS_GRACE_MINUTES}::int) <= clock_timestamp(), false) AS "isClosed"`;

/**
 * Keeps an execution as it is until the transaction ends; parts can be written beside each other.
 * @param of Its own id, or that of one of its chunks.
 * @param ownerId Whose it must be; null for anybody's.
 */
export async function shareExecution(
  tx: Tx,
  of: { executionId: string } | { chunkId: string },
  ownerId: string | null,
): Promise<LockedWork | undefined> {
  const id =
    'executionId' in of
      ? Prisma.sql`${of.executionId}::uuid`
      : Prisma.sql`(
          SELECT execution_id FROM job_chunks WHERE id = ${of.chunkId}::uuid ${owned('owner_id', ownerId)})`;
  const [row] = executions.parse(
    await tx.$queryRaw(Prisma.sql`/* share_execution */
      SELECT e.id, e.owner_id AS "ownerId", e.fence, e.status::text AS status, e.kind, ${grace(Prisma.sql`e.finished_at`)},
        coalesce(e.cancel_deadline <= clock_timestamp(), false) AS "isCancelDue",
        clock_timestamp() AS "lockedAt"
      FROM job_executions e
      WHERE e.id = ${id} ${owned('e.owner_id', ownerId)}
      FOR SHARE OF e`),
  );
  return row;
}

/** The same for a chunk, after its execution: whoever locks both does it in this order. */
export async function shareChunk(tx: Tx, chunkId: string, ownerId: string): Promise<LockedChunk | undefined> {
  const [row] = chunks.parse(
    await tx.$queryRaw(Prisma.sql`/* share_chunk */
      SELECT c.id, c.fence, c.status::text AS status, ${grace(Prisma.sql`c.finished_at`)}
      FROM job_chunks c WHERE c.id = ${chunkId}::uuid ${owned('c.owner_id', ownerId)} FOR SHARE OF c`),
  );
  return row;
}

const jobs = z.array(z.object({ ownerId: z.uuid() }));

/** Keeps a job from being deleted until the transaction ends. @returns Whose it is; null where there is no such one. */
export async function shareJob(tx: Tx, job: JobId, ownerId: string | null): Promise<string | null> {
  const [found] = jobs.parse(
    await tx.$queryRaw(Prisma.sql`/* share_job */
      SELECT owner_id AS "ownerId" FROM jobs
      WHERE id = ${job.id}::uuid AND kind = ${job.kind} ${owned('owner_id', ownerId)}
      FOR KEY SHARE`),
  );
  return found?.ownerId ?? null;
}

/** What parts are about, and whose. By UUIDs: of an execution and perhaps its chunk, of a job, or of an owner alone. */
export type About =
  | { ownerId: string; executionId: string; chunkId: string | null }
  | { ownerId: string; jobId: string }
  | { ownerId: string };

/**
 * One row to insert parts from, so that a part's owner and job are always those of what it is about.
 * @returns A FROM item `about (owner_id, job_id, execution_id, chunk_id, attempt)`.
 */
export function aboutRow(about: About): Prisma.Sql {
  const mine = owned('owner_id', about.ownerId);
  if ('executionId' in about) {
    return Prisma.sql`(
      SELECT owner_id, job_id, id AS execution_id, ${about.chunkId}::uuid AS chunk_id, attempt
      FROM job_executions WHERE id = ${about.executionId}::uuid ${mine}) about`;
  }
  if ('jobId' in about) {
    return Prisma.sql`(
      SELECT owner_id, id AS job_id, NULL::uuid AS execution_id FROM jobs WHERE id = ${about.jobId}::uuid ${mine}) about`;
  }
  return Prisma.sql`(SELECT ${about.ownerId}::uuid AS owner_id, NULL::uuid AS job_id, NULL::uuid AS execution_id) about`;
}

export const recordedIds = z.array(z.object({ id: z.uuid() }));
