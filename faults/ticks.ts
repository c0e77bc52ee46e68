import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Scene } from './on-a-server.js';

const CREATE = `mutation ($input: CreateJobInput!) { result: createJob(input: $input) {
  __typename ... on Error { code message } ... on CreateJobPayload { job { id } } } }`;
const END = `mutation ($input: UpdateJobInput!) { result: updateJob(input: $input) {
  __typename ... on Error { code message } } }`;
const JOBS = 20;

/** Lets jobs tick each second while four servers look for ticks and one of them is killed: each is run once. */
export async function tickTogether({ world, query, isLong }: Scene): Promise<string> {
  const { api } = world;
  const lasts = isLong ? 60_000 : 6_000;
  const mark = `ticking-${Date.now()}`;
  const ids = await Promise.all(
    Array.from({ length: JOBS }, async (_, place) => {
      const created = await api.ask(CREATE, {
        slug: `${mark}-${place}`,
        name: 'Ticking',
        kind: { bot: { botId: 'ticking' } },
        schedule: { cron: '* * * * * *', overlap: 'ALLOW', missedTicks: 'CATCH_UP', catchUpSeconds: 600 },
      });
      return z.object({ job: z.object({ id: z.string() }) }).parse(created).job.id;
    }),
  );
  await sleep(lasts / 2);
  const [oldest] = world.servers;
  if (oldest) await world.kill(oldest);
  await sleep(lasts / 2);
  for (const jobId of ids) await api.ask(END, { jobId, schedule: null });
  await world.add();
  const rows = await query(
    `SELECT count(*)::int AS ticks, count(DISTINCT t.at)::int AS times, count(t.execution_id)::int AS runs,
       (extract(epoch FROM max(t.at) - min(t.at)) + 1)::int AS seconds
     FROM jobs j LEFT JOIN schedule_ticks t ON t.job_id = j.id WHERE j.slug LIKE '${mark}-%' GROUP BY j.id`,
  );
  const ticks = rows.reduce((sum, row) => sum + Number(row.ticks), 0);
  const wrong = rows.filter((row) => new Set([row.ticks, row.times, row.runs, row.seconds]).size > 1);
  if (rows.length < JOBS || wrong.length > 0 || ticks < (JOBS * lasts) / 2_000) {
    throw new Error(
      `${ticks} ticks of ${rows.length} jobs, not once each: ${JSON.stringify(wrong[0] ?? rows[0])}`,
    );
  }
  return `${JOBS} jobs that run each second, one of four servers killed meanwhile: ${ticks} ticks, each of them once`;
}
