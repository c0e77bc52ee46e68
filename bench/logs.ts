/**
 * How fast log lines come in, through the API and as the statement alone, beside COPY of the same lines as rows of a
 * table of their own; what they take; and how fast the log of a run with a million lines is read.
 *
 *   DATABASE_URL=… npx tsx bench/logs.ts [--batches 200 --rounds 5 --lines 1000000]
 *
 * Each side sends batches of 1,000 one after the other on one connection, each a transaction of its own. COPY, and INSERT of
 * the same lists as the statement's, are done by psql, which must be installed. Rounds take turns, and the table shows
 * medians. The WAL is the server's: whoever else writes there counts too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readInstanceSecret } from '../src/core/db/secrets.js';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { encodeId } from '../src/core/ids.js';
import { createLeaseTokens } from '../src/executions/lease/lease.js';
import { insertLogs } from '../src/executions/logs/log-record.sql.js';
import { median } from './database.js';
import { openBenchApp } from './open.js';

const { values: options } = parseArgs({
  options: {
    batches: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '5' },
    lines: { type: 'string', default: '1000000' },
  },
});
const BATCH = 1_000;
const WARM_UP = 5;
const READS = 20;
const batches = Number(options.batches);

const LEVELS = ['DEBUG', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'] as const;
const START = Date.now() - 86_400_000;
let serial = 0;
function line() {
  serial += 1;
  const message = `fetched page ${serial} of https://example.com/items/${(serial * 7_919) % 100_003} in ${serial % 997} ms, status ${serial % 50 ? 200 : 503}`;
  return { at: START + serial * 2, level: LEVELS[serial % LEVELS.length] ?? 'INFO', message };
}
const batchOf = () => Array.from({ length: BATCH }, line);

const { app, close, key, ownerId, prisma, url } = await openBenchApp('logs', ['WORK', 'READ']);
const scoped = scopeDatabase(prisma, null);
await prisma.$executeRaw`CREATE TABLE log_rows (
  id uuid PRIMARY KEY DEFAULT uuidv7(), owner_id uuid NOT NULL, execution_id uuid NOT NULL, at timestamptz(3) NOT NULL,
  level log_level NOT NULL, message text NOT NULL)`;
await prisma.$executeRaw`CREATE INDEX ix_log_rows ON log_rows (execution_id, at, id)`;
const job = await prisma.job.create({
  data: { ownerId, kind: 'TASK', slug: 'logs', name: 'Logs', task: { create: { handler: 'logs' } } },
});

async function givenRun(runNumber: number): Promise<string> {
  const now = new Date();
  const { id } = await prisma.execution.create({
    data: {
      ...{
        ownerId,
        jobId: job.id,
        kind: 'TASK',
        kindKey: 'logs',
        runNumber,
        status: 'RUNNING',
        trigger: 'API',
      },
      ...{ fence: 1, startedAt: now, leaseExpiresAt: new Date(now.getTime() + 86_400_000) },
    },
  });
  return id;
}
const runId = await givenRun(1);
const token = createLeaseTokens(await readInstanceSecret(prisma, 'lease')).make(runId, 1n);
const work = { execution: { id: encodeId('Execution', runId), token } };

async function ask(query: string, variables: object): Promise<string> {
  const response = await app.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  if (text.includes('"errors"') || text.includes('Error"')) throw new Error(text.slice(0, 1_000));
  return text;
}

async function throughApi(count: number): Promise<number> {
  const inputs = Array.from({ length: count }, () =>
    batchOf().map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
  );
  const start = performance.now();
  for (const lines of inputs) {
    await ask('mutation ($input: RecordLogsInput!) { recordLogs(input: $input) { __typename } }', {
      input: { work, lines },
    });
  }
  return performance.now() - start;
}

/** The statement that the API sends, in a transaction of its own. */
async function throughStatement(count: number, executionId = runId): Promise<number> {
  const about = { ownerId, executionId, chunkId: null };
  const all = Array.from({ length: count }, () =>
    batchOf().map((one) => ({ ...one, fields: null, stageName: null, isCut: false })),
  );
  const start = performance.now();
  for (const lines of all) await insertLogs(scoped, about, [lines]);
  return performance.now() - start;
}

/** Statements by psql, from its answer that it is connected to its answer that all is done. */
async function throughPsql(statements: readonly string[]): Promise<number> {
  const psql = spawn('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: psql.stdout })[Symbol.asyncIterator]();
  psql.stdin.write('\\echo connected\n');
  await answers.next();
  const start = performance.now();
  psql.stdin.end(`${statements.join('')}\\echo done\n`);
  const { value } = await answers.next();
  const ms = performance.now() - start;
  if (value !== 'done') throw new Error('psql did not do everything');
  await once(psql, 'exit');
  return ms;
}

/** A row of lists for each batch, as the statement makes it. */
function throughRows(count: number): Promise<number> {
  const statements = Array.from({ length: count }, () => {
    const lines = batchOf();
    const [first = 0, last = 0] = [lines.at(0)?.at, lines.at(-1)?.at];
    const values = [
      ...[ownerId, runId, 1, new Date(first).toISOString(), new Date(last).toISOString(), BATCH, 90_000, 15],
      `{${lines.map(({ at }) => at - first)}}`,
      `{${lines.map(({ level }) => level)}}`,
      `{${lines.map(({ message }) => JSON.stringify(message))}}`,
    ];
    return `INSERT INTO execution_logs (owner_id, execution_id, attempt, first_at, last_at, line_count, byte_count, level_mask,
      offsets, levels, messages) VALUES (${values.map((value) => `'${value}'`)});\n`;
  });
  return throughPsql(statements);
}

function throughCopy(count: number): Promise<number> {
  const statements = Array.from({ length: count }, () => {
    const rows = batchOf().map(({ at, level, message }) =>
      [ownerId, runId, new Date(at).toISOString(), level, message].join('\t'),
    );
    return `COPY log_rows (owner_id, execution_id, at, level, message) FROM stdin;\n${rows.join('\n')}\n\\.\n`;
  });
  return throughPsql(statements);
}

const number = z.tuple([z.object({ n: z.coerce.number() })]);
const wal = async () =>
  number.parse(await prisma.$queryRaw`SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text AS n`)[0].n;
const sizeOf = async (table: string) =>
  number.parse(await prisma.$queryRaw`SELECT pg_total_relation_size(${table}::regclass)::text AS n`)[0].n;

const sides = [
  { name: 'API', run: throughApi, rates: [] as number[], bytes: [] as number[] },
  { name: 'its statement', run: throughStatement, rates: [] as number[], bytes: [] as number[] },
  { name: 'INSERT by psql', run: throughRows, rates: [] as number[], bytes: [] as number[] },
  { name: 'COPY of rows', run: throughCopy, rates: [] as number[], bytes: [] as number[] },
];
for (const { run: warm } of sides) await warm(WARM_UP);
for (let round = 0; round < Number(options.rounds); round += 1) {
  for (const side of sides) {
    const before = await wal();
    side.rates.push((batches * BATCH) / ((await side.run(batches)) / 1_000));
    side.bytes.push(((await wal()) - before) / (batches * BATCH));
  }
}
const whole = (n: number) => Math.round(n).toLocaleString('en');
for (const { name, rates, bytes } of sides) {
  console.log(
    `${name.padEnd(16)} ${whole(median(rates)).padStart(9)} lines/s  ${whole(median(bytes))} bytes of WAL a line`,
  );
}
const [lists, rows] = [await sizeOf('execution_logs'), await sizeOf('log_rows')];
const perLine = (bytes: number, of: number) => whole(bytes / of);
const written = (Number(options.rounds) * batches + WARM_UP) * BATCH;
console.log(`on disk: ${perLine(lists, 3 * written)} bytes a line, as rows ${perLine(rows, written)}`);

const lines = Number(options.lines);
const bigRun = await givenRun(2);
await throughStatement(lines / BATCH, bigRun);
await prisma.$executeRaw`VACUUM ANALYZE execution_logs`;
const READ = `query ($id: ID!, $first: Int, $last: Int, $filter: LogFilter) { node(id: $id) { ... on Execution {
  logs(first: $first, last: $last, filter: $filter) { nodes { at level message } pageInfo { hasNextPage endCursor } } } } }`;
const id = encodeId('Execution', bigRun);
for (const [what, args] of [
  ['the last 200', { last: 200 }],
  ['the first 200', { first: 200 }],
  ['the last 200 errors', { last: 200, filter: { level: ['ERROR'] } }],
  ['a text that every 50th line has, 200 of them', { first: 200, filter: { search: 'STATUS 503' } }],
  ['a text that is nowhere', { first: 200, filter: { search: 'nowhere' } }],
] as const) {
  const times: number[] = [];
  for (let turn = 0; turn < READS; turn += 1) {
    const start = performance.now();
    await ask(READ, { id, ...args });
    times.push(performance.now() - start);
  }
  console.log(`${what} of ${whole(lines)}: ${median(times).toFixed(1)} ms`);
}
await close();
