import { Prisma } from '../generated/prisma/client.js';
import { allowedByTier, type QuotaName } from './tiers.js';

/** What is counted by day, in UTC. */
export type UsageName =
  | 'executions'
  | 'chunks'
  | 'images'
  | 'summaries'
  | 'metrics'
  | 'artifacts'
  | 'logLines';

/** The day that a transaction belongs to: the one that it began on, by the database's clock. */
export const TODAY = Prisma.sql`(now() AT TIME ZONE 'UTC')::date`;

/**
 * Counts what owners use on this day: a statement to stand in a WITH clause, where nothing refers to it. Such a one
 * is run last, so that the day's row, which all of an owner's work shares, is held as shortly as can be.
 * @param amounts A query for `owner_id` and `amount`, with one row an owner.
 */
export function countUsage(name: UsageName, amounts: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO usage_metrics (owner_id, name, day, value)
    SELECT owner_id, ${name}, ${TODAY}, amount FROM (${amounts}) amounts WHERE amount > 0 ORDER BY owner_id
    ON CONFLICT (owner_id, day, name) DO UPDATE SET value = usage_metrics.value + EXCLUDED.value`;
}

/**
 * The same for what one owner uses, where their tier allows so much on one day; otherwise nothing is counted, and it
 * returns no row.
 */
export function countUsageWithin(
  name: UsageName,
  quota: QuotaName,
  { ownerId, amount }: { ownerId: string; amount: number },
): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO usage_metrics (owner_id, name, day, value)
    SELECT a.id, ${name}, ${TODAY}, ${amount}::int FROM accounts a
    WHERE a.id = ${ownerId}::uuid AND ${amount}::int <= ${allowedByTier(quota)}
    ON CONFLICT (owner_id, day, name) DO UPDATE SET value = usage_metrics.value + EXCLUDED.value
    WHERE usage_metrics.value + EXCLUDED.value <= (
      SELECT ${allowedByTier(quota)} FROM accounts a WHERE a.id = ${ownerId}::uuid)
    RETURNING value`;
}
