import {
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeId, encodeId } from '../src/core/ids.js';
import type { NodeType } from '../src/core/node-types.js';
import { schema } from '../src/schema.js';
import { ACTIONS } from './support/actions.js';
import { createTestApp, type TestApp } from './support/app.js';
import { type Deed, deedsOf, type Found } from './support/deeds.js';
import { census, readOwnedTables } from './support/owned-statements.js';
import { reachable, reachableFrom, selectionOf } from './support/walk.js';
import { uuid } from './support/world/values.js';
import type { World } from './support/world/world.js';

/** Whose world nobody else may notice. */
const SECRETS = /bravo/i;
const mutations = schema.getMutationType()?.getFields() ?? {};

let test: TestApp;
let alpha: World & { writer: string };
let bravo: World & { writer: string };
let admin: string;
let verifier: string;
let deeds: Deed[];
/** What somebody else holds: its id, and the token that proves it. */
const held = new Map<NodeType, { id: string; token: string }>();
const found: Found = {};
/** The fields that were answered, and the ids in inputs that were tried. */
const answered = new Set<string>();
const tried = new Set<string>();
/** What was sent to the database for what the owner did. */
const statements = new Set<string>();
/** The mutations that were done. */
const done = new Set<string>();

async function withWriter(world: World): Promise<World & { writer: string }> {
  const { key, apiKey, user } = await test.given.user({
    email: `writer-of-${world.marker}@example.com`,
  });
  await test.prisma.apiKey.update({ where: { id: apiKey.id }, data: { ownerId: world.userId } });
  await test.prisma.user.delete({ where: { id: user.id } });
  return { ...world, writer: key };
}

beforeAll(async () => {
  test = await createTestApp({
    config: { tokenKeys: [{ id: 'k1', key: Buffer.alloc(32, 1) }], tokenLending: true },
  });
  alpha = await withWriter(await test.given.world('alpha'));
  bravo = await withWriter(await test.given.world('bravo'));
  admin = (await test.given.admin()).key;
  const scopes = ['READ', 'VERIFY', 'ADMIN'] as const;
  verifier = (await test.given.admin({ key: { scopes: [...scopes] } })).key;
  const victim = encodeId('User', (await test.given.user()).user.id);
  deeds = deedsOf({ prisma: test.prisma, own: alpha, victim });
  await hold();
}, 120_000);
afterAll(() => test?.close());

/** Somebody else takes work of theirs. */
async function hold(): Promise<void> {
  await test.prisma.job.updateMany({ where: { ownerId: bravo.userId }, data: { status: 'ACTIVE' } });
  const done = await perform(
    { mutation: 'startExecution', input: () => ({ jobId: bravo.hubs.CrawlJob, workerId: 'bravo worker' }) },
    bravo.writer,
  );
  const run = { id: textAt(done, 'execution.id'), token: textAt(done, 'lease.token') };
  held.set('Execution', run);
  const proof = { executionId: run.id, leaseToken: run.token };
  await perform(
    { mutation: 'planChunks', input: () => ({ ...proof, totalImages: 20, chunkSize: 10 }) },
    bravo.writer,
  );
  const claimed = await perform(
    { mutation: 'claimChunks', input: () => ({ workerId: 'bravo worker', executionId: run.id }) },
    bravo.writer,
  );
  held.set('Chunk', {
    id: textAt(claimed, 'chunks.0.chunk.id'),
    token: textAt(claimed, 'chunks.0.lease.token'),
  });
}

const branch = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
function textAt(value: unknown, path: string): string {
  const text = path.split('.').reduce<unknown>((above, key) => Reflect.get(branch.parse(above), key), value);
  return z.string().parse(text);
}

function keyOf({ by }: Pick<Deed, 'by'>): string | undefined {
  if (by === 'anybody') return undefined;
  if (by === 'session') return found.session;
  if (by === 'verifier') return verifier;
  return by === 'administrator' ? admin : alpha.writer;
}

/** Asks a mutation for everything that it can answer. */
async function ask(mutation: string, input: unknown, key: string | undefined): Promise<unknown> {
  const field = mutations[mutation];
  if (!field) throw new Error(`there is no ${mutation}`);
  const type = String(field.args[0]?.type);
  const selection = selectionOf(getNamedType(field.type), 1);
  const { body } = await test.ask(
    `mutation ($input: ${type}) { result: ${mutation}(input: $input) ${selection} }`,
    { input },
    key,
  );
  return body;
}

const success = z.object({ data: z.object({ result: z.looseObject({ __typename: z.string() }) }) });

async function perform(deed: Pick<Deed, 'mutation' | 'input'>, key: string | undefined) {
  const body = await ask(deed.mutation, deed.input(found), key);
  const parsed = success.safeParse(body);
  if (!parsed.success) throw new Error(`${deed.mutation}: ${JSON.stringify(body)}`);
  return parsed.data.data.result;
}

/** An id in an input: where it stands, and what it is. */
interface IdAt {
  path: Array<string | number>;
  id: string;
}

function idsIn(type: GraphQLInputType, value: unknown, path: IdAt['path'] = []): IdAt[] {
  const nullable = getNullableType(type);
  if (value === undefined || value === null) return [];
  if (isListType(nullable)) {
    return z
      .array(z.unknown())
      .parse(value)
      .flatMap((item, place) => idsIn(nullable.ofType, item, [...path, place]));
  }
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) =>
      idsIn(field.type, Reflect.get(z.record(z.string(), z.unknown()).parse(value), field.name), [
        ...path,
        field.name,
      ]),
    );
  }
  return named.name === 'ID' ? [{ path, id: String(value) }] : [];
}

/** The same input with another id at its place, and the token beside it that goes with the id. */
function replaced(input: unknown, [key, ...path]: IdAt['path'], id: string, token?: string): unknown {
  if (key === undefined) return id;
  const copy: unknown = Array.isArray(input)
    ? [...input]
    : { ...z.record(z.string(), z.unknown()).parse(input) };
  if (typeof copy !== 'object' || copy === null) throw new Error('there is nothing to replace');
  Reflect.set(copy, key, replaced(Reflect.get(copy, key), path, id, token));
  if (path.length > 0 || token === undefined) return copy;
  for (const name of ['token', 'leaseToken']) if (Object.hasOwn(copy, name)) Reflect.set(copy, name, token);
  return copy;
}

/** The rows of an owner in every table, as text. */
async function rowsOf(userId: string): Promise<string> {
  const tables = await test.prisma.$queryRaw<Array<{ table: string; column: string }>>`
    SELECT c.table_name AS table, c.column_name AS column FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name IN ('owner_id', 'user_id')
    ORDER BY 1, 2`;
  const dumps: string[] = [];
  for (const { table, column } of tables) {
    const rows = await test.prisma.$queryRawUnsafe<Array<{ row: unknown }>>(
      // When a key was last used is written down every minute, for what was done before.
      `SELECT to_jsonb(t) - 'last_used_at' AS row FROM "${table}" t WHERE t."${column}" = $1::uuid ORDER BY to_jsonb(t)::text`,
      userId,
    );
    dumps.push(`${table}: ${JSON.stringify(rows)}`);
  }
  return dumps.join('\n');
}

/** Notes the fields of an answer. */
function note(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) note(item);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const type: unknown = Reflect.get(value, '__typename');
  for (const [name, inner] of Object.entries(value)) {
    if (typeof type === 'string') answered.add(`${type}.${name}`);
    note(inner);
  }
}

const withoutIds = (path: IdAt['path']) => path.filter((key) => typeof key === 'string').join('.');

function declaredIds(type: GraphQLInputType, path: string): string[] {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) =>
      declaredIds(field.type, `${path}.${field.name}`),
    );
  }
  return named.name === 'ID' ? [path] : [];
}

// One story: the deeds find each other's things, and what comes after looks back at what was tried and answered.
describe("another owner's things", { shuffle: false }, () => {
  describe('written to', () => {
    it('answer as what does not exist, and stay as they are; one’s own are done', {
      timeout: 120_000,
    }, async () => {
      const before = await rowsOf(bravo.userId);
      for (const deed of deeds) {
        await deed.before?.(found);
        const input = deed.input(found);
        const type = mutations[deed.mutation]?.args[0]?.type;
        if (!type) throw new Error(`there is no ${deed.mutation}`);
        for (const place of idsIn(type, input)) {
          const decoded = decodeId(place.id);
          if (!decoded) throw new Error(`${deed.mutation}: ${place.path.join('.')} holds no id`);
          tried.add(`${deed.mutation}.${withoutIds(place.path)}`);
          // Social tasks are everybody's.
          if (decoded.type === 'SocialTask') continue;
          const lent = held.get(decoded.type);
          const foreign = lent?.id ?? String(bravo.ids[decoded.type][0]);
          const unknown = encodeId(decoded.type, uuid('nobody'));
          // Administrators' mutations too are asked by one who is none.
          const isOfAdministrators = deed.by === 'administrator' || deed.by === 'verifier';
          const key = isOfAdministrators ? alpha.writer : keyOf(deed);
          const answers: string[] = [];
          for (const id of [foreign, unknown]) {
            const body = await ask(deed.mutation, replaced(input, place.path, id, lent?.token), key);
            answers.push(JSON.stringify(body).replaceAll(id, '<id>'));
          }
          const what = `${deed.mutation} with another ${place.path.join('.')}`;
          expect(answers[0], what).toBe(answers[1]);
          expect(answers[0], what).not.toMatch(SECRETS);
        }
        const { result: body, statements: sent } = await test.recordStatements(() =>
          ask(deed.mutation, input, keyOf(deed)),
        );
        if (deed.by === undefined) for (const statement of sent) statements.add(statement);
        const text = JSON.stringify(body);
        expect(text, deed.mutation).not.toMatch(SECRETS);
        if (deed.answer === null) {
          expect(text).toContain('"errors"');
          continue;
        }
        const { result } = success.safeParse(body).data?.data ?? {};
        if (!result) throw new Error(`${deed.mutation}: ${text}`);
        expect(result.__typename, text).toMatch(deed.answer ?? /Payload$/);
        if (/Payload$/.test(result.__typename)) done.add(deed.mutation);
        note(result);
        for (const [name, path] of Object.entries(deed.keep ?? {})) found[name] = textAt(result, path);
      }
      expect(await rowsOf(bravo.userId)).toBe(before);
    });

    it('name their owner at every level of every statement', async () => {
      const owned = await readOwnedTables((sql) => test.prisma.$queryRawUnsafe(sql));
      const { named, marks, joined, readBack, others } = census(statements, owned);
      console.info(`writing: ${named} of ${statements.size} statements name their owner everywhere`);
      expect([...marks].sort()).toEqual(['credentials', 'deletions', 'uniqueness']);
      // The rule of an alert that is acknowledged.
      expect([...joined]).toEqual(['alert_rules']);
      // What Prisma creates with its relations it reads back by its id.
      expect([...readBack]).toEqual(['jobs']);
      expect(others).toEqual([]);
    });

    it('leaves a word in the activity log for what was done to one’s own', async () => {
      const logged = await test.prisma.activityLog.findMany({
        distinct: ['action'],
        select: { action: true },
      });
      const actions = logged.map(({ action }) => action);
      // These find nothing to do here: test/activity.test.ts has them.
      for (const idle of ['setJobStatus', 'bulkCancelExecutions', 'bulkRetryExecutions']) done.delete(idle);
      const expected = [...done].flatMap((mutation) => ACTIONS[mutation] ?? []);
      expect(expected.length).toBeGreaterThan(30);
      expect(expected.filter((action) => !actions.includes(action))).toEqual([]);
    });

    it.each(['enqueueExecution', 'startExecution'])('are not found by their names: %s', async (mutation) => {
      const [foreign, unknown] = await Promise.all(
        ['bravo', 'nobody'].map(async (marker) => {
          const body = await ask(mutation, { jobSlug: `${marker}-1` }, alpha.writer);
          return JSON.stringify(body).replaceAll(marker, '<marker>');
        }),
      );
      expect(foreign).toContain('NOT_FOUND');
      expect(foreign).toBe(unknown);
    });

    it('are tried with every mutation, and with every id that any of them takes', () => {
      const done = new Set(deeds.map(({ mutation }) => mutation));
      expect(
        Object.keys(mutations).filter((name) => !done.has(name)),
        'say in support/deeds.ts how these are made',
      ).toEqual([]);
      const ids = Object.values(mutations).flatMap((field) =>
        field.args.flatMap(({ type }) => declaredIds(type, field.name)),
      );
      expect(ids.length).toBeGreaterThan(30);
      expect(
        ids.filter((place) => !tried.has(place)),
        'have a deed in support/deeds.ts that names it',
      ).toEqual([]);
    });

    it('are tried with every field that only mutations answer', () => {
      const asked = new Set(reachable().map(({ parent }) => parent));
      const own = reachableFrom(Object.values(mutations)).flatMap(({ parent, field }) => {
        const type = schema.getType(parent);
        const isAnswer = isObjectType(type) && !asked.has(parent) && parent !== 'Query';
        // The failures that a mutation can meet are what the other ids above were answered.
        const isFailure = isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Error');
        return isAnswer && !isFailure ? [`${parent}.${field.name}`] : [];
      });
      const missing = own.filter((field) => !answered.has(field));
      console.info(`writing: ${own.length - missing.length} of ${own.length} fields, ${tried.size} ids`);
      expect(own.length).toBeGreaterThan(50);
      expect(missing).toEqual([]);
    });
  });

  describe('waited for', () => {
    const subscriptions = schema.getSubscriptionType()?.getFields() ?? {};
    const EVENT = '{ id execution { id job { slug } } actor { name user { email } } }';

    /** What a subscription sends, as it comes. */
    async function follow(query: string, variables: object) {
      const response = await test.app.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          authorization: `Bearer ${alpha.writer}`,
        },
        body: JSON.stringify({ query, variables }),
      });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      const stream = { text: '', end: () => reader?.cancel() };
      (async () => {
        for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
          stream.text += part.value;
        }
      })().catch(() => undefined);
      return stream;
    }

    it('are in no stream, whatever it is asked for', { timeout: 60_000 }, async () => {
      const leaves = declaredIds(subscriptions.executionChanged?.args[0]?.type ?? never(), '');
      const typeOf: Record<string, NodeType> = {
        '.ids': 'Execution',
        '.jobId': 'CrawlJob',
        '.projectId': 'Project',
        '.ownerId': 'User',
      };
      expect(Object.keys(subscriptions).sort()).toEqual([
        'executionChanged',
        'notificationAdded',
        'partsChanged',
        'progressChanged',
      ]);
      const query = `subscription($filter: ExecutionFilter) { executionChanged(filter: $filter) ${EVENT} }`;
      const filters = leaves.flatMap((leaf) => {
        const type = typeOf[leaf];
        if (!type) throw new Error(`say in typeOf what ${leaf} takes`);
        const ids = [held.get(type)?.id ?? bravo.ids[type][0], encodeId(type, uuid('nobody'))];
        return ids.map((id) => ({ [leaf.slice(1)]: leaf === '.ids' ? [id] : id }));
      });
      const mine = await follow(query, {});
      const told = await follow('subscription { notificationAdded { id title } }', {});
      const theirs = await Promise.all(filters.map((filter) => follow(query, { filter })));

      const enqueue = (jobId: string | undefined, key: string) =>
        perform({ mutation: 'enqueueExecution', input: () => ({ jobId }) }, key);
      await enqueue(bravo.hubs.CrawlJob, bravo.writer);
      await test.prisma.notification.create({
        data: {
          ownerId: bravo.userId,
          type: 'execution.failed',
          facts: { jobName: 'bravo job', reason: null },
        },
      });
      const own = textAt(await enqueue(alpha.hubs.CrawlJob, alpha.writer), 'execution.id');
      await expect.poll(() => mine.text).toContain(own);
      for (const stream of [mine, told, ...theirs]) expect(stream.text).not.toMatch(SECRETS);
      for (const stream of [told, ...theirs]) expect(stream.text).not.toContain('event: next');
      await Promise.all([mine, told, ...theirs].map((stream) => stream.end()));
    });

    it.each([
      ['progress', 'progressChanged(executionId: $id) { total }'],
      ['parts', 'partsChanged(executionId: $id) { cursor parts { __typename } }'],
    ])('have no %s', async (_, field) => {
      const ids = [held.get('Execution')?.id ?? never(), encodeId('Execution', uuid('nobody'))];
      const answers = await Promise.all(
        ids.map(async (id) => {
          const stream = await follow(`subscription($id: ID!) { ${field} }`, { id });
          await expect.poll(() => stream.text).toContain('BAD_USER_INPUT');
          await stream.end();
          return stream.text.replaceAll(id, '<id>');
        }),
      );
      expect(answers[0]).toBe(answers[1]);
    });
  });
});

function never(): never {
  throw new Error('it is there');
}
