import type { ScopedDb } from '../core/db/tenancy.js';
import type { Tx } from '../core/db/transaction.js';
import { QuotaExceededError, Refusal } from '../core/domain-errors.js';
import { countAlertRules, countJobs, readDay, readStandings, readTier } from './quota.sql.js';
import { type DoorUsage, type QuotaName, type ReadDoorUsage, TIER_TICKS_PER_MINUTE, TIERS } from './tiers.js';

/** One of an account's limits. */
export interface Quota {
  name: QuotaName;
  limit: number;
  used: number;
  /** When what is used begins at 0 again; null for what is used until it is given back. */
  resetsAt: Date | null;
}

const UNUSED: DoorUsage = { used: 0, resetsAt: null };

/** Accounts' quotas, by their UUIDs. @param accountIds Accounts that the viewer sees. */
export async function readQuotas(
  db: ScopedDb,
  accountIds: readonly string[],
  readDoorUsage: ReadDoorUsage,
): Promise<Map<string, Quota[]>> {
  const standings = await readStandings(db, accountIds);
  const door = await readDoorUsage(accountIds);
  return new Map(
    standings.map(({ ownerId, tier, tomorrow, ...used }) => {
      const limits = TIERS[tier];
      const atDoor = door.get(ownerId);
      const quota = (name: QuotaName, { used, resetsAt }: DoorUsage): Quota => ({
        name,
        limit: limits[name],
        used,
        resetsAt,
      });
      return [
        ownerId,
        [
          quota('requestsPerMinute', atDoor?.requestsPerMinute ?? UNUSED),
          quota('queryCostPerMinute', atDoor?.queryCostPerMinute ?? UNUSED),
          quota('jobs', { used: used.jobs, resetsAt: null }),
          quota('executionsPerDay', { used: used.executionsPerDay, resetsAt: tomorrow }),
          quota('chunksInProgress', { used: used.chunksInProgress, resetsAt: null }),
          quota('logLinesPerDay', { used: used.logLinesPerDay, resetsAt: tomorrow }),
          quota('alertRules', { used: used.alertRules, resetsAt: null }),
          quota('retentionDays', { used: used.retentionDays, resetsAt: null }),
          quota('logRetentionDays', { used: used.logRetentionDays, resetsAt: null }),
        ],
      ];
    }),
  );
}

/**
 * Sees that an owner, who is locked, may have one job more. Archived ones do not count.
 * @throws Refusal QuotaExceededError
 */
export async function requireJobRoom(tx: Tx, ownerId: string): Promise<void> {
  requireRoom(await countJobs(tx, ownerId), 'jobs', { things: 'jobs', remedy: 'archive' });
}

/**
 * Sees that an owner, who is locked, may have one alert rule more.
 * @throws Refusal QuotaExceededError
 */
export async function requireAlertRuleRoom(tx: Tx, ownerId: string): Promise<void> {
  requireRoom(await countAlertRules(tx, ownerId), 'alertRules', { things: 'alert rules', remedy: 'delete' });
}

/** What every tier allows. */
const LEAST_TICKS_PER_MINUTE = Math.min(...Object.values(TIER_TICKS_PER_MINUTE));

/**
 * Sees that an owner may have a schedule that ticks so often.
 * @param used How many ticks a minute it has at most.
 * @throws Refusal QuotaExceededError
 */
export async function requireTicks(tx: Tx, ownerId: string, used: number): Promise<void> {
  if (used <= LEAST_TICKS_PER_MINUTE) return;
  const tier = await readTier(tx, ownerId);
  const limit = TIER_TICKS_PER_MINUTE[tier];
  if (used <= limit) return;
  throw new Refusal(
    new QuotaExceededError(
      `The tier ${tier} allows a schedule ${limit === 1 ? 'one tick' : `${limit} ticks`} a minute, and this one has ${used}: name fewer seconds in its cron expression.`,
      { quota: 'ticksPerMinute', limit, used, tier },
    ),
  );
}

function requireRoom(
  standing: Awaited<ReturnType<typeof countJobs>>,
  quota: 'jobs' | 'alertRules',
  { things, remedy }: { things: string; remedy: string },
): void {
  if (!standing) return;
  const { tier, used } = standing;
  const limit = TIERS[tier][quota];
  if (used < limit) return;
  throw new Refusal(
    new QuotaExceededError(
      `The tier ${tier} allows ${limit} ${things}, and there are ${used}: ${remedy} one first.`,
      { quota, limit, used, tier },
    ),
  );
}

/** What kept log lines from being counted on this day. */
export async function logLinesExceeded(tx: Tx, ownerId: string, lines: number): Promise<QuotaExceededError> {
  const { tier, limit, used } = await readDay(tx, ownerId, { quota: 'logLinesPerDay', usage: 'logLines' });
  return new QuotaExceededError(
    `The tier ${tier} allows ${limit} log lines a day; ${used} were recorded today, and these are ${lines}.`,
    { quota: 'logLinesPerDay' satisfies QuotaName, limit, used, tier },
  );
}
