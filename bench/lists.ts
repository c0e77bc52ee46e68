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
import { type Explained, explain, PLANS, type Plans } from './explain.js';
import { listQueries, orders } from './list-queries.js';
import { openBench } from './support.js';

const LARGE_TABLE_ROWS = 10_000;
const RUNS = 3;
const DEPTH = 100_000;
const MAX_DEPTH_RATIO = 1.5;
/** A page of fifty that reads more than this filters other rows away. */
const MANY_ROWS = 5_000;
const WORST = 10;

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

const query = async (sql: string): Promise<unknown> => (await client.query(sql)).rows;

/** The large tables that a plan goes through from end to end. */
function scannedBy({ nodes }: Explained): string[] {
  return nodes
    .filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0)
    .map((node) => node['Relation Name'] ?? '')
    .filter((table) => (sizes.get(table) ?? 0) >= LARGE_TABLE_ROWS);
}

interface Measured {
  who: string;
  plans: Plans;
  label: string;
  ms: number;
  read: number;
}

const measured: Measured[] = [];

async function measure(who: string, asked: string, label: string, key: string): Promise<void> {
  const statements = await bench.statementsOf(asked, key);
  for (const plans of PLANS) {
    let best = { ms: Number.POSITIVE_INFINITY, read: 0 };
    for (let run = 0; run < RUNS; run += 1) {
      let ms = 0;
      let read = 0;
      for (const statement of statements) {
        const plan = await explain(query, statement, plans);
        ms += plan.ms;
        read += plan.read;
        if (plans === 'generic') continue;
        for (const table of scannedBy(plan)) failures.push(`${who}: ${label}: scans ${table}`);
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

for (const { who, key, sample, runs } of bench.askers) {
  console.log(`\n${who}: ${runs} executions`);
  for (const { label, query: asked } of listQueries(await sample())) await measure(who, asked, label, key);
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
