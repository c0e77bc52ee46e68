import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../../core/db/client.js';
import { statements } from '../../core/db/said.js';
import type { Logger } from '../../core/logger.js';
import { looks } from '../../core/loop.js';
import { waits } from '../../executions/queue/arrivals.js';
import type { Hub } from '../../feed/hub.js';
import { countedEvents } from '../../insights/rollup-feed.service.js';
import { rescues } from '../rescue.service.js';
import { backlogGauges } from './backlog-gauges.js';
import { type Answered, outcomeOf } from './request.js';

const PREFIX = 'runledger_';
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STATEMENT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];
const COSTS = [1, 10, 100, 1_000, 10_000, 50_000];
const POOLS = ['requests', 'background'] as const;

interface MetricsDeps {
  database: Database;
  hub: Pick<Hub, 'streams'>;
  logger: Logger;
}

/** What a process counts for Prometheus. No label holds what a user says. */
export interface Metrics {
  end(answered: Answered): void;
  /** All of it as text. It never waits long, whatever the database does. */
  scrape(): Promise<{ type: string; text: string }>;
  close(): void;
}

export function createMetrics({ database, hub, logger }: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `${PREFIX}${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: L[] = []) =>
    new Histogram({ name: `${PREFIX}${name}`, help, buckets, labelNames, registers });
  /** One whose value is looked up when it is asked for. */
  const gauge = <L extends string>(
    name: string,
    help: string,
    labelNames: L[],
    look: (own: Gauge<L>) => void,
  ) =>
    new Gauge({
      name: `${PREFIX}${name}`,
      help,
      labelNames,
      registers,
      collect() {
        look(this);
      },
    });

  collectDefaultMetrics({ register: registry });
  const requests = counter('requests_total', 'Requests, by what they asked for and their first error.', [
    'operation',
    'code',
  ]);
  const requestSeconds = histogram(
    'request_duration_seconds',
    'How long requests took, without what they waited because they asked to.',
    REQUEST_SECONDS,
    ['operation'],
  );
  const cost = histogram('operation_cost_points', 'What operations cost.', COSTS, ['operation']);
  const statementSeconds = histogram('sql_duration_seconds', 'How long statements took.', STATEMENT_SECONDS);
  const failedStatements = counter('sql_failures_total', 'Statements that failed.');
  const events = counter(
    'execution_events_total',
    'Events of executions, each counted by one process of those on a database.',
    ['type'],
  );
  const rescued = counter('rescued_total', 'Lost work that was recovered.', ['what']);
  const loops = counter('loop_runs_total', 'Looks of background loops, by how they ended.', [
    'loop',
    'outcome',
  ]);
  gauge('subscriptions', 'Subscriptions that are open.', [], (own) => own.set(hub.streams.count()));
  gauge('database_up', 'Whether the database can be worked with, as far as is known.', [], (own) =>
    own.set(database.monitor.outage() === null ? 1 : 0),
  );
  if (database.kind === 'server') {
    gauge('pool_connections', 'Connections to the database.', ['pool', 'state'], (own) => {
      for (const pool of POOLS) {
        const { total, idle } = database.poolStatus(pool);
        own.set({ pool, state: 'idle' }, idle);
        own.set({ pool, state: 'used' }, total - idle);
      }
    });
    gauge('pool_waiting', 'What waits for a connection.', ['pool'], (own) => {
      for (const pool of POOLS) own.set({ pool }, database.poolStatus(pool).waiting);
    });
  }
  const refreshBacklog = backlogGauges(gauge, database.background.sql, logger);

  const waiting = new Gauge({
    name: `${PREFIX}waiting_claims`,
    help: 'Claims that wait for work.',
    registers,
  });

  const endings = [
    waits.listen((change) => waiting.inc(change)),
    statements.listen(({ ms, isFailed }) => {
      statementSeconds.observe(ms / 1_000);
      if (isFailed) failedStatements.inc();
    }),
    countedEvents.listen(({ type, events: count }) => events.inc({ type }, count)),
    rescues.listen(({ executions, chunks }) => {
      rescued.inc({ what: 'execution' }, executions);
      rescued.inc({ what: 'chunk' }, chunks);
    }),
    looks.listen(({ doing, isFailed }) => loops.inc({ loop: doing, outcome: isFailed ? 'failed' : 'done' })),
  ];

  return {
    end(answered) {
      const { operation, ms, tally } = answered;
      requests.inc({ operation, code: outcomeOf(answered) });
      requestSeconds.observe({ operation }, Math.max(0, ms - tally.waitedMs) / 1_000);
      if (tally.cost !== null) cost.observe({ operation }, tally.cost);
    },
    async scrape() {
      await refreshBacklog();
      return { type: registry.contentType, text: await registry.metrics() };
    },
    close() {
      for (const end of endings) end();
      registry.clear();
    },
  };
}
