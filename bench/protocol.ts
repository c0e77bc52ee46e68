/**
 * How many no-op executions a second Runledger claims and completes, beside what graphile-worker and pg-boss do with
 * as many no-op jobs on the same server, and DBOS, which keeps what it ran as Runledger does, with as many workflows of one
 * step.
 *
 *   cd bench/queues && npm ci && DATABASE_URL=… npm run bench [-- --rounds 5 --batches 50,500 …]
 *
 * Each round measures every case once, in turns, and the table shows medians.
 */
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { createBenchDatabase, median } from './database.js';
import { openLedger, type Path } from './ledger.js';

const { values: options } = parseArgs({
  options: {
    jobs: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    batches: { type: 'string', default: '1,50,500' },
    workers: { type: 'string', default: '1,4' },
    spreads: { type: 'string', default: '1,1000' },
    paths: { type: 'string', default: 'fetch,socket' },
    calls: { type: 'string', default: 'two,one' },
    concurrency: { type: 'string', default: '10,24' },
    queues: { type: 'string', default: 'graphile-worker,pg-boss,dbos' },
  },
});
const numbers = (text: string) => text.split(',').map(Number);
const jobs = Number(options.jobs);
const workerCounts = numbers(options.workers);
const batches = numbers(options.batches);
const spreads = numbers(options.spreads);
const paths = z.array(z.enum(['fetch', 'socket'])).parse(options.paths.split(','));
/** Two calls for a run, or one: completeAndClaim. */
const calls = z.array(z.enum(['two', 'one'])).parse(options.calls.split(','));
const queues = options.queues.split(',');
/** One at a time is slower, and its rate does not depend on how many there are. */
const jobsAt = (batch: number) => (batch < 10 ? Math.ceil(jobs / 2) : jobs);
const WARM_UP = 3_000;

interface Case {
  name: string;
  jobs: number;
  /** Milliseconds from the first claim to the last completion. */
  run(): Promise<number>;
  rates: number[];
}

const timing = z.object({ ms: z.number() });

/** A case of another queue: a process of its own, on a database of its own. */
function queueCase(name: string, script: string, count: number, settings: object): Case {
  return {
    name,
    jobs: count,
    rates: [],
    async run() {
      const { url, drop } = await createBenchDatabase('queue');
      try {
        const file = new URL(`queues/${script}.js`, import.meta.url).pathname;
        const request = JSON.stringify({ url, jobs: count, warmUp: WARM_UP, ...settings });
        const { stdout } = await promisify(execFile)(process.execPath, [file, request], {
          env: { ...process.env, NODE_ENV: 'production' },
        });
        return timing.parse(JSON.parse(stdout)).ms;
      } finally {
        await drop();
      }
    },
  };
}

const ledger = await openLedger(Math.max(...spreads));

function ledgerCase(
  path: Path,
  spread: number,
  workers: number,
  batch: number,
  by: (typeof calls)[number],
): Case {
  const count = jobsAt(batch);
  return {
    name: `runledger, ${path}, ${spread === 1 ? 'one job' : `${spread} jobs`}, ${workers} at once, batch ${batch}, by ${by}`,
    jobs: count,
    rates: [],
    async run() {
      const before = await ledger.countCompleted();
      await ledger.enqueue(count, spread);
      const start = performance.now();
      await Promise.all(
        Array.from({ length: workers }, (_, worker) =>
          (by === 'one' ? ledger.workInTurns : ledger.work)(path, `bench-${worker}`, batch),
        ),
      );
      const ms = performance.now() - start;
      const completed = (await ledger.countCompleted()) - before;
      if (completed !== count) throw new Error(`${completed} of ${count} executions completed`);
      return ms;
    },
  };
}

const unbatched = numbers(options.concurrency).map((concurrency) =>
  queueCase(`graphile-worker, unbatched, ${concurrency} at once`, 'graphile-worker', jobs, {
    concurrency,
    batch: 0,
  }),
);
const cases: Case[] = [];
if (queues.includes('graphile-worker')) {
  cases.push(
    ...unbatched,
    queueCase('graphile-worker, local queue of 500, 24 at once', 'graphile-worker', jobs, {
      concurrency: 24,
      batch: 500,
    }),
  );
}
if (queues.includes('dbos')) {
  for (const concurrency of [1, 10, 24]) {
    cases.push(queueCase(`dbos, ${concurrency} at once`, 'dbos', jobsAt(1), { concurrency, queue: false }));
  }
  cases.push(queueCase('dbos, its queue, 24 at once', 'dbos', jobsAt(1), { concurrency: 24, queue: true }));
}
for (const workers of workerCounts) {
  for (const batch of batches) {
    if (queues.includes('pg-boss')) {
      cases.push(
        queueCase(`pg-boss, ${workers} at once, batch ${batch}`, 'pg-boss', jobsAt(batch), {
          workers,
          batch,
        }),
      );
    }
    for (const path of paths) {
      for (const spread of spreads)
        for (const by of calls) cases.push(ledgerCase(path, spread, workers, batch, by));
    }
  }
}

let walPerRun: number;
try {
  for (const path of paths) {
    await ledger.enqueue(WARM_UP, 1);
    await ledger.work(path, 'bench-warm-up', 10);
  }
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const each of cases) each.rates.push((each.jobs / (await each.run())) * 1_000);
  }
  walPerRun = await ledger.walPerRun(jobs);
} finally {
  await ledger.close();
}

const reference = Math.max(...unbatched.map(({ rates }) => median(rates)).filter((rate) => rate > 0));
console.log(`Node ${process.version}, ${jobs} jobs, medians of ${options.rounds} rounds`);
console.log(`${'jobs/s'.padStart(8)} ${'ratio'.padStart(6)}   to graphile-worker's unbatched rate`);
for (const { name, rates } of cases) {
  const rate = median(rates);
  const ratio = Number.isFinite(reference) ? (rate / reference).toFixed(2) : '-';
  console.log(`${rate.toFixed(0).padStart(8)} ${ratio.padStart(6)}   ${name}`);
}
console.log(
  `${(walPerRun / 1024).toFixed(1)} KiB of WAL a run: enqueued, claimed and completed, after a checkpoint`,
);
