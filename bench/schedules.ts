/**
 * How long after a minute the schedules of that minute have enqueued their runs.
 *
 *   DATABASE_URL=… npx tsx bench/schedules.ts [--schedules 1000 --owners 100 --servers 1 --rounds 5]
 *
 * Each round makes all of them due at one moment a little ahead, by the database's clock, and asks until each has its tick.
 * The servers are whole ones, with all that they do by themselves, in this process.
 */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openDatabase } from '../src/core/db/client.js';
import { startServer } from '../src/server/server.js';
import { median } from './database.js';
import { openBenchApp } from './open.js';

const { values: options } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    owners: { type: 'string', default: '100' },
    servers: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '5' },
  },
});
const AIMS: Readonly<Record<string, number>> = { 1000: 1_000, 10000: 5_000 };
const AHEAD_MS = 2_000;
const ASK_MS = 20;
const schedules = Number(options.schedules);

const { close, config, prisma } = await openBenchApp('schedules', ['WORK']);
const servers = [];
for (let nth = 0; nth < Number(options.servers); nth += 1) {
  servers.push(await startServer({ ...config, port: 0 }, { database: await openDatabase(config) }));
}

await prisma.$executeRaw`
  INSERT INTO users (email, status, user_tier)
  SELECT 'bench-' || n || '@example.com', 'ACTIVE', 'ENTERPRISE' FROM generate_series(1, ${Number(options.owners)}::int) n`;
await prisma.$executeRaw`
  WITH owners AS (SELECT id, row_number() OVER () AS n FROM users WHERE email LIKE 'bench-%'), made AS (
    INSERT INTO jobs (owner_id, kind, slug, name, cron, timezone, overlap_policy, missed_tick_policy, jitter_seconds)
    SELECT o.id, 'TASK', 'bench-' || s, 'Bench ' || s, '0 0 1 1 *', 'UTC', 'ALLOW', 'SKIP', 0
    FROM generate_series(1, ${schedules}::int) s JOIN owners o ON o.n = s % ${Number(options.owners)}::int + 1
    RETURNING id, owner_id
  )
  INSERT INTO task_jobs (job_id, owner_id, handler) SELECT id, owner_id, 'noop' FROM made`;
await prisma.$executeRaw`ANALYZE jobs`;

const counted = z.tuple([z.object({ ticks: z.int(), ms: z.number() })]);

/** @returns How many milliseconds after their moment the last of the runs was there, by the database's clock. */
async function round(): Promise<number> {
  await prisma.$executeRaw`DELETE FROM schedule_ticks`;
  const [due] = z
    .tuple([z.object({ at: z.date() })])
    .parse(await prisma.$queryRaw`SELECT now() + make_interval(secs => ${AHEAD_MS / 1_000}::float8) AS at`);
  await prisma.$executeRaw`UPDATE jobs SET next_run_at = ${due.at} WHERE slug LIKE 'bench-%'`;
  for (;;) {
    const [{ ticks, ms }] = counted.parse(
      await prisma.$queryRaw`
        SELECT count(execution_id)::int AS ticks, (extract(epoch FROM clock_timestamp() - ${due.at}::timestamptz) * 1000)::float8 AS ms
        FROM schedule_ticks`,
    );
    if (ticks === schedules) return ms;
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
  }
}

await round();
const times: number[] = [];
for (let nth = 0; nth < Number(options.rounds); nth += 1) times.push(await round());
const transactions = z.tuple([z.object({ count: z.int(), twice: z.int() })]).parse(
  await prisma.$queryRaw`
    SELECT count(*)::int AS count, (count(*) - count(DISTINCT (job_id, scheduled_for)))::int AS twice FROM job_executions`,
);
const aim = AIMS[schedules];
console.log(
  `${schedules.toLocaleString('en')} schedules of ${options.owners} owners, ${options.servers} servers: ${Math.round(median(times))} ms after their time (${times.map(Math.round).join(', ')})${aim ? `; the aim is ${aim}` : ''}`,
);
console.log(`${transactions[0].count} runs, ${transactions[0].twice} of them twice`);
for (const server of servers) await server.close();
await close();
