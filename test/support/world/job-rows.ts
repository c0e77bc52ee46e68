import type { DemoRows } from '../../../demo/rows.js';
import type { Making } from './making.js';
import { at, pick, several, third } from './values.js';

/** The projects of a world, and jobs of each kind. */
export function jobRows({ marker, ownerId }: Making) {
  const projects = several(marker, 'project', 7, (id, i) => ({
    id,
    ownerId,
    name: `${marker} project ${i}`,
    description: null,
    status: i % 3 ? ('ACTIVE' as const) : ('ARCHIVED' as const),
    createdAt: at(third(i)),
    updatedAt: at(0),
  }));
  const projectId = projects[0]?.id;

  const kinds = ['MONITOR', 'CRAWL', 'BOT', 'AGENT', 'TASK'] as const;
  const names = ['Ledger', 'ledger', 'LEDGER', '100% sure', 'snake_case', 'back\\slash', '1000 sure'];
  const jobs = several(marker, 'job', 9, (id, i) => ({
    id,
    ownerId,
    projectId: i === 8 ? null : projectId,
    kind: pick(kinds, i),
    slug: `${marker}-${i}`,
    name: `${pick(names, i)} ${marker}`,
    description: `${marker} does it`,
    status: pick(['ACTIVE', 'PAUSED', 'ARCHIVED'] as const, i),
    config: { secret: marker },
    priority: i,
    maxAttempts: 1,
    retryBackoffSeconds: 30,
    tags: pick([['red'], ['red', 'blue'], [], [marker]], i),
    ...(i % 2 === 0
      ? {
          cron: '0 0 1 1 *',
          timezone: 'UTC',
          overlapPolicy: 'SKIP' as const,
          missedTickPolicy: 'SKIP' as const,
          jitterSeconds: 0,
          nextRunAt: i === 4 ? null : at(third(i)),
        }
      : {}),
    createdAt: at(third(i)),
    updatedAt: at(i % 2),
  }));
  const ofKind = (kind: (typeof kinds)[number]) => jobs.filter((job) => job.kind === kind);
  const monitorJobs = ofKind('MONITOR').map(({ id }, i) => ({
    jobId: id,
    ownerId,
    xUsername: `${marker}_${i}`,
    topics: [marker],
    hoursBack: 24,
  }));
  const crawlJobs = ofKind('CRAWL').map(({ id }) => ({
    jobId: id,
    ownerId,
    keywords: [marker],
    maxImages: 9,
  }));
  const botJobs = ofKind('BOT').map(({ id }, i) => ({ jobId: id, ownerId, botId: `${marker}-bot-${i}` }));
  const agentTasks = ofKind('AGENT').map(({ id }) => ({ jobId: id, ownerId, maxRounds: 5, memorySize: 50 }));
  // A bot's name, for a task: one is never found by the other.
  const taskJobs = ofKind('TASK').map(({ id }, i) => ({ jobId: id, ownerId, handler: `${marker}-bot-${i}` }));
  const jobLimits = ofKind('TASK').map(({ id }, i) => ({
    jobId: id,
    ownerId,
    maxConcurrent: i + 2,
    maxConcurrentPerKey: 1,
    startsPerMinute: 60,
  }));
  const jobStarts = jobLimits.map(({ jobId }) => ({ jobId, ownerId, second: at(0), starts: 1 }));
  const [monitor, crawl, bot, agent] = jobs;
  if (!monitor || !crawl || !bot || !agent) throw new Error('the world has no jobs');
  return {
    rows: {
      projects,
      jobs,
      monitorJobs,
      crawlJobs,
      botJobs,
      agentTasks,
      taskJobs,
      jobLimits,
      jobStarts,
    } satisfies Partial<DemoRows>,
    ofKind,
    first: { monitor: monitor.id, crawl: crawl.id, bot: bot.id, agent: agent.id },
  };
}
