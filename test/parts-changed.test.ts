import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeId } from '../src/core/ids.js';
import { createLogger } from '../src/core/logger.js';
import { createPartsWatch } from '../src/executions/parts/parts-watch.js';
import { beforeTransaction } from '../src/feed/cursor.js';
import { type LiveServer, startLive } from './support/live.js';
import { openSse, type TestStream } from './support/streams.js';
import type { Owner } from './support/world/jobs.js';

const POLL = { timeout: 30_000 };
const AT = '2026-03-01T10:00:00.000Z';

let live: LiveServer;
let ada: Owner;
let bob: Owner;
const streams: TestStream[] = [];

beforeAll(async () => {
  live = await startLive();
  ada = await live.given.owner();
  bob = await live.given.owner();
}, 60_000);
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(() => live?.close());

const part = z.looseObject({ __typename: z.string() });
const change = z.object({ cursor: z.string(), parts: z.array(part) });
const SELECTION = `{ cursor parts { __typename
  ... on Stage { id name state: status execution { id } } ... on Chunk { id chunkIndex status }
  ... on Image { id url job { name } } ... on MetricSnapshot { name value } ... on Artifact { name }
  ... on Summary { content } ... on LogLine { message level at } } }`;

interface Run {
  id: string;
  uuid: string;
  work: { execution: { id: string; token: string } };
}

/** What is in use when nothing is left over. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

async function mutate(name: string, input: object, fields: string): Promise<Record<string, unknown>> {
  const noun = name.charAt(0).toUpperCase() + name.slice(1);
  const response = await fetch(live.server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.key}` },
    body: JSON.stringify({
      query: `mutation ($input: ${noun}Input!) { result: ${name}(input: $input) {
        __typename ... on ${noun}Payload { ${fields} } } }`,
      variables: { input },
    }),
  });
  const answer = z.object({ data: z.object({ result: part }) }).parse(await response.json());
  expect(answer.data.result.__typename).toBe(`${noun}Payload`);
  return answer.data.result;
}

async function start(job = ada.job): Promise<Run> {
  const answer = await mutate(
    'startExecution',
    { jobId: job, workerId: 'w' },
    'execution { id } lease { token }',
  );
  const { execution, lease } = z
    .object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) })
    .parse(answer);
  const uuid = decodeId(execution.id)?.uuid ?? '';
  return { id: execution.id, uuid, work: { execution: { id: execution.id, token: lease.token } } };
}

const say = (run: Run, ...messages: string[]) =>
  mutate('recordLogs', { work: run.work, lines: messages.map((message) => ({ message })) }, 'lineCount');

async function watch(
  run: Run,
  {
    after,
    selection = SELECTION,
    key = ada.key,
  }: { after?: string | null; selection?: string; key?: string } = {},
): Promise<TestStream> {
  const stream = await openSse(
    live.server.url,
    key,
    `subscription ($id: ID!, $after: String) { partsChanged(executionId: $id, after: $after) ${selection} }`,
    { id: run.id, after: after ?? null },
  );
  streams.push(stream);
  return stream;
}

const partsOf = (stream: TestStream) => stream.values(change).flatMap(({ parts }) => parts);
const messagesOf = (stream: TestStream) => partsOf(stream).map(({ message }) => String(message));
const codesOf = (stream: TestStream) =>
  stream.answers.flatMap(({ errors }) => (errors ?? []).map(({ extensions }) => extensions.code));

describe('partsChanged', () => {
  it('sends every part as it comes, stages and chunks also as they change', async () => {
    const run = await start();
    const stream = await watch(run);
    const { work } = run;
    const sent = async (type: string, count: number) => {
      const those = () => partsOf(stream).filter(({ __typename }) => __typename === type);
      await expect.poll(() => those().length, POLL).toBe(count);
      return those();
    };
    const stage = { name: 'login', startedAt: AT };
    await mutate('recordStages', { work, stages: [{ ...stage, status: 'RUNNING' }] }, 'stages { id }');
    expect(await sent('Stage', 1)).toMatchObject([{ state: 'RUNNING', execution: { id: run.id } }]);
    await mutate(
      'recordStages',
      {
        work,
        stages: [
          { ...stage, status: 'SUCCEEDED', endedAt: AT },
          { ...stage, name: 'fill', status: 'RUNNING' },
        ],
      },
      'stages { id }',
    );
    expect(
      (await sent('Stage', 3))
        .slice(1)
        .map(({ name, state }) => [name, state])
        .sort(),
    ).toEqual([
      ['fill', 'RUNNING'],
      ['login', 'SUCCEEDED'],
    ]);
    const { id: executionId, token: leaseToken } = work.execution;
    await mutate('planChunks', { executionId, leaseToken, totalImages: 20, chunkSize: 10 }, '__typename');
    await sent('Chunk', 2);
    const claimed = z
      .object({
        chunks: z.array(
          z.object({ chunk: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
        ),
      })
      .parse(
        await mutate(
          'claimChunks',
          { workerId: 'w', executionId },
          'chunks { chunk { id } lease { token } }',
        ),
      );
    const [{ chunk, lease } = { chunk: { id: '' }, lease: { token: '' } }] = claimed.chunks;
    expect((await sent('Chunk', 3)).at(-1)).toMatchObject({ id: chunk.id, status: 'PROCESSING' });
    await mutate('heartbeatChunk', { chunkId: chunk.id, leaseToken: lease.token }, 'lease { id }');
    await mutate('completeChunk', { chunkId: chunk.id, leaseToken: lease.token }, 'chunk { id }');
    expect((await sent('Chunk', 4)).at(-1)).toMatchObject({ id: chunk.id, status: 'COMPLETED' });
    await mutate('recordImages', { work, images: [{ url: 'https://example.com/a.png' }] }, 'images { id }');
    expect(await sent('Image', 1)).toMatchObject([
      { url: 'https://example.com/a.png', job: { name: expect.any(String) } },
    ]);
    const metrics = Array.from({ length: 250 }, (_, n) => ({ name: `m${n}`, metricType: 'GAUGE', value: n }));
    await mutate('recordMetrics', { work, metrics }, '__typename');
    expect(new Set((await sent('MetricSnapshot', 250)).map(({ name }) => name)).size).toBe(250);
    await mutate(
      'recordArtifacts',
      { work, artifacts: [{ name: 'a.md', artifactType: 'REPORT' }] },
      '__typename',
    );
    expect(await sent('Artifact', 1)).toMatchObject([{ name: 'a.md' }]);
    await say(run, 'first', 'second');
    expect((await sent('LogLine', 2)).map(({ message }) => message)).toEqual(['first', 'second']);
    expect(codesOf(stream)).toEqual([]);
  });

  it('sends summaries', async () => {
    const { id } = await live.given.job(ada.userId, { kind: 'MONITOR' });
    const run = await start(id);
    const stream = await watch(run);
    await mutate(
      'recordSummary',
      { work: run.work, content: 'It was quiet.', tweetsCount: 3 },
      'summary { id }',
    );
    await expect
      .poll(() => partsOf(stream), POLL)
      .toEqual([{ __typename: 'Summary', content: 'It was quiet.' }]);
  });

  it('says nothing of other runs, nor of what was before', async () => {
    const [run, other] = [await start(), await start()];
    await say(run, 'before');
    const stream = await watch(run);
    await say(other, 'elsewhere');
    await say(run, 'here');
    await expect.poll(() => messagesOf(stream), POLL).toContain('here');
    // What was committed just before may come again.
    expect(messagesOf(stream).filter((message) => message !== 'before')).toEqual(['here']);
  });

  it('sends what was missed after a cursor, and leaves nothing out, however often one leaves', async () => {
    const run = await start();
    const first = await watch(run);
    await say(run, '0');
    await expect.poll(() => messagesOf(first), POLL).toEqual(['0']);
    let cursor = first.values(change).at(-1)?.cursor ?? '';
    first.close();
    const CALLS = 40;
    const writing = (async () => {
      for (let n = 1; n < CALLS; n += 4)
        await Promise.all([0, 1, 2, 3].map((more) => say(run, String(n + more))));
    })();
    const seen = new Set(['0']);
    for (let turn = 0; seen.size < CALLS + 1 && turn < 200; turn += 1) {
      const stream = await watch(run, { after: cursor });
      await expect.poll(() => stream.answers.length, POLL).toBeGreaterThan(0);
      stream.close();
      for (const { cursor: last, parts } of stream.values(change)) {
        cursor = last;
        for (const { message } of parts) seen.add(String(message));
      }
      if (seen.size === CALLS) break;
    }
    await writing;
    expect(
      [...seen]
        .map(Number)
        .sort((a, b) => a - b)
        .slice(0, CALLS),
    ).toEqual(Array.from({ length: CALLS }, (_, n) => n));
    const all = await watch(run, {
      after: Buffer.from(JSON.stringify(['feed', '0', ZERO])).toString('base64url'),
    });
    await expect.poll(() => messagesOf(all).length, POLL).toBeGreaterThanOrEqual(CALLS);
    expect(new Set(messagesOf(all)).size).toBe(messagesOf(all).length);
  });

  it('goes on within parts that were made together', async () => {
    const run = await start();
    const before = await watch(run);
    await say(run, 'mark');
    await expect.poll(() => messagesOf(before), POLL).toEqual(['mark']);
    const cursor = before.values(change).at(-1)?.cursor ?? '';
    const images = Array.from({ length: 250 }, (_, n) => ({ url: `https://example.com/${n}.png` }));
    await mutate('recordImages', { work: run.work, images }, '__typename');
    const whole = await watch(run, { after: cursor });
    await expect.poll(() => partsOf(whole).length, POLL).toBe(250);
    const changes = whole.values(change);
    expect(changes.length).toBeGreaterThan(1);
    // Who leaves after the first of them is sent all of the others again.
    const again = await watch(run, { after: changes[0]?.cursor ?? '' });
    const urls = () => new Set([...(changes[0]?.parts ?? []), ...partsOf(again)].map(({ url }) => url));
    await expect.poll(() => urls().size, POLL).toBe(250);
  });

  it('keeps only the newest of very many parts', async () => {
    const run = await start();
    const [changes, parts] = [300, 1_000];
    await live.prisma.$executeRaw`
      INSERT INTO part_changes (owner_id, execution_id, part, part_ids, part_count)
      SELECT ${ada.userId}::uuid, ${run.uuid}::uuid, 'Image', array_agg(gen_random_uuid()), count(*)
      FROM generate_series(1, ${changes}::int) c, generate_series(1, ${parts}::int) GROUP BY c`;
    const watch = createPartsWatch({ prisma: live.prisma, logger: createLogger('silent') });
    const stop = new AbortController();
    const before = heapUsed();
    let [seen, kept] = [0, 0];
    for await (const lots of watch.follow(run.uuid, beforeTransaction(0n), stop.signal)) {
      for (const { rows } of lots) seen += rows.get('Image')?.size ?? 0;
      if (seen < changes * parts) continue;
      kept = heapUsed() - before;
      break;
    }
    stop.abort();
    watch.close();
    expect(seen).toBe(changes * parts);
    // All of them would be 30 MB.
    expect(kept).toBeLessThan(8_000_000);
  }, 120_000);

  it('reads once for all who ask for the same', async () => {
    const run = await start();
    const watching = await Promise.all(Array.from({ length: 8 }, () => watch(run)));
    const { statements } = await live.recordStatements(async () => {
      for (let n = 0; n < 5; n += 1) await say(run, `line ${n}`);
      for (const stream of watching) await expect.poll(() => messagesOf(stream).length, POLL).toBe(5);
    });
    const reads = statements.filter((sql) => sql.includes('FROM execution_logs g CROSS JOIN LATERAL'));
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.length).toBeLessThanOrEqual(5);
    const names = '{ cursor parts { __typename } }';
    const stream = await watch(run, { selection: names });
    await mutate(
      'recordStages',
      { work: run.work, stages: [{ name: 'x', status: 'RUNNING', startedAt: AT }] },
      '__typename',
    );
    await expect.poll(() => partsOf(stream), POLL).toContainEqual({ __typename: 'Stage' });
  });

  it('is only for who sees the run, and ends with the credentials', async () => {
    const run = await start();
    const ahead = Buffer.from(JSON.stringify(['feed', '9000000000000000000', ZERO])).toString('base64url');
    const refused = [
      await watch(run, { key: bob.key }),
      await watch({ ...run, id: 'exec_none' }),
      await watch(run, { after: 'nonsense' }),
      await watch(run, { after: ahead }),
    ];
    for (const stream of refused) {
      await stream.ended;
      expect([codesOf(stream), partsOf(stream)]).toEqual([['BAD_USER_INPUT'], []]);
    }
    const { key, apiKey } = await live.given.key({ ownerId: ada.userId, scopes: ['READ'] });
    const stream = await watch(run, { key });
    await live.prisma.apiKey.update({ where: { id: apiKey.id }, data: { revokedAt: new Date() } });
    await stream.ended;
    expect(codesOf(stream)).toEqual(['UNAUTHENTICATED']);
  });

  it('ends once the run takes no more parts, or is gone', async () => {
    const [canceled, gone] = [await start(), await start()];
    const [first, second] = [await watch(canceled), await watch(gone)];
    await say(canceled, 'last words');
    const { id: executionId, token: leaseToken } = canceled.work.execution;
    await mutate('cancelExecution', { executionId, leaseToken }, 'execution { id }');
    await live.prisma.$executeRaw`DELETE FROM job_executions WHERE id = ${gone.uuid}::uuid`;
    await first.ended;
    await second.ended;
    expect(messagesOf(first)).toEqual(['last words']);
    expect([codesOf(first), codesOf(second)]).toEqual([[], []]);
  });
});

const ZERO = '00000000-0000-0000-0000-000000000000';
