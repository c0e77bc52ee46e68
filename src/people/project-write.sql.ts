import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma, ProjectStatus } from '../generated/prisma/client.js';
import { isBeingDeleted } from './deletion.sql.js';

const locked = z.array(z.object({ id: z.uuid(), ownerId: z.uuid(), status: z.enum(ProjectStatus) }));

export type LockedProject = z.infer<typeof locked>[number];

/**
 * Locks a project: nobody gives it a job meanwhile.
 * @param ownerId Whose it must be; null for anybody's.
 * @returns Null where there is none of this id and owner, or it is being deleted.
 */
export async function lockProject(
  tx: Tx,
  projectId: string,
  ownerId: string | null,
): Promise<LockedProject | null> {
  const [row] = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_project */
      SELECT id, owner_id AS "ownerId", status::text AS status FROM projects
      WHERE id = ${projectId}::uuid ${owned('owner_id', ownerId)}
      FOR NO KEY UPDATE`),
  );
  return row && !(await isBeingDeleted(tx, { ownerId: row.ownerId, projectId })) ? row : null;
}

/** Archives the jobs of a project that is locked, so that none of them is run any more. @returns How many. */
export async function archiveJobs(
  tx: Tx,
  { id, ownerId }: Pick<LockedProject, 'id' | 'ownerId'>,
): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* archive_jobs */
    UPDATE jobs SET status = 'ARCHIVED', next_run_at = NULL
    WHERE project_id = ${id}::uuid ${owned('owner_id', ownerId)} AND status <> 'ARCHIVED'`);
}
