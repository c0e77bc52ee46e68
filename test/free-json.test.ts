import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Prisma } from '../src/generated/prisma/client.js';
import { MAX_JSON_BYTES } from '../src/graphql/input/limits.js';
import { ENDPOINT, errorsOf, JSON_TYPE } from './support/http.js';
import { openRuns, type Runs, uuidOf } from './support/world/runs.js';

let runs: Runs;
let jobId: string;

beforeAll(async () => {
  runs = await openRuns();
  jobId = (await runs.job()).id;
});
afterAll(() => runs.test.close());

const ENQUEUE = `mutation ($input: EnqueueExecutionInput!) { enqueueExecution(input: $input) {
  __typename ... on EnqueueExecutionPayload { execution { params } } } }`;
const enqueued = z.object({
  data: z.object({ enqueueExecution: z.object({ execution: z.object({ params: z.unknown() }) }) }),
});

/** Enqueues a run with params that are written just so. */
async function enqueueWritten(params: string): Promise<unknown> {
  const variables = `{"input":{"jobId":"${jobId}","params":${params}}}`;
  return post(`{"query":${JSON.stringify(ENQUEUE)},"variables":${variables}}`);
}

/** The same, with params that are written in the document. */
async function enqueueLiteral(params: string, variables = {}, declared = ''): Promise<unknown> {
  const input = `{ jobId: "${jobId}", params: ${params} }`;
  const query = `mutation ${declared} { enqueueExecution(input: ${input}) { __typename
    ... on EnqueueExecutionPayload { execution { params } } } }`;
  return post(JSON.stringify({ query, variables }));
}

async function post(body: string): Promise<unknown> {
  const headers = { ...JSON_TYPE, authorization: `Bearer ${runs.owner.key}` };
  return (await runs.test.app.fetch(ENDPOINT, { method: 'POST', headers, body })).json();
}

function fault(answer: unknown) {
  const [error] = errorsOf.parse(answer).errors;
  return { code: error?.extensions.code, path: error?.extensions.issues?.[0]?.path.join('.') };
}

describe('numbers in JSON', () => {
  it.each([
    '9007199254740993',
    '-9007199254740992',
    '12345678901234567890',
    '1844674407370955161600',
  ])('%s is refused with its path, since it would lose digits', async (id) => {
    expect(fault(await enqueueWritten(`{"tweets":[{"id":1},{"id":${id}}]}`))).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'input.params.tweets.1.id',
    });
    expect(fault(await enqueueLiteral(`{ tweets: [{ id: 1 }, { id: ${id} }] }`))).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'input.params.tweets.1.id',
    });
    expect(fault(await enqueueLiteral('{ id: $id }', { id: Number(id) }, '($id: JSON)'))).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'id',
    });
    const query = 'query ($filter: ExecutionFilter) { executions(filter: $filter) { nodes { id } } }';
    const filter = `{"jobId":"${jobId}","params":{"id":${id}}}`;
    const asked = `{"query":${JSON.stringify(query)},"variables":{"filter":${filter}}}`;
    expect(fault(await post(asked))).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'filter.params.id',
    });
  });

  it('two requests that differ in a digit too many are not one', async () => {
    const key = 'tweets';
    for (const id of ['9007199254740992', '9007199254740993']) {
      const input = `{"jobId":"${jobId}","idempotencyKey":"${key}","params":{"id":${id}}}`;
      const answer = await post(`{"query":${JSON.stringify(ENQUEUE)},"variables":{"input":${input}}}`);
      expect(fault(answer).path).toBe('input.params.id');
    }
  });

  it.each([
    ['{"id":9007199254740991,"min":-9007199254740991}', { id: 9007199254740991, min: -9007199254740991 }],
    ['{"n":6.02e23,"m":[1e20,{"k":1E+18}]}', { n: 6.02e23, m: [1e20, { k: 1e18 }] }],
    ['{"python":12345678901234567890.0}', { python: 1.2345678901234567e19 }],
    ['{"id":"9007199254740993","e":"1e99"}', { id: '9007199254740993', e: '1e99' }],
    ['{"a\\"1e5":{"b":1e17},"c":[[],{},1e17]}', { 'a"1e5': { b: 1e17 }, c: [[], {}, 1e17] }],
  ])('%s is kept as it is', async (written, params) => {
    expect(enqueued.parse(await enqueueWritten(written)).data.enqueueExecution.execution).toEqual({ params });
  });

  it('floating-point numbers in a document are kept as they are', async () => {
    const answer = await enqueueLiteral('{ n: 6.02e23, m: [1e20, { k: 1.5 }] }');
    expect(enqueued.parse(answer).data.enqueueExecution.execution.params).toEqual({
      n: 6.02e23,
      m: [1e20, { k: 1.5 }],
    });
  });
});

describe('the size of a JSON value', () => {
  const text = (length: number) => JSON.stringify({ t: 'x'.repeat(length) });
  /** What `{"t": ""}` takes. */
  const AROUND = 9;

  it('has a bound, to the byte', async () => {
    enqueued.parse(await enqueueWritten(text(MAX_JSON_BYTES - AROUND)));
    expect(fault(await enqueueWritten(text(MAX_JSON_BYTES - AROUND + 1)))).toEqual({
      code: 'BAD_USER_INPUT',
      path: 'input.params',
    });
  });

  it('counts what PostgreSQL makes of it', async () => {
    const [row] = z.array(z.object({ bytes: z.int() })).parse(
      await runs.prisma.$queryRaw`
        SELECT octet_length(${JSON.stringify({ n: [1e300, 1.5e-7], t: 'ü"\n', e: {} })}::jsonb::text) AS bytes`,
    );
    const bytes = row?.bytes ?? 0;
    const value = `{"n":[1e300,1.5e-7],"t":"ü\\"\\n","e":{},"x":"${'x'.repeat(MAX_JSON_BYTES - bytes - 9)}"}`;
    enqueued.parse(await enqueueWritten(value));
    expect(fault(await enqueueWritten(value.replace('"x":"', '"x":"x'))).path).toBe('input.params');
    expect(fault(await enqueueWritten(`{"n":[${'1e300,'.repeat(1_000)}1]}`)).path).toBe('input.params');
  });

  it('names the field that holds it', async () => {
    const { lease: _lease, ...held } = await runs.claimed(jobId);
    const result = { t: 'x'.repeat(MAX_JSON_BYTES) };
    const refusal = { code: 'BAD_USER_INPUT', path: 'input.result' };
    expect(await runs.refusal('completeExecution', { ...held, result })).toEqual(refusal);
  });
});

describe('null in JSON', () => {
  it.each([
    ['nothing', { a: null }, {}],
    ['another null', { a: { b: [{ c: null }] } }, { a: { b: [{}] } }],
  ])('is another value than %s, for an idempotency key', async (_, one, other) => {
    const keyed = (params: object) =>
      runs.tell('enqueueExecution', { jobId, idempotencyKey: JSON.stringify(one), params });
    expect((await keyed(one)).isReplay).toBe(false);
    expect((await keyed(one)).isReplay).toBe(true);
    expect((await keyed(other)).__typename).toBe('ConflictError');
  });

  it('is another value than nothing, for completing again', async () => {
    const { lease: _lease, ...held } = await runs.claimed();
    const complete = (result: unknown) => runs.tell('completeExecution', { ...held, result });
    expect((await complete({ a: null })).__typename).toBe('CompleteExecutionPayload');
    expect((await complete({ a: null })).__typename).toBe('CompleteExecutionPayload');
    expect((await complete({})).__typename).not.toBe('CompleteExecutionPayload');
  });

  it('is the same as nothing where a field is left out', async () => {
    const keyed = (more: object) =>
      runs.tell('enqueueExecution', { jobId, idempotencyKey: 'left out', params: { a: 1 }, ...more });
    expect((await keyed({ priority: null, notBefore: null })).isReplay).toBe(false);
    expect((await keyed({})).isReplay).toBe(true);
  });
});

describe('params and labels contain', () => {
  const keys = fc.constantFrom('0', '1', '01', '-1', '+1', ' 1', 'a', 'b', '', '$', 'a.b', '"');
  const scalars = fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    1,
    -1,
    1.5,
    '',
    'x',
    '1',
    'null',
    'a"b',
    'ü',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalars,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 3 }),
    ),
  }));
  const filters = fc.oneof(
    fc.dictionary(keys, value, { minKeys: 1, maxKeys: 2 }),
    fc.dictionary(keys, fc.dictionary(keys, value, { maxKeys: 2 }), { minKeys: 1, maxKeys: 2 }),
  );
  const wholes = [
    ['x', 'y'],
    [{ a: 1 }],
    ['x'],
    'x',
    1,
    null,
    {},
    { a: {} },
    { a: [] },
    { a: null },
    { a: 'x' },
    { a: 1 },
    { a: -1.5 },
    { a: true },
    { a: false },
    { a: [1, [2], { b: null }] },
    { a: ['x', 'y'] },
    { a: { b: 1 } },
    { a: { '0': 'x', '1': 'y' } },
    { '0': 'x', '01': 'y', '1': { a: 1 } },
    { '-1': 'x', ' 1': 'y', '+1': 'x' },
    { '': '', $: { 'a.b': '"' }, '"': 1 },
  ];

  it('exactly what @> says, in lists and counts', async () => {
    const { id: own, row } = await runs.job();
    const ids: string[] = [];
    for (const _ of wholes) ids.push(await runs.enqueued(own));
    for (const [place, whole] of wholes.entries()) {
      const uuid = uuidOf(ids[place] ?? '');
      await runs.prisma.$executeRaw`
        UPDATE job_executions SET params = ${JSON.stringify(whole)}::jsonb WHERE id = ${uuid}::uuid`;
      await runs.prisma.$executeRaw`
        INSERT INTO metric_snapshots (owner_id, execution_id, name, metric_type, value, labels)
        VALUES (${runs.owner.user.id}::uuid, ${uuid}::uuid, 'm', 'GAUGE', 1, ${JSON.stringify(whole)}::jsonb)`;
    }
    const list = z.object({
      nodes: z.array(z.object({ id: z.string() })),
      count: z.object({ value: z.int() }),
    });
    const nested = z.object({ nodes: z.array(z.object({ metrics: list })) });
    const answers = z.object({ data: z.object({ executions: list, nested }) });
    const query = `query ($params: ExecutionFilter, $all: ExecutionFilter, $labels: MetricFilter) {
      executions(filter: $params, first: 200) { nodes { id } count { value } }
      nested: executions(filter: $all, first: 200) {
        nodes { metrics(filter: $labels) { nodes { id } count { value } } } } }`;
    const samples = [
      { '01': 'y' },
      { '1': 'y' },
      { '0': 'x' },
      { '0': { a: 1 } },
      { a: {} },
      { a: [] },
      { a: null },
      { a: { '0': 'x' } },
      { a: { '1': {} } },
      { '': '' },
      { a: { b: {} } },
      ...fc.sample(filters, { numRuns: 60, seed: 7 }),
    ];
    for (const filter of samples) {
      const contained = z.array(z.object({ id: z.string() })).parse(
        await runs.prisma.$queryRaw(Prisma.sql`
          SELECT e.id::text AS id FROM job_executions e
          WHERE e.job_id = ${row.id}::uuid AND e.params @> ${JSON.stringify(filter)}::jsonb`),
      );
      const variables = {
        params: { jobId: own, params: filter },
        all: { jobId: own },
        labels: { labels: filter },
      };
      const answered = await runs.test.ask(query, variables, runs.owner.key);
      const { executions, nested: under } = answers.parse(answered.body).data;
      const found = executions.nodes.map(({ id }) => uuidOf(id)).sort();
      expect([filter, found]).toEqual([filter, contained.map(({ id }) => id).sort()]);
      expect([filter, executions.count.value]).toEqual([filter, contained.length]);
      const metrics = under.nodes.flatMap(({ metrics: one }) => [one.nodes.length, one.count.value]);
      expect([filter, metrics.reduce((a, b) => a + b, 0)]).toEqual([filter, 2 * contained.length]);
    }
  }, 60_000);
});
