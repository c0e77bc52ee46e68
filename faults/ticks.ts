import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Api } from './api.js';
import type { Query } from './audit.js';
import type { Scene } from './on-a-server.js';

const CREATE = `mutation ($input: CreateJobInput!) { result: createJob(input: $input) {
  __typename ... on Error { code message } ... on CreateJobPayload { job { id } } } }`;
const END = `mutation ($input: UpdateJobInput!) { result: updateJob(input: $input) {
  __typename ... on Error { code message } } }`;
/** Each takes a second or two to make and to end under load, since an account's jobs wait for each other. */
const JOBS = { short: 5, long: 20 } as const;

/** Jobs that run each second. */
export interface Ticking {
  /** Ends their schedules. */
  end(): Promise<void>;
  /** @returns How many ticks there were. @throws Error where one is missing, or was not run exactly once. */
  check(query: Query): Promise<number>;
}

/** Makes jobs that run each second, of the server's account; one after the other, since an account's jobs wait for each other. */
export async function startTicking(api: Api, count: number): Promise<Ticking> {
  const mark = `ticking-${Date.now()}`;
  const ids: string[] = [];
  const end = async () => {
    for (const jobId of ids) await api.ask(END, { jobId, schedule: null });
  };
  try {
    for (let place = 0; place < count; place += 1) {
      const created = await api.ask(CREATE, {
        slug: `${mark}-${place}`,
        name: 'Ticking',
        kind: { bot: { botId: 'ticking' } },
        schedule: { cron: '* * * * * *', overlap: 'ALLOW', missedTicks: 'CATCH_UP', catchUpSeconds: 900 },
      });
      ids.push(z.object({ job: z.object({ id: z.string() }) }).parse(created).job.id);
    }
  } catch (error) {
    // Or there were always something left to be worked on.
    await end();
    throw error;
  }
  return {
    end,
    async check(query) {
      const rows = await query(
        `SELECT count(*)::int AS ticks, count(DISTINCT t.at)::int AS times,
           (extract(epoch FROM max(t.at) - min(t.at)) + 1)::int AS seconds,
           count(DISTINCT e.id) FILTER (WHERE e.scheduled_for = t.at)::int AS runs,
           (SELECT count(*) FROM job_executions o WHERE o.job_id = j.id)::int AS made
         FROM jobs j LEFT JOIN schedule_ticks t ON t.job_id = j.id LEFT JOIN job_executions e ON e.id = t.execution_id
         WHERE j.slug LIKE '${mark}-%' GROUP BY j.id`,
      );
      const wrong = rows.filter((row) => new Set(Object.values(row)).size > 1);
      const ticks = rows.reduce((sum, row) => sum + Number(row.ticks), 0);
      if (rows.length < count || wrong.length > 0) {
        throw new Error(
          `${ticks} ticks of ${rows.length} jobs, not once each: ${JSON.stringify(wrong[0] ?? rows[0])}`,
        );
      }
      return ticks;
    },
  };
}

/** Lets jobs tick each second while four servers look for ticks and one of them is killed: each is run once. */
export async function tickTogether({ world, query, isLong }: Scene): Promise<string> {
  const lasts = isLong ? 60_000 : 6_000;
  const jobs = isLong ? JOBS.long : JOBS.short;
  const ticking = await startTicking(world.api, jobs);
  await sleep(lasts / 2);
  const [oldest] = world.servers;
  if (oldest) await world.kill(oldest);
  await sleep(lasts / 2);
  await ticking.end();
  await world.add();
  const ticks = await ticking.check(query);
  if (ticks < (jobs * lasts) / 2_000) throw new Error(`there were only ${ticks} ticks in ${lasts} ms`);
  return `${jobs} jobs that run each second, one of four servers killed meanwhile: ${ticks} ticks, each of them once`;
}
