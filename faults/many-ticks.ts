import { migratedDatabase, startOwnCluster } from '../test/support/own-cluster.js';
import { until } from './api.js';
import { contradictions, type Query } from './audit.js';
import { NO_CLUSTER, type Options } from './on-a-server.js';
import { type Report, seconds } from './report.js';
import { startTicking } from './ticks.js';
import { type Outcome, openWorld, queryOf, type World } from './world.js';

const NAME = 'a hundred jobs tick each second';
const SERVERS = 4;
const JOBS = 100;
/** As many as a schedule of each minute has in a day. */
const TICKS = 1_440;
const KILLS = 5;
/** How much longer than their seconds all ticks may take. */
const LATE_LIMIT_MS = 600_000;
const ASK_MS = 2_000;

/** Lets four servers run the ticks of a hundred jobs for 24 minutes; nobody else has anything to do. Only in the long form. */
export async function onManyTicks(report: Report, { isLong, isChosen }: Options): Promise<void> {
  if (!isChosen(NAME)) return;
  const obstacle = NO_CLUSTER ?? (isLong ? undefined : 'it takes 24 minutes, for --long');
  if (obstacle !== undefined) return report.skip(NAME, obstacle);
  const cluster = await startOwnCluster('');
  const url = await migratedDatabase(cluster.url, 'ledger', '');
  const world = await openWorld({ DATABASE_URL: url }, SERVERS);
  const { query, close } = queryOf(url);
  await report.run(NAME, () => tickOften(world, query));
  await close();
  await world.close(report);
  await cluster.stop();
}

async function tickOften(world: World, query: Query): Promise<Outcome> {
  const { api } = world;
  const ticking = await startTicking(api, JOBS);
  for (let kill = 1; kill <= KILLS + 1; kill += 1) {
    const wanted = Math.ceil((TICKS * kill) / (KILLS + 1));
    await until(
      `each job has had ${wanted} ticks`,
      async () => {
        const [row] = await query(
          'SELECT min(n)::int AS least FROM (SELECT count(*) AS n FROM schedule_ticks GROUP BY job_id) t',
        );
        return Number(row?.least) >= wanted;
      },
      (TICKS * 1_000) / (KILLS + 1) + LATE_LIMIT_MS,
      ASK_MS,
    );
    const [oldest] = world.servers;
    if (!oldest || kill > KILLS) continue;
    await world.kill(oldest);
    await world.add();
  }
  await ticking.end();
  const ticks = await ticking.check(query);
  const [late] = await query(
    `SELECT (extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY queued_at - scheduled_for)) * 1000)::int AS half,
       (extract(epoch FROM max(queued_at - scheduled_for)) * 1000)::int AS most
     FROM job_executions WHERE scheduled_for IS NOT NULL`,
  );
  return {
    what: `${JOBS} jobs on ${SERVERS} servers, of which one was killed ${KILLS} times: ${ticks} ticks, each of them once, half of them within ${seconds(Number(late?.half))}, all within ${seconds(Number(late?.most))}`,
    answered: api.answered,
    resent: api.resent,
    runs: ticks,
    lostLeases: 0,
    longestGapMs: api.longestGapMs,
    found: await contradictions(query),
  };
}
