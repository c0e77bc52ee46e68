/**
 * How long statistics take over a ledger of executions and roll-ups alone: of a large, a middle and a small owner, of
 * everybody and of the busiest job, whole requests through the API, beside `percentile_cont` over the rows.
 *
 *   DATABASE_URL=… npx runledger seed --scale 1000000 --without-parts     (or DATA_DIR=…)
 *   DATABASE_URL=… npx tsx bench/insights.ts [--turns 40 --only 'large: a year']
 */
import { parseArgs } from 'node:util';
import { encodeJobId } from '../src/jobs/job-id.js';
import { serverSeconds } from './processor.js';
import { openBench } from './support.js';

const { values: options } = parseArgs({
  options: { turns: { type: 'string', default: '40' }, only: { type: 'string', default: '.' } },
});
const TURNS = Number(options.turns);
/** Which of them, by `who: what`. */
const only = new RegExp(options.only);
const WARM_UP = 3;
const DAY_MS = 86_400_000;

const bench = await openBench();
const { ask, askers, keyOf, prisma } = bench;

const [busiest] = await prisma.execution.groupBy({
  by: ['jobId', 'kind'],
  _count: true,
  orderBy: { _count: { jobId: 'desc' } },
  where: { finishedAt: { not: null } },
  take: 1,
});
if (!busiest) throw new Error('no execution has ended');
for (const { who, runs } of askers) console.log(`${who}: ${runs} executions`);

interface Times {
  median: number;
  p95: number;
  /** Of PostgreSQL's processors, the mean. */
  server: number;
}

/** How long something takes, in ms. */
async function timed(work: () => Promise<unknown>, turns = TURNS): Promise<Times> {
  const times: number[] = [];
  for (let turn = 0; turn < WARM_UP; turn += 1) await work();
  const before = await serverSeconds(prisma);
  for (let turn = 0; turn < turns; turn += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  const server = (((await serverSeconds(prisma)) - before) * 1_000) / turns;
  times.sort((a, b) => a - b);
  return {
    median: times[Math.floor(turns / 2)] ?? 0,
    p95: times[Math.ceil(turns * 0.95) - 1] ?? 0,
    server,
  };
}

/** Prints how long something takes. @param aim Of whole requests, in ms. */
async function measure(
  who: string,
  what: string,
  work: () => Promise<unknown>,
  aim?: number,
  turns?: number,
): Promise<void> {
  if (!only.test(`${who}: ${what}`)) return;
  try {
    const { median, p95, server } = await timed(work, turns);
    const missed = aim !== undefined && p95 > aim ? ', missed' : '';
    const times = [median, p95, server].map((ms) => ms.toFixed(1));
    console.log(`| ${what} | ${who} | ${times.join(' | ')} | ${aim ?? ''}${missed} |`);
  } catch (err) {
    console.log(`| ${what} | ${who} | refused: ${String(err).slice(0, 200)} |`);
  }
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

console.log('\n| what | of | median, ms | p95, ms | PostgreSQL, ms | aim |\n|---|---|---|---|---|---|');
for (const { who, key, ownerId } of askers) {
  const of = (what: string, query: string, aim?: number) => measure(who, what, () => ask(query, key), aim);
  await of('30 days by hour', stats(month, 'HOUR'), 50);
  await of('30 days by hour, one state', stats(`${month}, status: [FAILED]`, 'HOUR'), 50);
  await of(
    '30 days by hour, three states',
    stats(`${month}, status: [FAILED, COMPLETED, RUNNING]`, 'HOUR'),
    400,
  );
  await of('a year by UTC day', stats(year, 'DAY'), 20);
  for (const zone of ['America/New_York', 'Asia/Tokyo', 'Asia/Kolkata', 'Asia/Kathmandu']) {
    await of(`a year by day in ${zone}`, stats(year, 'DAY', zone), ownerId === null ? 500 : 100);
  }
  await of('30 days by hour in Asia/Kolkata', stats(month, 'HOUR', 'Asia/Kolkata'), 50);
  await of('failure groups of 30 days', `{ failureGroups(filter: { ${month} }) { fingerprint count } }`, 200);
  for (const field of ['JOB', 'WORKER', 'TAG', 'ERROR_CODE', 'STATUS']) {
    await of(`facet ${field}, no filter`, facets(field, ''), 200);
    await of(`facet ${field}, a year, one state`, facets(field, `${year}, status: [FAILED]`), 200);
  }
  await of('facet TAG, other filter', facets('TAG', `${month}, trigger: [API]`), 200);
  await measure(
    who,
    'percentile_cont over the rows, 30 days by hour',
    () => prisma.$queryRaw`
      SELECT date_trunc('hour', queued_at, 'UTC'), percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_ms)
      FROM job_executions
      WHERE queued_at >= ${daysAgo(30)}::timestamptz AND (${ownerId}::uuid IS NULL OR owner_id = ${ownerId}::uuid)
        AND any_owner IS NOT NULL
      GROUP BY 1`,
    undefined,
    5,
  );
}
const ofJob = `a job of ${busiest._count}`;
const jobStats = (filter: string, bucket: string) =>
  `{ node(id: "${job}") { ... on Job { stats(filter: { ${filter} }, bucket: ${bucket}) { ${FIGURES} } } } }`;
const owner = await prisma.job.findUniqueOrThrow({ where: { id: busiest.jobId } });
const key = await keyOf(owner.ownerId);
for (const [what, filter, bucket, aim] of [
  ['30 days by hour', month, 'HOUR', 50],
  ['30 days by hour, one state', `${month}, status: [FAILED]`, 'HOUR', 50],
  ['a year by UTC day', year, 'DAY', undefined],
] as const) {
  await measure(ofJob, what, () => ask(jobStats(filter, bucket), key), aim);
}
for (const [what, range] of [
  ['30 days', month],
  ['a year', year],
] as const) {
  const page = `{ jobs(first: 200) { nodes { stats(filter: { ${range} }) { count } } } }`;
  await measure(
    'large',
    `Job.stats of 200 jobs, ${what}`,
    () => ask(page, askers[0]?.key ?? ''),
    undefined,
    5,
  );
}
await bench.close();
