import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { encodeJobId } from '../src/jobs/job-id.js';
import { type LiveServer, startLive } from './support/live.js';

/** Real servers, of which each runs schedules. An embedded database has one. */
const SERVERS = inject('template').kind === 'server' ? 4 : 1;
const JOBS = 40;
const TICKS = 6;
const WAIT_MS = 120_000;

let live: LiveServer;
beforeAll(async () => {
  live = await startLive();
  for (let more = 1; more < SERVERS; more += 1) await live.another();
});
afterAll(() => live.close());

it(
  'servers run each tick of many schedules once, at its time, whatever is changed and deleted meanwhile',
  async () => {
    const owner = await live.given.user();
    const create = (slug: string, overlap = 'ALLOW') =>
      live.ask(
        `mutation { createJob(input: { name: "${slug}", slug: "${slug}", kind: { task: { handler: "noop" } },
          schedule: { cron: "* * * * * *", overlap: ${overlap} } }) { __typename } }`,
        owner.key,
      );
    for (let nth = 0; nth < JOBS; nth += 1) await create(`every-second-${nth}`);
    await create('one-at-a-time', 'SKIP');
    for (let nth = 0; nth < 5; nth += 1) await create(`leaving-${nth}`);
    const leaving = await live.prisma.job.findMany({ where: { slug: { startsWith: 'leaving-' } } });
    const ofMany = { job: { slug: { startsWith: 'every-second-' } } };
    await expect
      .poll(() => live.prisma.scheduleTick.count({ where: ofMany }), { timeout: WAIT_MS })
      .toBeGreaterThan(JOBS * 2);
    for (const { id } of leaving) {
      const answer = await live.ask(
        `mutation { deleteJob(input: { jobId: "${encodeJobId({ id, kind: 'TASK' })}" }) { __typename } }`,
        owner.key,
      );
      expect(answer).toMatchObject({ deleteJob: { __typename: 'DeleteJobPayload' } });
    }
    await expect
      .poll(() => live.prisma.scheduleTick.count({ where: ofMany }), { timeout: WAIT_MS })
      .toBeGreaterThan(JOBS * TICKS);

    // Nothing comes between the reads.
    const [jobs, executions] = await live.prisma.$transaction(
      [
        live.prisma.job.findMany({ where: { ownerId: owner.user.id }, include: { ticks: true } }),
        live.prisma.execution.findMany({ where: { ownerId: owner.user.id } }),
      ],
      { isolationLevel: 'RepeatableRead' },
    );
    expect(jobs).toHaveLength(JOBS + 1);
    for (const { id, slug, ticks } of jobs) {
      const times = ticks.map(({ at }) => at.getTime()).sort();
      // Every second from the first on, and none twice.
      expect(times).toEqual(times.map((_, nth) => (times[0] ?? 0) + nth * 1_000));
      const own = executions.filter(({ jobId }) => jobId === id);
      const run = ticks.filter(({ executionId }) => executionId !== null);
      expect(new Set(own.map(({ scheduledFor }) => scheduledFor?.getTime())).size).toBe(own.length);
      expect(own.every(({ queuedAt, scheduledFor }) => scheduledFor && queuedAt >= scheduledFor)).toBe(true);
      expect(own.map(({ id: of }) => of).sort()).toEqual(run.map(({ executionId }) => executionId).sort());
      if (slug === 'one-at-a-time') expect(run).toHaveLength(1);
      else expect(run).toHaveLength(ticks.length);
    }
  },
  WAIT_MS * 2,
);
