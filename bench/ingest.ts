/**
 * How fast metrics come in through the API, in batches of 1,000, beside COPY of the same rows into the same table.
 *
 *   DATABASE_URL=… npx tsx bench/ingest.ts [--batches 100 --rounds 5]
 *
 * Each side sends one batch after the other on one connection, each batch a transaction of its own; the API's are
 * whole requests, from their bodies to their answers. COPY is done by psql, which must be installed. Rounds take
 * turns, and the table shows medians.
 */
import { parseArgs } from 'node:util';
import { readInstanceSecret } from '../src/core/db/secrets.js';
import { encodeId } from '../src/core/ids.js';
import { createLeaseTokens } from '../src/executions/lease/lease.js';
import { copyOf, runInPsql } from './copy.js';
import { median } from './database.js';
import { openBenchApp } from './open.js';

const { values: options } = parseArgs({
  options: { batches: { type: 'string', default: '100' }, rounds: { type: 'string', default: '5' } },
});
const BATCH = 1_000;
const WARM_UP = 10;
const AIM = 0.5;
const batches = Number(options.batches);

const RECORD = (fields: string) => `mutation ($input: RecordMetricsInput!) {
  recordMetrics(input: $input) { __typename ... on RecordMetricsPayload { ${fields} } } }`;
const NAMES = ['cpu_usage', 'memory_usage', 'response_time', 'tokens_used', 'requests', 'queue_depth'];

interface Metric {
  name: string;
  metricType: string;
  value: number;
  unit: string;
  labels: object;
  timestamp: string;
}

let serial = 0;
function metric(): Metric {
  serial += 1;
  return {
    name: NAMES[serial % NAMES.length] ?? '',
    metricType: 'GAUGE',
    value: Math.sin(serial) * 1_000,
    unit: 'ms',
    labels: { host: `server${serial % 16}`, region: 'eu' },
    timestamp: new Date(Date.UTC(2026, 0, 1) + serial * 250).toISOString(),
  };
}
const batchOf = () => Array.from({ length: BATCH }, metric);

const { app, close, key, ownerId, prisma, url } = await openBenchApp('ingest', ['WORK']);
const job = await prisma.job.create({
  data: { ownerId, kind: 'AGENT', slug: 'ingest', name: 'Ingest', agent: { create: {} } },
});
const now = new Date();
const run = await prisma.execution.create({
  data: {
    ownerId,
    jobId: job.id,
    kind: 'AGENT',
    runNumber: 1,
    status: 'RUNNING',
    trigger: 'API',
    fence: 1,
    startedAt: now,
    leaseExpiresAt: new Date(now.getTime() + 86_400_000),
  },
});
const token = createLeaseTokens(await readInstanceSecret(prisma, 'lease')).make(run.id, 1n);
const work = { execution: { id: encodeId('Execution', run.id), token } };

/** @param fields What is asked back of what was written. */
function throughApi(fields: string) {
  return async (count: number): Promise<number> => {
    const bodies = Array.from({ length: count }, () =>
      JSON.stringify({ query: RECORD(fields), variables: { input: { work, metrics: batchOf() } } }),
    );
    const start = performance.now();
    for (const body of bodies) {
      const response = await app.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body,
      });
      const text = await response.text();
      if (!text.includes('"RecordMetricsPayload"')) throw new Error(text.slice(0, 1_000));
    }
    return performance.now() - start;
  };
}

const COLUMNS = [
  'owner_id',
  'job_id',
  'execution_id',
  'name',
  'metric_type',
  'value',
  'unit',
  'labels',
  'timestamp',
];

function throughCopy(count: number): Promise<number> {
  const script = Array.from({ length: count }, () => {
    const rows = batchOf().map((row) => [
      ownerId,
      job.id,
      run.id,
      row.name,
      row.metricType,
      row.value,
      row.unit,
      JSON.stringify(row.labels),
      row.timestamp,
    ]);
    return copyOf('metric_snapshots', COLUMNS, rows);
  }).join('');
  return runInPsql(url, script);
}

const sides = [
  { name: 'API, answering nothing back', run: throughApi('__typename'), rates: [] as number[] },
  { name: 'API, answering the ids', run: throughApi('metrics { id }'), rates: [] as number[] },
  { name: 'COPY', run: throughCopy, rates: [] as number[] },
];
for (const { run: warm } of sides) await warm(WARM_UP);
for (let round = 0; round < Number(options.rounds); round += 1) {
  for (const side of sides) side.rates.push((batches * BATCH) / ((await side.run(batches)) / 1_000));
}
const written = await prisma.metricSnapshot.count();
const sent = sides.length * BATCH * (WARM_UP + Number(options.rounds) * batches);
const copied = median(sides.at(-1)?.rates ?? []);
for (const { name, rates } of sides) {
  const rate = median(rates);
  console.log(
    `${name.padEnd(30)} ${Math.round(rate).toLocaleString('en').padStart(9)} rows/s  ${(rate / copied).toFixed(2)} of COPY`,
  );
}
console.log(`${written} of ${sent} rows are there; the aim is ${AIM} of COPY.`);
await close();
if (written !== sent) process.exit(1);
