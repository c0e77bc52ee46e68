import DataLoader from 'dataloader';
import { type Quota, readQuotas } from '../accounts/quota.service.js';
import type { ReadDoorUsage } from '../accounts/tiers.js';
import { createCounters } from '../core/db/counts.sql.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import type { Viewer } from '../core/viewer.js';
import {
  type ChunkSpan,
  type Progress,
  readChunkMap,
  readProgress,
} from '../executions/read/progress.sql.js';
import type { UsageMetric } from '../generated/prisma/client.js';

/**
 * What one request reads in batches beside Prisma's own selections: one statement for all the parents that ask
 * in the same tick.
 */
export function createLoaders(db: ScopedDb, viewer: Viewer | null, readDoorUsage: ReadDoorUsage) {
  return {
    ...createCounters(db, viewer),
    progress: new DataLoader<string, Progress>(async (ids) => {
      const found = new Map((await readProgress(db, ids)).map((row) => [row.executionId, row]));
      return ids.map((id) => found.get(id) ?? new Error('the execution is gone'));
    }),
    chunkMap: new DataLoader<string, ChunkSpan[]>(async (ids) => {
      const spans = new Map<string, ChunkSpan[]>(ids.map((id) => [id, []]));
      for (const span of await readChunkMap(db, ids)) spans.get(span.executionId)?.push(span);
      return ids.map((id) => spans.get(id) ?? []);
    }),
    quotas: new DataLoader<string, Quota[]>(async (ids) => {
      const found = await readQuotas(db, ids, readDoorUsage);
      return ids.map((id) => found.get(id) ?? new Error('the user is gone'));
    }),
    usage: new DataLoader<UsageKey, UsageMetric[], string>((keys) => readUsageOf(db, keys), {
      cacheKeyFn: ({ userId, firstDay, lastDay }) => `${userId}/${firstDay.getTime()}/${lastDay.getTime()}`,
    }),
  };
}

/** Whose usage, and of which days, both included: midnights in UTC. */
interface UsageKey {
  userId: string;
  firstDay: Date;
  lastDay: Date;
}

async function readUsageOf(db: ScopedDb, keys: readonly UsageKey[]): Promise<UsageMetric[][]> {
  const rows = await db.usageMetric.findMany({
    where: {
      OR: keys.map(({ userId, firstDay, lastDay }) => ({
        ownerId: userId,
        day: { gte: firstDay, lte: lastDay },
      })),
    },
    orderBy: [{ day: 'asc' }, { name: 'asc' }],
  });
  return keys.map(({ userId, firstDay, lastDay }) =>
    rows.filter(({ ownerId, day }) => ownerId === userId && day >= firstDay && day <= lastDay),
  );
}

export type Loaders = ReturnType<typeof createLoaders>;
