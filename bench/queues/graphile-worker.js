// No-op jobs through graphile-worker until its queue is empty; prints { ms } for the jobs alone.
//   node graphile-worker.js '{ "url": "postgresql://…", "jobs": 5000, "warmUp": 500, "concurrency": 24, "batch": 0 }'
// `batch` above 0 fetches and completes in batches: its local queue.
import { Logger, makeWorkerUtils, runOnce } from 'graphile-worker';
import pg from 'pg';

const MAX_ADDED_AT_ONCE = 1_000;
const PATIENCE_MS = 60_000;
const { url, jobs, warmUp, concurrency, batch } = JSON.parse(process.argv[2]);

const pgPool = new pg.Pool({ connectionString: url, max: concurrency + 2 });
pgPool.on('error', (error) => {
  throw error;
});
pgPool.on('connect', (client) => client.on('error', () => undefined));
const logger = new Logger(() => () => undefined);
const utils = await makeWorkerUtils({ pgPool, logger });
await utils.migrate();
let done = 0;

async function add(count) {
  for (let rest = count; rest > 0; rest -= MAX_ADDED_AT_ONCE) {
    const size = Math.min(rest, MAX_ADDED_AT_ONCE);
    await utils.addJobs(Array.from({ length: size }, () => ({ identifier: 'noop' })));
  }
  await pgPool.query('VACUUM ANALYZE');
}

async function isAnyLeft() {
  const { rows } = await pgPool.query('SELECT EXISTS (SELECT FROM graphile_worker.jobs) AS "isAnyLeft"');
  return rows[0].isAnyLeft;
}

async function work(count) {
  done = 0;
  const start = performance.now();
  await runOnce({
    pgPool,
    logger,
    noHandleSignals: true,
    taskList: {
      noop: () => {
        done += 1;
      },
    },
    preset: {
      worker: {
        concurrentJobs: concurrency,
        ...(batch > 0 && { localQueue: { size: batch }, completeJobBatchDelay: 0 }),
      },
    },
  });
  // The last completions may still be under way.
  while (await isAnyLeft()) if (performance.now() - start > PATIENCE_MS) throw new Error('jobs are left');
  const ms = performance.now() - start;
  if (done !== count) throw new Error(`${done} of ${count} jobs ran`);
  return ms;
}

await add(warmUp);
await work(warmUp);
await add(jobs);
process.stdout.write(JSON.stringify({ ms: await work(jobs) }));
await utils.release();
await pgPool.end();
