/**
 * How quick the console is in a browser: until it can be used, while ten thousand rows are scrolled, under a hundred
 * events a second, and with a hundred thousand chunks; and how long the server takes for what each screen shows first.
 *
 *   npx tsx bench/console.ts [--rounds 5 --rows 10000 --rate 100 --minutes 1 --chunks 100000 --only open,scroll,events,chunks,screens
 *     --screenshot chunks.png]
 *   DATABASE_URL=… npx tsx bench/console.ts --only screens [--rounds 5]
 *
 * The last asks the database that DATABASE_URL names, as the owner with the most runs, and the demo data without one; the
 * others use a server of their own with the demo data. It needs a build and Chromium.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import {
  askApi,
  type ConsoleServer,
  heapOf,
  inMib,
  LONG_TASK_MS,
  launch,
  longTasksSince,
  makeJob,
  nowOf,
  openPage,
  readyAt,
  startConsoleServer,
} from './console-browser.js';
import { measureChunks } from './console-chunks.js';
import { measureScreens } from './console-screens.js';
import { median } from './database.js';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    rows: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '1' },
    chunks: { type: 'string', default: '100000' },
    only: { type: 'string', default: 'open,scroll,events,chunks,screens' },
    screenshot: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const parts = new Set(options.only.split(','));
const AT_ONCE = 500;
const ITEMS_A_BATCH = 10;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** A turn of the wheel, as one scrolls fast. */
const WHEEL_PX = 1_200;
const FRAME_MS = 16;

const BOT = { bot: { botId: 'bench' } };
const ENQUEUE = `mutation ($input: EnqueueExecutionsInput!) {
  enqueueExecutions(input: $input) { ... on EnqueueExecutionsPayload { results { __typename } } } }`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function enqueue(server: ConsoleServer, jobId: string, count: number): Promise<void> {
  for (let left = count; left > 0; left -= AT_ONCE) {
    const items = Array.from({ length: Math.min(AT_ONCE, left) }, () => ({ jobId }));
    await askApi(server, ENQUEUE, { input: { items } });
  }
}

/** From an empty cache until the first content stands. */
async function measureOpening(browser: Browser, server: ConsoleServer): Promise<void> {
  for (const path of ['', 'runs']) {
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round < rounds; round += 1) {
      const page = await openPage(browser, server.key);
      await page.goto(`${server.consoleUrl}${path}`);
      times.push(await readyAt(page));
      bytes = await page.evaluate<number>(
        `performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
      );
      await page.context().close();
    }
    const [middle, best] = [median(times).toFixed(0), Math.min(...times).toFixed(0)];
    say(
      `open /${path}: ready after ${middle} ms (median of ${rounds}; best ${best}), ${(bytes / 1_024).toFixed(0)} KiB`,
    );
  }
}

const rowsOf = (page: Page) =>
  page.evaluate<number>(`document.querySelectorAll('main table tbody tr[data-index]').length`);
const lastRowOf = (page: Page) =>
  page.evaluate<number>(
    `Number([...document.querySelectorAll('main table tbody tr[data-index]')].at(-1)?.dataset.index ?? -1) + 1`,
  );

/** From the first row to the last, page after page, and back to the top. */
async function measureScrolling(browser: Browser, server: ConsoleServer): Promise<void> {
  const count = Number(options.rows);
  const job = await makeJob(server, 'bench-scroll', BOT);
  await enqueue(server, job, count);
  const page = await openPage(browser, server.key);
  await page.goto(`${server.consoleUrl}runs?job=${job}`);
  await readyAt(page);
  await page.mouse.move(700, 500);
  const start = await nowOf(page);
  let most = 0;
  let last = 0;
  for (const [until, by] of [
    [() => last >= count, WHEEL_PX],
    [() => last < most, -WHEEL_PX],
  ] as const) {
    while (!until()) {
      await page.mouse.wheel(0, by);
      await sleep(FRAME_MS);
      most = Math.max(most, await rowsOf(page));
      last = await lastRowOf(page);
    }
  }
  const { count: long, longest } = await longTasksSince(page, start);
  say(
    `scroll ${count} rows: at most ${most} in the document, ${long} tasks over ${LONG_TASK_MS} ms, the longest ${longest.toFixed(0)} ms, heap ${inMib(await heapOf(page))} MiB`,
  );
  await page.context().close();
}

/** New runs at a steady rate, while the list and the overview are looked at. */
async function measureEvents(browser: Browser, server: ConsoleServer): Promise<void> {
  const rate = Number(options.rate);
  const minutes = Number(options.minutes);
  const job = await makeJob(server, 'bench-events', BOT);
  await enqueue(server, job, 1);
  const page = await openPage(browser, server.key);
  await page.goto(`${server.consoleUrl}runs?job=${job}`);
  await readyAt(page);
  let sent = 0;
  const begin = performance.now();
  const end = begin + minutes * MINUTE_MS;
  let minute = 0;
  while (performance.now() < end) {
    const due = ((performance.now() - begin) / SECOND_MS) * rate;
    const isMinuteOver = performance.now() - begin >= minute * MINUTE_MS;
    if (isMinuteOver) {
      const { count, longest } = await longTasksSince(page, (await nowOf(page)) - MINUTE_MS);
      say(
        `events, minute ${minute}: ${sent} sent, heap ${inMib(await heapOf(page))} MiB, ${count} tasks over ${LONG_TASK_MS} ms, the longest ${longest.toFixed(0)} ms`,
      );
      minute += 1;
    }
    if (sent < due) {
      const items = Array.from({ length: ITEMS_A_BATCH }, () => ({ jobId: job }));
      await askApi(server, ENQUEUE, { input: { items } });
      sent += ITEMS_A_BATCH;
    } else {
      await sleep(FRAME_MS);
    }
  }
  await sleep(SECOND_MS);
  const { count, longest } = await longTasksSince(page, (await nowOf(page)) - MINUTE_MS);
  const reached = (sent / ((performance.now() - begin) / SECOND_MS)).toFixed(0);
  say(
    `events, end: ${sent} sent (${reached}/s), ${await rowsOf(page)} rows in the document, heap ${inMib(await heapOf(page))} MiB, ${count} tasks over ${LONG_TASK_MS} ms, the longest ${longest.toFixed(0)} ms`,
  );
  await page.context().close();
}

const browser = await launch();
try {
  if (['open', 'scroll', 'events', 'chunks'].some((part) => parts.has(part))) {
    const server = await startConsoleServer();
    try {
      if (parts.has('open')) await measureOpening(browser, server);
      if (parts.has('scroll')) await measureScrolling(browser, server);
      if (parts.has('events')) await measureEvents(browser, server);
      if (parts.has('chunks'))
        await measureChunks(browser, server, Number(options.chunks), say, options.screenshot);
    } finally {
      await server.close();
    }
  }
  if (parts.has('screens')) await measureScreens(browser, process.env.DATABASE_URL, rounds, say);
} finally {
  await browser.close();
}
