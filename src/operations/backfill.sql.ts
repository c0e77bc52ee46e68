import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

const taken = z.array(z.object({ at: z.date() }));

/** Which of some ticks of a job had a run: those that were skipped are left out. Ask it under the job's lock. */
export async function readTaken(
  tx: Tx,
  { id, ownerId }: { id: string; ownerId: string },
  ticks: readonly Date[],
): Promise<Set<number>> {
  const rows = taken.parse(
    await tx.$queryRaw(Prisma.sql`/* read_taken */
      SELECT at FROM schedule_ticks
      WHERE job_id = ${id}::uuid ${owned('owner_id', ownerId)} AND at = ANY(${[...ticks]}::timestamptz[])
        AND NOT is_skipped`),
  );
  return new Set(rows.map(({ at }) => at.getTime()));
}

/** Writes down the runs of ticks that had none, whether they were skipped or nobody ever looked at them. */
export async function writeBackfilled(
  tx: Tx,
  { id, ownerId }: { id: string; ownerId: string },
  ticks: ReadonlyArray<{ at: Date; executionId: string }>,
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* write_backfilled */
    INSERT INTO schedule_ticks (job_id, owner_id, at, execution_id)
    SELECT ${id}::uuid, ${ownerId}::uuid, t.at, t."executionId"
    FROM jsonb_to_recordset(${JSON.stringify(ticks)}::jsonb) AS t(at timestamptz, "executionId" uuid)
    ON CONFLICT (job_id, at) DO UPDATE SET execution_id = EXCLUDED.execution_id, skip_reason = NULL`);
}
