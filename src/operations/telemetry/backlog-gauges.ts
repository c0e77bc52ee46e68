import type { Gauge } from 'prom-client';
import { outageOf } from '../../core/db/outage.js';
import type { SqlExecutor } from '../../core/db/session.js';
import { inTime } from '../../core/in-time.js';
import type { Logger } from '../../core/logger.js';
import { type Backlog, readBacklog } from './backlog.sql.js';

/** How long an answer of the database is good for, so that scrapes cannot load it. */
const FRESH_MS = 5_000;
/** How long a scrape waits for the database; what comes later is for the next one. */
const SCRAPE_MS = 2_000;

/** Makes a gauge whose value is looked up when it is asked for. */
type MakeGauge = <L extends string>(
  name: string,
  help: string,
  labels: L[],
  look: (own: Gauge<L>) => void,
) => unknown;

/**
 * Shows what waits in the database. Where it does not answer, these gauges are left out and `backlog_up` is 0.
 * @returns What looks anew, to be awaited before gauges are read; it never throws, and never waits long.
 */
export function backlogGauges(
  gauge: MakeGauge,
  sql: Pick<SqlExecutor, 'query'>,
  logger: Logger,
): () => Promise<void> {
  let known: Backlog | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  /** Fills a gauge from what is known. */
  function show<L extends string>(
    name: string,
    help: string,
    labels: L[],
    fill: (b: Backlog, own: Gauge<L>) => void,
  ) {
    gauge(name, help, labels, (own) => {
      own.reset();
      if (known) fill(known, own);
      // Without labels there is a value of 0 in any case.
      else if (labels.length === 0) own.remove();
    });
  }

  gauge('backlog_up', 'Whether the database said in time what waits in it.', [], (own) =>
    own.set(known ? 1 : 0),
  );
  show(
    'executions',
    'Executions that are open, counted to 10,000 of each.',
    ['kind', 'state'],
    ({ kinds }, own) => {
      for (const { kind, waiting, scheduled, running } of kinds) {
        own.set({ kind, state: 'due' }, waiting);
        own.set({ kind, state: 'scheduled' }, scheduled);
        own.set({ kind, state: 'running' }, running);
      }
    },
  );
  show(
    'queue_age_seconds',
    'How long the execution has been due that is due longest.',
    ['kind'],
    ({ kinds }, own) => {
      for (const { kind, oldestSeconds } of kinds) own.set({ kind }, oldestSeconds);
    },
  );
  show('chunks_processing', 'Chunks that workers hold.', [], ({ chunks }, own) => own.set(chunks.processing));
  show(
    'deliveries_waiting',
    'Mails and webhooks that are to be sent.',
    ['channel'],
    ({ deliveries }, own) => {
      for (const { channel, waiting } of deliveries) own.set({ channel }, waiting);
    },
  );
  show(
    'deliveries_age_seconds',
    'For how long the oldest of these is due.',
    ['channel'],
    ({ deliveries }, own) => {
      for (const { channel, oldestSeconds } of deliveries) own.set({ channel }, oldestSeconds);
    },
  );
  show('deletions_waiting', 'Deletions of accounts and projects under way.', [], ({ deletions }, own) =>
    own.set(deletions.waiting),
  );
  show('deletions_age_seconds', 'Since when the oldest of these goes on.', [], ({ deletions }, own) =>
    own.set(deletions.oldestSeconds),
  );
  show('schedule_lag_seconds', 'How long the tick has been due that is due longest.', [], (b, own) =>
    own.set(b.scheduleLagSeconds),
  );
  show('rollup_lag_seconds', 'Age of the oldest event that is not in the roll-ups.', [], (b, own) =>
    own.set(b.rollupLagSeconds),
  );
  show('rollup_repairs', 'Repairs of roll-ups that wait.', [], (b, own) => own.set(b.rollupRepairs));
  show(
    'feed_lag_seconds',
    'Age of the oldest event that an open transaction keeps from subscribers.',
    [],
    (b, own) => own.set(b.feedLagSeconds),
  );
  show(
    'oldest_writer_seconds',
    'Age of the oldest writing transaction of the whole PostgreSQL server.',
    [],
    (b, own) => own.set(b.oldestWriterSeconds),
  );

  async function read(): Promise<void> {
    try {
      known = await readBacklog(sql);
    } catch (err) {
      known = null;
      logger[outageOf(err) ? 'debug' : 'warn']({ err }, 'it was not read what waits in the database');
    } finally {
      readAt = performance.now();
      reading = null;
    }
  }

  return async () => {
    if (performance.now() - readAt < FRESH_MS) return;
    reading ??= read();
    await inTime(reading, SCRAPE_MS, () => new Error('late')).catch(() => {
      known = null;
    });
  };
}
