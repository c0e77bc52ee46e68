import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/core/db/client.js';
import { encodeId } from '../../src/core/ids.js';
import { loadConfig } from '../../src/server/config.js';
import { type Home, openHome } from '../support/home.js';
import { errorsOf } from '../support/http.js';
import { type ServerProcess, serve } from '../support/serve.js';
import { openSse } from '../support/streams.js';
import { given } from '../support/world/given.js';

const SERVER = process.env.TEST_DATABASE_URL;
const HEAP_MIB = 512;
/** Rows as they could be written before JSON had a bound: each with twice so many bytes. */
const RUNS = 54;
const VALUE_BYTES = 3_750_000;
const START_LIMIT_MS = 240_000;
const LIMIT_MS = 120_000;
/** How long the server may take for a small question while it is attacked. */
const RESPONSIVE_MS = 10_000;

describe(`a server with ${HEAP_MIB} MiB`, () => {
  let home: Home;
  let server: ServerProcess;
  let key: string;
  let runIds: string[];
  let jobIds: string[];

  beforeAll(async () => {
    home = await openHome('memory');
    const database = await openDatabase(loadConfig(home.env));
    const { prisma } = database;
    const world = given(prisma);
    const owner = await world.user();
    key = owner.key;
    const ownerId = owner.user.id;
    const jobs = [await world.job(ownerId), await world.job(ownerId)];
    jobIds = jobs.map(({ id }) => id);
    const [runs, queue] = jobs.map(({ row }) => row.id);
    await prisma.$executeRaw`
      INSERT INTO job_executions (owner_id, job_id, kind, run_number, status, started_at, finished_at, params, result)
      SELECT ${ownerId}::uuid, ${runs}::uuid, 'CRAWL', n, 'COMPLETED', now(), now(),
        jsonb_build_object('text', repeat('x', ${VALUE_BYTES}::int)),
        (SELECT jsonb_agg(repeat('y', 70)) FROM generate_series(1, ${VALUE_BYTES}::int / 75))
      FROM generate_series(1, ${RUNS}::int) AS n`;
    await prisma.$executeRaw`
      INSERT INTO job_executions (owner_id, job_id, kind, run_number, params)
      SELECT ${ownerId}::uuid, ${queue}::uuid, 'CRAWL', n, jsonb_build_object('text', repeat('x', 200000))
      FROM generate_series(1, 100) AS n`;
    await prisma.$executeRaw`
      INSERT INTO artifacts (owner_id, execution_id, name, artifact_type, content, metadata)
      SELECT owner_id, id, 'a', 'LOG', repeat('x', ${VALUE_BYTES}::int), params FROM job_executions
      WHERE job_id = ${runs}::uuid`;
    await prisma.$executeRaw`
      INSERT INTO execution_events (execution_id, owner_id, type, to_status, attempt)
      SELECT id, owner_id, 'QUEUED', 'QUEUED', 1 FROM job_executions WHERE job_id = ${runs}::uuid`;
    const rows = await prisma.execution.findMany({ where: { jobId: runs }, select: { id: true } });
    runIds = rows.map(({ id }) => encodeId('Execution', id));
    await database.close();
    server = await serve({ ...home.env, NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` });
  }, START_LIMIT_MS);

  afterAll(async () => {
    await server?.end();
    await home.remove();
  });

  async function ask(query: string, variables: object = {}): Promise<unknown> {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  }

  /** Asks, and a small question beside it. @returns The code of each error. */
  async function attack(query: string, variables?: object): Promise<unknown[]> {
    const attacked = ask(query, variables);
    const begin = performance.now();
    expect(await ask('{ viewer { __typename } }')).toEqual({ data: { viewer: { __typename: 'User' } } });
    expect(performance.now() - begin).toBeLessThan(RESPONSIVE_MS);
    const { errors } = errorsOf.parse(await attacked);
    expect(server.child.exitCode).toBeNull();
    return [...new Set(errors.map(({ extensions }) => extensions.code))];
  }

  const aliases = (field: string) => Array.from({ length: 12 }, (_, n) => `a${n}: ${field}`).join(' ');
  const job = () => jobIds[0] ?? '';

  it.each([
    ['a list', () => `{ executions(first: 200, filter: { jobId: "${job()}" }) { nodes { params } } }`],
    [
      'a list, twelve times',
      () =>
        `{ ${aliases(`executions(first: 200, filter: { jobId: "${job()}" }) { nodes { params result } }`)} }`,
    ],
    [
      'forty lists, each another',
      () => {
        const lists = Array.from({ length: 20 }, (_, n) => [
          `a${n}: executions(first: ${n + 1}, filter: { jobId: "${job()}" }) { nodes { params } }`,
          `b${n}: artifacts(first: ${n + 1}) { nodes { content metadata } }`,
        ]);
        return `{ ${lists.flat().join(' ')} }`;
      },
    ],
    ['lists in a list', () => '{ jobs { nodes { executions(first: 200) { nodes { params result } } } } }'],
    ['contents of artifacts', () => '{ artifacts(first: 200) { nodes { content } } }'],
    [
      'artifacts of runs',
      () =>
        `{ executions(first: 100, filter: { jobId: "${job()}" }) { nodes { artifacts(first: 10) { nodes { content metadata } } } } }`,
    ],
    ['single runs, by aliases', () => `{ ${aliases(`execution(id: "${runIds[0]}") { params result }`)} }`],
  ])(
    'is asked for too much by %s: an error says so, and it lives',
    async (_, query) => {
      expect(await attack(query())).toEqual(['QUERY_TOO_COMPLEX']);
    },
    LIMIT_MS,
  );

  it(
    'is asked for too many nodes, and for too much by many at once',
    async () => {
      const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Execution { params result } } }';
      const variables = { ids: runIds };
      const all = await Promise.all(Array.from({ length: 4 }, () => attack(query, variables)));
      for (const codes of all) expect(codes).toEqual(['QUERY_TOO_COMPLEX']);
    },
    LIMIT_MS,
  );

  it(
    'answers a row that is as long as it was',
    async () => {
      const body = await ask(`{ execution(id: "${runIds[0]}") { params } }`);
      const text = z.object({
        data: z.object({ execution: z.object({ params: z.object({ text: z.string() }) }) }),
      });
      expect(text.parse(body).data.execution.params.text).toHaveLength(VALUE_BYTES);
      const page = await ask(
        `{ executions(first: 2, filter: { jobId: "${job()}" }) { nodes { id params } } }`,
      );
      const nodes = z.object({
        data: z.object({
          executions: z.object({ nodes: z.array(z.object({ params: z.object({ text: z.string() }) })) }),
        }),
      });
      const lengths = nodes.parse(page).data.executions.nodes.map(({ params }) => params.text.length);
      expect(lengths).toEqual([VALUE_BYTES, VALUE_BYTES]);
    },
    LIMIT_MS,
  );

  it(
    'sends all events that are asked for again, as many at a time as one answer can hold',
    async () => {
      const first = z.object({
        data: z.object({
          execution: z.object({ events: z.object({ nodes: z.tuple([z.object({ cursor: z.string() })]) }) }),
        }),
      });
      const { events } = first.parse(
        await ask(`{ execution(id: "${runIds[0]}") { events(first: 1) { nodes { cursor } } } }`),
      ).data.execution;
      const stream = await openSse(
        server.url,
        key,
        `subscription ($after: String) { executionChanged(after: $after, filter: { jobId: "${job()}" }) {
          execution { id params } } }`,
        { after: events.nodes[0].cursor },
      );
      const changed = z.object({ execution: z.object({ params: z.object({ text: z.string() }) }) });
      const ENOUGH = 8;
      await expect.poll(() => stream.answers.length, { timeout: LIMIT_MS }).toBeGreaterThan(ENOUGH);
      stream.close();
      for (const { execution } of stream.values(changed))
        expect(execution.params.text).toHaveLength(VALUE_BYTES);
    },
    LIMIT_MS,
  );

  it(
    'gives out as much work as one answer can hold, until all is given',
    async () => {
      const claim = `mutation { claimExecutions(input: { workerId: "w", limit: 500, jobId: "${jobIds[1]}" }) {
        ... on ClaimExecutionsPayload { executions { execution { id params } } } } }`;
      const claimed = z.object({
        data: z.object({
          claimExecutions: z.object({
            executions: z.array(z.object({ execution: z.object({ id: z.string(), params: z.unknown() }) })),
          }),
        }),
      });
      const ids = new Set<string>();
      let claims = 0;
      for (let more = true; more; claims += 1) {
        const { executions } = claimed.parse(await ask(claim)).data.claimExecutions;
        for (const { execution } of executions) ids.add(execution.id);
        more = executions.length > 0;
      }
      expect(ids.size).toBe(100);
      expect(claims).toBeGreaterThan(2);
    },
    LIMIT_MS,
  );

  it('has held no more than some answers', async () => {
    // The embedded database is in the process, with what PostgreSQL itself needs for long values.
    expect(await server.peakBytes()).toBeLessThan((SERVER ? 768 : 2_048) * 1024 * 1024);
  });
});
