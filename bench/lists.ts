/**
 * Every filter and every order of the lists on a database with a million executions, as a large, a middle and a small
 * owner and as an administrator: the time of the first page of fifty as PostgreSQL measures it, what was read for it,
 * and whether a large table was scanned. Each is planned for its own values, and once for any (a generic plan, which
 * a connection that asks often may come to).
 *
 *   npx runledger seed --scale 1000000     (with DATABASE_URL)
 *   DATABASE_URL=… npx tsx bench/lists.ts
 *
 * Ends with status 1 where a plan for its own values scans a large table sequentially, or deep pages cost over 1.5
 * times the first. What generic plans cost is shown, not judged.
 */
import pg from 'pg';
import { openBench, type Statement } from './support.js';

const LARGE_TABLE_ROWS = 10_000;
const RUNS = 3;
const DEPTH = 100_000;
const MAX_DEPTH_RATIO = 1.5;
/** A page of fifty that reads more than this filters other rows away. */
const MANY_ROWS = 5_000;
const WORST = 10;
const PLANS = ['custom', 'generic'] as const;

type Plans = (typeof PLANS)[number];

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Index Name'?: string;
  Plans?: PlanNode[];
}

const bench = await openBench();
const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
const sizes = new Map(
  (
    await client.query<{ name: string; rows: number }>(
      "SELECT relname AS name, reltuples::float8 AS rows FROM pg_class WHERE relkind = 'r'",
    )
  ).rows.map(({ name, rows }) => [name, rows]),
);
const failures: string[] = [];

function* nodesOf(plan: PlanNode): Generator<PlanNode> {
  yield plan;
  for (const child of plan.Plans ?? []) yield* nodesOf(child);
}

/** A value as a literal, whose type the statement gives. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (!Array.isArray(value)) {
    return client.escapeLiteral(typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const items = value.map((item) => (item === null ? 'NULL' : `"${String(item).replace(/["\\]/g, '\\$&')}"`));
  return client.escapeLiteral(`{${items.join(',')}}`);
}

async function explain({ sql, params }: Statement, plans: Plans) {
  await client.query(`SET plan_cache_mode = force_${plans}_plan`);
  await client.query(`PREPARE asked AS ${sql}`);
  const given = params.length > 0 ? `(${params.map(literal).join(', ')})` : '';
  const { rows } = await client.query<{ 'QUERY PLAN': Array<{ Plan: PlanNode; 'Execution Time': number }> }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE asked${given}`,
  );
  await client.query('DEALLOCATE asked');
  const [result] = rows[0]?.['QUERY PLAN'] ?? [];
  if (!result) throw new Error('no plan');
  const nodes = [...nodesOf(result.Plan)];
  const scanned = nodes
    .filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0)
    .map((node) => node['Relation Name'] ?? '')
    .filter((table) => (sizes.get(table) ?? 0) >= LARGE_TABLE_ROWS);
  const read = nodes
    .filter((node) => node['Relation Name'] !== undefined)
    .reduce((sum, node) => {
      const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
      return sum + (node['Actual Rows'] + removed) * node['Actual Loops'];
    }, 0);
  return { ms: result['Execution Time'], scanned, read: Math.round(read) };
}

interface Measured {
  who: string;
  plans: Plans;
  label: string;
  ms: number;
  read: number;
}

const measured: Measured[] = [];

async function measure(who: string, query: string, label: string, key: string): Promise<void> {
  const statements = await bench.statementsOf(query, key);
  for (const plans of PLANS) {
    let best = { ms: Number.POSITIVE_INFINITY, read: 0 };
    for (let run = 0; run < RUNS; run += 1) {
      let ms = 0;
      let read = 0;
      for (const statement of statements) {
        const plan = await explain(statement, plans);
        ms += plan.ms;
        read += plan.read;
        if (plans === 'generic') continue;
        for (const table of plan.scanned) failures.push(`${who}: ${label}: scans ${table}`);
      }
      if (ms < best.ms) best = { ms, read };
    }
    measured.push({ who, plans, label, ...best });
    console.log(
      `${`${who}, ${plans}: ${label}`.padEnd(100)} ${best.ms.toFixed(1).padStart(8)} ms ${String(best.read).padStart(8)} rows read, ${statements.length} statement${statements.length === 1 ? '' : 's'}`,
    );
  }
}

/** For each owner and way to plan: how long lists take, and how many read many rows for a page; then the worst. */
function summarize(): void {
  console.log('\n| who | plans | lists | median | slowest | read many rows |\n|---|---|---|---|---|---|');
  for (const { who } of bench.askers) {
    for (const plans of PLANS) {
      const own = measured.filter((item) => item.who === who && item.plans === plans);
      const times = own.map(({ ms }) => ms).sort((a, b) => a - b);
      const many = own.filter(({ read }) => read > MANY_ROWS).length;
      const cells = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0].map(
        (ms) => `${ms.toFixed(2)} ms`,
      );
      console.log(`| ${[who, plans, own.length, ...cells, many].join(' | ')} |`);
    }
  }
  const worst = measured.toSorted((a, b) => b.read - a.read).slice(0, WORST);
  for (const { who, plans, label, ms, read } of worst) {
    console.log(`reads most: ${who}, ${plans}: ${label}: ${read} rows, ${ms.toFixed(1)} ms`);
  }
}

type Sample = (typeof bench.askers)[number]['sample'];

const executionFiltersOf = (sample: Sample) => [
  '',
  'kind: [CRAWL]',
  'status: [FAILED]',
  'status: [QUEUED]',
  'status: [RUNNING]',
  'status: [QUEUED, RUNNING]',
  'status: [FAILED, CANCELED]',
  'trigger: [MANUAL]',
  'trigger: [RETRY]',
  'failureReason: [TIMEOUT]',
  'failureReason: [TIMEOUT, WORKER_LOST]',
  `botId: ["${sample.botId}"]`,
  'tags: ["postmortem"]',
  'tags: ["vip"]',
  'tags: ["vip", "postmortem"]',
  `workerId: "${sample.workerId}"`,
  'dispatch: [EXTERNAL]',
  'errorCode: ["DISK_FULL"]',
  'errorCode: ["DNS", "HTTP_503"]',
  `errorFingerprint: ["${sample.errorFingerprint}"]`,
  `failedStage: ["${sample.failedStage}"]`,
  'failedStage: ["no-such-stage"]',
  `jobId: "${sample.jobId}"`,
  `ids: ["${sample.executionId}"]`,
  `queuedAt: { from: "${sample.from}", to: "${sample.to}" }`,
  `startedAt: { from: "${sample.from}", to: "${sample.to}" }`,
  `finishedAt: { from: "${sample.from}", to: "${sample.to}" }`,
  `queuedAt: { from: "${sample.from}", to: "${sample.to}" }, error: "time"`,
  `queuedAt: { from: "${sample.from}", to: "${sample.to}" }, durationMs: { min: 1000, max: 2000 }`,
  'status: [FAILED], kind: [CRAWL]',
];
const orders = ['QUEUED_AT', 'STARTED_AT', 'FINISHED_AT', 'DURATION'];

for (const { who, key, sample, runs } of bench.askers) {
  console.log(`\n${who}: ${runs} executions`);
  for (const order of orders) {
    for (const filter of executionFiltersOf(sample)) {
      if (order !== 'QUEUED_AT' && (filter.includes('error:') || filter.includes('durationMs'))) continue;
      for (const direction of order === 'QUEUED_AT' || filter === '' || filter.includes('status')
        ? ['DESC', 'ASC']
        : ['DESC']) {
        const where = filter && `filter: { ${filter} }, `;
        await measure(
          who,
          `{ executions(first: 50, ${where}orderBy: { field: ${order}, direction: ${direction} }) { nodes { id status } } }`,
          `executions ${order} ${direction} ${filter}`,
          key,
        );
      }
    }
  }
  for (const count of ['count { value }', 'countsByStatus { count }']) {
    for (const filter of ['', 'kind: [CRAWL]', 'tags: ["postmortem"]', 'status: [FAILED]']) {
      const where = filter && `(filter: { ${filter} })`;
      await measure(who, `{ executions${where} { ${count} } }`, `executions ${count} ${filter}`, key);
    }
  }
  const others = [
    'chunks(first: 50) { nodes { id } }',
    'chunks(first: 50, filter: { status: [FAILED] }) { nodes { id } }',
    'chunks(first: 50, filter: { status: [PROCESSING] }) { nodes { id } }',
    'chunks(first: 50, filter: { retryCount: { min: 1 } }) { nodes { id } }',
    'chunks(first: 50, filter: { priority: { min: 9 } }) { nodes { id } }',
    'chunks(first: 50, orderBy: { field: PRIORITY, direction: DESC }) { nodes { id } }',
    'chunks(first: 50, orderBy: { field: PRIORITY, direction: ASC }) { nodes { id } }',
    'chunks(first: 50, filter: { status: [PENDING] }, orderBy: { field: PRIORITY, direction: DESC }) { nodes { id } }',
    'summaries(first: 50) { nodes { id } }',
    'summaries(first: 50, filter: { isPlayground: true }) { nodes { id } }',
    `summaries(first: 50, filter: { xUsername: "${sample.xUsername}" }) { nodes { id } }`,
    `summaries(first: 50, filter: { topics: ["${sample.topic}"] }) { nodes { id } }`,
    'metrics(first: 50) { nodes { id } }',
    `metrics(first: 50, filter: { name: ["${sample.metric}"] }) { nodes { id } }`,
    'metrics(first: 50, filter: { metricType: [TIMER] }) { nodes { id } }',
    'artifacts(first: 50) { nodes { id } }',
    'artifacts(first: 50, filter: { artifactType: [REPORT] }) { nodes { id } }',
    'jobs(first: 50) { nodes { id } }',
    'jobs(first: 50, filter: { latestStatus: [CANCELED] }) { nodes { id } }',
    'jobs(first: 50, filter: { hasExecutions: false }) { nodes { id } }',
    'jobs(first: 50, orderBy: { field: NEXT_RUN_AT, direction: ASC }) { nodes { id latestExecution { id status } } }',
    'executions(first: 50) { nodes { id job { name } chunks(first: 5) { nodes { id status } } } }',
    'jobs(first: 50) { nodes { id totalRuns executions(first: 5) { nodes { id } count { value } } } }',
  ];
  for (const query of others) await measure(who, `{ ${query} }`, query.slice(0, 80), key);
}

summarize();

for (const { who, key, ownerId, runs } of bench.askers) {
  // Nobody else has a page so deep.
  if (runs <= DEPTH) continue;
  for (const order of orders) {
    const page = (after: string) =>
      `{ executions(first: 50, ${after} orderBy: { field: ${order}, direction: DESC }) { nodes { id } } }`;
    const cursor = await bench.cursorAt(order, DEPTH, ownerId);
    const ratio = await bench.ratio(page(`after: "${cursor}",`), page(''), key);
    console.log(
      `${who}: ${order} DESC, a page at depth ${DEPTH} costs ${ratio.toFixed(2)} times the first page`,
    );
    if (ratio > MAX_DEPTH_RATIO) failures.push(`${who} ${order}: depth costs ${ratio.toFixed(2)} times`);
  }
}

await client.end();
await bench.close();
for (const failure of new Set(failures)) console.error(`FAIL ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);
