import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeId } from '../src/core/ids.js';
import type { Held, Run } from './support/world/work.js';
import { openWorkshop, type Workshop } from './support/world/workshop.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await openWorkshop();
});
afterAll(() => shop.close());

const AT = '2026-03-01T10:00:00.000Z';

/** Each way to write a part of a run, with the least that it needs. */
const writes: ReadonlyArray<[mutation: string, fields: string, input: object]> = [
  [
    'recordStages',
    'stages { id }',
    { stages: [{ name: 'login', status: 'SUCCEEDED', startedAt: AT, endedAt: AT }] },
  ],
  ['recordMetrics', 'metrics { id }', { metrics: [{ name: 'cpu', metricType: 'GAUGE', value: 75.5 }] }],
  ['recordArtifacts', 'artifacts { id }', { artifacts: [{ name: 'report.md', artifactType: 'REPORT' }] }],
  ['recordImages', 'images { id }', { images: [{ url: 'https://example.com/a.png', contentHash: 'a' }] }],
  ['recordLogs', 'lineCount', { lines: [{ message: 'It was quiet.' }] }],
  ['recordSummary', 'summary { id }', { content: 'It was quiet.', tweetsCount: 3 }],
];

async function partsOf({ uuid }: Pick<Held, 'uuid'>): Promise<number> {
  const { _count } = await shop.test.prisma.execution.findUniqueOrThrow({
    where: { id: uuid },
    select: {
      _count: {
        select: { stages: true, metrics: true, artifacts: true, images: true, summaries: true, logs: true },
      },
    },
  });
  return Object.values(_count).reduce((sum, count) => sum + count, 0);
}

describe.each(writes)('%s: the proof', (mutation, fields, input) => {
  const write = (work: Held['work'], key?: string) => shop.record(mutation, fields, { work, ...input }, key);
  const monitor = (state: Parameters<Workshop['run']>[0] = {}) => shop.run({ kind: 'MONITOR', ...state });
  const payload = `R${mutation.slice(1)}Payload`;

  async function expectNothing(run: Run, work: Held['work'], answer: object, key?: string) {
    expect(await write(work, key)).toMatchObject(answer);
    expect(await partsOf(run)).toBe(0);
  }

  it("takes the execution's lease", async () => {
    const run = await monitor();
    expect(await write(run.work)).toMatchObject({ __typename: payload });
    expect(await partsOf(run)).toBe(1);
  });

  it("takes one of its chunks' lease", async () => {
    const run = await monitor();
    expect(await write((await shop.chunk(run)).work)).toMatchObject({ __typename: payload });
    expect(await partsOf(run)).toBe(1);
  });

  it.each(['COMPLETED', 'FAILED'] as const)('14 minutes after %s it still counts', async (status) => {
    const run = await monitor({ status, minutesAgo: 14 });
    expect(await write(run.work)).toMatchObject({ __typename: payload });
    const other = await monitor();
    expect(await write((await shop.chunk(other, status, 14)).work)).toMatchObject({ __typename: payload });
  });

  it.each(['COMPLETED', 'FAILED'] as const)('16 minutes after %s it is too late', async (status) => {
    const run = await monitor({ status, minutesAgo: 16 });
    const answer = { __typename: 'ExpiredError', code: 'EXPIRED', expiredAt: expect.any(String) };
    await expectNothing(run, run.work, answer);
    const { expiredAt } = await write(run.work);
    expect(Math.round((Date.now() - Date.parse(String(expiredAt))) / 60_000)).toBe(1);
    const other = await monitor();
    await expectNothing(other, (await shop.chunk(other, status, 16)).work, answer);
    // A chunk's proof is one of its execution: it lasts no longer.
    await expectNothing(run, (await shop.chunk(run, status, 1)).work, answer);
  });

  it.each([
    ['a moment after CANCELED', { status: 'CANCELED', minutesAgo: 0.1 }],
    ['when the time to stop is over', { cancelMinutesAgo: 1 }],
  ] as const)('never counts %s', async (_, state) => {
    const run = await monitor(state);
    const from = 'status' in state ? state.status : 'RUNNING';
    const answer = { __typename: 'InvalidTransitionError', from, allowed: [] };
    await expectNothing(run, run.work, answer);
    await expectNothing(run, (await shop.chunk(run)).work, answer);
  });

  it('counts while the worker is asked to stop, and has time to', async () => {
    const run = await monitor({ cancelMinutesAgo: -5 });
    expect(await write(run.work)).toMatchObject({ __typename: payload });
  });

  it('is lost with another fence, another thing’s token, a forged or a huge one', async () => {
    const run = await monitor();
    const chunk = await shop.chunk(run);
    const tokens = [
      shop.tokens.make(run.uuid, 2n),
      shop.tokens.make(run.uuid, 4n),
      shop.tokens.make(chunk.uuid, 3n),
      `3.${'A'.repeat(22)}`,
      '',
      'x'.repeat(100_000),
    ];
    for (const token of tokens) {
      await expectNothing(run, { execution: { id: run.id, token } }, { __typename: 'LeaseLostError' });
      const chunks = { chunk: { id: chunk.id, token: token === tokens[2] ? (tokens[0] ?? '') : token } };
      await expectNothing(run, chunks, { __typename: 'LeaseLostError' });
    }
  });

  it('is lost when the work was put back', async () => {
    const queued = await monitor({ status: 'QUEUED' });
    await expectNothing(queued, queued.work, { __typename: 'LeaseLostError' });
    await expectNothing(queued, (await shop.chunk(queued, 'COMPLETED')).work, {
      __typename: 'LeaseLostError',
    });
    const run = await monitor();
    await expectNothing(run, (await shop.chunk(run, 'PENDING')).work, { __typename: 'LeaseLostError' });
  });

  it('somebody else’s work is not found, even with its token', async () => {
    const run = await monitor();
    const chunk = await shop.chunk(run);
    const key = shop.stranger.key;
    await expectNothing(run, run.work, { __typename: 'NotFoundError', id: run.id }, key);
    await expectNothing(run, chunk.work, { __typename: 'NotFoundError', id: chunk.id }, key);
  });

  it('nor is what does not exist', async () => {
    const id = encodeId('Execution', '01900000-0000-7000-8000-000000000000');
    expect(await write({ execution: { id, token: 't' } })).toMatchObject({ __typename: 'NotFoundError', id });
    const chunk = encodeId('Chunk', '01900000-0000-7000-8000-000000000000');
    expect(await write({ chunk: { id: chunk, token: 't' } })).toMatchObject({ __typename: 'NotFoundError' });
  });

  it('names one thing, of the right type', async () => {
    const run = await monitor();
    const chunk = await shop.chunk(run);
    const swapped = { execution: { id: chunk.id, token: 't' } };
    await shop.refused(mutation, { work: swapped, ...input }, ['input', 'work', 'execution', 'id']);
    for (const work of [{ ...run.work, ...chunk.work }, {}, { execution: null }]) {
      const { body } = await shop.ask(mutation, '__typename', { work, ...input }, shop.owner.key);
      expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    }
    expect(await partsOf(run)).toBe(0);
  });

  it('needs a credential that may work', async () => {
    const run = await monitor();
    const { body } = await shop.ask(mutation, '__typename', { work: run.work, ...input }, shop.reader.key);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  });

  it('an administrator’s key writes them in the owner’s name', async () => {
    const run = await monitor();
    expect(await write(run.work, shop.admin.key)).toMatchObject({ __typename: payload });
    expect(await partsOf(run)).toBe(1);
  });
});

describe('a worker that stalls', () => {
  it('writes nothing once its work was taken over', async () => {
    const jobId = await shop.job('MONITOR', shop.owner.user.id);
    const job = { jobId: encodeId('MonitorJob', jobId) };
    const { test, owner } = shop;
    const claim = async () => {
      const { body } = await test.ask(
        `mutation ($jobId: ID!) { claimExecutions(input: { workerId: "w", jobId: $jobId }) {
          ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`,
        job,
        owner.key,
      );
      return body;
    };
    await test.ask(
      'mutation ($jobId: ID!) { enqueueExecution(input: { jobId: $jobId }) { __typename } }',
      job,
      owner.key,
    );
    const body = await claim();
    expect(body).toMatchObject({ data: { claimExecutions: { executions: [{}] } } });
    const [row] = await test.prisma.execution.findMany({ where: { jobId } });
    const id = row?.id ?? '';
    const stale = { execution: { id: encodeId('Execution', id), token: shop.tokens.make(id, 1n) } };
    for (const [mutation, fields, input] of writes) {
      expect(await shop.record(mutation, fields, { work: stale, ...input })).toHaveProperty('__typename');
    }
    const before = await partsOf({ uuid: id });
    expect(before).toBe(writes.length);
    await test.prisma.$executeRaw`
      UPDATE job_executions SET status = 'QUEUED', fence = fence + 1, attempt = attempt + 1, started_at = NULL,
        worker_id = NULL, lease_expires_at = NULL WHERE id = ${id}::uuid`;
    for (const again of ['put back', 'taken over']) {
      if (again === 'taken over') await claim();
      for (const [mutation, fields, input] of writes) {
        const answer = await shop.record(mutation, fields, { work: stale, ...input });
        expect({ again, ...answer }).toMatchObject({ __typename: 'LeaseLostError' });
      }
    }
    expect(await partsOf({ uuid: id })).toBe(before);
  });
});

describe('summaries', () => {
  const FIELDS = `summary {
    id isPlayground xUsername topics hoursBack content tweetsCount rawData job { id } execution { id } owner { id }
  }`;
  const summary = { content: 'Ünïcode 🎉', tweetsCount: 15, rawData: { count: 15, tweets: [{ id: 1 }] } };
  const ownerId = () => encodeId('Account', shop.owner.user.id);

  it('of a run keep what its monitor watches, and hang on job and run', async () => {
    const run = await shop.run({ kind: 'MONITOR' });
    const expected = {
      ...summary,
      isPlayground: false,
      xUsername: 'elonmusk',
      topics: ['AI', 'Tesla'],
      hoursBack: 12,
      job: { id: run.jobId },
      execution: { id: run.id },
      owner: { id: ownerId() },
    };
    const input = { work: run.work, ...summary, idempotencyKey: 'summary' };
    const first = await shop.record('recordSummary', FIELDS, input);
    expect(first).toMatchObject({ summary: expected });
    expect(await shop.record('recordSummary', FIELDS, input)).toEqual(first);
    expect(await partsOf(run)).toBe(1);
    const other = { ...input, content: 'Other' };
    expect(await shop.record('recordSummary', FIELDS, other)).toMatchObject({ __typename: 'ConflictError' });
  });

  it.each(['CRAWL', 'BOT', 'AGENT'] as const)('are no part of a %s', async (kind) => {
    const run = await shop.run({ kind });
    await shop.refused('recordSummary', { work: run.work, ...summary, idempotencyKey: kind }, [
      'input',
      'work',
    ]);
    expect(await partsOf(run)).toBe(0);
    expect(await shop.test.prisma.idempotencyKey.count({ where: { key: kind } })).toBe(0);
  });

  it('of a playground hang on nothing', async () => {
    const run = { xUsername: 'nasa', topics: ['moon'], hoursBack: 24 };
    expect(await shop.record('recordPlaygroundSummary', FIELDS, { ...run, ...summary })).toMatchObject({
      summary: {
        ...run,
        ...summary,
        isPlayground: true,
        job: null,
        execution: null,
        owner: { id: ownerId() },
      },
    });
  });

  it('a key whose summary was deleted answers that it is not there', async () => {
    const input = { xUsername: 'nasa', topics: ['moon'], hoursBack: 24, ...summary, idempotencyKey: 'gone' };
    const { content } = summary;
    await shop.record('recordPlaygroundSummary', FIELDS, input);
    await shop.test.prisma.summary.deleteMany({ where: { content } });
    expect(await shop.record('recordPlaygroundSummary', FIELDS, input)).toMatchObject({
      __typename: 'NotFoundError',
      id: expect.stringMatching(/^summary_/),
    });
  });

  it.each([
    ['content', ''],
    ['content', 'x'.repeat(100_001)],
    ['tweetsCount', -1],
    ['xUsername', 'not a name'],
    ['hoursBack', 0],
    ['hoursBack', -24],
    ['topics', []],
  ])('with %s %j are refused', async (field, value) => {
    const input = { xUsername: 'nasa', topics: ['moon'], hoursBack: 24, ...summary, [field]: value };
    await shop.refused('recordPlaygroundSummary', input, ['input', field]);
  });
});
