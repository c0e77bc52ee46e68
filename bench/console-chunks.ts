import type { Browser } from 'playwright-core';
import { z } from 'zod';
import {
  askApi,
  type ConsoleServer,
  heapOf,
  inMib,
  LONG_TASK_MS,
  longTasksSince,
  makeJob,
  nowOf,
  openPage,
} from './console-browser.js';

const Started = z.object({
  data: z.object({
    startExecution: z.object({
      execution: z.object({ id: z.string() }),
      lease: z.object({ token: z.string() }),
    }),
  }),
});
const Claimed = z.object({
  data: z.object({
    claimChunks: z.object({
      chunks: z.array(
        z.object({ chunk: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
      ),
    }),
  }),
});

/** Claimed and completed of the chunks, so that the grid has several states. */
const BATCHES = 20;
const AT_ONCE = 200;

/** A run with so many chunks, some of them completed and some in progress. @returns Its id. */
async function makeRun(server: ConsoleServer, chunks: number): Promise<string> {
  const job = await makeJob(server, 'bench-chunks', {
    crawl: { keywords: ['bench'], maxImages: chunks },
  });
  const { execution, lease } = Started.parse(
    await askApi(
      server,
      `mutation ($input: StartExecutionInput!) { startExecution(input: $input) {
        ... on StartExecutionPayload { execution { id } lease { token } } } }`,
      { input: { jobId: job, leaseSeconds: 3_600, workerId: 'bench' } },
    ),
  ).data.startExecution;
  await askApi(
    server,
    'mutation ($input: PlanChunksInput!) { planChunks(input: $input) { ... on PlanChunksPayload { chunkCount } } }',
    { input: { executionId: execution.id, leaseToken: lease.token, totalImages: chunks, chunkSize: 1 } },
  );
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const claimed = Claimed.parse(
      await askApi(
        server,
        `mutation ($input: ClaimChunksInput!) { claimChunks(input: $input) {
          ... on ClaimChunksPayload { chunks { chunk { id } lease { token } } } } }`,
        { input: { executionId: execution.id, limit: AT_ONCE, workerId: 'bench' } },
      ),
    ).data.claimChunks.chunks;
    // The last ones stay as they are.
    if (batch === BATCHES - 1) break;
    const items = claimed.map((one) => ({ chunkId: one.chunk.id, leaseToken: one.lease.token }));
    await askApi(
      server,
      'mutation ($input: CompleteChunksInput!) { completeChunks(input: $input) { __typename } }',
      {
        input: { items },
      },
    );
  }
  return execution.id;
}

/** The grid of a run with as many chunks as one may have: until it is drawn, and while one goes through it. */
export async function measureChunks(
  browser: Browser,
  server: ConsoleServer,
  chunks: number,
  say: (line: string) => void,
  screenshot?: string,
): Promise<void> {
  const run = await makeRun(server, chunks);
  const page = await openPage(browser, server.key);
  await page.goto(`${server.consoleUrl}runs/${run}?tab=chunks`);
  const grid = page.getByRole('slider', { name: 'Chunks' });
  await grid.locator('canvas').waitFor();
  // What is drawn is on the screen with the frame after the next.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))',
  );
  const drawn = await nowOf(page);
  const first = await longTasksSince(page, 0);
  await grid.focus();
  const start = await nowOf(page);
  const keys = ['End', 'Home', ...Array.from({ length: 20 }, () => 'PageDown')];
  for (const key of keys) await page.keyboard.press(key);
  const moved = await longTasksSince(page, start);
  const took = ((await nowOf(page)) - start) / keys.length;
  if (screenshot) await page.screenshot({ path: screenshot });
  say(
    `chunks: ${chunks} drawn after ${drawn.toFixed(0)} ms (${first.count} tasks over ${LONG_TASK_MS} ms, the longest ${first.longest.toFixed(0)}), a key ${took.toFixed(0)} ms (${moved.count} over, the longest ${moved.longest.toFixed(0)}), heap ${inMib(await heapOf(page))} MiB`,
  );
  await page.context().close();
}
