import { Prisma } from '../generated/prisma/client.js';

/** What is counted by day, in UTC. */
export type UsageName = 'executions' | 'chunks' | 'images' | 'summaries' | 'metrics' | 'artifacts';

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
