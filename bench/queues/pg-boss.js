// No-op jobs through pg-boss, fetched and completed in batches by workers beside each other; prints { ms } for the
// jobs alone.
//   node pg-boss.js '{ "url": "postgresql://…", "jobs": 5000, "warmUp": 500, "workers": 4, "batch": 50 }'
import pg from 'pg';
import { PgBoss } from 'pg-boss';

const MAX_ADDED_AT_ONCE = 1_000;
const QUEUE = 'noop';
const { url, jobs, warmUp, workers, batch } = JSON.parse(process.argv[2]);

const client = new pg.Client({ connectionString: url });
await client.connect();
const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false });
boss.on('error', (error) => {
  throw error;
});
await boss.start();
await boss.createQueue(QUEUE);

async function add(count) {
  for (let rest = count; rest > 0; rest -= MAX_ADDED_AT_ONCE) {
    await boss.insert(
      QUEUE,
      Array.from({ length: Math.min(rest, MAX_ADDED_AT_ONCE) }, () => ({})),
    );
  }
  await client.query('VACUUM ANALYZE');
}

async function worker() {
  let done = 0;
  for (;;) {
    const claimed = await boss.fetch(QUEUE, { batchSize: batch });
    if (claimed.length === 0) return done;
    await boss.complete(
      QUEUE,
      claimed.map(({ id }) => id),
    );
    done += claimed.length;
  }
}

async function work(count) {
  const start = performance.now();
  const done = await Promise.all(Array.from({ length: workers }, worker));
  const ms = performance.now() - start;
  const sum = done.reduce((total, each) => total + each, 0);
  if (sum !== count) throw new Error(`${sum} of ${count} jobs ran`);
  return ms;
}

await add(warmUp);
await work(warmUp);
await add(jobs);
process.stdout.write(JSON.stringify({ ms: await work(jobs) }));
await boss.stop({ graceful: false });
await client.end();
