import { readFile } from 'node:fs/promises';
import { getOperationAST, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { type QuotaName, TIER_STREAMS, TIER_TICKS_PER_MINUTE, TIERS } from '../src/accounts/tiers.js';
import * as alerts from '../src/alerts/judge.service.js';
import { MAX_SUBJECTS, RATED_RUNS, USUAL } from '../src/alerts/readings.sql.js';
import { MAX_ANSWER_LENGTH } from '../src/core/answers.js';
import { PAGE_SIZE } from '../src/core/db/keyset.js';
import { MAX_ANSWER_JSON_VALUES } from '../src/core/db/weighing.js';
import { SELECTED_ROWS_PER_POINT } from '../src/executions/end/bulk.graphql.js';
import { MAX_SELECTED } from '../src/executions/end/bulk-selection.sql.js';
import { MAX_LOG_FIELDS_BYTES, MAX_LOG_MESSAGE_BYTES } from '../src/executions/logs/clean-line.js';
import { LOG_SEARCH_COST } from '../src/executions/logs/log-line.graphql.js';
import { LOG_SEARCH_BYTES } from '../src/executions/logs/log-read.sql.js';
import { MAX_CLAIM } from '../src/executions/queue/claim.service.js';
import { STREAM_LIMITS } from '../src/feed/streams.js';
import { FREE_EVENT_COST, REPLAYED_EVENTS_PER_POINT } from '../src/feed/subscriptions.js';
import { MAX_FILTER_VALUES } from '../src/graphql/input/inputs.graphql.js';
import * as values from '../src/graphql/input/limits.js';
import * as json from '../src/graphql/json-limits.js';
import { COUNT_LIMIT } from '../src/graphql/relay/connection.js';
import { MAX_BUCKETS } from '../src/insights/buckets.sql.js';
import { FACET_ROWS } from '../src/insights/execution-facets.sql.js';
import { MAX_STATS_ROWS } from '../src/insights/execution-stats.sql.js';
import { MAX_FACET_VALUES } from '../src/insights/facet-feed.sql.js';
import { STATISTIC_COST } from '../src/insights/statistic-cost.js';
import { STUCK_REASON_COST } from '../src/insights/stuck-executions.graphql.js';
import * as jobs from '../src/jobs/job-checks.js';
import { MAX_NEXT_RUNS } from '../src/jobs/schedule.graphql.js';
import { MAX_BACKFILL_TICKS } from '../src/operations/backfill.service.js';
import * as retention from '../src/operations/retention.service.js';
import { MAX_RETRIES_LOOKED_AT } from '../src/operations/retention.sql.js';
import { schema } from '../src/schema.js';
import { loadConfig } from '../src/server/config.js';
import { EXAMPLE_QUERIES } from '../src/server/graphiql/examples.js';
import { ADDRESS_LIMITS, OPEN_MUTATIONS, REFUSED_CREDENTIALS_FAULT } from '../src/server/limits/door.js';
import { MESSAGES_BEFORE_ACK, SOCKET_RATES } from '../src/server/limits/message-meter.js';
import * as cost from '../src/server/limits/query-cost.js';
import { BLOCKS } from '../src/server/limits/rates.js';
import { SOCKET_LIMITS } from '../src/server/limits/socket-places.js';
import * as documents from '../src/server/plugins/document-limits.js';
import { MAX_LEFTOVER_BYTES } from '../src/server/plugins/use-body-leftovers.js';
import { MAX_VALIDATION_ERRORS } from '../src/server/plugins/use-document-limits.js';
import { ANONYMOUS_BODY_BYTES, MAX_BODY_BYTES_TOGETHER } from '../src/server/plugins/use-strict-requests.js';
import * as server from '../src/server/server.js';
import { MAX_MESSAGE_BYTES, MAX_OPERATIONS } from '../src/server/web-socket.js';

const config = loadConfig({});

const prefixed = (name: string, numbers: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(numbers).map(([key, value]) => [`${name}.${key}`, value]));

const CONSTANTS: Record<string, unknown> = {
  ...cost,
  ...documents,
  ...json,
  ...retention,
  ...values,
  ...server,
  ANONYMOUS_BODY_BYTES,
  BLOCKS,
  BODY_LIMIT_BYTES: config.bodyLimitBytes,
  'COUNT_LIMIT.max': COUNT_LIMIT.max,
  JUDGED_EVERY_SECONDS: alerts.JUDGED_EVERY_SECONDS,
  LOG_SEARCH_BYTES,
  MAX_ANSWER_JSON_VALUES,
  MAX_ANSWER_LENGTH,
  MAX_BODY_BYTES_TOGETHER,
  MAX_CLAIM,
  MAX_CONCURRENT: jobs.MAX_CONCURRENT,
  MAX_RETRIES_LOOKED_AT,
  MAX_SUBJECTS,
  RATED_RUNS,
  TOLD_EVERY_SECONDS: alerts.TOLD_EVERY_SECONDS,
  MAX_STARTS_PER_MINUTE: jobs.MAX_STARTS_PER_MINUTE,
  MAX_CATCH_UP_SECONDS: jobs.MAX_CATCH_UP_SECONDS,
  MAX_TICKS_CAUGHT_UP: jobs.MAX_TICKS_CAUGHT_UP,
  MAX_JITTER_SECONDS: jobs.MAX_JITTER_SECONDS,
  MAX_NEXT_RUNS,
  MAX_BACKFILL_TICKS,
  MAX_CONNECTIONS: config.maxConnections,
  MAX_FILTER_VALUES,
  FACET_ROWS,
  MAX_BUCKETS,
  MAX_FACET_VALUES,
  MAX_STATS_ROWS,
  MAX_SELECTED,
  SELECTED_ROWS_PER_POINT,
  STATISTIC_COST,
  STUCK_REASON_COST,
  LOG_SEARCH_COST,
  MAX_OPERATIONS,
  MAX_QUERY_COST: config.maxQueryCost,
  MAX_VALIDATION_ERRORS,
  'PAGE_SIZE.max': PAGE_SIZE.max,
  QUERY_TIMEOUT_MS: config.queryTimeoutMs,
  REFUSED_CREDENTIALS_FAULT,
  REQUEST_TIMEOUT_MS: config.requestTimeoutMs,
  'USUAL.jobs': USUAL.jobs,
  ...prefixed('STREAM_LIMITS', STREAM_LIMITS),
  ...prefixed('SOCKET_LIMITS', SOCKET_LIMITS),
  ...prefixed('SOCKET_RATES', SOCKET_RATES),
  FREE_EVENT_COST,
  MAX_LEFTOVER_BYTES,
  MAX_LOG_FIELDS_BYTES,
  MAX_LOG_MESSAGE_BYTES,
  MAX_MESSAGE_BYTES,
  MESSAGES_BEFORE_ACK,
};

const numberIn = (text: string) => Number(text.replaceAll(',', ''));

function costOf(text: string): number {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('there is no operation');
  return cost.queryCost(schema, document, operation, {});
}

describe('docs/limits.md', () => {
  let text: string;
  beforeAll(async () => {
    text = await readFile('docs/limits.md', 'utf8');
  });

  it('has the number of every constant that it names', () => {
    const inTables = [...text.matchAll(/\| ([\d,]+) \| `([\w.]+)`/g)].map(([, value, name]) => [name, value]);
    const inProse = [...text.matchAll(/([\d,]+)[^.\d|(]{0,40}\(`([A-Z][\w.]+)`/g)].map(([, value, name]) => [
      name,
      value,
    ]);
    const said = [...inTables, ...inProse].filter(([name]) => name !== 'BLOCKS' && name !== 'RATE_LIMITS');
    expect(said.length).toBeGreaterThan(45);
    for (const [name = '', value = ''] of said) {
      expect({ name, value: CONSTANTS[name] }).toEqual({ name, value: numberIn(value) });
    }
    expect(BLOCKS).toBe(20);
    expect(REPLAYED_EVENTS_PER_POINT).toBe(10);
    expect(TIER_STREAMS).toEqual({ FREE: 50, PRO: 200, ENTERPRISE: 500 });
  });

  it('has every bound of documents', () => {
    for (const name of Object.keys(documents).filter((one) => one.startsWith('MAX_'))) {
      expect(text).toContain(`\`${name}\``);
    }
  });

  it('has the tiers’ numbers', () => {
    for (const name of Object.keys(TIERS.FREE) as QuotaName[]) {
      const numbers = [TIERS.FREE, TIERS.PRO, TIERS.ENTERPRISE].map((tier) =>
        tier[name].toLocaleString('en-US'),
      );
      const shown = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
      expect(text).toContain(`| \`${shown}\` | ${numbers.join(' | ')} |`);
    }
    const { FREE, PRO, ENTERPRISE } = TIER_TICKS_PER_MINUTE;
    expect(text).toContain(`| \`TICKS_PER_MINUTE\` | ${FREE} | ${PRO} | ${ENTERPRISE} |`);
    expect(text).toContain(`at least ${60 / FREE} s (FREE) or ${60 / PRO} s (PRO)`);
  });

  it('has the addresses’ numbers', () => {
    const limit = (name: string) =>
      numberIn(new RegExp(`^\\| ${name}[^|]*\\| ([\\d,]+) \\|$`, 'm').exec(text)?.[1] ?? '');
    expect({
      requests: limit('requests'),
      cost: limit('points'),
      openMutations: limit('mutations that need no credentials'),
      faults: limit('points for faults'),
    }).toEqual(ADDRESS_LIMITS);
    for (const name of OPEN_MUTATIONS) expect(text).toContain(`\`${name}\``);
  });

  it('says what its examples cost', () => {
    const examples = [...text.matchAll(/^\| `((?:\{|mutation).*)` \| ([\d,]+) \|$/gm)];
    expect(examples.length).toBeGreaterThan(5);
    for (const [, query = '', points = ''] of examples) {
      expect({ query, points: costOf(query) }).toEqual({ query, points: numberIn(points) });
    }
  });
});

describe('the cost of an operation', () => {
  const withVariables = (text: string, variables: Record<string, unknown>) => {
    const document = parse(text);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('there is no operation');
    return cost.queryCost(schema, document, operation, variables);
  };

  it('is the same whether a size is written or a variable', () => {
    const text = 'query ($n: Int = 7) { jobs(first: $n) { nodes { id } } }';
    expect(withVariables(text, { n: 50 })).toBe(costOf('{ jobs(first: 50) { nodes { id } } }'));
    expect(withVariables(text, {})).toBe(costOf('{ jobs(first: 7) { nodes { id } } }'));
    expect(withVariables(text, { n: null })).toBe(costOf('{ jobs { nodes { id } } }'));
  });

  it.each([
    -1,
    0,
    1e300,
    Number.NaN,
    'many',
    {},
    [1],
  ])('is a number for a size of %j, which is refused later', (n) => {
    const points = withVariables('query ($n: Int) { jobs(first: $n) { nodes { id } } }', { n });
    expect(points).toBeGreaterThan(0);
    expect(points).toBeLessThanOrEqual(402);
  });

  it('counts what a batch holds', () => {
    const text = `mutation ($input: CompleteExecutionsInput!) { completeExecutions(input: $input) {
      ... on CompleteExecutionsPayload { results { __typename ... on CompleteExecutionPayload { execution { id } } } } } }`;
    const items = (count: number) => ({ input: { items: Array.from({ length: count }, () => ({})) } });
    expect(withVariables(text, items(500)) - withVariables(text, items(100))).toBe(400 * 3);
  });

  it('counts what a dry run by a filter looks for and keeps, whatever its limit', () => {
    const text = (input: string) =>
      `mutation ($dry: Boolean = true, $input: BulkExecutionsInput) { bulkRetryExecutions(input: ${input}) { __typename } }`;
    const usual = costOf(text('{ filter: { kind: BOT }, limit: 1 }'));
    const dry = usual + MAX_SELECTED / SELECTED_ROWS_PER_POINT;
    expect(costOf(text('{ filter: { kind: BOT }, limit: 1, dryRun: true }'))).toBe(dry);
    expect(costOf(text('{ filter: { kind: BOT }, limit: 1, dryRun: $dry }'))).toBe(dry);
    expect(withVariables(text('$input'), { input: { filter: {}, limit: 1, dryRun: true } })).toBe(dry);
    for (const input of [{ ids: ['exec_x'] }, { selection: 'x' }, { filter: null }]) {
      expect(withVariables(text('$input'), { input: { ...input, limit: 1, dryRun: true } })).toBe(usual);
    }
  });

  it('counts the buckets of the range that is meant, and of no empty one beside it', () => {
    const text = `query ($filter: ExecutionFilter) { executionStats(filter: $filter, bucket: DAY) { count } }`;
    const finishedAt = { from: '2026-01-01T00:00:00Z', to: '2026-12-27T00:00:00Z' };
    for (const queuedAt of [undefined, {}, { from: null, to: null }]) {
      expect(withVariables(text, { filter: { queuedAt, finishedAt } })).toBe(2 + STATISTIC_COST + 360);
    }
  });

  it('counts the times of a cron expression, however they are asked for', () => {
    const runs =
      'query ($count: Int) { jobs(first: 100) { nodes { schedule { nextRuns(count: $count) } } } }';
    const without = costOf('{ jobs(first: 100) { nodes { schedule { nextRuns(count: 0) } } } }');
    expect(withVariables(runs, { count: MAX_NEXT_RUNS }) - without).toBe(100 * MAX_NEXT_RUNS);
    // What is refused later makes nothing else cheaper.
    for (const count of [-1e9, Number.NaN, [1]]) {
      expect(withVariables(runs, { count })).toBeGreaterThanOrEqual(without);
    }
    const preview = 'query ($count: Int) { scheduleNextRuns(cron: "* * * * *", count: $count) }';
    expect(withVariables(preview, { count: 90 }) - withVariables(preview, { count: 10 })).toBe(80);
    const backfill = 'mutation { backfillSchedule(input: { jobId: "a", from: "b" }) { __typename } }';
    expect(costOf(backfill)).toBeGreaterThan(MAX_BACKFILL_TICKS);
  });

  it('counts the ticks of a schedule that may catch up', () => {
    const change = (mutation: string, more: string) =>
      costOf(`mutation { ${mutation}(input: { schedule: { cron: "* * * * *" ${more} } }) { __typename } }`);
    const plain = change('createJob', '');
    expect(plain).toBeLessThan(20);
    expect(change('createJob', 'missedTicks: CATCH_UP') - plain).toBe(jobs.MAX_TICKS_CAUGHT_UP);
    expect(change('updateJob', '') - plain).toBe(jobs.MAX_TICKS_CAUGHT_UP);
    expect(change('updateJob', 'missedTicks: SKIP')).toBe(plain);
  });

  it('lets every example of GraphiQL stay far below the limit', () => {
    for (const text of EXAMPLE_QUERIES) expect(costOf(text)).toBeLessThan(config.maxQueryCost / 20);
  });

  it('lets tools ask for the whole schema', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const text = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, oneOf: true });
    expect(costOf(text)).toBeLessThan(config.maxQueryCost / 1.5);
  });
});
