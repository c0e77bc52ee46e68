/**
 * What the roll-ups cost: processor seconds of this process and of its PostgreSQL, for each run that is enqueued, claimed
 * and completed, with the loop that adds up executions and without it; and how far it is behind under that load.
 *
 *   DATABASE_URL=… npx tsx bench/rollups.ts [--rounds 7 --runs 2000]
 *
 * On a database of its own, whose PostgreSQL must be on this machine (Linux). Rounds of both kinds take turns.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { scopeDatabase } from '../src/core/db/tenancy.js';
import { feedRollups } from '../src/insights/rollup-feed.service.js';
import { encodeJobId } from '../src/jobs/job-id.js';
import { median } from './database.js';
import { openBenchApp } from './open.js';
import { serverSeconds } from './processor.js';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, runs: { type: 'string', default: '2000' } },
});
const runs = Number(options.runs);
const AT_ONCE = 100;
const INTERVAL_MS = 500;

const { prisma, app, key, ownerId, close } = await openBenchApp('rollups', ['WORK', 'READ']);
const job = await prisma.job.create({
  data: { ownerId, kind: 'TASK', slug: 'bench', name: 'Bench', task: { create: { handler: 'bench' } } },
});
const db = scopeDatabase(prisma, null);

async function ask<T>(document: string, variables: object, shape: z.ZodType<T>): Promise<T> {
  const response = await app.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: document, variables }),
  });
  return z.object({ data: shape }).parse(await response.json()).data;
}

const claims = z.object({
  claimExecutions: z.object({
    executions: z.array(
      z.object({ execution: z.object({ id: z.string() }), lease: z.object({ token: z.string() }) }),
    ),
  }),
});

async function work(): Promise<void> {
  for (let done = 0; done < runs; done += AT_ONCE) {
    const items = Array.from({ length: AT_ONCE }, () => ({ jobId: encodeJobId(job) }));
    await ask(
      'mutation($items: [EnqueueExecutionInput!]!) { enqueueExecutions(input: { items: $items }) { __typename } }',
      { items },
      z.unknown(),
    );
    const { claimExecutions } = await ask(
      `mutation($limit: Int!) { claimExecutions(input: { workerId: "w", limit: $limit }) {
        ... on ClaimExecutionsPayload { executions { execution { id } lease { token } } } } }`,
      { limit: AT_ONCE },
      claims,
    );
    await ask(
      'mutation($items: [CompleteExecutionInput!]!) { completeExecutions(input: { items: $items }) { __typename } }',
      {
        items: claimExecutions.executions.map(({ execution, lease }) => ({
          executionId: execution.id,
          leaseToken: lease.token,
        })),
      },
      z.unknown(),
    );
  }
}

/** Processor seconds of this process and of its connections so far. */
async function cpuSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage();
  return (await serverSeconds(prisma)) + (user + system) / 1e6;
}

const lags = z.tuple([z.object({ ms: z.number() })]);

/** How old the oldest end is that is not in the roll-ups. */
async function lagMs(): Promise<number> {
  const [{ ms }] = lags.parse(
    await prisma.$queryRaw`
      SELECT coalesce(extract(epoch FROM clock_timestamp() - min(ev.at)) * 1000, 0)::float8 AS ms
      FROM execution_events ev, execution_rollup_mark m WHERE (ev.tx_id, ev.id) > (m.tx_id, m.event_id)`,
  );
  return ms;
}

/** @returns Milliseconds of processors for each run, and how far behind the roll-ups were at most. */
async function round(isFed: boolean): Promise<{ cpu: number; lag: number }> {
  let isOver = false;
  let lag = 0;
  const before = await cpuSeconds();
  const feeding = (async () => {
    while (isFed && !isOver) {
      while (await feedRollups(db));
      await sleep(INTERVAL_MS);
      lag = Math.max(lag, await lagMs());
    }
  })();
  await work();
  isOver = true;
  await feeding;
  if (isFed) while (await feedRollups(db));
  const cpu = ((await cpuSeconds()) - before) * (1_000 / runs);
  // So that the next round does not pay for this one.
  await prisma.$executeRaw`
    UPDATE execution_rollup_mark m SET tx_id = ev.tx_id, event_id = ev.id
    FROM (SELECT tx_id, id FROM execution_events ORDER BY tx_id DESC, id DESC LIMIT 1) ev`;
  return { cpu, lag };
}

await round(true);
await round(false);
const found: Record<'with' | 'without', number[]> = { with: [], without: [] };
const more: number[] = [];
let behind = 0;
for (let i = 0; i < Number(options.rounds); i += 1) {
  const fed = await round(true);
  const bare = await round(false);
  found.with.push(fed.cpu);
  found.without.push(bare.cpu);
  more.push((fed.cpu / bare.cpu - 1) * 100);
  behind = Math.max(behind, fed.lag);
}
const spread = (values: number[]) =>
  `${median(values).toFixed(2)} (${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)})`;
process.stdout.write(
  [
    `ms of processors a run, without roll-ups: ${spread(found.without)}`,
    `with them: ${spread(found.with)}`,
    `more, in percent, of neighbouring rounds: ${spread(more)}`,
    `behind by at most, in ms: ${behind.toFixed(0)}`,
    '',
  ].join('\n'),
);
await close();
