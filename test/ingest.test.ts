import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeId, encodeId } from '../src/core/ids.js';
import { ENDPOINT, expectRefusal, JSON_TYPE } from './support/http.js';
import type { Run } from './support/world/work.js';
import { named, openWorkshop, type Workshop } from './support/world/workshop.js';

let shop: Workshop;
let run: Run;
beforeAll(async () => {
  shop = await openWorkshop();
  run = await shop.run({ kind: 'CRAWL' });
});
afterAll(() => shop.close());

const many = <T>(count: number, item: (place: number) => T) =>
  Array.from({ length: count }, (_, place) => item(place));
const START = Date.parse('2026-03-01T10:00:00Z');
/** Each batch: its mutation, the list in input and payload, its items, and a column that tells them apart. */
const batches: ReadonlyArray<[string, string, (place: number) => object, table: string, tells: string]> = [
  [
    'recordStages',
    'stages',
    (place) => ({
      name: `s${place % 7}`,
      status: 'RUNNING',
      startedAt: new Date(START + place).toISOString(),
    }),
    'job_stages',
    'startedAt',
  ],
  [
    'recordMetrics',
    'metrics',
    (place) => ({
      name: `m${place}`,
      metricType: 'GAUGE',
      value: place / 3,
      labels: { host: `h${place % 9}` },
    }),
    'metric_snapshots',
    'name',
  ],
  [
    'recordArtifacts',
    'artifacts',
    (place) => ({ name: `a${place}`, artifactType: 'LOG', content: `line ${place}\n` }),
    'artifacts',
    'name',
  ],
  [
    'recordImages',
    'images',
    (place) => ({ url: `https://example.com/${place}.png`, contentHash: `hash-${place}`, labels: ['cat'] }),
    'images',
    'url',
  ],
];

describe.each(batches)('%s in batches', (mutation, list, item, table, tells) => {
  it('of 1,000 are one statement, and answer in their order', async () => {
    const work = (await shop.run({ kind: 'CRAWL' })).work;
    const items = many(1_000, item);
    const { result, statements } = await shop.test.recordStatements(() =>
      shop.record(mutation, `${list} { id ${tells} }`, { work, [list]: items }),
    );
    expect(named(list, tells)(result)).toEqual(items.map((sent) => Reflect.get(sent, tells)));
    expect(new Set(named(list, 'id')(result)).size).toBe(1_000);
    expect(statements.filter((sql) => sql.includes(`INSERT INTO ${table}`))).toHaveLength(1);
    expect(statements.length).toBeLessThan(10);
  });

  it.each([0, 1_001])('of %i are refused', async (count) => {
    await shop.refused(mutation, { work: run.work, [list]: many(count, item) }, ['input', list]);
  });

  it('are written whole or not at all', async () => {
    const { uuid, work } = await shop.run({ kind: 'CRAWL' });
    const wrong = { ...item(2), [tells === 'url' ? 'url' : 'name']: '' };
    const path = ['input', list, 2, tells === 'url' ? 'url' : 'name'];
    await shop.refused(mutation, { work, [list]: [item(0), item(1), wrong] }, path);
    const rows = await shop.test.prisma.$queryRawUnsafe(
      `SELECT id::text FROM ${table} WHERE execution_id = '${uuid}'::uuid`,
    );
    expect(rows).toEqual([]);
  });

  it.each([
    ['a NUL character', 'a\0b'],
    ['a lone surrogate', 'a\ud800'],
  ])('with %s are refused', async (_, text) => {
    const name = tells === 'url' ? 'url' : 'name';
    const input = { work: run.work, [list]: [item(0), { ...item(1), [name]: text }] };
    await shop.refused(mutation, input, ['variables', 'input', list, 1, name]);
  });
});

describe.each(
  batches.filter(([mutation]) => mutation !== 'recordStages'),
)('%s with a key', (mutation, list, item, table, tells) => {
  it('asked fifty times at once is done once, and answers the same', async () => {
    const { uuid, work } = await shop.run({ kind: 'CRAWL' });
    const input = { work, [list]: many(3, item), idempotencyKey: `${mutation}-50` };
    const answers = await Promise.all(many(50, () => shop.record(mutation, `${list} { id }`, input)));
    expect(named(list, 'id')(answers[0] ?? {})).toHaveLength(3);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const { _count } = await shop.test.prisma.execution.findUniqueOrThrow({
      where: { id: uuid },
      select: { _count: { select: { metrics: true, artifacts: true, images: true } } },
    });
    expect(Object.values(_count).reduce((sum, count) => sum + count)).toBe(3);
  });

  it('answers the same when the work is long over, but not to another body', async () => {
    const { uuid, work } = await shop.run({ kind: 'CRAWL' });
    const input = { work, [list]: [item(0)], idempotencyKey: `${mutation}-over` };
    const first = await shop.record(mutation, `${list} { id }`, input);
    await shop.test.prisma.$executeRaw`
      UPDATE job_executions SET status = 'CANCELED', finished_at = now(), lease_expires_at = NULL
      WHERE id = ${uuid}::uuid`;
    expect(await shop.record(mutation, `${list} { id }`, input)).toEqual(first);
    const other = { ...input, [list]: [item(1)] };
    expect(await shop.record(mutation, `${list} { id }`, other)).toMatchObject({
      __typename: 'ConflictError',
    });
  });

  it('whose rows were deleted since answers the ids, and of the rows what is left', async () => {
    const { work } = await shop.run({ kind: 'CRAWL' });
    const input = { work, [list]: [item(0), item(1)], idempotencyKey: `${mutation}-deleted` };
    const { result: first, statements } = await shop.test.recordStatements(() =>
      shop.record(mutation, `${list} { id __typename }`, input),
    );
    expect(statements.filter((sql) => sql.includes(`FROM "public"."${table}"`))).toEqual([]);
    const [gone] = named(list, 'id')(first);
    const uuid = decodeId(String(gone))?.uuid ?? '';
    await shop.test.prisma.$executeRawUnsafe(`DELETE FROM ${table} WHERE id = '${uuid}'`);
    expect(await shop.record(mutation, `${list} { id __typename }`, input)).toEqual(first);
    expect(named(list, tells)(await shop.record(mutation, `${list} { ${tells} }`, input))).toHaveLength(1);
  });

  it('that could not be done leaves the key free', async () => {
    const { id, work } = await shop.run({ kind: 'CRAWL' });
    const key = `${mutation}-free`;
    const lost = { work: { execution: { id, token: 'forged' } }, [list]: [item(0)], idempotencyKey: key };
    expect(await shop.record(mutation, `${list} { id }`, lost)).toMatchObject({
      __typename: 'LeaseLostError',
    });
    const held = { work, [list]: [item(0)], idempotencyKey: key };
    expect(await shop.record(mutation, `${list} { id }`, held)).toHaveProperty(list);
  });
});

describe.each(
  batches.filter(([, list]) => list === 'metrics' || list === 'artifacts'),
)('%s', (mutation, list, item) => {
  const FIELDS = `${list} { id job { id } execution { id } }`;

  it('of a run are of its job too', async () => {
    expect(await shop.record(mutation, FIELDS, { work: run.work, [list]: [item(0)] })).toMatchObject({
      [list]: [{ job: { id: run.jobId }, execution: { id: run.id } }],
    });
  });

  it('are about a job, or about neither', async () => {
    const about = await shop.record(mutation, FIELDS, { jobId: run.jobId, [list]: [item(0)] });
    expect(about).toMatchObject({ [list]: [{ job: { id: run.jobId }, execution: null }] });
    const alone = await shop.record(mutation, FIELDS, { [list]: [item(0)] });
    expect(alone).toMatchObject({ [list]: [{ job: null, execution: null }] });
  });

  it('are not about work and a job', async () => {
    const input = { work: run.work, jobId: run.jobId, [list]: [item(0)] };
    await shop.refused(mutation, input, ['input', 'jobId']);
  });

  it('about a job that is not theirs to see, or of another kind, find none', async () => {
    const input = { jobId: run.jobId, [list]: [item(0)] };
    expect(await shop.record(mutation, FIELDS, input, shop.stranger.key)).toMatchObject({
      __typename: 'NotFoundError',
      id: run.jobId,
    });
    const jobId = encodeId('BotJob', await shop.job('CRAWL', shop.owner.user.id));
    expect(await shop.record(mutation, FIELDS, { jobId, [list]: [item(0)] })).toMatchObject({
      __typename: 'NotFoundError',
    });
    await shop.refused(mutation, { jobId: run.id, [list]: [item(0)] }, ['input', 'jobId']);
  });

  it('an administrator’s about a job are its owner’s', async () => {
    const answer = await shop.record(
      mutation,
      FIELDS,
      { jobId: run.jobId, [list]: [item(0)] },
      shop.admin.key,
    );
    const query = `query ($id: ID!) { node(id: $id) { id } }`;
    const { body } = await shop.test.ask(query, { id: named(list, 'id')(answer)[0] }, shop.owner.key);
    expect(body).toMatchObject({ data: { node: { id: named(list, 'id')(answer)[0] } } });
  });
});

describe('metrics', () => {
  const FIELDS = 'metrics { name metricType value unit labels timestamp }';
  const metric = (more: object = {}) => ({ name: 'cpu_usage', metricType: 'GAUGE', value: 75.5, ...more });

  it('are kept as they are told', async () => {
    const told = metric({ unit: '%', labels: { host: 'server1' }, timestamp: '2026-03-01T10:00:00.123Z' });
    expect(await shop.record('recordMetrics', FIELDS, { metrics: [told] })).toMatchObject({
      metrics: [told],
    });
  });

  it('without a time are of now, by the clock of the database', async () => {
    const before = Date.now();
    const answer = await shop.record('recordMetrics', FIELDS, { metrics: [metric(), metric()] });
    const times = named('metrics', 'timestamp')(answer).map((time) => Date.parse(String(time)));
    for (const time of times) expect(Math.abs(time - before)).toBeLessThan(10_000);
    expect(times[0]).toBe(times[1]);
  });

  it.each([
    0,
    0.1 + 0.2,
    -1e-7,
    Number.MAX_VALUE,
    -Number.MAX_VALUE,
    Number.MIN_VALUE,
    2 ** 53 + 2,
  ])('of %d are kept to the last bit', async (value) => {
    expect(await shop.record('recordMetrics', FIELDS, { metrics: [metric({ value })] })).toMatchObject({
      metrics: [{ value }],
    });
  });

  const post = (body: string) =>
    shop.test.app.fetch(ENDPOINT, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: `Bearer ${shop.owner.key}` },
      body,
    });

  it.each(['1e999', '-1e999'])('of %s are refused, in variables and in the document', async (value) => {
    const query =
      'mutation ($v: Float!) { recordMetrics(input: { metrics: [{ name: "a", metricType: GAUGE, value: $v }] }) { __typename } }';
    const variables = `{"query":${JSON.stringify(query)},"variables":{"v":${value}}}`;
    await expectRefusal(await post(variables), 400, 'BAD_USER_INPUT');
    const literal = query.replace('($v: Float!) ', '').replace('$v', value);
    await expectRefusal(await post(JSON.stringify({ query: literal })), 400, 'BAD_USER_INPUT');
  });

  it.each(['NaN', 'Infinity'])('of %s are no JSON, and no numbers as text', async (value) => {
    await expectRefusal(
      await post(`{"query":"{ __typename }","variables":{"v":${value}}}`),
      400,
      'BAD_REQUEST',
    );
    const input = { metrics: [metric({ value })] };
    await shop.refused('recordMetrics', input, ['input', 'metrics', 0, 'value']);
  });

  it.each([
    ['labels', ['a']],
    ['labels', 'a'],
    ['unit', ''],
    ['unit', 'x'.repeat(256)],
    ['name', 'x'.repeat(256)],
    ['timestamp', '0000-01-01T00:00:00Z'],
    ['timestamp', 'yesterday'],
    ['metricType', 'RATE'],
  ])('with %s %j are refused', async (field, value) => {
    const input = { metrics: [metric(), metric({ [field]: value })] };
    await shop.refused('recordMetrics', input, ['input', 'metrics', 1, field]);
  });
});
