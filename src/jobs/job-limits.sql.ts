import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import { runTransaction, type Tx } from '../core/db/transaction.js';
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

const left = z.tuple([z.object({ isLeft: z.boolean() })]);

interface JobKey {
  jobId: string;
  ownerId: string;
}

/** What is queued of a job as `e`, and not marked. */
const unmarkedOf = ({ jobId, ownerId }: JobKey) => Prisma.sql`
  e.job_id = ${jobId}::uuid ${owned('e.owner_id', ownerId)} AND e.status = 'QUEUED' AND NOT e.is_limited`;

/**
 * Takes what is queued out of the way of claims for other jobs. What a claim has just taken is waited for, or its runs
 * would not count yet for the next one, which is the first to know of the limits; in the order of their ids, as all wait
 * who lock several runs.
 */
async function markQueued(tx: Tx, jobId: string, ownerId: string): Promise<void> {
  const job = { jobId, ownerId };
  await tx.$executeRaw(Prisma.sql`/* mark_queued */
    UPDATE job_executions SET is_limited = true
    WHERE owner_id = ${ownerId}::uuid AND id = ANY(ARRAY(
      WITH found AS MATERIALIZED (SELECT e.id FROM job_executions e WHERE ${unmarkedOf(job)} LIMIT ${MAX_MARKED})
      SELECT e.id FROM found f JOIN job_executions e ON e.id = f.id
      WHERE ${unmarkedOf(job)}
      ORDER BY e.id
      FOR NO KEY UPDATE OF e))`);
  if (await isLeft(tx, job))
    await tx.jobLimits.updateMany({ where: { jobId, ownerId }, data: { hasUnmarked: true } });
}

/** Whether some are still to be marked. */
async function isLeft(tx: Tx, job: JobKey): Promise<boolean> {
  const [{ isLeft }] = left.parse(
    await tx.$queryRaw(Prisma.sql`/* left_unmarked */
      SELECT EXISTS (SELECT FROM job_executions e WHERE ${unmarkedOf(job)}) AS "isLeft"`),
  );
  return isLeft;
}

/** Marks some of what nobody holds. @returns How many. */
function markFree(tx: Tx, job: JobKey): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* mark_free */
    UPDATE job_executions SET is_limited = true
    WHERE owner_id = ${job.ownerId}::uuid AND id = ANY(ARRAY(
      SELECT e.id FROM job_executions e WHERE ${unmarkedOf(job)}
      LIMIT ${MARKED_AT_ONCE}
      FOR NO KEY UPDATE SKIP LOCKED))`);
}

const keys = z.array(z.object({ jobId: z.uuid(), ownerId: z.uuid() }));
const limited = z.array(z.object({ isLimited: z.boolean() }));

/**
 * Marks what is queued of jobs with limits, or that are not active, of which not all is marked yet: some of one job with
 * each look, one job after the other. What others hold is passed over, and met again when all jobs had their turn.
 * @returns A look, which answers whether there may be more to do at once.
 */
export function createMarker(db: ScopedDb): () => Promise<boolean> {
  let after: string | null = null;
  return async () => {
    const [job] = keys.parse(
      await db.$queryRaw(Prisma.sql`/* job_with_unmarked */
        SELECT job_id AS "jobId", owner_id AS "ownerId" FROM job_limits ${overAllOwners('marking')}
        WHERE has_unmarked AND (${after}::uuid IS NULL OR job_id > ${after}::uuid)
        ORDER BY job_id LIMIT 1`),
    );
    if (!job) after = null;
    else if (!(await runTransaction(db, (tx) => markSome(tx, job)))) after = job.jobId;
    return job !== undefined;
  };
}

/** @returns Whether there may be more of this job that nobody holds. */
async function markSome(tx: Tx, job: JobKey): Promise<boolean> {
  const { jobId, ownerId } = job;
  const [limits] = limited.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_unmarked */
      SELECT is_limited AS "isLimited" FROM job_limits
      WHERE job_id = ${jobId}::uuid ${owned('owner_id', ownerId)} AND has_unmarked
      FOR NO KEY UPDATE SKIP LOCKED`),
  );
  if (!limits) return false;
  if (limits.isLimited) {
    if ((await markFree(tx, job)) === MARKED_AT_ONCE) return true;
    if (await isLeft(tx, job)) return false;
  }
  await tx.$executeRaw(Prisma.sql`/* job_is_marked */
    UPDATE job_limits SET has_unmarked = false WHERE job_id = ${jobId}::uuid ${owned('owner_id', ownerId)}`);
  return false;
}
