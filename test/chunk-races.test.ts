import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { type CrawlRun, type Crawls, openCrawls, proof } from './support/world/crawls.js';

/** PostgreSQL hands its statistics on about once a second. */
const STATISTICS_DELAY_MS = 2_000;

let crawls: Crawls;

/** So many promises at once. */
const times = <T>(count: number, work: (nth: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, nth) => work(nth)));

const statuses = async ({ uuid }: CrawlRun) =>
  (await crawls.test.prisma.chunk.findMany({ where: { executionId: uuid } })).map(({ status }) => status);

describe.skipIf(inject('template').kind === 'embedded')(
  'chunks at the same moment (needs a server: PGlite has one connection)',
  { timeout: 60_000 },
  () => {
    beforeAll(async () => {
      crawls = await openCrawls();
    });
    afterAll(() => crawls.test.close());

    it.each([
      'owner',
      'job',
      'run',
    ] as const)('100 claimers get 10 chunks of one %s once each', async (scope) => {
      const { key, user } = await crawls.test.given.user();
      const jobId = await crawls.job({ ownerId: user.id });
      const runs = [await crawls.planned(scope === 'run' ? 10 : 6, { key, jobId })];
      if (scope !== 'run') runs.push(await crawls.planned(4, { key, jobId }));
      const [run] = runs;
      const input = { owner: {}, job: { jobId: run?.jobId }, run: { executionId: run?.executionId } }[scope];
      const claims = await times(100, (nth) => crawls.claim({ ...input, workerId: `w${nth}` }, key));
      const claimed = claims.flat();
      expect(claimed).toHaveLength(10);
      expect(new Set(claimed.map(({ chunk }) => chunk.id)).size).toBe(10);
      expect(new Set(claimed.map(({ chunk }) => chunk.workerId)).size).toBe(10);
      const kept = await crawls.test.prisma.chunk.findMany({ where: { ownerId: user.id } });
      expect(kept.map(({ status, fence }) => ({ status, fence }))).toEqual(
        Array(10).fill({ status: 'PROCESSING', fence: 1n }),
      );
    });

    it('the same claim 50 times is one claim, with one answer', async () => {
      const run = await crawls.planned(10);
      const claim = { executionId: run.executionId, limit: 3, requestId: 'again' };
      const [first, ...others] = await times(50, () => crawls.claim(claim));
      expect(first).toHaveLength(3);
      for (const other of others) expect(other).toEqual(first);
      expect((await statuses(run)).filter((status) => status === 'PROCESSING')).toHaveLength(3);
    });

    it('the same plan 20 times makes its chunks once', async () => {
      const run = await crawls.run();
      const { executionId, leaseToken } = run;
      const plan = { executionId, leaseToken, totalImages: 1_000, chunkSize: 7 };
      const answers = await times(20, () => crawls.tell('planChunks', plan));
      expect(answers.map(({ chunkCount }) => chunkCount)).toEqual(Array(20).fill(143));
      expect(answers.filter(({ isReplay }) => isReplay === false)).toHaveLength(1);
      expect(await statuses(run)).toHaveLength(143);
    });

    it('of completing and failing one wins, and stays', async () => {
      const run = await crawls.planned(10);
      for (const claim of await crawls.claim({ executionId: run.executionId, limit: 10 })) {
        const failure = { ...proof(claim), errorMessage: 'x' };
        const answers = await Promise.all([
          crawls.tell('completeChunk', proof(claim)),
          crawls.tell('failChunk', failure),
          crawls.tell('completeChunk', proof(claim)),
          crawls.tell('failChunk', failure),
        ]);
        const codes = answers.map(({ code }) => code ?? 'won').sort();
        expect(codes).toEqual(['INVALID_TRANSITION', 'INVALID_TRANSITION', 'won', 'won']);
      }
      expect((await statuses(run)).every((status) => status === 'COMPLETED' || status === 'FAILED')).toBe(
        true,
      );
    });

    it('failed chunks that are retried 20 times at once are tried again once', async () => {
      const run = await crawls.planned(5);
      for (const claim of await crawls.claim({ executionId: run.executionId, limit: 5 })) {
        await crawls.tell('failChunk', { ...proof(claim), errorMessage: 'x' });
      }
      const answers = await times(20, () =>
        crawls.tell('retryFailedChunks', { executionId: run.executionId }),
      );
      expect(answers.map(({ chunkCount }) => chunkCount).sort()).toEqual([...Array(19).fill(0), 5]);
      const kept = await crawls.test.prisma.chunk.findMany({ where: { executionId: run.uuid } });
      expect(kept.map(({ retryCount }) => retryCount)).toEqual(Array(5).fill(1));
    });

    it('a claim of anything passes over a run that is being written, and a claim of that run waits for it', async () => {
      const { key, user } = await crawls.test.given.user();
      const jobId = await crawls.job({ ownerId: user.id });
      const [busy, free] = [
        await crawls.planned(2, { key, jobId, priority: 9 }),
        await crawls.planned(1, { key, jobId }),
      ];
      const [chunk] = await crawls.test.prisma.chunk.findMany({ where: { executionId: busy.uuid } });
      const chunkIds = [encodeId('Chunk', chunk?.id ?? '')];
      const done: string[] = [];
      const waiting = await crawls.test.prisma.$transaction(
        async (tx) => {
          await tx.$queryRaw`SELECT id FROM job_executions WHERE id = ${busy.uuid}::uuid FOR NO KEY UPDATE`;
          const passed = await crawls.claim({ limit: 10 }, key);
          expect(passed.map(({ chunk }) => chunk.priority)).toEqual([5]);
          expect(await statuses(free)).toEqual(['PROCESSING']);
          const claims = [{ executionId: busy.executionId, limit: 1 }, { chunkIds }].map(async (scope) => {
            const claimed = await crawls.claim(scope, key);
            done.push('claimed');
            return claimed;
          });
          await sleep(300);
          expect(done).toEqual([]);
          done.push('written');
          return claims;
        },
        { timeout: 20_000 },
      );
      const claimed = (await Promise.all(waiting)).flat().map(({ chunk: { id } }) => id);
      expect(done[0]).toBe('written');
      expect(claimed.length).toBe(new Set(claimed).size);
      expect((await statuses(busy)).filter((status) => status === 'PROCESSING')).toHaveLength(claimed.length);
    });

    it('runs end while their chunks are claimed and finished, and nothing waits in a circle', async () => {
      const runs = await times(6, () => crawls.planned(40));
      const before = await deadlocks();
      const work = times(16, async (nth) => {
        for (let round = 0; round < 12; round += 1) {
          const run = runs[(nth + round) % runs.length];
          const scope = [{}, { executionId: run?.executionId }, { jobId: run?.jobId }][round % 3];
          const claims = await crawls.claim({ ...scope, limit: 3, workerId: `w${nth}` });
          const items = claims.map(proof);
          if (round % 2) items.reverse();
          if (items.length > 0) await crawls.tell('completeChunks', { items });
          if (run && round % 4 === 3)
            await crawls.tell('retryFailedChunks', { executionId: run.executionId });
        }
      });
      const ends = times(runs.length, async (nth) => {
        await sleep(150 * nth);
        const { executionId = '', leaseToken = '' } = runs[nth] ?? {};
        return crawls.tell('failExecution', { executionId, leaseToken, errorMessage: 'x', retryable: false });
      });
      await work;
      for (const { execution } of await ends) expect(execution).toMatchObject({ status: 'FAILED' });
      for (const run of runs) {
        const left = (await statuses(run)).filter((status) => status !== 'COMPLETED' && status !== 'FAILED');
        expect(left).toEqual([]);
      }
      await sleep(STATISTICS_DELAY_MS);
      expect(await deadlocks()).toBe(before);
    });

    it('the same chunks completed in two orders at once wait for none in a circle', async () => {
      const runs = await times(3, () => crawls.planned(10));
      const before = await deadlocks();
      const items = (
        await Promise.all(runs.map(({ executionId }) => crawls.claim({ executionId, limit: 10 })))
      )
        .flat()
        .map(proof);
      await times(20, (nth) =>
        crawls.tell('completeChunks', { items: nth % 2 ? items : [...items].reverse() }),
      );
      for (const run of runs) expect(await statuses(run)).toEqual(Array(10).fill('COMPLETED'));
      await sleep(STATISTICS_DELAY_MS);
      expect(await deadlocks()).toBe(before);
    });
  },
);

/** How many deadlocks PostgreSQL has broken in this database; a command would only try again. */
async function deadlocks(): Promise<bigint> {
  const [row] = z
    .tuple([z.object({ deadlocks: z.bigint() })])
    .parse(
      await crawls.test.prisma
        .$queryRaw`SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
    );
  return row.deadlocks;
}
