import { owned } from '../core/db/owned.js';
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

/** More than this is left where it is: claims find it, and come by it on their way to others. */
const MAX_MARKED = 50_000;

/**
 * Takes what is queued out of the way of claims for other jobs. What a claim has just taken is waited for, or its runs
 * would not count yet for the next one, which is the first to know of the limits.
 */
async function markQueued(tx: Tx, jobId: string, ownerId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* mark_queued */
    UPDATE job_executions SET is_limited = true
    WHERE owner_id = ${ownerId}::uuid AND id = ANY(ARRAY(
      SELECT e.id FROM job_executions e
      WHERE e.job_id = ${jobId}::uuid ${owned('e.owner_id', ownerId)} AND e.status = 'QUEUED' AND NOT e.is_limited
      LIMIT ${MAX_MARKED}
      FOR NO KEY UPDATE))`);
}
