import { describe, expect, it } from 'vitest';
import { seedScale } from '../demo/scale.js';
import { seedDemo } from '../demo/seed.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { LEVELS } from '../src/insights/rollup-cells.sql.js';
import { readDifferences, spanOf } from '../src/insights/rollup-check.sql.js';
import { feedRollups } from '../src/insights/rollup-feed.service.js';
import { expectCountersToAgree } from './support/counters.js';
import type { TestPrisma } from './support/database.js';
import { createTestDatabase } from './support/database.js';

describe('a database for benchmarks', () => {
  it('has the shares that were asked for, and agrees with its counters', async () => {
    const test = await createTestDatabase();
    try {
      await seedDemo(test.database.prisma);
      const before = await test.prisma.execution.count();
      const lines: string[] = [];
      const made = await seedScale(test.prisma, 4000, { log: (line) => lines.push(line) });
      expect(made.executions).toBe(4000);
      expect(lines.some((line) => line.startsWith('4000 of 4000 executions'))).toBe(true);
      const where = { owner: { user: { email: { startsWith: 'scale-' } } } };
      expect(await test.prisma.execution.count({ where })).toBe(4000);
      expect(await test.prisma.execution.count()).toBe(before + 4000);
      const first = await test.prisma.execution.count({
        where: { owner: { user: { email: 'scale-1@example.com' } } },
      });
      expect(first / 4000).toBeCloseTo(0.6, 1);
      const delayed = {
        status: 'QUEUED',
        availableAt: { gt: new Date() },
        job: { slug: 'delayed-import' },
      } as const;
      expect(await test.prisma.execution.count({ where: { ...where, ...delayed } })).toBe(400);
      const unfinished = await test.prisma.execution.count({
        where: { ...where, job: { slug: { not: 'delayed-import' } }, finishedAt: null },
      });
      expect(unfinished).toBe(4);
      await expectCountersToAgree(test.prisma);
      const events = await test.prisma.executionEvent.groupBy({
        by: ['type'],
        where: { execution: where },
        _count: { _all: true },
      });
      expect(events.find(({ type }) => type === 'QUEUED')?._count._all).toBe(4000);
      for (const part of ['stage', 'chunk', 'image', 'metricSnapshot', 'summary'] as const) {
        expect([part, await countOf(test.prisma, part)]).not.toEqual([part, 0]);
      }
    } finally {
      await test.close();
    }
  });

  it('has executions and what is kept of them alone, and the same keys and indexes as before', async () => {
    const test = await createTestDatabase();
    try {
      const db = scopeDatabase(test.database.prisma, null);
      const before = await readKeysAndIndexes(test.prisma);
      await seedScale(test.prisma, 4000, { withoutParts: true });
      expect(await readKeysAndIndexes(test.prisma)).toEqual(before);
      const owners = await test.prisma.user.findMany({ where: { email: { startsWith: 'scale-' } } });
      const where = { ownerId: { in: owners.map(({ id }) => id) } };
      expect(owners).toHaveLength(50);
      expect(await test.prisma.execution.count({ where })).toBe(4000);
      expect(await test.prisma.executionEvent.count({ where })).toBe(0);
      const counters = await test.prisma.jobCounter.aggregate({ where, _sum: { accepted: true } });
      expect(counters._sum.accepted).toBe(4000n);
      expect(await feedRollups(db)).toBe(false);
      const ended = await test.prisma.execution.count({ where: { ...where, finishedAt: { not: null } } });
      const rolledUp = await test.prisma.executionRollup.aggregate({
        where: { ...where, minutes: 1440, state: 'ALL' },
        _sum: { runs: true },
      });
      expect(rolledUp._sum.runs).toBe(ended);
      for (const ownerId of [owners[0]?.id ?? '', null]) {
        const days = await spanOf(db, ownerId);
        if (!days) throw new Error('nothing is rolled up');
        for (const level of LEVELS) expect(await readDifferences(db, ownerId, days, level)).toEqual([]);
      }
    } finally {
      await test.close();
    }
  });
});

/** What the tables that are loaded in bulk have. */
async function readKeysAndIndexes(prisma: TestPrisma) {
  return prisma.$queryRaw`
    SELECT conrelid::regclass::text AS of, conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE conrelid = ANY ('{job_executions,execution_rollups,execution_facets}'::regclass[])
    UNION ALL
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY ('{job_executions,execution_rollups,execution_facets}'::regclass[])
    ORDER BY 1, 2, 3`;
}

function countOf(
  prisma: TestPrisma,
  part: 'stage' | 'chunk' | 'image' | 'metricSnapshot' | 'summary',
): Promise<number> {
  const where = { execution: { owner: { user: { email: { startsWith: 'scale-' } } } } };
  switch (part) {
    case 'stage':
      return prisma.stage.count({ where });
    case 'chunk':
      return prisma.chunk.count({ where });
    case 'image':
      return prisma.image.count({ where });
    case 'metricSnapshot':
      return prisma.metricSnapshot.count({ where });
    case 'summary':
      return prisma.summary.count({ where });
  }
}
