import { z } from 'zod';
import { ownedByAny } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';

const balances = z.array(z.object({ ownerId: z.uuid(), balance: z.int() }));

/**
 * Balances by owner.
 * @param isLocked Whether they must not move until the transaction ends. They are locked in the order of the owners,
 * so that two commands never wait for each other in a circle.
 */
export async function readBalances(
  tx: Tx,
  ownerIds: readonly string[],
  { isLocked }: { isLocked: boolean },
): Promise<Map<string, number>> {
  if (ownerIds.length === 0) return new Map();
  const rows = balances.parse(
    await tx.$queryRaw(Prisma.sql`/* read_balances */
      SELECT owner_id AS "ownerId", balance FROM credit_accounts
      WHERE ${ownedByAny('owner_id', ownerIds)}
      ORDER BY owner_id
      ${isLocked ? Prisma.sql`FOR NO KEY UPDATE` : Prisma.empty}`),
  );
  return new Map(rows.map(({ ownerId, balance }) => [ownerId, balance]));
}
