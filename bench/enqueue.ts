/**
 * How fast runs are enqueued: in batches of 500 through the API, and one by one by SQL, beside COPY of the same rows with
 * their first events into the same tables.
 *
 *   DATABASE_URL=… npx tsx bench/enqueue.ts [--batches 20 --rounds 5]
 *
 * Each side sends one batch after the other on one connection. A batch is a transaction, but for SQL, where each run is
 * one; the API's are whole requests, from their bodies to their answers. COPY is done by psql, which must be installed, and
 * its ids and run numbers are made before the clock starts. Rounds take turns, and the table shows medians.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { encodeId } from '../src/core/ids.js';
import { publishRunTerms } from '../src/executions/queue/terms.sql.js';
import { copyOf, runInPsql } from './copy.js';
import { median } from './database.js';
import { openBenchApp } from './open.js';

const { values: options } = parseArgs({
  options: { batches: { type: 'string', default: '20' }, rounds: { type: 'string', default: '5' } },
});
const BATCH = 500;
const WARM_UP = 5;
const AIM = 0.6;
const batches = Number(options.batches);

const ENQUEUE = `mutation ($input: EnqueueExecutionsInput!) {
  enqueueExecutions(input: $input) { ... on EnqueueExecutionsPayload { results { __typename } } } }`;
const PARAMS = { to: 'ada@example.com', template: 'welcome' };

const { app, close, config, key, ownerId, prisma, url } = await openBenchApp('enqueue', ['WORK']);

async function givenJob(slug: string): Promise<string> {
  const { id } = await prisma.job.create({
    data: { ownerId, kind: 'TASK', slug, name: slug, task: { create: { handler: 'noop' } } },
  });
  return id;
}

async function throughApi(count: number): Promise<number> {
  const jobId = encodeId('TaskJob', jobs.api);
  const items = Array.from({ length: BATCH }, () => ({ jobId, params: PARAMS }));
  const body = JSON.stringify({ query: ENQUEUE, variables: { input: { items } } });
  const start = performance.now();
  for (let batch = 0; batch < count; batch += 1) {
    const response = await app.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body,
    });
    const text = await response.text();
    if (text.split('"EnqueueExecutionPayload"').length !== BATCH + 1) throw new Error(text.slice(0, 1_000));
  }
  return performance.now() - start;
}

/** One call a run, each a transaction of its own. */
async function throughSql(count: number): Promise<number> {
  const params = JSON.stringify(PARAMS);
  const call = `SELECT runledger_enqueue('${encodeId('Account', ownerId)}', 'sql', '${params}') \\g /dev/null\n`;
  return runInPsql(url, call.repeat(count * BATCH));
}

let runNumber = 0;

function throughCopy(count: number): Promise<number> {
  const actor = JSON.stringify({ name: 'bench@example.com', role: 'USER', at: new Date().toISOString() });
  const script = Array.from({ length: count }, () => {
    const ids = Array.from({ length: BATCH }, uuidv7);
    const executions = ids.map((id) => {
      runNumber += 1;
      return [id, ownerId, jobs.copy, 'TASK', 'noop', runNumber, JSON.stringify(PARAMS), actor, ownerId];
    });
    const events = ids.map((id) => [id, ownerId, 'QUEUED', 'QUEUED', 1, actor, ownerId]);
    return `BEGIN;
${copyOf('job_executions', ['id', 'owner_id', 'job_id', 'kind', 'kind_key', 'run_number', 'params', 'created_by', 'created_by_user_id'], executions)}
${copyOf('execution_events', ['execution_id', 'owner_id', 'type', 'to_status', 'attempt', 'actor', 'actor_user_id'], events)}
COMMIT;\n`;
  }).join('');
  return runInPsql(url, script);
}

/** As the database makes them: in the order of time, or indexes would grow everywhere. */
function uuidv7(): string {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

const jobs = { api: await givenJob('api'), sql: await givenJob('sql'), copy: await givenJob('copy') };
await publishRunTerms(prisma, config.runCosts);
const sides = [
  { name: 'API', run: throughApi, rates: [] as number[] },
  { name: 'SQL, each by itself', run: throughSql, rates: [] as number[] },
  { name: 'COPY', run: throughCopy, rates: [] as number[] },
];
for (const { run: warm } of sides) await warm(WARM_UP);
for (let round = 0; round < Number(options.rounds); round += 1) {
  for (const side of sides) side.rates.push((batches * BATCH) / ((await side.run(batches)) / 1_000));
}
const written = await prisma.executionEvent.count();
const sent = sides.length * BATCH * (WARM_UP + Number(options.rounds) * batches);
const copied = median(sides.at(-1)?.rates ?? []);
for (const { name, rates } of sides) {
  const rate = median(rates);
  const perBatch = (BATCH / rate) * 1_000;
  console.log(
    `${name.padEnd(30)} ${Math.round(rate).toLocaleString('en').padStart(9)} runs/s  ${perBatch.toFixed(1).padStart(6)} ms a batch  ${(rate / copied).toFixed(2)} of COPY`,
  );
}
console.log(`${written} of ${sent} runs are there; the aim is ${AIM} of COPY.`);
await close();
if (written !== sent) process.exit(1);
