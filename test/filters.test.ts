import fc from 'fast-check';
import { getNamedType, getNullableType, isInputObjectType, isListType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { isNodeType } from '../src/core/node-types.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { schema } from '../src/schema.js';
import { createTestApp, type TestApp } from './support/app.js';
import { iso, type Row } from './support/criteria.js';
import { describeLists, LIST_NAMES, type List, type ListName } from './support/lists.js';
import { isConnection, reachable } from './support/walk.js';
import type { World } from './support/world/world.js';

/** How many filters are tried: of one field, and of several, for each list. */
const RUNS = { ofOneField: 8, ofSeveral: 40 };
const PAGE_ARGS = ['first', 'after', 'last', 'before', 'orderBy'];
const STATUSES = ['QUEUED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELED'];

let test: TestApp;
let alpha: World;
let admin: string;
let lists: Record<ListName, List>;

beforeAll(async () => {
  test = await createTestApp();
  alpha = await test.given.world('alpha');
  const bravo = await test.given.world('bravo', { visitor: alpha.userId });
  await test.given.crowd();
  admin = (await test.given.admin()).key;
  lists = describeLists(test.prisma, alpha, bravo);
}, 60_000);
afterAll(() => test.close());

const count = z.object({ value: z.int(), isCapped: z.boolean() });
const page = z.object({
  nodes: z.array(z.object({ id: z.string() })),
  count,
  countsByStatus: z.array(z.object({ status: z.string(), count: z.int() })).optional(),
});

interface Asked {
  filter: Row | null;
  orderBy?: { field: string; direction: string };
  key: string;
}

/** A list's field with its filter, and the variables for it. */
function question(list: List, { filter, orderBy }: Asked): { document: string; variables: Row } {
  const { parent, field } = placeOf(list);
  const variables: Row = { first: 200, orderBy, ...(list.filter ? { filter } : filter) };
  const args = field.args.filter(({ name }) => variables[name] !== undefined);
  const declared = args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = args.map(({ name }) => `${name}: $${name}`).join(', ');
  const byStatus = list.field === 'executions' ? 'countsByStatus { status count }' : '';
  const asked = `list: ${list.field}(${passed}) { nodes { id } count { value isCapped } ${byStatus} }`;
  const selection = (list.document ?? 'LIST').replace('LIST', asked);
  if (parent !== 'Query' && !list.document) throw new Error(`${list.field} is asked under a ${parent}`);
  return { document: `query(${declared}) { ${selection} }`, variables };
}

function placeOf(list: List) {
  const places = reachable().filter(({ field }) => field.name === list.field && isConnection(field));
  const place = places.find(({ parent }) => parent === 'Query') ?? places[0];
  if (!place) throw new Error(`there is no list called ${list.field}`);
  return place;
}

async function ask(list: List, asked: Asked) {
  const { document, variables } = question(list, asked);
  const { body } = await test.ask(document, variables, asked.key);
  const { data } = z.object({ data: z.record(z.string(), z.unknown()).nullable() }).parse(body);
  const [first] = Object.values(data ?? {});
  const found = page.safeParse(first).success ? first : z.looseObject({}).safeParse(first).data?.list;
  const parsed = page.safeParse(found);
  if (!parsed.success) throw new Error(`${JSON.stringify({ asked, body })}`);
  return parsed.data;
}

function matching(list: List, rows: readonly Row[], filter: Row | null, key: string, except?: string): Row[] {
  return rows.filter(
    (row) =>
      (key === admin || list.owner === null || row[list.owner] === alpha.userId) &&
      Object.entries(filter ?? {}).every(([name, value]) => {
        if (value == null || name === except) return true;
        const criterion = list.criteria[name];
        if (!criterion) throw new Error(`${list.field} has no ${name}`);
        return criterion.matches(row, value);
      }),
  );
}

/** Asks the API, and compares its rows and its counts with the model's. @returns how many there are. */
async function expectAgreement(list: List, rows: readonly Row[], asked: Asked): Promise<number> {
  const expected = matching(list, rows, asked.filter, asked.key);
  const answer = await ask(list, asked);
  expect(answer.nodes.map(({ id }) => id).sort()).toEqual(expected.map((row) => typedId(list, row)).sort());
  expect(answer.count).toEqual({ value: expected.length, isCapped: false });
  if (answer.countsByStatus) {
    const any = matching(list, rows, asked.filter, asked.key, 'status');
    expect(answer.countsByStatus).toEqual(
      STATUSES.map((status) => ({ status, count: any.filter((row) => row.status === status).length })),
    );
  }
  return expected.length;
}

function typedId(list: List, row: Row): string {
  const type = getNamedType(placeOf(list).field.type).name.replace(/Connection$/, '');
  if (type === 'Job') return encodeJobId({ id: String(row.id), kind: String(row.kind) });
  if (!isNodeType(type)) throw new Error(`${type} has no ids`);
  return encodeId(type, String(row.id));
}

function fieldsOf(list: List): string[] {
  if (list.filter === null) {
    return placeOf(list)
      .field.args.map(({ name }) => name)
      .filter((name) => !PAGE_ARGS.includes(name));
  }
  const type = schema.getType(list.filter);
  if (!isInputObjectType(type)) throw new Error(`${list.filter} is no filter`);
  return Object.keys(type.getFields());
}

it('are all here, each with every field', () => {
  const filters = Object.values(schema.getTypeMap()).filter(
    (type) => isInputObjectType(type) && type.name.endsWith('Filter'),
  );
  // A log's lines are no rows: test/logs.test.ts filters them.
  const asked = [...LIST_NAMES.flatMap((name) => lists[name].filter ?? []), 'LogFilter'];
  expect(asked.sort()).toEqual(filters.map(({ name }) => name).sort());
  for (const name of LIST_NAMES) {
    expect(Object.keys(lists[name].criteria).sort(), name).toEqual(fieldsOf(lists[name]).sort());
  }
  const unfiltered = reachable()
    .filter(({ field }) => isConnection(field))
    .filter(({ field }) => field.args.some(({ name }) => !PAGE_ARGS.includes(name)))
    .filter(
      ({ field }) =>
        !LIST_NAMES.some((name) => name === field.name) && !['activity', 'logs'].includes(field.name),
    );
  expect(unfiltered).toEqual([]);
});

describe.each(LIST_NAMES)('%s', (name) => {
  it('each field lets through what it says', async () => {
    const list = lists[name];
    const rows = await list.rows();
    for (const [field, { values }] of Object.entries(list.criteria)) {
      const sizes = new Set<number>();
      const asked = fc.sample(values, { numRuns: RUNS.ofOneField, seed: field.length });
      for (const value of asked) {
        const filter = { [field]: value, ...list.bound?.({ [field]: value }, undefined) };
        sizes.add(await expectAgreement(list, rows, { filter, key: admin }));
      }
      expect(Math.max(...sizes), `${field} finds something`).toBeGreaterThan(0);
      expect(Math.min(...sizes), `${field} leaves something out`).toBeLessThan(rows.length);
    }
  }, 60_000);

  it('any fields together, in any order, for whoever asks', async () => {
    const list = lists[name];
    const rows = await list.rows();
    const criteria = Object.fromEntries(
      Object.entries(list.criteria).map(([field, { values }]) => [field, values]),
    );
    const filters = fc.record(criteria, { requiredKeys: [] }).chain((all) => {
      // A few fields at a time: all of them together find nothing.
      const entries = Object.entries(all);
      return fc
        .subarray(entries, { maxLength: Math.min(3, entries.length) })
        .map((some) => Object.fromEntries(some));
    });
    const orders = fc.option(
      fc.record({
        field: fc.constantFrom(...(list.orders ?? ['none'])),
        direction: fc.constantFrom('ASC', 'DESC'),
      }),
      { nil: undefined },
    );
    const isAdmin = list.forAdministrators ? fc.constant(true) : fc.boolean();
    const property = fc.asyncProperty(filters, orders, isAdmin, async (fields, order, asAdmin) => {
      const orderBy = list.orders ? order : undefined;
      const bound = list.bound?.(fields, orderBy?.field);
      const filter = { ...fields, ...bound };
      const key = asAdmin ? admin : alpha.key;
      await expectAgreement(list, rows, {
        filter: Object.keys(filter).length > 0 ? filter : null,
        orderBy,
        key,
      });
    });
    await fc.assert(property, { numRuns: Math.min(RUNS.ofSeveral, 20 * Object.keys(criteria).length) });
  }, 60_000);

  it('null asks for nothing, an empty list finds nothing', async () => {
    const list = lists[name];
    const rows = await list.rows();
    const fields = Object.keys(list.criteria);
    const nothing = Object.fromEntries(fields.map((field) => [field, null]));
    expect(await expectAgreement(list, rows, { filter: nothing, key: admin })).toBe(rows.length);
    for (const field of fields) {
      if (!isListType(getNullableType(typeOf(list, field)))) continue;
      expect((await ask(list, { filter: { [field]: [] }, key: admin })).nodes).toEqual([]);
    }
  });

  it('an empty filter asks nothing, and neither does what is empty in it, in any order', async () => {
    const list = lists[name];
    const rows = await list.rows();
    const emptyOf = (field: string): unknown[] => {
      const named = getNamedType(typeOf(list, field));
      if (named.name === 'JSON') return [{}];
      if (!isInputObjectType(named)) return [];
      const ends = Object.keys(named.getFields());
      return [{}, ...ends.map((end) => ({ [end]: null }))];
    };
    const empty = Object.keys(list.criteria).flatMap((field) =>
      emptyOf(field).map((value): Row => ({ [field]: value })),
    );
    const all = Object.assign({}, ...empty);
    for (const field of [undefined, ...(list.orders ?? [])]) {
      for (const filter of [{}, all, ...(field ? [] : empty)]) {
        const { document, variables } = question(list, {
          filter,
          key: admin,
          ...(field && { orderBy: { field, direction: 'DESC' } }),
        });
        const { body } = await test.ask(document, variables, admin);
        expect([filter, field, z.object({ errors: z.unknown() }).safeParse(body).data]).toEqual([
          filter,
          field,
          undefined,
        ]);
        expect(JSON.stringify(body)).toContain(`"count":{"value":${rows.length},"isCapped":false}`);
      }
    }
  });

  it('refuses what is no value, and ranges that end before they start', async () => {
    const list = lists[name];
    const refused: Array<[filter: Row, path: string[]]> = [];
    for (const field of Object.keys(list.criteria)) {
      const type = getNullableType(typeOf(list, field));
      const path = list.filter ? ['filter', field] : [field];
      const isList = isListType(type);
      const named = getNamedType(type).name;
      const values: Record<string, unknown[]> = {
        String: [isList ? [''] : ''],
        ID: isList ? [['']] : ['', 'nonsense', 'tick_00000000000000000000000000'],
        JSON: ['text', []],
        DateTimeRange: [
          { from: iso(2), to: iso(1) },
          { from: iso(1), to: iso(1) },
        ],
        IntRange: [{ min: 2, max: 1 }],
      };
      for (const value of values[named] ?? []) {
        if (field === 'resourceId' && value !== '') continue;
        const bound = list.bound?.({ [field]: value }, undefined);
        refused.push([{ ...bound, [field]: value }, path]);
      }
    }
    const errors = z.object({
      errors: z.tuple([
        z.object({
          message: z.string(),
          extensions: z.object({
            code: z.string(),
            issues: z.array(z.object({ path: z.array(z.string()), message: z.string() })),
          }),
        }),
      ]),
    });
    for (const [filter, path] of refused) {
      const { document, variables } = question(list, { filter, key: admin });
      const { status, body } = await test.ask(document, variables, admin);
      const [{ message, extensions }] = errors.parse(body).errors;
      expect([status, extensions.code, filter]).toEqual([200, 'BAD_USER_INPUT', filter]);
      const [issue] = extensions.issues;
      expect(issue?.path.slice(0, path.length)).toEqual(path);
      expect(message).toContain(path.at(-1));
    }
  });
});

function typeOf(list: List, field: string) {
  const type = list.filter ? schema.getType(list.filter) : undefined;
  const input = isInputObjectType(type)
    ? type.getFields()[field]
    : placeOf(list).field.args.find(({ name }) => name === field);
  if (!input) throw new Error(`${list.field} has no ${field}`);
  return input.type;
}

describe('a filter that no index serves', () => {
  const month = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };
  const tooLong = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00.001Z' };
  const open = { from: '2026-01-01T00:00:00Z' };
  const executions = (filter: Row, field?: string) =>
    test.ask(
      `query($filter: ExecutionFilter, $orderBy: ExecutionOrder) {
        executions(filter: $filter, orderBy: $orderBy) { nodes { id } count { value } }
      }`,
      { filter, orderBy: field && { field, direction: 'DESC' } },
      admin,
    );
  const isRefused = (body: unknown) => z.object({ errors: z.array(z.unknown()) }).safeParse(body).success;

  it.each([
    ['error', 'alpha'],
    ['params', { region: 'eu' }],
    ['durationMs', { min: 1 }],
  ])('%s needs a bound', async (field, value) => {
    const refused: Array<[Row, string?]> = [
      [{}],
      [{ queuedAt: tooLong }],
      [{ queuedAt: open }],
      [{ startedAt: month }],
      [{ queuedAt: month }, 'STARTED_AT'],
      [{ queuedAt: month }, 'FINISHED_AT'],
      [{ status: ['FAILED'] }],
    ];
    for (const [bound, order] of refused) {
      const { body } = await executions({ ...bound, [field]: value }, order);
      expect([bound, order, isRefused(body)]).toEqual([bound, order, true]);
      expect(JSON.stringify(body)).toMatch(
        `filter.${field}: no index serves this alone; add a jobId, jobIds, or`,
      );
    }
    const served: Array<[Row, string?]> = [
      [{ queuedAt: month }],
      [{ jobId: alpha.hubs.Job }],
      [{ ids: [alpha.hubs.Execution] }],
      [{ startedAt: month }, 'STARTED_AT'],
      [{ finishedAt: month }, 'FINISHED_AT'],
    ];
    for (const [bound, order] of served) {
      const { body } = await executions({ ...bound, [field]: value }, order);
      expect([bound, order, isRefused(body)]).toEqual([bound, order, false]);
    }
  });

  it.each([
    ['summaries', 'SummaryFilter', { search: 'great' }, { createdAt: month }],
    ['metrics', 'MetricFilter', { labels: { host: 'a' } }, { timestamp: month }],
  ])('%s: %s %o', async (field, type, filter, bound) => {
    const document = `query($filter: ${type}) { ${field}(filter: $filter) { nodes { id } } }`;
    expect(isRefused((await test.ask(document, { filter }, admin)).body)).toBe(true);
    for (const beside of [bound, { jobId: alpha.hubs.Job }, { executionId: alpha.hubs.Execution }]) {
      const { body } = await test.ask(document, { filter: { ...filter, ...beside } }, admin);
      expect(isRefused(body)).toBe(false);
    }
  });
});
