import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { createTestApp, type TestApp } from './support/app.js';
import type { World } from './support/world/world.js';

const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;
const STATUSES = ['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED'] as const;

let test: TestApp;
let alpha: World;
let bravo: World;

beforeAll(async () => {
  test = await createTestApp();
  alpha = await test.given.world('alpha');
  bravo = await test.given.world('bravo');
}, 60_000);
afterAll(() => test.close());

const count = z.int();
const answer = z.object({
  data: z.object({
    executions: z.object({
      nodes: z.array(
        z.object({
          id: z.string(),
          chunkMap: z.array(z.object({ start: count, end: count, status: z.enum(STATUSES) })),
          progress: z.object({
            executionId: z.string(),
            total: count,
            pending: count,
            processing: count,
            completed: count,
            failed: count,
            fraction: z.number().nullable(),
            etaSeconds: count.nullable(),
          }),
        }),
      ),
    }),
  }),
});

async function executions(key: string) {
  const document = `{ executions(first: 200) { nodes { id
    chunkMap { start end status }
    progress { executionId total pending processing completed failed fraction etaSeconds }
  } } }`;
  return answer.parse((await test.ask(document, {}, key)).body).data.executions.nodes;
}

it('progress and the map of chunks say what the chunks are', async () => {
  const chunks = await test.prisma.chunk.findMany({ orderBy: { chunkIndex: 'asc' } });
  for (const { id, chunkMap, progress } of await executions(alpha.key)) {
    const own = chunks.filter(({ executionId }) => encodeId('Execution', executionId) === id);
    const having = (...statuses: string[]) => own.filter(({ status }) => statuses.includes(status)).length;
    expect(progress).toEqual({
      executionId: id,
      total: own.length,
      pending: having('PENDING'),
      processing: having('PROCESSING'),
      completed: having('COMPLETED'),
      failed: having('FAILED'),
      fraction: own.length === 0 ? null : having('COMPLETED', 'FAILED') / own.length,
      etaSeconds: null,
    });
    const spread = chunkMap.flatMap(({ start, end, status }) =>
      Array.from({ length: end - start }, (_, i) => [start + i, status]),
    );
    expect(spread).toEqual(own.map(({ chunkIndex, status }) => [chunkIndex, status]));
    const touching = chunkMap.filter((span, i) => {
      const next = chunkMap[i + 1];
      return next && next.start === span.end && next.status === span.status;
    });
    expect(touching).toEqual([]);
  }
});

it('the time left is told at any pace', async () => {
  const running = await test.prisma.execution.findFirstOrThrow({
    where: { ownerId: bravo.userId, status: 'RUNNING', kind: 'CRAWL' },
  });
  const { ownerId, jobId } = running;
  const startedAt = new Date(Date.now() - YEAR_MS);
  await test.prisma.execution.update({ where: { id: running.id }, data: { startedAt } });
  const chunk = (chunkIndex: number, isDone: boolean) => ({
    ownerId,
    jobId,
    executionId: running.id,
    chunkIndex,
    imageRange: { start: chunkIndex, end: chunkIndex + 1 },
    ...(isDone && { status: 'COMPLETED' as const, startedAt, finishedAt: startedAt }),
  });
  const eta = async () =>
    (await executions(bravo.key)).find(({ id }) => id === encodeId('Execution', running.id))?.progress
      .etaSeconds;

  await test.prisma.chunk.createMany({ data: [chunk(0, true), chunk(1, true), chunk(2, false)] });
  const halfAYear = YEAR_MS / 2_000;
  expect(await eta()).toBeGreaterThan(halfAYear - 600);
  expect(await eta()).toBeLessThan(halfAYear + 600);

  // A year for two of a thousand is five hundred years to go: more seconds than an Int holds.
  const open = Array.from({ length: 1_000 }, (_, i) => chunk(3 + i, false));
  await test.prisma.chunk.createMany({ data: open });
  expect(await eta()).toBe(2 ** 31 - 1);
});
