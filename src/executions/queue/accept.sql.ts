import { z } from 'zod';
import { TIERS } from '../../accounts/tiers.js';
import { TODAY } from '../../accounts/usage.sql.js';
import { owned, ownedByAny } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma, UserTier } from '../../generated/prisma/client.js';

/** How many runs a day each tier has, as JSON. */
export const RUNS_A_DAY = JSON.stringify(
  Object.fromEntries(Object.entries(TIERS).map(([tier, { executionsPerDay }]) => [tier, executionsPerDay])),
);

/** An owner's runs of this day. */
export const dayShape = z.object({ tier: z.enum(UserTier), limit: z.int(), used: z.int() });

export type Day = z.infer<typeof dayShape>;

const days = z.array(dayShape.extend({ ownerId: z.uuid() }));

/** Owners' runs of this day, as they are now: nothing is locked. */
export async function readDays(tx: Tx, ownerIds: readonly string[]) {
  const ownerId = ownerIds.length === 1 ? (ownerIds[0] ?? null) : null;
  return days.parse(
    await tx.$queryRaw(Prisma.sql`/* read_days */
      SELECT a.id AS "ownerId", a.tier::text AS tier, (${RUNS_A_DAY}::jsonb ->> a.tier::text)::int AS "limit",
        coalesce(m.value, 0) AS used
      FROM accounts a
      LEFT JOIN usage_metrics m ON m.owner_id = a.id ${owned('m.owner_id', ownerId)} AND m.day = ${TODAY}
        AND m.name = 'executions'
      WHERE ${ownedByAny('a.id', ownerIds)}`),
  );
}
