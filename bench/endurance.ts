/**
 * Whether Runledger keeps its pace: while a subscriber follows every event and a reader goes through the history page by
 * page, the peak is measured, then runs are enqueued, claimed and completed at a share of it. From the first quarter
 * of the time to the last, a transaction is held open, so that nothing dead can be cleaned.
 *
 *   DATABASE_URL=… npx tsx bench/endurance.ts [--minutes 20 --share 0.6 --workers 4 --batch 50 --peak 60 --held snapshot]
 *
 * Everything goes over a socket to a server process of its own. `--held writer` holds a transaction that has an id: feeds
 * and roll-ups, which go up to the oldest one, then wait for its end. Ends with status 1 where a minute is below 90 % of
 * the pace, or where an event does not come.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { z } from 'zod';
import { follow } from './follower.js';
import { openLedger } from './ledger.js';

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    share: { type: 'string', default: '0.6' },
    workers: { type: 'string', default: '4' },
    batch: { type: 'string', default: '50' },
    peak: { type: 'string', default: '60' },
    held: { type: 'string', default: 'snapshot' },
  },
});
const minutes = Number(options.minutes);
const batch = Number(options.batch);
const held = z.enum(['snapshot', 'writer']).parse(options.held);
const MINUTE_MS = 60_000;
const ENOUGH = 0.9;
/** Between two looks of a worker at an empty queue, of what enqueues at its clock, and of the reader at a page. */
const IDLE_MS = 20;
const TICK_MS = 100;
const PAGE_MS = 50;
const LOOK_MS = 2_000;
const MAX_ENQUEUED = 1_000;
/** While the peak is measured, so many wait. */
const BACKLOG = 2_000;
const PATIENCE_MS = 120_000;

const ledger = await openLedger(1);
const look = new pg.Client({ connectionString: ledger.url });
const holder = new pg.Client({ connectionString: ledger.url });
await Promise.all([look.connect(), holder.connect()]);

/** What was answered so far, and the times and lags of the minute that is under way. */
const done = { enqueued: 0, claimed: 0, completed: 0, pages: 0 };
const times = {
  claim: [] as number[],
  complete: [] as number[],
  feed: [] as number[],
  rollups: [] as number[],
};
let isOver = false;

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? Number.NaN;

async function timed<T>(into: number[], does: () => Promise<T>, counts: (answer: T) => boolean): Promise<T> {
  const start = performance.now();
  const answer = await does();
  if (counts(answer)) into.push(performance.now() - start);
  return answer;
}

async function work(workerId: string): Promise<void> {
  while (!isOver) {
    const items = await timed(
      times.claim,
      () => ledger.claim('socket', workerId, batch),
      ({ length }) => length > 0,
    );
    done.claimed += items.length;
    if (items.length === 0) {
      await sleep(IDLE_MS);
      continue;
    }
    await timed(
      times.complete,
      () => ledger.complete('socket', items),
      () => true,
    );
    done.completed += items.length;
  }
}

/** Enqueues what is wanted by now; what it is late with comes later. */
async function enqueue(wanted: () => number): Promise<void> {
  while (!isOver) {
    const count = Math.min(MAX_ENQUEUED, Math.floor(wanted()) - done.enqueued);
    if (count > 0) {
      await ledger.fill('socket', count, 1);
      done.enqueued += count;
    } else {
      await sleep(TICK_MS);
    }
  }
}

async function read(): Promise<void> {
  for (let after: string | null = null; !isOver; done.pages += 1) {
    after = await ledger.readPage('socket', after);
    await sleep(PAGE_MS);
  }
}

/** How long events that were answered for take to come. */
async function watchFeed(received: () => number): Promise<void> {
  while (!isOver) {
    const start = performance.now();
    const due = done.enqueued + done.claimed + done.completed;
    while (received() < due && !isOver) await sleep(IDLE_MS / 2);
    if (!isOver) times.feed.push(performance.now() - start);
    await sleep(TICK_MS);
  }
}

const lags = z.array(z.object({ ms: z.coerce.number() }));

/** How old the oldest event is that is not in the roll-ups. */
async function watchRollups(): Promise<void> {
  while (!isOver) {
    const { rows } = await look.query(`
      SELECT extract(epoch FROM clock_timestamp() - ev.at) * 1000 AS ms
      FROM execution_events ev, execution_rollup_mark m
      WHERE (ev.tx_id, ev.id) > (m.tx_id, m.event_id) ORDER BY ev.tx_id, ev.id LIMIT 1`);
    times.rollups.push(lags.parse(rows)[0]?.ms ?? 0);
    await sleep(LOOK_MS);
  }
}

async function hold(): Promise<void> {
  await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await holder.query(held === 'writer' ? 'SELECT pg_current_xact_id()' : 'SELECT FROM jobs');
}

const settings = z.tuple([z.object({ autovacuum: z.string() })]);
const sizes = z.array(z.object({ name: z.string(), dead: z.coerce.number(), bytes: z.coerce.number() }));

async function tables() {
  const { rows } = await look.query(`
    SELECT relname AS name, n_dead_tup AS dead, pg_total_relation_size(relid) AS bytes FROM pg_stat_user_tables
    WHERE relname IN ('job_executions', 'execution_events', 'execution_rollups')`);
  const all = sizes.parse(rows);
  const of = (name: string) => all.find((table) => table.name === name) ?? { dead: 0, bytes: 0 };
  return { runs: of('job_executions'), events: of('execution_events'), rollups: of('execution_rollups') };
}

/** Without it nothing dead is cleaned, held or not. */
async function autovacuum(): Promise<string> {
  const { rows } = await look.query('SHOW autovacuum');
  return settings.parse(rows)[0].autovacuum;
}

/** Lets time pass. @throws Error as soon as one of those who work meanwhile does. */
const passWith = (parts: Promise<unknown>, ms: number) => Promise.race([sleep(ms), parts]);

/** Runs a second, with a queue that is never empty, while somebody follows and reads. */
async function measurePeak(seconds: number): Promise<number> {
  await ledger.fill('socket', BACKLOG, 1);
  done.enqueued += BACKLOG;
  const parts = Promise.all([
    enqueue(() => done.completed + BACKLOG),
    read(),
    ...Array.from({ length: Number(options.workers) }, (_, at) => work(`peak-${at}`)),
  ]);
  // Its first third is to get warm.
  await passWith(parts, (seconds / 3) * 1_000);
  const [from, start] = [done.completed, performance.now()];
  await passWith(parts, (seconds * 2_000) / 3);
  const rate = (done.completed - from) / ((performance.now() - start) / 1_000);
  isOver = true;
  await parts;
  // Nothing of it is left for what is measured next.
  const rest = await ledger.work('socket', 'peak', batch);
  done.claimed += rest;
  done.completed += rest;
  return rate;
}

const width = 8;
const line = (cells: ReadonlyArray<string | number>) =>
  console.log(
    cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(0) : cell).padStart(width)).join(' '),
  );
const MIB = 1_048_576;

const subscriber = await follow(ledger.server, ledger.key, ledger.jobs[0]);
let heardBefore = 0;
const heard = () => subscriber.received() - heardBefore;

/** Waits until the subscriber has heard of all that was done, for at most a while. */
async function catchUp(): Promise<number> {
  const due = done.enqueued + done.claimed + done.completed;
  const end = performance.now() + PATIENCE_MS;
  while (heard() < due && performance.now() < end) await sleep(IDLE_MS);
  return due;
}

try {
  const peak = await measurePeak(Number(options.peak));
  const pace = peak * Number(options.share);
  console.log(
    `Node ${process.version}, peak ${peak.toFixed(0)} runs/s, pace ${pace.toFixed(0)}, autovacuum ${await autovacuum()}; times in ms`,
  );
  const names = [
    'minute',
    'runs/s',
    'of pace',
    'held',
    'claim50',
    'claim95',
    'done50',
    'done95',
    'feed50',
    'feed95',
  ];
  line([...names, 'rollup95', 'waiting', 'pages', 'deadruns', 'runMiB', 'eventMiB', 'rollMiB']);
  await catchUp();
  heardBefore = subscriber.received();
  Object.assign(done, { enqueued: 0, claimed: 0, completed: 0 });
  for (const list of Object.values(times)) list.length = 0;
  isOver = false;
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / MINUTE_MS;
  const parts = Promise.all([
    enqueue(() => elapsed() * 60 * pace),
    read(),
    watchFeed(heard),
    watchRollups(),
    ...Array.from({ length: Number(options.workers) }, (_, at) => work(`worker-${at}`)),
  ]);
  const shares: number[] = [];
  let isHeld = false;
  for (let minute = 1; minute <= minutes; minute += 1) {
    const isToBeHeld = minute > minutes / 4 && minute <= (minutes * 3) / 4;
    if (isToBeHeld !== isHeld) await (isToBeHeld ? hold() : holder.query('COMMIT'));
    isHeld = isToBeHeld;
    const [before, pages, from] = [done.completed, done.pages, performance.now()];
    await passWith(parts, Math.max(0, start + minute * MINUTE_MS - from));
    const rate = (done.completed - before) / ((performance.now() - from) / 1_000);
    shares.push(rate / pace);
    const { runs, events, rollups } = await tables();
    const { claim, complete, feed, rollups: behind } = times;
    line([
      minute,
      rate,
      (rate / pace).toFixed(2),
      isHeld ? held : '-',
      ...[claim, complete, feed].flatMap((list) => [percentile(list, 0.5), percentile(list, 0.95)]),
      percentile(behind, 0.95),
      done.enqueued - done.claimed,
      done.pages - pages,
      runs.dead,
      ...[runs, events, rollups].map(({ bytes }) => (bytes / MIB).toFixed(1)),
    ]);
    for (const list of Object.values(times)) list.length = 0;
  }
  isOver = true;
  await parts;
  if (isHeld) await holder.query('COMMIT');
  const due = await catchUp();
  const received = heard();
  const least = Math.min(...shares);
  console.log(
    `${received} of ${due} events came; the subscriber was cut off ${subscriber.cuts()} times, and went on.`,
  );
  console.log(`The slowest minute had ${(least * 100).toFixed(0)} % of the pace,`);
  console.log(least >= ENOUGH ? 'so the rate stays above 90 %.' : 'so the rate does not stay above 90 %.');
  if (least < ENOUGH || received !== due) process.exitCode = 1;
} finally {
  isOver = true;
  await subscriber.close();
  await Promise.all([look.end(), holder.end()]);
  await ledger.close();
}
