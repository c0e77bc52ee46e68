import { getNamedType, isEnumType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeId, encodeId } from '../src/core/ids.js';
import { createTestApp, type TestApp } from './support/app.js';
import { hasArgument, idIn, isConnection, type Place, reachable, under } from './support/walk.js';
import type { World } from './support/world/world.js';

const DIRECTIONS = ['ASC', 'DESC'] as const;

/** Where null stands among an order's values. */
type Rank = { by: string; nulls?: 'lowest' | 'highest'; text?: true };

/** The orders that are offered, by what a row shows of them. */
const ORDERS: Record<string, Rank[]> = {
  'ExecutionOrderField.QUEUED_AT': [{ by: 'queuedAt' }],
  'ExecutionOrderField.STARTED_AT': [{ by: 'startedAt', nulls: 'lowest' }],
  'ExecutionOrderField.FINISHED_AT': [{ by: 'finishedAt', nulls: 'lowest' }],
  'ExecutionOrderField.DURATION': [{ by: 'durationMs', nulls: 'lowest' }],
  'JobOrderField.CREATED_AT': [{ by: 'createdAt' }],
  'JobOrderField.UPDATED_AT': [{ by: 'updatedAt' }],
  'JobOrderField.NAME': [{ by: 'name', text: true }],
  'JobOrderField.NEXT_RUN_AT': [{ by: 'schedule { nextRunAt }', nulls: 'highest' }],
  'ChunkOrderField.CHUNK_INDEX': [{ by: 'chunkIndex' }],
  'ChunkOrderField.PRIORITY': [{ by: 'priority' }, { by: 'createdAt' }],
  'ChunkOrderField.CREATED_AT': [{ by: 'createdAt' }],
  'UserOrderField.CREATED_AT': [{ by: 'createdAt' }],
  'UserOrderField.EMAIL': [{ by: 'email' }],
  'VerificationLogOrderField.VERIFIED_AT': [{ by: 'verifiedAt' }],
  'VerificationLogOrderField.VERIFICATION_TIME': [{ by: 'verificationTimeMs' }],
};

/** The order of lists that are asked for in none: the newest first, where nothing else is said. */
const TIME_OF: Record<string, string> = {
  ActivityLog: 'timestamp',
  Alert: 'openedAt',
  Completion: 'submittedAt',
  Execution: 'queuedAt',
  ExecutionEvent: 'at',
  MetricSnapshot: 'timestamp',
  ScheduleTick: 'at',
  TwitterAccount: 'connectedAt',
  VerificationLog: 'verifiedAt',
};
const FORWARD_BY: Record<string, string | null> = {
  'Account.members': 'createdAt',
  'Execution.chunks': 'chunkIndex',
  'Execution.stages': 'startedAt',
  'Execution.events': null,
  'Execution.logs': 'at',
};

interface Case {
  of: string;
  place: Place;
  order: string;
  orderBy: { field: string; direction: 'ASC' | 'DESC' } | null;
  ranks: Rank[];
  /** The direction of the first rank; the others, and the id, ascend where it is an order of urgency. */
  descends: boolean;
}

const cases: Case[] = reachable()
  .filter(({ field }) => isConnection(field))
  .flatMap((place) => {
    const of = `${place.parent}.${place.field.name}`;
    const node = getNamedType(place.field.type).name.replace(/Connection$/, '');
    const isForward = Object.hasOwn(FORWARD_BY, of);
    const by = isForward ? FORWARD_BY[of] : (TIME_OF[node] ?? 'createdAt');
    const unasked = {
      of,
      place,
      order: 'as it is',
      orderBy: null,
      ranks: by ? [{ by }] : [],
      descends: !isForward,
    };
    const orders = fieldsOfOrder(place).flatMap(({ name, field }) =>
      DIRECTIONS.map((direction) => {
        const ranks = ORDERS[name];
        if (!ranks) throw new Error(`say in ORDERS what ${name} orders by`);
        const order = `by ${field} ${direction}`;
        return { of, place, order, orderBy: { field, direction }, ranks, descends: direction === 'DESC' };
      }),
    );
    return [unasked, ...orders];
  });

function fieldsOfOrder({ field }: Place): Array<{ name: string; field: string }> {
  const argument = field.args.find(({ name }) => name === 'orderBy');
  if (!argument) return [];
  const type = getNamedType(argument.type);
  const by = isInputObjectType(type) ? getNamedType(type.getFields().field?.type) : undefined;
  if (!isEnumType(by)) throw new Error(`${type.name} is no order`);
  return by.getValues().map(({ name }) => ({ name: `${by.name}.${name}`, field: name }));
}

const connection = z.object({
  edges: z.array(z.object({ cursor: z.string(), node: z.looseObject({ id: z.string() }) })),
  nodes: z.array(z.object({ id: z.string() })),
  pageInfo: z.object({
    hasNextPage: z.boolean(),
    hasPreviousPage: z.boolean(),
    startCursor: z.string().nullable(),
    endCursor: z.string().nullable(),
  }),
  count: z.object({ value: z.int(), isCapped: z.boolean() }),
});
type Connection = z.infer<typeof connection>;

const pageBy = (id: string) =>
  `nodes { ${id} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } count { value isCapped }`;

interface Ledger {
  test: TestApp;
  alpha: World;
  /** The id of an account of many members. */
  team: string;
  /** An administrator's key. */
  admin: string;
}

async function openLedger(): Promise<Ledger> {
  const test = await createTestApp();
  const alpha = await test.given.world('alpha');
  for (const name of ['bravo', 'charlie', 'delta', 'echo', 'foxtrot']) {
    const user = { email: `${name}-x@example.com`, createdAt: new Date('2026-01-01') };
    await test.given.user({
      ...user,
      twitterAccount: {
        create: {
          twitterId: name,
          username: name,
          accessToken: Buffer.from('a'),
          refreshToken: Buffer.from('r'),
          tokenKeyId: 'k1',
          tokenExpiresAt: user.createdAt,
          scope: 'tweet.read',
          connectedAt: user.createdAt,
        },
      },
    });
  }
  await test.given.crowd();
  const team = await givenTeam(test);
  const { key: admin } = await test.given.admin();
  return { test, alpha, team, admin };
}

/** A team of everybody: most of its members joined together. @returns Its id. */
async function givenTeam({ prisma }: TestApp): Promise<string> {
  const users = await prisma.user.findMany({ select: { id: true } });
  const { id } = await prisma.account.create({
    data: {
      kind: 'TEAM',
      name: 'everybody',
      memberships: {
        create: users.map(({ id: userId }, i) => ({
          userId,
          role: i === 0 ? 'OWNER' : 'VIEWER',
          createdAt: new Date(Date.UTC(2026, 0, 1 + Math.floor(i / 3))),
        })),
      },
    },
  });
  return encodeId('Account', id);
}

/** What all ask of, and nobody changes. */
let shared: Ledger;

beforeAll(async () => {
  shared = await openLedger();
}, 60_000);
afterAll(() => shared?.test.close());

/** The data that a document is answered with; errors fail the test. */
async function dataOf(
  document: string,
  variables: object = {},
  { test, admin }: Ledger = shared,
): Promise<unknown> {
  const { body } = await test.ask(document, { ...variables }, admin);
  const { data, errors } = z.object({ data: z.unknown(), errors: z.unknown().optional() }).parse(body);
  expect(errors).toBeUndefined();
  return data;
}

/** The connection somewhere below, where nothing else is asked. */
function connectionIn(value: unknown): Connection {
  const found = connection.safeParse(value);
  if (found.success) return found.data;
  const [inner, ...others] = Object.values(z.record(z.string(), z.unknown()).parse(value));
  if (others.length > 0) throw found.error;
  return connectionIn(inner);
}

type PageArgs = { first?: number; after?: string | null; last?: number; before?: string | null };

/** Asks for one page of a case's list. */
async function pageOf(
  { of, place, orderBy, ranks }: Case,
  page: PageArgs,
  ledger: Ledger = shared,
): Promise<Connection> {
  const { alpha, team } = ledger;
  const hubs = of === 'Account.members' ? { ...alpha.hubs, Account: team } : alpha.hubs;
  const { parent, field } = place;
  const needsExecution = orderBy?.field === 'CHUNK_INDEX' && parent !== 'Execution';
  const all = { ...page, orderBy, filter: needsExecution ? { executionId: hubs.Execution } : null };
  const args = field.args.filter(({ name }) =>
    Object.entries(all).some(([key, value]) => key === name && value != null),
  );
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const shown = ranks.map(({ by }) => by).join(' ');
  const id = idIn(field);
  const list = `${field.name}(${passed}) { edges { cursor node { ${id} ${shown} } } ${pageBy(id)} }`;
  return connectionIn(await dataOf(`query(${declared}) ${under(parent, hubs, list)}`, all, ledger));
}

const idsOf = ({ edges }: Connection) => edges.map(({ node }) => node.id);

const wholes = new Map<Case, Promise<Connection>>();

/** A case's list in one page. */
function wholeOf(one: Case): Promise<Connection> {
  const known = wholes.get(one) ?? pageOf(one, { first: 200 });
  wholes.set(one, known);
  return known;
}

describe.each(cases)('$of $order', (one) => {
  let whole: Connection;
  beforeAll(async () => {
    whole = await wholeOf(one);
  });

  it('has rows for several pages in the world, each once', () => {
    expect(whole.edges.length).toBeGreaterThanOrEqual(6);
    expect(new Set(idsOf(whole)).size).toBe(whole.edges.length);
    expect(new Set(whole.edges.map(({ cursor }) => cursor)).size).toBe(whole.edges.length);
    expect(whole.nodes.map(({ id }) => id)).toEqual(idsOf(whole));
    expect(whole.count).toEqual({ value: whole.edges.length, isCapped: false });
    expect(whole.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
  });

  it('is in order, nulls and ties at their places', () => {
    const isUrgency = one.orderBy?.field === 'PRIORITY';
    const keys = whole.edges.map(({ node }) => [
      ...one.ranks.map((rank) => rankOf(node, rank)),
      String(decodeId(node.id)?.uuid),
    ]);
    for (const [i, key] of keys.entries()) {
      const next = keys[i + 1];
      if (!next) continue;
      const at = key.findIndex((value, column) => value !== next[column]);
      const ascends = isUrgency && at > 0 ? true : !one.descends;
      expect(compare(key[at], next[at]) < 0, `${key} before ${next}`).toBe(ascends);
    }
  });

  it('is the same by small pages, forward', async () => {
    const size = Math.ceil(whole.edges.length / 4);
    const pages: Connection[] = [];
    for (let after: string | null = null; ; ) {
      const page: Connection = await pageOf(one, { first: size, after });
      pages.push(page);
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage || pages.length > whole.edges.length) break;
    }
    expect(pages.flatMap(({ edges }) => edges)).toEqual(whole.edges);
    expect(pages.map(({ pageInfo }) => pageInfo)).toEqual(
      pages.map(({ edges }, i) => ({
        hasNextPage: i < pages.length - 1,
        hasPreviousPage: i > 0,
        startCursor: edges[0]?.cursor,
        endCursor: edges.at(-1)?.cursor,
      })),
    );
    expect(pages.every(({ count }) => count.value === whole.edges.length)).toBe(true);
    const beyond = await pageOf(one, { first: 1, after: whole.pageInfo.endCursor });
    expect(beyond.edges).toEqual([]);
    expect(beyond.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: true,
      startCursor: null,
      endCursor: null,
    });
  });
});

const backwardCases = cases.filter(({ place }) => hasArgument(place.field, 'last'));

it.each(backwardCases)('$of $order is the same by small pages, backward', async (one) => {
  const whole = await wholeOf(one);
  const size = Math.ceil(whole.edges.length / 4);
  const pages: Connection[] = [];
  for (let before: string | null = null; ; ) {
    const page: Connection = await pageOf(one, { last: size, before });
    pages.unshift(page);
    before = page.pageInfo.startCursor;
    if (!page.pageInfo.hasPreviousPage || pages.length > whole.edges.length) break;
  }
  expect(pages.flatMap(({ edges }) => edges)).toEqual(whole.edges);
  expect(pages.map(({ pageInfo }) => [pageInfo.hasPreviousPage, pageInfo.hasNextPage])).toEqual(
    pages.map((_, i) => [i > 0, i < pages.length - 1]),
  );
  const [second, seventh] = [whole.edges[1]?.cursor, whole.edges.at(-2)?.cursor];
  const between = whole.edges.slice(2, -2);
  for (const page of [{ first: 200 }, { last: 200 }]) {
    expect((await pageOf(one, { ...page, after: second, before: seventh })).edges).toEqual(between);
  }
});

function rankOf(node: object, { by, nulls, text }: Rank): number | string {
  const [name = '', inner] = by.split(/[{} ]+/).filter(Boolean);
  const outer: unknown = Reflect.get(node, name);
  const value = inner && typeof outer === 'object' && outer !== null ? Reflect.get(outer, inner) : outer;
  if (value === null) return nulls === 'lowest' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (typeof value === 'number') return value;
  const time = typeof value === 'string' && !text ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? String(value).toLowerCase() : time;
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  return a === b ? 0 : (a ?? '') < (b ?? '') ? -1 : 1;
}

const nested = z.object({
  jobs: z.object({ nodes: z.array(z.record(z.string(), z.unknown())) }),
});

describe('lists under several parents', () => {
  it('are each its own, under aliases with other arguments too', async () => {
    const lists = [
      'first: 3',
      'first: 2, filter: { status: [FAILED, COMPLETED] }',
      'last: 2, orderBy: { field: DURATION, direction: ASC }',
    ];
    const selection = lists
      .map((args, i) => `list${i}: executions(${args}) { edges { cursor node { id } } ${pageBy('id')} }`)
      .join(' ');
    const { jobs } = nested.parse(await dataOf(`{ jobs(first: 200) { nodes { id ${selection} } } }`));
    expect(jobs.nodes.length).toBe(9);
    for (const job of jobs.nodes) {
      for (const [i, args] of lists.entries()) {
        const document = `{ job(id: "${job.id}") { executions(${args}) { edges { cursor node { id } } ${pageBy('id')} } } }`;
        expect(connection.parse(job[`list${i}`])).toEqual(connectionIn(await dataOf(document)));
      }
    }
  });

  it('are counted each by itself, by status and capped too', async () => {
    const counts = z.object({
      executions: z.object({
        nodes: z.array(z.object({ status: z.string() })),
        all: z.object({ value: z.int(), isCapped: z.boolean() }),
        two: z.object({ value: z.int(), isCapped: z.boolean() }),
        states: z.array(z.object({ status: z.string(), count: z.int(), isCapped: z.boolean() })),
        one: z.array(z.object({ status: z.string(), count: z.int(), isCapped: z.boolean() })),
      }),
    });
    const list = `executions(first: 200) {
      nodes { status } all: count { value isCapped } two: count(upTo: 2) { value isCapped }
      states: countsByStatus { status count isCapped } one: countsByStatus(upTo: 1) { status count isCapped }
    }`;
    const answer = await dataOf(`{ jobs(first: 200) { nodes { ${list} } } ${list} }`);
    const parsed = counts.and(z.object({ jobs: z.object({ nodes: z.array(counts) }) })).parse(answer);
    for (const { executions } of [parsed, ...parsed.jobs.nodes]) {
      const total = executions.nodes.length;
      expect(executions.all).toEqual({ value: total, isCapped: false });
      expect(executions.two).toEqual({ value: Math.min(total, 2), isCapped: total > 2 });
      const having = (status: string) => executions.nodes.filter((node) => node.status === status).length;
      expect(executions.states.map(({ status }) => status)).toEqual([
        'QUEUED',
        'RUNNING',
        'COMPLETED',
        'FAILED',
        'CANCELED',
      ]);
      for (const { status, count, isCapped } of executions.states) {
        expect({ status, count, isCapped }).toEqual({ status, count: having(status), isCapped: false });
      }
      for (const { status, count, isCapped } of executions.one) {
        expect({ count, isCapped }).toEqual({
          count: Math.min(having(status), 1),
          isCapped: having(status) > 1,
        });
      }
    }
  });

  it('count by status whatever status the filter asks for', async () => {
    const document = (filter: string) =>
      `{ executions(filter: ${filter}) { count { value } countsByStatus { status count } } }`;
    const answer = z.object({
      executions: z.object({ count: z.object({ value: z.int() }), countsByStatus: z.array(z.unknown()) }),
    });
    const failed = answer.parse(await dataOf(document('{ status: [FAILED], trigger: [API] }'))).executions;
    const any = answer.parse(await dataOf(document('{ trigger: [API] }'))).executions;
    expect(failed.countsByStatus).toEqual(any.countsByStatus);
    expect(failed.count.value).toBeLessThan(any.count.value);
  });
});

describe('a page whose rows are deleted meanwhile', () => {
  const one = cases.find(({ of, orderBy }) => of === 'Query.executions' && orderBy?.field === 'DURATION');
  if (!one) throw new Error('executions are no longer ordered by their duration');
  let own: Ledger;
  beforeAll(async () => {
    own = await openLedger();
  }, 60_000);
  afterAll(() => own?.test.close());

  const ask = (page: PageArgs) => pageOf(one, page, own);
  const deleteAt = async (whole: Connection, places: number[]) => {
    const ids = places.map((place) => String(decodeId(String(whole.edges[place]?.node.id))?.uuid));
    await own.test.prisma.execution.deleteMany({ where: { id: { in: ids } } });
  };

  it('is followed by just the rest, also where its own last row is gone', async () => {
    const whole = await ask({ first: 200 });
    const page = await ask({ first: 4 });
    await deleteAt(whole, [1, 3, 5]);
    const rest = await ask({ first: 200, after: page.pageInfo.endCursor });
    expect(rest.edges).toEqual(whole.edges.filter((_, i) => i === 4 || i > 5));
  });

  it('is preceded by just the rest', async () => {
    const whole = await ask({ first: 200 });
    const page = await ask({ last: 4 });
    const [size, second] = [whole.edges.length, whole.edges.length - 5];
    await deleteAt(whole, [size - 1, size - 4, second]);
    const rest = await ask({ last: 200, before: page.pageInfo.startCursor });
    expect(rest.edges).toEqual(whole.edges.slice(0, size - 4).filter((_, i) => i !== second));
  });
});
