import { z } from 'zod';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

const tasks = z.array(z.object({ isActive: z.boolean() }));

/** A social task, which stays as it is until the transaction ends; null where there is none. */
export async function holdSocialTask(tx: Tx, id: string): Promise<{ isActive: boolean } | null> {
  const rows = await tx.$queryRaw(Prisma.sql`
    SELECT is_active AS "isActive" FROM social_tasks WHERE id = ${id}::uuid FOR SHARE`);
  return tasks.parse(rows)[0] ?? null;
}
