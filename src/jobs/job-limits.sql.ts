import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

/** How many of a job's runs go on at a time; null for any number. */
export interface JobLimits {
  maxConcurrent: number | null;
  maxConcurrentPerKey: number | null;
  startsPerMinute: number | null;
}

/** Whether a job is to have a row of limits. */
export function hasLimit(limits: Partial<JobLimits>): boolean {
  return Object.values(limits).some((limit) => typeof limit === 'number');
}

/**
 * Changes the limits of a job that is locked. Claims that are under way end first.
 * @param changes What is undefined stays as it is.
 */
export async function setLimits(
  tx: Tx,
  { id: jobId, ownerId }: { id: string; ownerId: string },
  changes: Partial<JobLimits>,
): Promise<void> {
  if (!hasLimit(changes)) {
    await tx.jobLimits.updateMany({ where: { jobId, ownerId }, data: changes });
    return;
  }
  const { maxConcurrent, maxConcurrentPerKey, startsPerMinute } = changes;
  const columns = {
    max_concurrent: maxConcurrent,
    max_concurrent_per_key: maxConcurrentPerKey,
    starts_per_minute: startsPerMinute,
  };
  const said = Object.entries(columns).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: Prisma.raw(name), value }],
  );
  const names = Prisma.join(said.map(({ name }) => name));
  await tx.$executeRaw(Prisma.sql`/* set_limits */
    INSERT INTO job_limits (job_id, owner_id, ${names})
    VALUES (${jobId}::uuid, ${ownerId}::uuid, ${Prisma.join(said.map(({ value }) => Prisma.sql`${value}::int`))})
    ON CONFLICT (job_id, owner_id) DO UPDATE
    SET ${Prisma.join(said.map(({ name }) => Prisma.sql`${name} = EXCLUDED.${name}`))}`);
  await markQueued(tx, jobId, ownerId);
}

/** More than this is left to the server: claims find it meanwhile, and come by it on their way to others. */
const MAX_MARKED = 50_000;
/** How many the server marks at once, so that it holds up nobody. */
const MARKED_AT_ONCE = 200;

/**
 * Takes what is queued out of the way of claims for other jobs. What a claim has just taken is waited for, or its runs
 * would not count yet for the next one, which is the first to know of the limits.
 */
async function markQueued(tx: Tx, jobId: string, ownerId: string): Promise<void> {
  const marked = await markSome(tx, { jobId, ownerId, limit: MAX_MARKED });
  if (marked === MAX_MARKED)
    await tx.jobLimits.updateMany({ where: { jobId, ownerId }, data: { hasUnmarked: true } });
}

function markSome(
  tx: Tx,
  { jobId, ownerId, limit }: { jobId: string; ownerId: string; limit: number },
): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* mark_queued */
    UPDATE job_executions SET is_limited = true
    WHERE owner_id = ${ownerId}::uuid AND id = ANY(ARRAY(
      SELECT e.id FROM job_executions e
      WHERE e.job_id = ${jobId}::uuid ${owned('e.owner_id', ownerId)} AND e.status = 'QUEUED' AND NOT e.is_limited
      LIMIT ${limit}
      FOR NO KEY UPDATE))`);
}

const unmarked = z.array(z.object({ jobId: z.uuid(), ownerId: z.uuid(), isLimited: z.boolean() }));

/** Marks some of what is queued of a job with limits, or that is not active, of which not all is marked yet. @returns Whether there may be more. */
export async function markMore(tx: Tx): Promise<boolean> {
  const [job] = unmarked.parse(
    await tx.$queryRaw(Prisma.sql`/* job_with_unmarked */
      SELECT job_id AS "jobId", owner_id AS "ownerId", is_limited AS "isLimited"
      FROM job_limits ${overAllOwners('marking')} WHERE has_unmarked
      ORDER BY job_id LIMIT 1
      FOR NO KEY UPDATE SKIP LOCKED`),
  );
  if (!job) return false;
  const { jobId, ownerId, isLimited } = job;
  const marked = isLimited ? await markSome(tx, { jobId, ownerId, limit: MARKED_AT_ONCE }) : 0;
  if (marked < MARKED_AT_ONCE) {
    await tx.$executeRaw(Prisma.sql`/* job_is_marked */
      UPDATE job_limits SET has_unmarked = false WHERE job_id = ${jobId}::uuid ${owned('owner_id', ownerId)}`);
  }
  return true;
}
