import { getNamedType, isInterfaceType, isLeafType, isListType, isNonNullType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeId } from '../src/core/ids.js';
import { type NodeType, nodeTypes } from '../src/core/node-types.js';
import { jobTypes } from '../src/jobs/job-id.js';
import { schema } from '../src/schema.js';
import { createTestApp, type TestApp } from './support/app.js';
import { census, readOwnedTables } from './support/owned-statements.js';
import {
  ask,
  figureArguments,
  isConnection,
  type Leaf,
  leavesOf,
  NO_NODE,
  objectType,
  type Place,
  plainArguments,
  rangeOf,
  reachable,
  reachableFrom,
  rootFields,
  sampleQuestion,
  selectionOf,
  under,
} from './support/walk.js';
import { uuid } from './support/world/values.js';
import type { World } from './support/world/world.js';

/** Whose world nobody else may notice. */
const SECRETS = /bravo|crowd|visitor/i;
const OPEN_TO_ALL = ['access', 'account', 'viewer', 'credential'];
/** A walk asks for every field there is. */
const WALK_MS = 90_000;

const FOR_ADMINISTRATORS = ['activityLogs', 'tierDistribution', 'twitterAccounts', 'users'];

const NODE_TYPES = nodeTypes();
const JOB_NODE_TYPES = jobTypes();

/** Which ids an argument takes; the fields are named with the type that declares them. */
const ID_LEAVES: Record<string, readonly NodeType[]> = {
  'Query.node.id': NODE_TYPES,
  'Query.nodes.ids': NODE_TYPES,
  'Query.execution.id': ['Execution'],
  'Query.job.id': JOB_NODE_TYPES,
  'Query.completions.taskId': ['SocialTask'],
  'Query.rescues.jobId': ['BotJob'],
  'Query.scheduleTicks.jobId': ['MonitorJob'],
  'AlertFilter.alertRuleId': ['AlertRule'],
  'AlertFilter.jobId': ['CrawlJob'],
  'AlertRuleFilter.jobId': ['CrawlJob'],
  'ActivityFilter.userId': ['User'],
  'ActivityFilter.resourceId': ['Execution', 'CrawlJob'],
  'ArtifactFilter.jobId': ['AgentTask'],
  'ArtifactFilter.executionId': ['Execution'],
  'ChunkFilter.jobId': ['CrawlJob'],
  'ChunkFilter.executionId': ['Execution'],
  'ExecutionFilter.ids': ['Execution'],
  'ExecutionFilter.jobId': JOB_NODE_TYPES,
  'ExecutionFilter.jobIds': JOB_NODE_TYPES,
  'ExecutionFilter.projectId': ['Project'],
  'ExecutionFilter.ownerId': ['Account', 'User'],
  'ImageFilter.executionId': ['Execution'],
  'LogFilter.chunkId': ['Chunk'],
  'JobFilter.ids': JOB_NODE_TYPES,
  'JobFilter.projectId': ['Project'],
  'JobFilter.ownerId': ['Account', 'User'],
  'MetricFilter.jobId': ['AgentTask'],
  'MetricFilter.executionId': ['Execution'],
  'SummaryFilter.jobId': ['MonitorJob'],
  'SummaryFilter.executionId': ['Execution'],
  'SummaryFilter.ownerId': ['Account', 'User'],
  'VerificationLogFilter.userId': ['User'],
  'VerificationLogFilter.taskId': ['SocialTask'],
  'VerificationLogFilter.completionId': ['Completion'],
  'VerificationLogFilter.twitterAccountId': ['TwitterAccount'],
};

const A_MONTH = { from: '2026-01-01T00:00:00Z', to: '2026-01-31T00:00:00Z' };

/** What texts an argument finds in a world, and the bound that it may need. */
const TEXT_LEAVES: Record<string, { of: (marker: string) => unknown; bound?: object }> = {
  'Query.job.slug': { of: (marker) => `${marker}-0` },
  'ActivityFilter.resourceType': { of: (marker) => marker },
  'ActivityFilter.action': { of: (marker) => `${marker}.done` },
  'ArtifactFilter.name': { of: (marker) => `${marker}.log` },
  'ChunkFilter.taskId': { of: (marker) => `${marker}-task-1` },
  'ChunkFilter.workerId': { of: (marker) => `${marker}-worker` },
  'ExecutionFilter.botId': { of: (marker) => `${marker}-bot-0` },
  'ExecutionFilter.externalId': { of: (marker) => `${marker}-0` },
  'ExecutionFilter.externalSystem': {
    of: (marker) => `${marker}-airflow`,
    bound: { externalId: ['alpha-0', 'bravo-0'] },
  },
  'ExecutionFilter.tags': { of: (marker) => marker },
  'ExecutionFilter.workerId': { of: (marker) => `${marker}-worker-0` },
  'ExecutionFilter.errorCode': { of: (marker) => `E_${marker}` },
  'ExecutionFilter.errorFingerprint': { of: (marker) => marker },
  'ExecutionFilter.failedStage': { of: (marker) => `${marker} stage` },
  'ExecutionFilter.error': { of: (marker) => marker, bound: { queuedAt: A_MONTH } },
  'ExecutionFilter.params': { of: (marker) => ({ nested: { marker } }), bound: { queuedAt: A_MONTH } },
  'Query.executionFacets.search': { of: (marker) => marker },
  'Query.scheduleNextRuns.cron': { of: (marker) => marker },
  'ImageFilter.contentHash': { of: (marker) => `${marker}-h1` },
  'JobFilter.tags': { of: (marker) => marker },
  'JobFilter.search': { of: (marker) => marker },
  'JobFilter.botId': { of: (marker) => `${marker}-bot-0` },
  'JobFilter.handler': { of: (marker) => `${marker}-bot-0` },
  'JobFilter.xUsername': { of: (marker) => `${marker}_0` },
  'LogFilter.search': { of: (marker) => marker },
  'LogFilter.stageName': { of: (marker) => `${marker} stage` },
  'MetricFilter.name': { of: (marker) => marker },
  'MetricFilter.labels': { of: (marker) => ({ of: { marker } }), bound: { timestamp: A_MONTH } },
  'Query.metricSeries.name': { of: (marker) => marker },
  'SummaryFilter.xUsername': { of: (marker) => `${marker}_0` },
  'SummaryFilter.topics': { of: (marker) => marker },
  'SummaryFilter.search': { of: (marker) => marker, bound: { createdAt: A_MONTH } },
};
/** No text of alpha's world is in these. */
const NEVER_FOUND = new Set([
  'ActivityFilter.resourceType',
  'ExecutionFilter.errorFingerprint',
  'ExecutionFilter.failedStage',
  'Query.executionFacets.search',
  'Query.scheduleNextRuns.cron',
]);

/** What of a world some figures are not about. */
const NOT_ABOUT: Record<string, readonly string[]> = {
  botMetrics: ['jobId', 'jobIds', 'externalId', 'externalSystem'].map((field) => `ExecutionFilter.${field}`),
  failureGroups: ['jobId', 'jobIds', 'externalId', 'externalSystem'].map(
    (field) => `ExecutionFilter.${field}`,
  ),
  metricSeries: ['MetricFilter.name'],
  stageSummary: ['ExecutionFilter.jobId', 'ExecutionFilter.jobIds', 'ExecutionFilter.errorCode'],
  stuckExecutions: [
    'ids',
    'jobId',
    'jobIds',
    'botId',
    'workerId',
    'externalId',
    'externalSystem',
    'errorCode',
    'error',
  ].map((field) => `ExecutionFilter.${field}`),
  workers: ['jobId', 'jobIds', 'externalId', 'externalSystem', 'errorCode', 'error'].map(
    (field) => `ExecutionFilter.${field}`,
  ),
};

const answered = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.unknown()).optional(),
});

let test: TestApp;
let alpha: World;
let bravo: World;
let admin: string;
/** What alpha was answered before there was anybody else. */
let alone: Walk;

beforeAll(async () => {
  test = await createTestApp();
  const visitor = await test.given.user({ email: 'visitor@example.com', fullName: 'visitor' });
  alpha = await test.given.world('alpha', { visitor: visitor.user.id });
  admin = (await test.given.admin()).key;
  alone = await walk(alpha);
  bravo = await test.given.world('bravo', { visitor: alpha.userId });
  await test.given.crowd();
}, WALK_MS);
afterAll(() => test.close());

/** What an API key is answered, as text. */
async function answerOf(key: string | undefined, document: string, variables = {}): Promise<string> {
  return JSON.stringify((await test.ask(document, variables, key)).body);
}

interface Walk {
  /** The answers, in the order of the questions. */
  answers: Array<{ document: string; text: string }>;
  /** The ids that were found, by type. */
  found: Map<string, Set<string>>;
  /** `Type.field` for every field that was answered. */
  fields: Set<string>;
  /** What was sent to the database for it. */
  statements: Set<string>;
}

/** Asks everything that one can get to: the root lists, then everything by its id, until nothing new is found. */
async function walk({ key, marker }: World): Promise<Walk> {
  const result: Walk = { answers: [], found: new Map(), fields: new Set(), statements: new Set() };
  const visit = async (document: string, variables = {}) => {
    const { result: answer, statements } = await test.recordStatements(() =>
      test.ask(document, variables, key),
    );
    for (const statement of statements) result.statements.add(statement);
    const { data, errors } = answered.parse(answer.body);
    expect({ document, errors }).toEqual({ document, errors: undefined });
    result.answers.push({ document, text: JSON.stringify(data) });
    note({ __typename: 'Query', ...data }, result);
  };

  for (const field of rootFields) {
    const place = { parent: 'Query', field };
    if (FOR_ADMINISTRATORS.includes(field.name)) continue;
    if (field.name === 'job') await visit(`{ ${ask(place, 1, `(slug: "${marker}-0")`)} }`);
    else if (
      rangeOf(field) ||
      plainArguments(field).length > 0 ||
      field.args.every((arg) => !isNonNullType(arg.type))
    )
      await visit(`{ ${ask(place, 1)} }`);
  }
  const visited = new Set<string>();
  for (let next = unvisited(result, visited); next; next = unvisited(result, visited)) {
    const { type, ids } = next;
    for (const id of ids) visited.add(id);
    const by =
      type === 'Execution' ? 'execution' : JOB_NODE_TYPES.some((job) => job === type) ? 'job' : 'node';
    await visit(`query($id: ID!) { ${by}(id: $id) { __typename id } }`, { id: ids[0] });
    const everything = [selectionOf(objectType(type), 1)];
    // One field a question, since a deeper one of all fields would be too large.
    for (const field of Object.values(objectType(type).getFields())) {
      const place = { parent: type, field };
      if (!isLeafType(getNamedType(field.type))) everything.push(`{ __typename ${ask(place, 2)} }`);
    }
    for (const [i, selection] of everything.entries()) {
      await visit(`query($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on ${type} ${selection} } }`, {
        ids: i === 0 ? ids : ids.slice(0, 10),
      });
    }
  }
  return result;
}

function unvisited({ found }: Walk, visited: ReadonlySet<string>) {
  for (const [type, all] of found) {
    const ids = [...all].filter((id) => !visited.has(id)).slice(0, 100);
    if (ids.length > 0) return { type, ids };
  }
  return undefined;
}

/** Notes the things and the fields in an answer. */
function note(value: unknown, into: Walk): void {
  if (Array.isArray(value)) for (const item of value) note(item, into);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const type = Reflect.get(value, '__typename');
  if (typeof type !== 'string') return;
  const id = Reflect.get(value, 'id');
  if (typeof id === 'string' && type !== NO_NODE)
    into.found.set(type, (into.found.get(type) ?? new Set()).add(id));
  for (const [name, inner] of Object.entries(value)) {
    into.fields.add(`${type}.${name}`);
    note(inner, into);
  }
}

describe('what a user gets to', () => {
  it('is every field of every type but those for administrators', async () => {
    const own = rootFields.filter(({ name }) => !FOR_ADMINISTRATORS.includes(name));
    const expected = reachableFrom(own).flatMap(({ parent, field }) => {
      const type = schema.getType(parent);
      const types = isInterfaceType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [parent];
      return types.map((name) => `${name}.${field.name}`);
    });
    const missing = expected.filter((field) => !alone.fields.has(field));
    console.info(`reading: ${expected.length - missing.length} of ${expected.length} fields`);
    expect(missing).toEqual([]);
  });

  it('is the same, byte for byte, whoever else there is', { timeout: WALK_MS }, async () => {
    const among = await walk(alpha);
    // The last use of a key is written down once a minute, whoever asks meanwhile; addresses of downloads are new ones,
    // and the cursor for now is of the moment.
    const passing =
      /"lastUsedAt":("[^"]*"|null)|"eventCursor":"[^"]*"|(?<="downloadUrl":"artifacts\/artifact_\w{26}\?token=)[\w.-]+/g;
    const lasting = ({ answers }: Walk) =>
      answers.map((answer) => ({ ...answer, text: answer.text.replace(passing, '') }));
    expect(lasting(among)).toEqual(lasting(alone));
  });

  it('holds nothing of anybody else', async () => {
    const others = [...Object.values(bravo.ids).flat(), bravo.userId].filter(
      (id) => !bravo.ids.SocialTask.includes(id),
    );
    const text = alone.answers.map((answer) => answer.text).join('\n');
    expect(text).not.toMatch(SECRETS);
    expect(others.filter((id) => text.includes(id))).toEqual([]);
    expect(text).not.toMatch(/token-secret|keyHash/);
    expect(text).toContain('alpha');
  });

  it('names its owner at every level of every statement', async () => {
    const owned = await readOwnedTables((sql) => test.prisma.$queryRawUnsafe(sql));
    const { named, marks, joined, others } = census(alone.statements, owned);
    console.info(`reading: ${named} of ${alone.statements.size} statements name their owner everywhere`);
    expect([...marks]).toEqual(['credentials']);
    // Prisma takes no condition on a relation that a row must have: these are joined by their owner alone.
    expect([...joined].sort()).toEqual(['alert_rules', 'completions', 'job_executions', 'jobs']);
    expect(others).toEqual([]);
  });

  it('is counted without the others', async () => {
    const document = '{ socialTasks { nodes { completions { nodes { id } count { value } } } } }';
    const counts = z.object({
      data: z.object({
        socialTasks: z.object({
          nodes: z.array(
            z.object({
              completions: z.object({ nodes: z.array(z.unknown()), count: z.object({ value: z.int() }) }),
            }),
          ),
        }),
      }),
    });
    const of = async (key: string) =>
      counts
        .parse((await test.ask(document, {}, key)).body)
        .data.socialTasks.nodes.map(({ completions }) => [completions.nodes.length, completions.count.value]);
    expect(await of(alpha.key)).toEqual(Array(7).fill([1, 1]));
    expect(Math.max(...(await of(admin)).flat())).toBe(9);
  });
});

/** A field's arguments with one value of its own at its place, under the owner's own parent. */
function question(
  place: Place,
  leaf: Leaf,
  world: World,
): { document: string; variables: (value: unknown) => object } {
  const { argument, path, type } = leaf;
  const asList = isListType(isNonNullType(type) ? type.ofType : type);
  const range = rangeOf(place.field);
  const bound = { ...TEXT_LEAVES[leaf.name]?.bound, ...(range && { [range]: A_MONTH }) };
  const variables = (value: unknown) => {
    const last = asList ? [value] : value;
    const filled = path.toReversed().reduce<unknown>((below, name) => ({ ...bound, [name]: below }), last);
    return { value: filled };
  };
  const others = [
    ...(range ? figureArguments(place.field, argument.name) : []),
    ...plainArguments(place.field, argument.name),
  ];
  const given = [`${argument.name}: $value`, ...others].join(', ');
  const selection = under(place.parent, world.hubs, ask(place, 1, `(${given})`));
  return { document: `query($value: ${argument.type}) ${selection}`, variables };
}

describe("another owner's ids", () => {
  const leaves = reachable().flatMap((place) =>
    leavesOf(place, ['ID']).map((leaf) => ({
      place,
      leaf,
      of: `${place.parent}.${place.field.name}`,
      name: leaf.name,
    })),
  );

  it.each(leaves)('$of: $name answers as for what does not exist', async ({ place, leaf }) => {
    const types = ID_LEAVES[leaf.name];
    if (!types) throw new Error(`say in ID_LEAVES which ids ${leaf.name} takes`);
    const key = place.parent === 'Query' && FOR_ADMINISTRATORS.includes(place.field.name) ? admin : alpha.key;
    const { document, variables } = question(place, leaf, alpha);
    for (const type of types) {
      if (type === 'SocialTask') continue;
      const foreign = String(bravo.ids[type][0]);
      const unknown = encodeId(type, uuid('nobody'));
      const answers = await Promise.all(
        [foreign, unknown].map(async (id) =>
          (await answerOf(key === admin ? alpha.key : key, document, variables(id))).replaceAll(id, '<id>'),
        ),
      );
      expect(answers[0]).toBe(answers[1]);
    }
  });

  const isAbout = ({ field }: Place, { name }: Leaf) =>
    !NEVER_FOUND.has(name) && !NOT_ABOUT[field.name]?.includes(name);

  it.each(
    leaves.filter(({ place, leaf }) => place.parent === 'Query' && isAbout(place, leaf)),
  )("$of: $name finds what is one's own", async ({ place, leaf }) => {
    const { document, variables } = question(place, leaf, alpha);
    const key = FOR_ADMINISTRATORS.includes(place.field.name) ? admin : alpha.key;
    for (const type of ID_LEAVES[leaf.name] ?? []) {
      const nothing = await answerOf(key, document, variables(encodeId(type, uuid('nobody'))));
      const answers = await Promise.all(
        alpha.ids[type].slice(0, 4).map((id) => answerOf(key, document, variables(id))),
      );
      expect(
        answers.some((answer) => answer !== nothing),
        `${leaf.name} of a ${type}`,
      ).toBe(true);
    }
  });

  const texts = reachable().flatMap((place) =>
    leavesOf(place, ['String', 'JSON'])
      .filter(({ name }) => !/\.(after|before|timezone)$/.test(name))
      .map((leaf) => ({ place, leaf, of: `${place.parent}.${place.field.name}`, name: leaf.name })),
  );

  it.each(texts)('$of: $name finds no text of theirs', async ({ place, leaf }) => {
    if (place.parent === 'Query' && FOR_ADMINISTRATORS.includes(place.field.name)) return;
    const text = TEXT_LEAVES[leaf.name];
    if (!text) throw new Error(`say in TEXT_LEAVES what ${leaf.name} finds`);
    const { document, variables } = question(place, leaf, alpha);
    const [foreign, unknown, own] = await Promise.all(
      ['bravo', 'nobody', 'alpha'].map((marker) => answerOf(alpha.key, document, variables(text.of(marker)))),
    );
    expect(foreign).toBe(unknown);
    if (place.parent === 'Query' && isAbout(place, leaf)) expect(own).not.toBe(unknown);
  });

  it('are null as nodes, of every type', async () => {
    const ids = Object.entries(bravo.ids).flatMap(([type, all]) =>
      type === 'SocialTask' ? [] : [...all.slice(0, 5)],
    );
    expect(Object.values(bravo.ids).every((all) => all.length > 0)).toBe(true);
    const document = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    const nodes = async (key: string) =>
      z
        .object({ data: z.object({ nodes: z.array(z.object({ id: z.string() }).nullable()) }) })
        .parse((await test.ask(document, { ids }, key)).body).data.nodes;
    expect(await nodes(alpha.key)).toEqual(ids.map(() => null));
    expect(await nodes(admin)).toEqual(ids.map((id) => ({ id })));
    expect(await nodes(bravo.key)).toEqual(ids.map((id) => ({ id })));
  });

  it('in a cursor name a place and nothing else', async () => {
    const page = '{ pageInfo { endCursor } nodes { id } }';
    const cursors = z.object({
      data: z.object({ executions: z.object({ pageInfo: z.object({ endCursor: z.string() }) }) }),
    });
    const theirs = cursors.parse((await test.ask(`{ executions(first: 9) ${page} }`, {}, bravo.key)).body);
    const after = theirs.data.executions.pageInfo.endCursor;
    const text = await answerOf(
      alpha.key,
      `query($after: String) { executions(first: 200, after: $after) ${page} }`,
      { after },
    );
    expect(alpha.ids.Execution.filter((id) => text.includes(id)).length).toBeGreaterThan(20);
    expect(bravo.ids.Execution.filter((id) => text.includes(`"${id}"`))).toEqual([]);
  });
});

describe('who asks', () => {
  const documents = rootFields.map((field) => ({ name: field.name, ...sampleQuestion('query', field) }));
  const codes = z.object({
    errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
  });
  const codesOf = async (document: string, variables: object, key?: string) =>
    (codes.parse((await test.ask(document, { ...variables }, key)).body).errors ?? []).map(
      ({ extensions }) => extensions.code,
    );

  it.each(documents)('$name needs credentials', async ({ name, document, variables }) => {
    if (OPEN_TO_ALL.includes(name))
      expect(await answerOf(undefined, document, variables)).toBe(`{"data":{"${name}":null}}`);
    else expect(await codesOf(document, variables)).toEqual(['UNAUTHENTICATED']);
  });

  it.each(documents)('$name is for administrators or for everybody, as it is listed', async ({
    name,
    document,
    variables,
  }) => {
    expect(await codesOf(document, variables, alpha.key)).not.toContain('UNAUTHENTICATED');
    const isForbidden = (await codesOf(document, variables, alpha.key)).includes('FORBIDDEN');
    expect(isForbidden).toBe(FOR_ADMINISTRATORS.includes(name));
    expect(await codesOf(document, variables, admin)).not.toContain('FORBIDDEN');
  });

  it('an administrator sees everything', async () => {
    const lists = rootFields.filter(isConnection).map(({ name }) => name);
    const document = `{ ${lists.map((name) => `${name}(first: 200) { nodes { id } count { value } }`).join(' ')} }`;
    const answer = z.object({
      data: z.record(
        z.string(),
        z.object({ nodes: z.array(z.object({ id: z.string() })), count: z.object({ value: z.int() }) }),
      ),
    });
    const { data } = answer.parse((await test.ask(document, {}, admin)).body);
    for (const name of lists) {
      const ids = data[name]?.nodes.map(({ id }) => id) ?? [];
      expect(data[name]?.count.value).toBe(ids.length);
      for (const { ids: own } of [alpha, bravo]) {
        const theirs = Object.values(own).flat();
        expect(
          ids.some((id) => theirs.includes(id)),
          name,
        ).toBe(true);
      }
    }
  });
});
