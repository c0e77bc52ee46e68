/**
 * How long statistics take over a ledger of executions and roll-ups alone: of a large, a middle and a small owner, of
 * everybody and of the busiest job, whole requests through the API, beside `percentile_cont` over the rows.
 *
 *   DATABASE_URL=… npx runledger seed --scale 1000000 --without-parts     (or DATA_DIR=…)
 *   DATABASE_URL=… npx tsx bench/insights.ts [--turns 40]
 */
import { parseArgs } from 'node:util';
import { generateApiKey } from '../src/auth/api-key.js';
import { openDatabase } from '../src/core/db/client.js';
import { createLogger } from '../src/core/logger.js';
import type { ApiKeyScope } from '../src/generated/prisma/enums.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { createApp } from '../src/server/app.js';
import { loadConfig } from '../src/server/config.js';

const { values: options } = parseArgs({ options: { turns: { type: 'string', default: '40' } } });
const TURNS = Number(options.turns);
const WARM_UP = 3;
const DAY_MS = 86_400_000;

const config = loadConfig({ ...process.env, LOG_LEVEL: 'error', NODE_ENV: 'production' });
const database = await openDatabase(config);
const { prisma } = database;
const app = createApp({ database, config, logger: createLogger('error') });

async function keyOf(ownerId: string, scopes: ApiKeyScope[]): Promise<string> {
  const { key, ...stored } = generateApiKey();
  await prisma.apiKey.create({ data: { ...stored, name: 'bench', scopes, ownerId } });
  return key;
}

const owners = await prisma.execution.groupBy({
  by: ['ownerId'],
  _count: true,
  orderBy: { _count: { ownerId: 'desc' } },
});
const [busiest] = await prisma.execution.groupBy({
  by: ['jobId', 'kind'],
  _count: true,
  orderBy: { _count: { jobId: 'desc' } },
  where: { finishedAt: { not: null } },
  take: 1,
});
const [large, middle, small] = [owners[0], owners[Math.floor(owners.length / 2)], owners.at(-1)];
if (!large || !middle || !small || !busiest) throw new Error('the database has no executions: seed it first');
const email = 'bench-admin@example.com';
const admin = await prisma.user.upsert({
  where: { email },
  create: { email, role: 'ADMIN', status: 'ACTIVE', tier: 'ENTERPRISE' },
  update: {},
});
const askers = await Promise.all(
  (
    [
      ['large owner', large],
      ['middle owner', middle],
      ['small owner', small],
    ] as const
  ).map(async ([who, { ownerId, _count: runs }]) => ({
    who,
    key: await keyOf(ownerId, ['READ']),
    ownerId,
    runs,
  })),
);
const everybody = {
  who: 'everybody',
  key: await keyOf(admin.id, ['READ', 'ADMIN']),
  ownerId: null,
  runs: owners.reduce((sum, { _count }) => sum + _count, 0),
};
const all = [...askers, everybody];
for (const { who, runs } of all) console.log(`${who}: ${runs} executions`);

async function ask(query: string, key: string): Promise<void> {
  const response = await app.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  if (text.includes('"errors"')) throw new Error(text);
}

/** The median and the p95, in ms. */
async function timed(work: () => Promise<unknown>, turns = TURNS): Promise<[number, number]> {
  const times: number[] = [];
  for (let turn = 0; turn < WARM_UP + turns; turn += 1) {
    const start = performance.now();
    await work();
    if (turn >= WARM_UP) times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return [times[Math.floor(turns / 2)] ?? 0, times[Math.ceil(turns * 0.95) - 1] ?? 0];
}

function print(what: string, who: string, [median, p95]: [number, number], aim?: number): void {
  console.log(
    `| ${what} | ${who} | ${median.toFixed(1)} | ${p95.toFixed(1)} | ${aim === undefined ? '' : `${aim}${p95 > aim ? ', missed' : ''}`} |`,
  );
}

const now = Date.now();
const daysAgo = (days: number) => new Date(now - days * DAY_MS).toISOString();
const month = `queuedAt: { from: "${daysAgo(30)}" }`;
const year = `queuedAt: { from: "${daysAgo(365)}" }`;
const FIGURES = 'count durationMs { p50 p95 p99 } buckets { start count durationMs { p50 p95 p99 } }';
const stats = (filter: string, bucket: string, timezone = 'UTC') =>
  `{ executionStats(filter: { ${filter} }, bucket: ${bucket}, timezone: "${timezone}") { ${FIGURES} } }`;
const facets = (field: string, filter: string) =>
  `{ executionFacets(field: ${field}, filter: { ${filter} }) { value label count { value isCapped } } }`;
const job = encodeJobId({ id: busiest.jobId, kind: busiest.kind });

console.log('\n| what | of | median, ms | p95, ms | aim |\n|---|---|---|---|---|');
for (const { who, key, ownerId } of all) {
  const of = async (what: string, query: string, aim?: number) => {
    try {
      print(what, who, await timed(() => ask(query, key)), aim);
    } catch (err) {
      console.log(`| ${what} | ${who} | refused: ${String(err).slice(0, 200)} |`);
    }
  };
  await of('30 days by hour', stats(month, 'HOUR'), 50);
  await of('30 days by hour, one state', stats(`${month}, status: [FAILED]`, 'HOUR'), 50);
  await of(
    '30 days by hour, three states',
    stats(`${month}, status: [FAILED, COMPLETED, RUNNING]`, 'HOUR'),
    400,
  );
  await of('a year by UTC day', stats(year, 'DAY'), 20);
  await of("a year by New York's day", stats(year, 'DAY', 'America/New_York'), ownerId === null ? 500 : 100);
  await of("a year by Kolkata's day", stats(year, 'DAY', 'Asia/Kolkata'), ownerId === null ? 500 : 100);
  await of('failure groups of 30 days', `{ failureGroups(filter: { ${month} }) { fingerprint count } }`, 200);
  for (const field of ['JOB', 'WORKER', 'TAG', 'ERROR_CODE', 'STATUS']) {
    await of(`facet ${field}, no filter`, facets(field, ''), 200);
    await of(`facet ${field}, a year, one state`, facets(field, `${year}, status: [FAILED]`), 200);
  }
  await of('facet TAG, other filter', facets('TAG', `${month}, trigger: [API]`), 200);
  const rows = await timed(
    () => prisma.$queryRaw`
      SELECT date_trunc('hour', queued_at, 'UTC'), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_ms)
      FROM job_executions
      WHERE queued_at >= ${daysAgo(30)}::timestamptz AND (${ownerId}::uuid IS NULL OR owner_id = ${ownerId}::uuid)
        AND any_owner IS NOT NULL
      GROUP BY 1`,
    5,
  );
  print('percentile_cont over the rows, 30 days by hour', who, rows);
}
const ofJob = `${busiest._count} executions of a job`;
const jobStats = (filter: string, bucket: string) =>
  `{ node(id: "${job}") { ... on Job { stats(filter: { ${filter} }, bucket: ${bucket}) { ${FIGURES} } } } }`;
const owner = await prisma.job.findUniqueOrThrow({ where: { id: busiest.jobId } });
const key = await keyOf(owner.ownerId, ['READ']);
print('30 days by hour', ofJob, await timed(() => ask(jobStats(month, 'HOUR'), key)), 50);
print(
  '30 days by hour, one state',
  ofJob,
  await timed(() => ask(jobStats(`${month}, status: [FAILED]`, 'HOUR'), key)),
  50,
);
print('a year by UTC day', ofJob, await timed(() => ask(jobStats(year, 'DAY'), key)));
for (const [what, range] of [
  ['30 days', month],
  ['a year', year],
] as const) {
  const page = `{ jobs(first: 200) { nodes { stats(filter: { ${range} }) { count } } } }`;
  print(
    `Job.stats of 200 jobs, ${what}`,
    'large owner',
    await timed(() => ask(page, askers[0]?.key ?? ''), 5),
  );
}
await app.dispose();
await database.close();
