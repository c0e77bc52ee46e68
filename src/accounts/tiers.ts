import { Prisma } from '../generated/prisma/client.js';
import type { UserTier } from '../generated/prisma/enums.js';

/** What a tier allows an account. */
export interface TierLimits {
  /** Requests in a minute, of all its credentials together; asked at the door. */
  requestsPerMinute: number;
  /** What their queries cost together in a minute, as docs/limits.md counts it; asked at the door. */
  queryCostPerMinute: number;
  /** Jobs that are not archived. */
  jobs: number;
  /** Runs accepted on one day, in UTC. */
  executionsPerDay: number;
  /** Chunks that workers hold at a time. */
  chunksInProgress: number;
  /** Lines that runs say on one day, in UTC. */
  logLinesPerDay: number;
  /** Rules of what they want to be told of. */
  alertRules: number;
  /** How long finished runs are kept at least. */
  retentionDays: number;
  /** And what they said. */
  logRetentionDays: number;
}

export type QuotaName = keyof TierLimits;

/** The one place where the tiers' numbers stand; docs/limits.md shows them. */
export const TIERS: Readonly<Record<UserTier, Readonly<TierLimits>>> = {
  FREE: {
    requestsPerMinute: 300,
    queryCostPerMinute: 100_000,
    jobs: 25,
    executionsPerDay: 500,
    chunksInProgress: 10,
    logLinesPerDay: 100_000,
    alertRules: 10,
    retentionDays: 30,
    logRetentionDays: 14,
  },
  PRO: {
    requestsPerMinute: 3_000,
    queryCostPerMinute: 1_000_000,
    jobs: 500,
    executionsPerDay: 20_000,
    chunksInProgress: 200,
    logLinesPerDay: 10_000_000,
    alertRules: 200,
    retentionDays: 180,
    logRetentionDays: 30,
  },
  ENTERPRISE: {
    requestsPerMinute: 60_000,
    queryCostPerMinute: 20_000_000,
    jobs: 10_000,
    executionsPerDay: 5_000_000,
    chunksInProgress: 5_000,
    logLinesPerDay: 1_000_000_000,
    alertRules: 2_000,
    retentionDays: 730,
    logRetentionDays: 90,
  },
};

/** What one quota allows the account `a`, by its tier. */
export function allowedByTier(quota: QuotaName): Prisma.Sql {
  const limits = Object.fromEntries(Object.entries(TIERS).map(([tier, limits]) => [tier, limits[quota]]));
  return Prisma.sql`(${JSON.stringify(limits)}::jsonb ->> a.tier::text)::int`;
}

/** WebSockets, and streams of any kind, that one process has for one account. */
export const TIER_STREAMS: Readonly<Record<UserTier, number>> = { FREE: 50, PRO: 200, ENTERPRISE: 500 };

/** How many ticks a minute one schedule has at most. A tick is a row, also where the day has no room for its run. */
export const TIER_TICKS_PER_MINUTE: Readonly<Record<UserTier, number>> = { FREE: 1, PRO: 2, ENTERPRISE: 60 };

/** The limits that the door counts, not the database. */
export type DoorQuota = Extract<QuotaName, 'requestsPerMinute' | 'queryCostPerMinute'>;

/** How much of a limit is used in the minute that is going on, and when that is over. */
export interface DoorUsage {
  used: number;
  resetsAt: Date | null;
}

/** Tells what the door has counted of accounts, for `quotas`: by UUID; what is left out has used nothing. */
export type ReadDoorUsage = (
  accountIds: readonly string[],
) => Promise<ReadonlyMap<string, Readonly<Record<DoorQuota, DoorUsage>>>>;
