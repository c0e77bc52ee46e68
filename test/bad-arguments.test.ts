import { getNamedType, isLeafType, isScalarType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeId, encodeId } from '../src/core/ids.js';
import { createTestApp, type TestApp } from './support/app.js';
import {
  figureArguments,
  hasArgument,
  idIn,
  isConnection,
  leavesOf,
  type Place,
  plainArguments,
  rangeOf,
  reachable,
  under,
} from './support/walk.js';
import { T0, uuid } from './support/world/values.js';
import type { World } from './support/world/world.js';

let test: TestApp;
let alpha: World;
let admin: string;

beforeAll(async () => {
  test = await createTestApp();
  alpha = await test.given.world('alpha');
  admin = (await test.given.admin()).key;
}, 60_000);
afterAll(() => test.close());

/** An argument that is a variable, with those that figures need beside it. */
const asked = ({ field }: Place, argument: string) =>
  [
    `${argument}: $value`,
    ...(rangeOf(field) ? figureArguments(field, argument) : []),
    ...plainArguments(field, argument),
  ].join(', ');

const refusal = z.object({
  errors: z.tuple([
    z.object({
      message: z.string(),
      extensions: z.object({
        code: z.string(),
        issues: z
          .array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
          .nonempty(),
      }),
    }),
  ]),
});

/** Expects just one error, which names the argument in words and by its path. */
async function expectRefused(
  document: string,
  path: Array<string | number>,
  variables = {},
): Promise<string> {
  const { status, body } = await test.ask(document, variables, admin);
  const parsed = refusal.safeParse(body);
  if (!parsed.success) throw new Error(`${document} ${JSON.stringify(variables)}: ${JSON.stringify(body)}`);
  const [{ message, extensions }] = parsed.data.errors;
  expect([status, extensions.code, document]).toEqual([200, 'BAD_USER_INPUT', document]);
  expect(extensions.issues[0]?.path).toEqual(path);
  expect(message).toContain(String(path.findLast((step) => typeof step === 'string')));
  expect(JSON.stringify(body)).not.toMatch(/prisma|postgres|node_modules|\bat \w+ \(/i);
  return message;
}

async function answerOf(document: string, variables = {}): Promise<unknown> {
  const { body } = await test.ask(document, variables, admin);
  return z.object({ data: z.unknown(), errors: z.undefined().optional() }).parse(body).data;
}

const lists = reachable()
  .filter(({ field }) => isConnection(field))
  .map((place) => ({ of: `${place.parent}.${place.field.name}`, ...place }));

const listOf = ({ parent, field }: Place, args: string) =>
  under(parent, alpha.hubs, `${field.name}(${args}) { nodes { ${idIn(field)} } }`);

describe('pages', () => {
  it.each(lists)('$of: sizes out of range', async (place) => {
    for (const name of ['first', 'last'].filter((one) => hasArgument(place.field, one))) {
      for (const size of [0, -1, 201, 2_147_483_647, -2_147_483_648]) {
        expect(await expectRefused(listOf(place, `${name}: ${size}`), [name])).toContain(String(size));
      }
      await answerOf(listOf(place, `${name}: 1`));
      await answerOf(listOf(place, `${name}: 200`));
      await answerOf(listOf(place, `${name}: null`));
    }
    if (hasArgument(place.field, 'last')) await expectRefused(listOf(place, 'first: 2, last: 2'), ['last']);
  });

  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const id = uuid('somebody');

  it.each(lists)('$of: cursors that it did not give', async (place) => {
    const ask = under(
      place.parent,
      alpha.hubs,
      `list: ${place.field.name}(first: 1) { pageInfo { endCursor } }`,
    );
    const own = /"endCursor":"([^"]+)"/.exec(JSON.stringify(await answerOf(ask)))?.[1] ?? '';
    const [name, direction, value]: unknown[] = z
      .array(z.unknown())
      .parse(JSON.parse(Buffer.from(own, 'base64url').toString()));
    const forged = [
      '',
      'x',
      '€',
      own.slice(0, -8),
      own.slice(8),
      'A'.repeat(100_000),
      encode(null),
      encode({}),
      encode([]),
      encode([name, direction, value]),
      encode([name, direction, value, id, 1]),
      encode([name, direction, value, 'id']),
      encode([name, direction, value, null]),
      encode([name, direction, value, { equals: id }]),
      encode([name, direction === 'asc' ? 'desc' : 'asc', value, id]),
      encode(['another', direction, value, id]),
      encode(['__proto__', direction, value, id]),
      Buffer.from('['.repeat(1_400)).toString('base64url'),
      // An order by the id alone has no value to forge.
      ...(value === null
        ? []
        : [null, {}, [], true, 'NaN', 1e300, 0.5, { gt: 0 }, '', '\0', '\ud800', '9'.repeat(30)].map(
            (other) => encode([name, direction, other, id]),
          )),
    ];
    const isText = String(name).endsWith('nameSort') || String(name).endsWith('email');
    for (const argument of ['after', 'before'].filter((one) => hasArgument(place.field, one))) {
      const document = `query($cursor: String) ${listOf(place, `${argument}: $cursor`)}`;
      for (const cursor of forged) {
        const plain: unknown =
          isText && cursor.length > 20
            ? JSON.parse(Buffer.from(cursor, 'base64url').toString() || 'null')
            : null;
        // Where the order is of texts, any text is a place in it.
        if (Array.isArray(plain) && ['NaN', '', '9'.repeat(30)].includes(plain[2])) continue;
        await expectRefused(document, [argument], { cursor });
      }
    }
  });

  it.each([
    ['before the first year', -62_135_596_800_001],
    ['far before it', -253_402_300_799_999],
    ['after the last year', 253_402_300_800_000],
  ])('a forged time %s', async (_what, time) => {
    const cursor = encode(['executions.queuedAt', 'desc', time, id]);
    await expectRefused('query($cursor: String) { executions(after: $cursor) { nodes { id } } }', ['after'], {
      cursor,
    });
  });

  it.each([
    ['the first moment', -62_135_596_800_000],
    ['the last moment', 253_402_300_799_999],
  ])('%s is a place like any other', async (_what, time) => {
    const cursor = encode(['executions.queuedAt', 'desc', time, id]);
    await answerOf('query($cursor: String) { executions(after: $cursor) { nodes { id } } }', { cursor });
  });

  it('a long name, in any script, has a cursor that works', async () => {
    const job = await test.prisma.job.findFirstOrThrow({ where: { slug: 'alpha-0' } });
    const names = ['𝔸'.repeat(600), `${'𝔸'.repeat(600)}b`, '"\\'.repeat(500)];
    for (const [i, name] of names.entries()) {
      const row = { ownerId: job.ownerId, kind: 'BOT' as const, slug: `long-${i}`, name };
      await test.prisma.job.create({ data: { ...row, bot: { create: { botId: 'long' } } } });
    }
    const document = `query($after: String) { jobs(first: 1, after: $after, orderBy: { field: NAME, direction: DESC }) {
      nodes { name } pageInfo { endCursor hasNextPage } } }`;
    const page = z.object({
      jobs: z.object({
        nodes: z.array(z.object({ name: z.string() })),
        pageInfo: z.object({ endCursor: z.string(), hasNextPage: z.boolean() }),
      }),
    });
    const found: string[] = [];
    for (let after: string | null = null; ; ) {
      const { jobs } = page.parse(await answerOf(document, { after }));
      found.push(...jobs.nodes.map(({ name }) => name));
      after = jobs.pageInfo.endCursor;
      if (!jobs.pageInfo.hasNextPage) break;
    }
    expect(found.filter((name) => names.includes(name)).length).toBe(3);
    expect(found.length).toBe(await test.prisma.job.count());
    await test.prisma.job.deleteMany({ where: { slug: { startsWith: 'long-' } } });
  });
});

describe('ids', () => {
  const malformed = [
    '',
    ' ',
    'exec',
    'exec_',
    '_',
    uuid('plain'),
    'exec_01k0000000000000000000000',
    'exec_zzzzzzzzzzzzzzzzzzzzzzzzzz',
    'exec_01K00000000000000000000000',
    'EXEC_01k00000000000000000000000',
    'exec_01k0000000000000000000000u',
    ' exec_01k00000000000000000000000',
    "exec_01k00000000000000000000000' OR 1=1",
    'nothing_01k00000000000000000000000',
    'exec_01k00000000000000000000000_01k00000000000000000000000',
    'x'.repeat(10_000),
    '12',
  ];
  const places = reachable().flatMap((place) =>
    leavesOf(place, ['ID'])
      // A resource's id is any text: it is compared with what was written.
      .filter(({ name }) => name !== 'ActivityFilter.resourceId')
      .map((leaf) => ({ of: `${place.parent}.${place.field.name}`, name: leaf.name, place, leaf })),
  );

  // One of many nodes is null where its id is malformed.
  it.each(places.filter(({ of }) => of !== 'Query.nodes'))('$of: $name, malformed', async ({
    place,
    leaf,
  }) => {
    const isList = String(leaf.type).startsWith('[');
    const { argument, path } = leaf;
    const below = isLeafType(getNamedType(place.field.type)) ? '' : '{ __typename }';
    const selection = `${place.field.name}(${asked(place, argument.name)}) ${below}`;
    const document = `query($value: ${argument.type}) ${under(place.parent, alpha.hubs, selection)}`;
    for (const id of malformed) {
      const value = path.toReversed().reduce<unknown>((inner, key) => ({ [key]: inner }), isList ? [id] : id);
      const at = [argument.name, ...path];
      await expectRefused(document, argument.name === 'ids' ? [...at, 0] : at, { value });
    }
  });

  it('of another type', async () => {
    const job = alpha.ids.CrawlJob[0];
    const execution = alpha.ids.Execution[0];
    expect(await expectRefused(`{ execution(id: "${job}") { id } }`, ['id'])).toContain('exec_…');
    expect(await expectRefused(`{ job(id: "${execution}") { id } }`, ['id'])).toContain('monitor_…');
    await expectRefused(`{ executions(filter: { ids: ["${job}"] }) { nodes { id } } }`, ['filter', 'ids']);
    await expectRefused(`{ executions(filter: { jobId: "${execution}" }) { nodes { id } } }`, [
      'filter',
      'jobId',
    ]);
    await expectRefused(`{ completions(taskId: "${execution}") { nodes { id } } }`, ['taskId']);
  });

  it("of another kind than the row's are of nothing", async () => {
    const crawl = String(decodeId(String(alpha.ids.CrawlJob[0]))?.uuid);
    for (const type of ['MonitorJob', 'BotJob', 'AgentTask'] as const) {
      const id = encodeId(type, crawl);
      const document = `query($id: ID!) {
        node(id: $id) { id } nodes(ids: [$id]) { id } job(id: $id) { id }
        jobs(filter: { ids: [$id] }) { nodes { id } count { value } }
        executions(filter: { jobId: $id }) { nodes { id } count { value } }
        chunks(filter: { jobId: $id }) { nodes { id } count { value } }
      }`;
      const empty = { nodes: [], count: { value: 0 } };
      expect(await answerOf(document, { id })).toEqual({
        node: null,
        nodes: [null],
        job: null,
        jobs: empty,
        executions: empty,
        chunks: empty,
      });
    }
  });

  it('too many at once, or none', async () => {
    const ids = Array.from({ length: 201 }, (_, i) => encodeId('Execution', uuid(`${i}`)));
    await expectRefused('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', ['ids'], { ids });
    await expectRefused(
      'query($ids: [ID!]) { executions(filter: { ids: $ids }) { nodes { id } } }',
      ['filter', 'ids'],
      { ids },
    );
    expect(await answerOf('{ nodes(ids: []) { id } }')).toEqual({ nodes: [] });
  });

  it('that are none are null among nodes, each in its place', async () => {
    const [id] = alpha.ids.Execution;
    const ids = ['', 'exec_', 'x', `${id}`, 'nothing_01k00000000000000000000000', `${id}`, `${id}x`];
    expect(await answerOf('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toEqual({
      nodes: [null, null, null, { id }, null, { id }, null],
    });
    await expectRefused('{ node(id: "x") { id } }', ['id']);
  });

  it('by two ways, or by none', async () => {
    await expectRefused('{ job { id } }', ['id']);
    await expectRefused(`{ job(id: "${alpha.ids.CrawlJob[0]}", slug: "alpha-1") { id } }`, ['id']);
  });
});

describe('numbers', () => {
  it.each([0, -1, 100_001])('upTo: %i', async (upTo) => {
    await expectRefused(`{ executions { count(upTo: ${upTo}) { value } } }`, ['upTo']);
    await expectRefused(`{ executions { countsByStatus(upTo: ${upTo}) { count } } }`, ['upTo']);
  });

  it.each([0, -1, 101])('nextRuns(count: %i)', async (count) => {
    const document = `{ job(id: "${alpha.ids.MonitorJob[0]}") { schedule { nextRuns(count: ${count}) } } }`;
    await expectRefused(document, ['count']);
    await expectRefused(`{ scheduleNextRuns(cron: "* * * * *", count: ${count}) }`, ['count']);
  });

  const past32Bits = [2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e300, 0.5, '1', true];
  it.each(past32Bits)('%s as a variable', async (value) => {
    const document = `query($first: Int) { executions(first: $first) { nodes { id } } }`;
    await expectRefused(document, ['first'], { first: value });
    const filtered = `query($filter: ChunkFilter) { chunks(filter: $filter) { nodes { id } } }`;
    await expectRefused(filtered, ['filter', 'priority', 'min'], { filter: { priority: { min: value } } });
  });

  it.each(['2147483648', '-2147483649', '0.5', '"1"', 'true'])('%s in the document', async (value) => {
    const { body } = await test.ask(`{ executions(first: ${value}) { nodes { id } } }`, {}, admin);
    expect(JSON.stringify(body)).toMatch(/"code":"GRAPHQL_VALIDATION_FAILED"/);
    expect(JSON.stringify(body)).toMatch(/Int cannot represent/);
  });

  it('the largest numbers find what there is', async () => {
    const document = `{ chunks(filter: { priority: { min: -2147483648, max: 2147483647 } }) { count { value } } }`;
    expect(await answerOf(document)).toEqual({ chunks: { count: { value: alpha.ids.Chunk.length } } });
  });
});

describe('times', () => {
  const usage = (from: string, to: string) =>
    `{ viewer { id } node(id: "${alpha.ids.User[0]}") { ... on User { usage(from: "${from}", to: "${to}") { day } } } }`;
  const days = z.object({ node: z.object({ usage: z.array(z.object({ day: z.string() })) }) });
  const day = (n: number, time = '00:00:00Z') =>
    `${new Date(T0 + n * 86_400_000).toISOString().slice(0, 10)}T${time}`;

  it.each([
    ['ends before it starts', day(2), day(1)],
    ['ends where it starts', day(1), day(1)],
    ['is longer than a year', day(0), day(367)],
  ])('usage of a range that %s', async (_what, from, to) => {
    await expectRefused(usage(from, to), ['to']);
  });

  it('usage until the last moment that there is', async () => {
    await answerOf(usage('9999-06-01T00:00:00Z', '9999-12-31T23:59:59.999Z'));
    await answerOf(usage('0001-01-01T00:00:00Z', '0001-01-01T00:00:00.001Z'));
  });

  it.each([
    ['whole days', day(1), day(3), [1, 2]],
    ['from within a day, until within another', day(1, '12:00:00Z'), day(3, '12:00:00Z'), [1, 2, 3]],
    ['within one day', day(1, '10:00:00Z'), day(1, '11:00:00Z'), [1]],
    ['until the first moment of a day', day(1), day(2, '00:00:00.001Z'), [1, 2]],
    ['a year', day(0), day(366), [0, 1, 2, 3, 4, 5, 6, 7, 8]],
  ])('usage of %s', async (_what, from, to, expected) => {
    const { node } = days.parse(await answerOf(usage(from, to)));
    expect(node.usage.map((one) => one.day)).toEqual(expected.map((n) => day(n).slice(0, 10)));
  });

  it.each([
    '',
    'yesterday',
    '2026-01-01',
    '2026-13-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '10000-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '0000-01-01T00:00:00Z',
    1,
    true,
    {},
  ])('%s is none', async (from) => {
    const document = 'query($filter: ExecutionFilter) { executions(filter: $filter) { nodes { id } } }';
    await expectRefused(document, ['filter', 'queuedAt', 'from'], { filter: { queuedAt: { from } } });
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00+14:00',
    '2026-01-01T00:00:00.123456789Z',
  ])('%s is one', async (from) => {
    const document = 'query($filter: ExecutionFilter) { executions(filter: $filter) { count { value } } }';
    await answerOf(document, { filter: { queuedAt: { from } } });
    await answerOf(document, { filter: { startedAt: { to: from } } });
  });
});

describe('texts', () => {
  const texts = reachable().flatMap((place) =>
    leavesOf(place, ['String', 'ID', 'JSON']).map((leaf) => ({
      of: `${place.parent}.${place.field.name}`,
      name: leaf.name,
      place,
      leaf,
    })),
  );

  it.each(texts)('$of: $name with NUL or half a character', async ({
    place,
    leaf: { argument, path, type },
  }) => {
    const named = getNamedType(type);
    if (!isScalarType(named)) throw new Error(`${named} is no scalar`);
    const below = isLeafType(getNamedType(place.field.type)) ? '' : '{ __typename }';
    const selection = `${place.field.name}(${asked(place, argument.name)}) ${below}`;
    const document = `query($value: ${argument.type}) ${under(place.parent, alpha.hubs, selection)}`;
    for (const text of ['a\0b', 'a\ud800b', '\udc00']) {
      const one = named.name === 'JSON' ? { key: text } : text;
      const last = String(type).startsWith('[') ? [one] : one;
      const value = path.toReversed().reduce<unknown>((inner, key) => ({ [key]: inner }), last);
      const { status, body } = await test.ask(document, { value }, admin);
      const [error] = refusal.parse(body).errors;
      expect([status, error.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(error.extensions.issues[0]?.path.slice(0, 2 + path.length)).toEqual([
        'variables',
        'value',
        ...path,
      ]);
    }
  });

  it.each(['\\u0000', '\\ud800', 'a\\udc00'])('%s in the document', async (escaped) => {
    const { body } = await test.ask(`{ job(slug: "${escaped}") { id } }`, {}, admin);
    expect(JSON.stringify(body)).toMatch(/"code":"(BAD_USER_INPUT|GRAPHQL_PARSE_FAILED)"/);
  });

  it.each([
    "'; DROP TABLE jobs; --",
    '$1',
    '%',
    '\\',
    '🙂',
    '\u202e',
    'e\u0301',
    '\t\n\r',
    '\uffff',
  ])('%j is a text like any other', async (text) => {
    const document = `query($text: String!) {
        job(slug: $text) { id } jobs(filter: { search: $text, tags: [$text], botId: [$text] }) { nodes { id } count { value } }
        executions(filter: { workerId: $text, errorCode: [$text] }) { nodes { id } count { value } }
      }`;
    const empty = { nodes: [], count: { value: 0 } };
    expect(await answerOf(document, { text })).toEqual({ job: null, jobs: empty, executions: empty });
  });

  it('too long, or too short', async () => {
    const search = 'query($search: String) { jobs(filter: { search: $search }) { nodes { id } } }';
    await expectRefused(search, ['filter', 'search'], { search: 'x'.repeat(201) });
    const error = `query($error: String) { executions(filter: { error: $error, jobId: "${alpha.hubs.Job}" }) { nodes { id } } }`;
    await expectRefused(error, ['filter', 'error'], { error: 'ab' });
    await expectRefused(error, ['filter', 'error'], { error: '🙂🙂' });
    await answerOf(error, { error: '🙂🙂🙂' });
  });
});
