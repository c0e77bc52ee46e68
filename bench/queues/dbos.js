// No-op workflows of one step through DBOS, each kept with its step; prints { ms } for the jobs alone.
//   node dbos.js '{ "url": "postgresql://…", "jobs": 5000, "warmUp": 500, "concurrency": 24, "queue": false }'
// They are started so many at once, or with `queue` taken from its queue, which is filled before the clock starts.
import { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import pg from 'pg';

const QUEUE = 'noop';
/** As often as its queue may be asked: it takes what is there and asks again. */
const POLL_MS = 1;
const PATIENCE_MS = 120_000;
const ENQUEUED_AT_ONCE = 50;
const { url, jobs, warmUp, concurrency, queue } = JSON.parse(process.argv[2]);

let done = 0;
const step = async () => {
  done += 1;
};
const noop = DBOS.registerWorkflow(async () => DBOS.runStep(step, { name: 'noop' }), { name: 'noop' });
DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: url,
  systemDatabasePoolSize: concurrency + 2,
  logLevel: 'error',
  runAdminServer: false,
});
await DBOS.launch();
const client = new pg.Client({ connectionString: url });
await client.connect();

async function startAll(count) {
  const start = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (; left > 0; ) {
        left -= 1;
        await noop();
      }
    }),
  );
  return performance.now() - start;
}

async function fill(count) {
  const filler = await DBOSClient.create({ systemDatabaseUrl: url });
  for (let left = count; left > 0; left -= ENQUEUED_AT_ONCE) {
    const size = Math.min(left, ENQUEUED_AT_ONCE);
    const one = () => filler.enqueue({ workflowName: 'noop', queueName: QUEUE });
    await Promise.all(Array.from({ length: size }, one));
  }
  await filler.destroy();
}

async function countDone() {
  const { rows } = await client.query(
    "SELECT count(*)::int AS count FROM dbos.workflow_status WHERE status = 'SUCCESS'",
  );
  return rows[0].count;
}

async function drain(count) {
  const start = performance.now();
  await DBOS.registerQueue(QUEUE, { workerConcurrency: concurrency, minPollingIntervalMs: POLL_MS });
  while (done < count || (await countDone()) < count) {
    if (performance.now() - start > PATIENCE_MS) throw new Error(`${done} of ${count} jobs ran`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return performance.now() - start;
}

await startAll(warmUp);
if (queue) await fill(jobs);
await client.query('VACUUM ANALYZE');
const ms = queue ? await drain(warmUp + jobs) : await startAll(jobs);
if (done !== warmUp + jobs || (await countDone()) !== done) throw new Error(`${done} jobs ran`);
process.stdout.write(JSON.stringify({ ms }));
await client.end();
await DBOS.shutdown();
