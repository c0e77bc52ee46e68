/**
 * How many transitions of executions a second Runledger makes while clients are subscribed to `executionChanged` over
 * server-sent events: idle ones, whose filter nothing matches, and busy ones, who get every transition.
 *
 *   DATABASE_URL=… npx tsx bench/subscribers.ts [--jobs 2000 --rounds 3 --idle 0,1,100 --busy 1,100 …]
 *
 * Everything goes over a socket to a server process of its own; this process holds workers and subscribers, which
 * only count. Each round measures every case once, in turns, and the table shows medians.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { median } from './database.js';
import { openLedger } from './ledger.js';

const { values: options } = parseArgs({
  options: {
    jobs: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    batch: { type: 'string', default: '50' },
    workers: { type: 'string', default: '4' },
    idle: { type: 'string', default: '0,1,100' },
    busy: { type: 'string', default: '1,100' },
  },
});
const numbers = (text: string) => (text === '' ? [] : text.split(',').map(Number));
const jobs = Number(options.jobs);
const WARM_UP = 500;
/** Claimed, and completed. */
const TRANSITIONS = 2;
const POLL_MS = 5;
const PATIENCE_MS = 60_000;
const BUSY_JOB = 0;
const IDLE_JOB = 1;

const idle = numbers(options.idle).map((count) => ({ name: `${count} idle`, count, job: IDLE_JOB }));
const busy = numbers(options.busy).map((count) => ({ name: `${count} busy`, count, job: BUSY_JOB }));
const cases = [...idle, ...busy].map((each) => ({
  ...each,
  rates: [] as number[],
  lags: [] as number[],
}));

const ledger = await openLedger(2);

async function work(): Promise<void> {
  const workers = Array.from({ length: Number(options.workers) }, (_, at) => `bench-${at}`);
  await Promise.all(workers.map((worker) => ledger.work('socket', worker, Number(options.batch))));
}

/** Milliseconds until all events have come. @throws Error where they do not, or more than those. */
async function delivery(received: () => number, expected: number): Promise<number> {
  const start = performance.now();
  while (received() < expected) {
    if (performance.now() - start > PATIENCE_MS) throw new Error(`${received()} of ${expected} events came`);
    await sleep(POLL_MS);
  }
  if (received() > expected) throw new Error(`${received()} events came instead of ${expected}`);
  return performance.now() - start;
}

try {
  await ledger.enqueue(WARM_UP, 1);
  await work();
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const { count, job, rates, lags } of cases) {
      await ledger.enqueue(jobs, 1);
      const before = await ledger.countCompleted();
      const subscribers = await ledger.subscribe(count, job);
      const start = performance.now();
      await work();
      rates.push(((jobs * TRANSITIONS) / (performance.now() - start)) * 1_000);
      if ((await ledger.countCompleted()) - before !== jobs) throw new Error('not all executions completed');
      const expected = job === BUSY_JOB ? count * jobs * TRANSITIONS : 0;
      lags.push(await delivery(subscribers.received, expected));
      await subscribers.close();
    }
  }
} finally {
  await ledger.close();
}

const [base] = cases;
console.log(`Node ${process.version}, ${jobs} executions, medians of ${options.rounds} rounds`);
console.log('transitions/s  ratio   last event after   subscribers');
for (const { name, rates, lags } of cases) {
  const rate = median(rates);
  const ratio = (rate / median(base?.rates ?? [])).toFixed(2);
  console.log(
    `${rate.toFixed(0).padStart(13)} ${ratio.padStart(6)} ${median(lags).toFixed(0).padStart(15)} ms   ${name}`,
  );
}
