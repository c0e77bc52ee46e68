/**
 * Every filter and every order of the lists on a database with a million executions: the time of the first page of
 * fifty as PostgreSQL measures it, what was read for it, and whether a large table was scanned.
 *
 *   npx runledger seed --scale 1000000     (with DATABASE_URL)
 *   DATABASE_URL=… npx tsx bench/lists.ts
 *
 * Ends with status 1 where a large table was scanned sequentially, or deep pages cost over 1.5 times the first.
 */
import pg from 'pg';
import { openBench, type Statement } from './support.js';

const LARGE_TABLE_ROWS = 10_000;
const RUNS = 3;
const DEPTH = 100_000;
const MAX_DEPTH_RATIO = 1.5;

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

async function explain({ sql, params }: Statement) {
  const { rows } = await client.query<{ 'QUERY PLAN': Array<{ Plan: PlanNode; 'Execution Time': number }> }>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
    params,
  );
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

async function measure(label: string, query: string, key: string) {
  const statements = await bench.statementsOf(query, key);
  let best = { ms: Number.POSITIVE_INFINITY, read: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    let ms = 0;
    let read = 0;
    for (const statement of statements) {
      const plan = await explain(statement);
      ms += plan.ms;
      read += plan.read;
      for (const table of plan.scanned) failures.push(`${label}: scans ${table}`);
    }
    if (ms < best.ms) best = { ms, read };
  }
  console.log(
    `${label.padEnd(90)} ${best.ms.toFixed(1).padStart(8)} ms ${String(best.read).padStart(8)} rows read, ${statements.length} statement${statements.length === 1 ? '' : 's'}`,
  );
  return best.ms;
}

const executionFilters = [
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
  `botId: ["${bench.sample.botId}"]`,
  'tags: ["postmortem"]',
  'tags: ["vip"]',
  'tags: ["vip", "postmortem"]',
  `workerId: "${bench.sample.workerId}"`,
  'dispatch: [EXTERNAL]',
  'errorCode: ["DISK_FULL"]',
  'errorCode: ["DNS", "HTTP_503"]',
  `errorFingerprint: ["${bench.sample.errorFingerprint}"]`,
  `failedStage: ["${bench.sample.failedStage}"]`,
  'failedStage: ["no-such-stage"]',
  `jobId: "${bench.sample.jobId}"`,
  `ids: ["${bench.sample.executionId}"]`,
  `queuedAt: { from: "${bench.sample.from}", to: "${bench.sample.to}" }`,
  `startedAt: { from: "${bench.sample.from}", to: "${bench.sample.to}" }`,
  `finishedAt: { from: "${bench.sample.from}", to: "${bench.sample.to}" }`,
  `queuedAt: { from: "${bench.sample.from}", to: "${bench.sample.to}" }, error: "time"`,
  `queuedAt: { from: "${bench.sample.from}", to: "${bench.sample.to}" }, durationMs: { min: 1000, max: 2000 }`,
  'status: [FAILED], kind: [CRAWL]',
];
const orders = ['QUEUED_AT', 'STARTED_AT', 'FINISHED_AT', 'DURATION'];

for (const [who, key] of bench.keys) {
  for (const order of orders) {
    for (const filter of executionFilters) {
      if (order !== 'QUEUED_AT' && (filter.includes('error:') || filter.includes('durationMs'))) continue;
      for (const direction of order === 'QUEUED_AT' || filter === '' || filter.includes('status')
        ? ['DESC', 'ASC']
        : ['DESC']) {
        const where = filter && `filter: { ${filter} }, `;
        await measure(
          `${who}: executions ${order} ${direction} ${filter}`,
          `{ executions(first: 50, ${where}orderBy: { field: ${order}, direction: ${direction} }) { nodes { id status } } }`,
          key,
        );
      }
    }
  }
  for (const count of ['count { value }', 'countsByStatus { count }']) {
    for (const filter of ['', 'kind: [CRAWL]', 'tags: ["postmortem"]', 'status: [FAILED]']) {
      const where = filter && `(filter: { ${filter} })`;
      await measure(`${who}: executions ${count} ${filter}`, `{ executions${where} { ${count} } }`, key);
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
    `summaries(first: 50, filter: { xUsername: "${bench.sample.xUsername}" }) { nodes { id } }`,
    `summaries(first: 50, filter: { topics: ["${bench.sample.topic}"] }) { nodes { id } }`,
    'metrics(first: 50) { nodes { id } }',
    `metrics(first: 50, filter: { name: ["${bench.sample.metric}"] }) { nodes { id } }`,
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
  for (const query of others) await measure(`${who}: ${query}`.slice(0, 90), `{ ${query} }`, key);
}

for (const [who, key] of bench.keys) {
  for (const order of orders) {
    const page = (after: string) =>
      `{ executions(first: 50, ${after} orderBy: { field: ${order}, direction: DESC }) { nodes { id } } }`;
    const cursor = await bench.cursorAt(order, DEPTH, key);
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
