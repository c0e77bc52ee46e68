import { z } from 'zod';
import { owned, ownedByAny } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma, UserTier } from '../generated/prisma/client.js';
import { allowedByTier, type QuotaName } from './tiers.js';
import { TODAY, type UsageName } from './usage.sql.js';

const held = z.array(z.object({ tier: z.enum(UserTier), used: z.int() }));

/** An owner's jobs that are not archived. Ask it under the owner's lock. @returns Null where there is no such account. */
export async function countJobs(tx: Tx, ownerId: string) {
  const [row] = held.parse(
    await tx.$queryRaw(Prisma.sql`/* count_jobs */
      SELECT a.tier::text AS tier,
        (SELECT count(*)::int FROM jobs j WHERE j.owner_id = ${ownerId}::uuid AND j.status <> 'ARCHIVED') AS used
      FROM accounts a WHERE a.id = ${ownerId}::uuid`),
  );
  return row ?? null;
}

/** An owner's alert rules. Ask it under the owner's lock. @returns Null where there is no such account. */
export async function countAlertRules(tx: Tx, ownerId: string) {
  const [row] = held.parse(
    await tx.$queryRaw(Prisma.sql`/* count_alert_rules */
      SELECT a.tier::text AS tier,
        (SELECT count(*)::int FROM alert_rules r WHERE r.owner_id = ${ownerId}::uuid) AS used
      FROM accounts a WHERE a.id = ${ownerId}::uuid`),
  );
  return row ?? null;
}

const tiers = z.tuple([z.object({ tier: z.enum(UserTier) })]);

/** An owner's tier. */
export async function readTier(tx: Tx, ownerId: string): Promise<UserTier> {
  const [{ tier }] = tiers.parse(
    await tx.$queryRaw(Prisma.sql`/* read_tier */
      SELECT a.tier::text AS tier FROM accounts a WHERE a.id = ${ownerId}::uuid`),
  );
  return tier;
}

/** How much of something the account `a` has used on this day. @param ownerId Whose it must be; null for anybody's. */
function usedToday(name: UsageName, ownerId: string | null): Prisma.Sql {
  return Prisma.sql`coalesce((
    SELECT m.value FROM usage_metrics m
    WHERE m.owner_id = a.id ${owned('m.owner_id', ownerId)} AND m.day = ${TODAY} AND m.name = ${name}), 0)`;
}

const day = z.tuple([z.object({ tier: z.enum(UserTier), limit: z.int(), used: z.int() })]);

/** What an owner may use of something on this day, and has used. */
export async function readDay(
  tx: Tx,
  ownerId: string,
  { quota, usage }: { quota: QuotaName; usage: UsageName },
) {
  const [found] = day.parse(
    await tx.$queryRaw(Prisma.sql`/* read_day */
      SELECT a.tier::text AS tier, ${allowedByTier(quota)} AS "limit", ${usedToday(usage, ownerId)} AS used
      FROM accounts a WHERE a.id = ${ownerId}::uuid`),
  );
  return found;
}

const standings = z.array(
  z.object({
    ownerId: z.uuid(),
    tier: z.enum(UserTier),
    jobs: z.int(),
    executionsPerDay: z.int(),
    logLinesPerDay: z.int(),
    chunksInProgress: z.int(),
    alertRules: z.int(),
    /** How many days ago the oldest run was accepted. */
    retentionDays: z.int(),
    /** And its oldest log line recorded. */
    logRetentionDays: z.int(),
    /** When the next day begins. */
    tomorrow: z.date(),
  }),
);

/** What accounts have used of their quotas. @param accountIds UUIDs of accounts that the viewer sees. */
export async function readStandings(db: ScopedDb, accountIds: readonly string[]) {
  const ownerId = accountIds.length === 1 ? (accountIds[0] ?? null) : null;
  return standings.parse(
    await db.$queryRaw(Prisma.sql`/* read_standings */
      SELECT a.id AS "ownerId", a.tier::text AS tier,
        (SELECT count(*)::int FROM jobs j
          WHERE j.owner_id = a.id ${owned('j.owner_id', ownerId)} AND j.status <> 'ARCHIVED') AS jobs,
        ${usedToday('executions', ownerId)} AS "executionsPerDay",
        ${usedToday('logLines', ownerId)} AS "logLinesPerDay",
        (SELECT count(*)::int FROM job_chunks c
          WHERE c.owner_id = a.id ${owned('c.owner_id', ownerId)} AND c.status = 'PROCESSING')
          AS "chunksInProgress",
        (SELECT count(*)::int FROM alert_rules r
          WHERE r.owner_id = a.id ${owned('r.owner_id', ownerId)}) AS "alertRules",
        coalesce((
          SELECT extract(day FROM now() - e.queued_at)::int FROM executions_by_state e
          WHERE e.owner_id = a.id ${owned('e.owner_id', ownerId)} ORDER BY e.queued_at, e.id LIMIT 1), 0) AS "retentionDays",
        coalesce((
          SELECT extract(day FROM now() - g.last_at)::int FROM execution_logs g
          WHERE g.owner_id = a.id ${owned('g.owner_id', ownerId)} ORDER BY g.id LIMIT 1), 0) AS "logRetentionDays",
        (${TODAY} + 1)::timestamp AT TIME ZONE 'UTC' AS tomorrow
      FROM accounts a WHERE ${ownedByAny('a.id', accountIds)}`),
  );
}
