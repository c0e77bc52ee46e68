import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeDemoImages } from '../../examples/worker/demo-images.js';
import { freePort } from '../support/free-port.js';
import { type Home, openHome } from '../support/home.js';
import { temporaryFolder } from '../support/sessions.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KEY = 'the-key-of-the-examples-tests-is-long-enough';
const START_LIMIT_MS = 60_000;
const RUN_LIMIT_MS = 120_000;
const WAIT_LIMIT_MS = 50_000;
const POLL_MS = 50;

const node = z.object({
  id: z.string(),
  status: z.string(),
  dispatch: z.string(),
  attempt: z.number(),
  itemsProcessed: z.number(),
  errorCode: z.string().nullable(),
  progress: z.object({
    pending: z.number(),
    processing: z.number(),
    completed: z.number(),
    failed: z.number(),
  }),
  chunks: z.object({
    nodes: z.array(
      z.object({
        status: z.string(),
        retryCount: z.number(),
        taskId: z.string().nullable(),
        workerId: z.string().nullable(),
        errorMessage: z.string().nullable(),
      }),
    ),
  }),
  images: z.object({
    nodes: z.array(z.object({ storageKey: z.string(), contentHash: z.string(), isDuplicate: z.boolean() })),
  }),
  stages: z.object({ nodes: z.array(z.object({ name: z.string(), status: z.string() })) }),
  logs: z.object({ nodes: z.array(z.object({ message: z.string(), chunkId: z.string().nullable() })) }),
  events: z.object({ nodes: z.array(z.object({ type: z.string(), reason: z.string().nullable() })) }),
});
const FIELDS = `id status dispatch attempt itemsProcessed errorCode
  progress { pending processing completed failed }
  chunks(first: 60) { nodes { status retryCount taskId workerId errorMessage } }
  images(first: 60) { nodes { storageKey contentHash isDuplicate } }
  stages(first: 60) { nodes { name status } }
  logs(first: 100) { nodes { message chunkId } }
  events(first: 50) { nodes { type reason } }`;

const jobs = z.object({
  jobs: z.object({
    nodes: z.array(z.object({ slug: z.string(), executions: z.object({ nodes: z.array(node) }) })),
  }),
});

// Each goes on with the runs of the ones before it.
describe('the examples', { shuffle: false }, () => {
  let url: string;
  let home: Home;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let images: string;
  const children: ChildProcess[] = [];

  function start(args: string[], env: NodeJS.ProcessEnv): { child: ChildProcess; output: { text: string } } {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...env },
    });
    children.push(child);
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text) => {
        output.text += text;
      });
    }
    return { child, output };
  }

  beforeAll(async () => {
    folder = await temporaryFolder();
    images = join(folder.path, 'images');
    await writeDemoImages(images);
    home = await openHome('examples');
    const env = { ...home.env, RUNLEDGER_ADMIN_KEY: KEY, LOG_LEVEL: 'error' };
    const { output } = start(['bin/runledger.js', 'serve', '--empty', '--port', '0'], env);
    await until(() => /^GraphQL +(\S+)\n/m.test(output.text));
    url = /^GraphQL +(\S+)\n/m.exec(output.text)?.[1] ?? '';
  }, START_LIMIT_MS);

  afterAll(async () => {
    for (const child of children) if (isAlive(child)) await kill(child);
    await Promise.all([home.remove(), folder.remove()]);
  });

  const example = (path: string, ...args: string[]) =>
    start(['--import', 'tsx', join('examples', path, 'main.ts'), ...args], {
      RUNLEDGER_URL: url,
      RUNLEDGER_KEY: KEY,
    });
  const worker = (name: string, from: string, pause: number) =>
    example('worker', from, '--name', name, '--lease', '5', '--pause', String(pause));

  async function ask(query: string, variables: unknown = {}): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = z
      .object({ data: z.unknown(), errors: z.unknown() })
      .partial()
      .parse(await response.json());
    expect(errors).toBeUndefined();
    return data;
  }

  /** The job's runs, newest first. */
  async function runsOf(slug: string) {
    const found = jobs.parse(
      await ask(`{ jobs(first: 5) { nodes { slug executions(first: 5) { nodes { ${FIELDS} } } } } }`),
    );
    return found.jobs.nodes.find((job) => job.slug === slug)?.executions.nodes ?? [];
  }

  /** Waits until the worker is in the middle of two chunks, and enough others are done. */
  async function inTheMiddle(completed: number) {
    await until(async () => {
      const [run] = await runsOf('folder-crawl');
      return run !== undefined && run.progress.completed >= completed && run.progress.processing === 2;
    });
  }

  it.each([
    'worker',
    'celery-style',
  ])('%s says in a sentence that nothing answers, or what is missing', async (path) => {
    const port = await freePort();
    const address = `http://127.0.0.1:${port}/graphql`;
    const run = async (env: NodeJS.ProcessEnv) => {
      const { child, output } = start(['--import', 'tsx', join('examples', path, 'main.ts')], env);
      await once(child, 'close');
      return [child.exitCode, output.text];
    };
    expect(await run({ RUNLEDGER_KEY: KEY, RUNLEDGER_URL: address })).toEqual([
      1,
      `Nothing answers at ${address}: start Runledger there, or name another address in RUNLEDGER_URL.\n`,
    ]);
    expect(await run({})).toEqual([1, 'RUNLEDGER_KEY must be an API key; "npm start" prints one.\n']);
    const [status, said] = await run({ RUNLEDGER_KEY: 'no-key-of-this-server', RUNLEDGER_URL: url });
    expect(status).toBe(1);
    expect(said).toMatch(/^[^\n]+\.\n$/);
  });

  it('a worker finishes what two others began that were killed', { timeout: RUN_LIMIT_MS }, async () => {
    const first = worker('worker-1', images, 200);
    await inTheMiddle(3);
    await kill(first.child);
    const second = worker('worker-2', images, 200);
    await inTheMiddle(6);
    await kill(second.child);
    const third = worker('worker-3', images, 20);
    await once(third.child, 'exit');
    expect(third.child.exitCode, third.output.text).toBe(0);

    const runs = await runsOf('folder-crawl');
    expect(runs).toHaveLength(1);
    const [run] = runs;
    if (!run) throw new Error('there is no run');
    expect(run).toMatchObject({ status: 'COMPLETED', dispatch: 'QUEUE', itemsProcessed: 60 });
    expect(run.progress).toEqual({ pending: 0, processing: 0, completed: 12, failed: 0 });
    expect(new Set(run.chunks.nodes.map(({ status }) => status))).toEqual(new Set(['COMPLETED']));
    // Each of them did some, and each that was killed lost some.
    expect(new Set(run.chunks.nodes.map(({ workerId }) => workerId))).toEqual(
      new Set(['worker-1', 'worker-2', 'worker-3']),
    );
    expect(run.chunks.nodes.filter(({ retryCount }) => retryCount > 0).length).toBeGreaterThanOrEqual(2);
    expect(run.events.nodes.map(({ type }) => type).filter((type) => type === 'COMPLETED')).toHaveLength(1);
    expect(run.events.nodes.map(({ type }) => type)).toContain('REQUEUED');
    expect(run.stages.nodes.filter(({ status }) => status === 'RUNNING')).toEqual([]);
    const said = run.logs.nodes.map(({ message, chunkId }) => [message, chunkId !== null]);
    expect(said).toContainEqual(['completed: 60 images, 12 of them duplicates', false]);
    expect(said).toContainEqual(['chunk 11: done', true]);

    const names = run.images.nodes.map(({ storageKey }) => storageKey);
    expect(names.sort()).toEqual(
      Array.from({ length: 60 }, (_, place) => `image-${String(place).padStart(3, '0')}.png`),
    );
    const originals = run.images.nodes.filter(({ isDuplicate }) => !isDuplicate);
    expect(originals).toHaveLength(48);
    expect(new Set(originals.map(({ contentHash }) => contentHash)).size).toBe(48);
    expect(third.output.text).toContain('COMPLETED');
  });

  it('a worker that is asked to stop stops, and says so', { timeout: RUN_LIMIT_MS }, async () => {
    const { child, output } = worker('worker-4', images, 200);
    await until(async () => (await runsOf('folder-crawl')).length === 2);
    await inTheMiddle(0);
    const [{ id } = { id: '' }] = await runsOf('folder-crawl');
    const cancel = `mutation ($id: ID!) {
      cancelExecution(input: { executionId: $id }) { ... on CancelExecutionPayload { isPending } }
    }`;
    expect(await ask(cancel, { id })).toEqual({ cancelExecution: { isPending: true } });
    await once(child, 'exit');
    expect(child.exitCode, output.text).toBe(0);
    const [run] = await runsOf('folder-crawl');
    expect(run).toMatchObject({ id, status: 'CANCELED', progress: { pending: 0, processing: 0 } });
    expect(run?.progress.completed).toBeLessThan(12);
    expect(run?.events.nodes.at(-1)).toEqual({ type: 'CANCELED', reason: 'The worker stopped.' });
  });

  it('a chunk with a broken image fails, is tried again, and fails the run', {
    timeout: RUN_LIMIT_MS,
  }, async () => {
    const broken = join(folder.path, 'broken');
    await mkdir(broken);
    await writeFile(join(broken, 'broken.png'), 'no image');
    const { child, output } = worker('worker-5', broken, 0);
    await once(child, 'exit');
    expect(child.exitCode, output.text).toBe(0);
    const [run] = await runsOf('folder-crawl');
    expect(run).toMatchObject({ status: 'FAILED', attempt: 1, errorCode: 'CHUNKS_FAILED' });
    expect(run?.chunks.nodes).toMatchObject([{ status: 'FAILED', retryCount: 3 }]);
    expect(run?.chunks.nodes[0]?.errorMessage).toContain('unsupported');
  });

  it('a task queue that delivers twice makes one run, and each part once', {
    timeout: RUN_LIMIT_MS,
  }, async () => {
    const { child, output } = example('celery-style');
    await once(child, 'exit');
    expect(child.exitCode, output.text).toBe(0);
    const runs = await runsOf('nightly-crawl');
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ status: 'COMPLETED', dispatch: 'EXTERNAL', attempt: 1 });
    const chunks = runs[0]?.chunks.nodes ?? [];
    expect(chunks.map(({ status, retryCount }) => [status, retryCount])).toEqual(
      Array(3).fill(['COMPLETED', 0]),
    );
    expect(new Set(chunks.map(({ taskId }) => taskId)).size).toBe(3);
    const said = runs[0]?.logs.nodes.map(({ message }) => message) ?? [];
    expect([...said].sort()).toEqual([
      ...[0, 1, 2].map((n) => expect.stringMatching(new RegExp(`^chunk ${n} is done`))),
      'sends 3 parts',
    ]);
    for (const line of [
      /^crawl \w+ \(redelivered\): was started before: exec_\w+, RUNNING$/m,
      /^crawl \w+ \(redelivered\): was started before: exec_\w+, COMPLETED$/m,
      /^part \w+ \(redelivered\): its chunk was done before/m,
      /^finish \w+: 3 chunks are open: later$/m,
    ]) {
      expect(output.text).toMatch(line);
    }
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + WAIT_LIMIT_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('It took too long.');
    await sleep(POLL_MS);
  }
}

const isAlive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
