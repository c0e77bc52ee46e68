import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeId, encodeId } from '../src/core/ids.js';
import { openRuns } from './support/world/runs.js';

// What the seeds show in their examples, as their users would say it here.

let runs: Awaited<ReturnType<typeof openRuns>>;

beforeAll(async () => {
  runs = await openRuns();
}, 60_000);
afterAll(() => runs?.test.close());

async function ask(query: string, variables: Record<string, unknown> = {}) {
  const { body } = await runs.test.ask(query, variables, runs.owner.key);
  return body;
}

async function monitor(xUsername: string) {
  const { row } = await runs.job({
    kind: 'MONITOR',
    crawl: undefined,
    monitor: { create: { xUsername, topics: ['AI', 'Tesla'], hoursBack: 24 } },
  });
  return { row, id: encodeId('MonitorJob', row.id) };
}

const record = (input: object) =>
  ask(
    `mutation ($input: RecordSummaryInput!) { recordSummary(input: $input) {
      __typename
      ... on RecordSummaryPayload { summary { isPlayground xUsername topics hoursBack content tweetsCount rawData
        job { id } execution { id } } }
      ... on Error { code }
    } }`,
    { input },
  );

describe('a summary directly of a job (seed 000)', () => {
  const written = { content: 'AI generated summary...', tweetsCount: 25, rawData: { count: 25 } };

  it('keeps what its monitor watches, and has no run', async () => {
    const { id, row } = await monitor('elonmusk');
    const logged = () => runs.prisma.activityLog.count({ where: { action: 'summary.recorded' } });
    const before = await logged();
    const summary = {
      ...written,
      isPlayground: false,
      xUsername: 'elonmusk',
      topics: ['AI', 'Tesla'],
      hoursBack: 24,
      job: { id },
      execution: null,
    };
    const expected = { data: { recordSummary: { __typename: 'RecordSummaryPayload', summary } } };
    expect(await record({ jobId: id, ...written })).toEqual(expected);
    const keyed = { jobId: id, ...written, idempotencyKey: 'once' };
    expect([await record(keyed), await record(keyed)]).toEqual([expected, expected]);
    expect(await runs.prisma.summary.count({ where: { jobId: row.id } })).toBe(2);
    expect(await logged()).toBe(before + 2);
  });

  it('is of work or of a job, of a monitor, of one’s own', async () => {
    const { id } = await monitor('both');
    const { id: crawl } = await runs.job();
    const held = await runs.claimed();
    const work = { execution: { id: held.executionId, token: held.leaseToken } };
    for (const input of [{}, { jobId: id, work }, { jobId: crawl }]) {
      expect(await record({ ...input, ...written })).toMatchObject({
        errors: [{ extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['input', 'jobId'] }] } }],
      });
    }
    const gone = encodeId('MonitorJob', '019b0000-0000-7000-8000-000000000000');
    expect(await record({ jobId: gone, ...written })).toEqual({
      data: { recordSummary: { __typename: 'NotFoundError', code: 'NOT_FOUND' } },
    });
  });
});

it('X accounts are found in any case (seed 000)', async () => {
  const { id } = await monitor('AdaLovelace');
  await record({ jobId: id, content: 'Engines.', tweetsCount: 1 });
  const query = `query ($one: String!, $some: [String!]) {
    summaries(filter: { xUsername: $one }) { nodes { xUsername } count { value } }
    jobs(filter: { xUsername: $some }) { nodes { id ... on MonitorJob { xUsername } } count { value } }
  }`;
  for (const name of ['AdaLovelace', 'adalovelace', 'ADALOVELACE']) {
    expect(await ask(query, { one: name, some: ['nobody', name] })).toEqual({
      data: {
        summaries: { nodes: [{ xUsername: 'AdaLovelace' }], count: { value: 1 } },
        jobs: { nodes: [{ id, xUsername: 'AdaLovelace' }], count: { value: 1 } },
      },
    });
  }
});

describe('who created a run, and when (seed 002)', () => {
  const createdBy = { name: 'Eve', role: 'ops', at: '2025-11-13T08:00:00.000Z' };
  const RUN = 'execution { createdBy { name role at } }';

  async function created(mutation: string, more: object) {
    const { id: jobId } = await runs.job();
    const noun = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`;
    const body = await ask(
      `mutation ($input: ${noun}Input!) { result: ${mutation}(input: $input) { ... on ${noun}Payload { ${RUN} } } }`,
      { input: { jobId, createdBy: { ...createdBy, ...more } } },
    );
    return body;
  }

  it.each(['enqueueExecution', 'startExecution'])('is as it is claimed: %s', async (mutation) => {
    expect(await created(mutation, {})).toEqual({ data: { result: { execution: { createdBy } } } });
  });

  it('is now where it is left out, and never in the future', async () => {
    for (const at of [undefined, null, '2999-01-01T00:00:00Z']) {
      const before = Date.now() - 60_000;
      const text = JSON.stringify(await created('enqueueExecution', { at }));
      const [, found = ''] = /"at":"([^"]+)"/.exec(text) ?? [];
      expect(Date.parse(found)).toBeGreaterThan(before);
      expect(Date.parse(found)).toBeLessThan(Date.now() + 60_000);
    }
  });
});

it('a chunk of one image keeps its range (seed 001)', async () => {
  const { executionId } = await runs.claimed();
  const uuid = decodeId(executionId)?.uuid;
  await runs.prisma.$executeRawUnsafe(
    `INSERT INTO job_chunks (owner_id, job_id, execution_id, chunk_index, image_range)
     SELECT owner_id, job_id, id, 0, '{"start": 7, "end": 7}' FROM job_executions WHERE id = $1::uuid`,
    uuid,
  );
  const query = 'query ($id: ID!) { execution(id: $id) { chunks { nodes { imageRange { start end } } } } }';
  expect(await ask(query, { id: executionId })).toEqual({
    data: { execution: { chunks: { nodes: [{ imageRange: { start: 7, end: 7 } }] } } },
  });
});
