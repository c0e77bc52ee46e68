import { z } from 'zod';
import { Prisma } from '../src/generated/prisma/client.js';
import { perRow } from './bulk-load.sql.js';

/** For sorting the rows of an index, and of a batch. */
const SORT_MEMORY = '512MB';

const costs = z.array(z.object({ takeAway: z.string(), putBack: z.string() }));

/**
 * Loads tables without their foreign keys and indexes, and makes these anew at the end: a fraction of the time where rows
 * come by the million. All in the caller's transaction, so that nobody ever sees the tables without; they are locked until
 * it ends.
 * @param load Fills the tables, in the same transaction.
 */
export async function loadInBulk(
  tx: Prisma.TransactionClient,
  tables: readonly string[],
  load: () => Promise<void>,
): Promise<void> {
  await tx.$executeRaw`SELECT set_config(name, ${SORT_MEMORY}, true) FROM unnest('{work_mem,maintenance_work_mem}'::text[]) name`;
  const taken = costs.parse(await tx.$queryRaw(perRow(tables)));
  for (const { takeAway } of taken) await tx.$executeRaw(Prisma.raw(takeAway));
  await load();
  for (const { putBack } of taken) await tx.$executeRaw(Prisma.raw(putBack));
}
