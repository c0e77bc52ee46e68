import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';

const SAID = /^(Console|API key) +(\S+)$/;
const PATIENCE_MS = 120_000;
/** From here on a task keeps a page from answering its user. */
export const LONG_TASK_MS = 50;

/** Notes each task that takes long, and when the first content of a screen stood. */
const OBSERVE = `
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });
  window.readyAt = null;
  const look = () => {
    if (readyAt === null && document.querySelector('main h1') && document.querySelector('main table tbody tr, main section, main li, main p, main pre')
      && !document.querySelector('[aria-busy=true]')) readyAt = performance.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-busy'] });
`;

export interface ConsoleServer {
  consoleUrl: string;
  graphqlUrl: string;
  /** The development key of the embedded database; empty on a server's. */
  key: string;
  close(): Promise<void>;
}

/** A server in a process of its own: on the database of the address, or with the demo data in a folder that goes again. */
export async function startConsoleServer(databaseUrl?: string): Promise<ConsoleServer> {
  const folder = await mkdtemp(join(tmpdir(), 'runledger-bench-console-'));
  const where = databaseUrl ? { DATABASE_URL: databaseUrl } : { DATA_DIR: folder };
  const child: ChildProcess = spawn(process.execPath, ['bin/runledger.js', 'serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'error',
      RATE_LIMITS: 'off',
      ...where,
    },
  });
  const said = new Map<string, string>();
  const last = databaseUrl ? 'Console' : 'API key';
  if (!child.stdout) throw new Error('the server says nothing');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = SAID.exec(line) ?? [];
    if (name && value) said.set(name, value);
    if (name === last) break;
  }
  const consoleUrl = said.get('Console');
  if (!consoleUrl) throw new Error('the server has no console');
  return {
    consoleUrl,
    graphqlUrl: new URL('/graphql', consoleUrl).href,
    key: said.get('API key') ?? '',
    async close() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
      await rm(folder, { recursive: true });
    },
  };
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
}

/** A page of a browser that has nothing of the console yet, signed in by the key. */
export async function openPage(browser: Browser, key: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(`sessionStorage.setItem('runledger:key', ${JSON.stringify(key)});${OBSERVE}`);
  return context.newPage();
}

/** When the first content stood, from the start of the navigation. */
export async function readyAt(page: Page): Promise<number> {
  await page.waitForFunction(() => Reflect.get(globalThis, 'readyAt') !== null);
  return page.evaluate<number>('readyAt');
}

export interface LongTasks {
  count: number;
  /** The longest, in milliseconds; 0 where there was none. */
  longest: number;
}

/** The long tasks since a moment of the page. */
export function longTasksSince(page: Page, since: number): Promise<LongTasks> {
  return page.evaluate<LongTasks>(`(() => {
    const tasks = longTasks.filter(({ startTime }) => startTime >= ${since}).map(({ duration }) => duration);
    return { count: tasks.length, longest: Math.max(0, ...tasks) };
  })()`);
}

export const nowOf = (page: Page) => page.evaluate<number>('performance.now()');

/** Bytes that scripts hold after a collection. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

/** Asks the API. @throws Error with what it answers instead of data. */
export async function askApi(
  { graphqlUrl, key }: ConsoleServer,
  query: string,
  variables = {},
): Promise<unknown> {
  const response = await fetch(graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  if (text.includes('"errors"')) throw new Error(text);
  return JSON.parse(text);
}

const Made = z.object({ data: z.object({ createJob: z.object({ job: z.object({ id: z.string() }) }) }) });
const JOB = `mutation ($input: CreateJobInput!) { createJob(input: $input) { ... on CreateJobPayload { job { id } } } }`;

/** @param kind As the API takes it. @returns The job's id. */
export async function makeJob(server: ConsoleServer, slug: string, kind: object): Promise<string> {
  return Made.parse(await askApi(server, JOB, { input: { slug, name: slug, kind } })).data.createJob.job.id;
}

const MIB = 2 ** 20;
export const inMib = (bytes: number) => (bytes / MIB).toFixed(1);
