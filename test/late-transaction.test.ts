import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { outageOf } from '../src/core/db/outage.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { connectTo } from './support/live.js';

const TIMEOUT_MS = 300;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test?.close());

it.skipIf(inject('template').kind === 'embedded')(
  'what a transaction still has to write when its time is over is written nowhere (needs TEST_DATABASE_URL: a second connection)',
  async () => {
    const { userId } = await test.given.owner();
    const holder = await connectTo(test.config);
    try {
      // The first of the two rows waits for a twin that is not committed, until the time of its transaction is over.
      await holder.query('BEGIN');
      await holder.query(
        "INSERT INTO jobs (owner_id, kind, slug, name) VALUES ($1, 'TASK', 'twin', 'Twin') RETURNING id",
        [userId],
      );
      const late = test.database.prisma
        .$transaction(
          (tx) =>
            tx.job.create({
              data: {
                ownerId: userId,
                kind: 'TASK',
                slug: 'twin',
                name: 'Twin',
                limits: { create: { maxConcurrent: 1 } },
              },
              select: { id: true },
            }),
          { timeout: TIMEOUT_MS },
        )
        .then(
          () => null,
          (error: unknown) => error,
        );
      await new Promise((resolve) => setTimeout(resolve, 4 * TIMEOUT_MS));
      await holder.query('ROLLBACK');
      const error = await late;
      expect(error).toMatchObject({ message: expect.stringContaining('time was over') });
      expect(outageOf(error)?.kind).toBe('slow');
      expect(await test.prisma.job.count({ where: { slug: 'twin' } })).toBe(0);
      expect(await test.prisma.jobLimits.count({ where: { ownerId: userId } })).toBe(0);
    } finally {
      await holder.end();
    }
  },
);
