import { counted } from '../src/core/wording.js';
import type { Prisma } from '../src/generated/prisma/client.js';

/** Executions that ended, and how; `successRate` is COMPLETED of COMPLETED and FAILED, from 0 to 1. */
export interface Totals {
  runs: number;
  finished: number;
  successful: number;
  failed: number;
  successRate: number;
}

/** What the demo's people own, counted from the rows. */
export interface DemoSummary {
  users: number;
  projects: number;
  jobs: { name: string; kind: string; runs: number }[];
  all: Totals;
  agents: Totals & { tasks: number; metrics: number; artifacts: number };
  summaries: number;
  chunks: number;
  images: number;
  stages: number;
  socialTasks: number;
  completions: number;
  verificationLogs: number;
}

/** @param userIds the demo's people. @param socialTaskIds its social tasks, which nobody owns. */
export async function readSummary(
  tx: Prisma.TransactionClient,
  userIds: string[],
  socialTaskIds: string[],
): Promise<DemoSummary> {
  const ownerId = { in: userIds };
  const ofAgents = { ownerId, job: { kind: 'AGENT' } } as const;
  const jobs = await tx.job.findMany({
    where: { ownerId },
    orderBy: { id: 'asc' },
    select: { id: true, name: true, kind: true },
  });
  const states = await tx.execution.groupBy({
    by: ['jobId', 'kind', 'status'],
    where: { ownerId },
    _count: { _all: true },
  });
  const totals = (rows: typeof states): Totals => {
    const count = (...statuses: string[]) =>
      rows.reduce((sum, { status, _count }) => (statuses.includes(status) ? sum + _count._all : sum), 0);
    const successful = count('COMPLETED');
    const failed = count('FAILED');
    return {
      runs: rows.reduce((sum, { _count }) => sum + _count._all, 0),
      finished: count('COMPLETED', 'FAILED', 'CANCELED'),
      successful,
      failed,
      successRate: successful / Math.max(1, successful + failed),
    };
  };
  return {
    users: await tx.user.count({ where: { id: ownerId } }),
    projects: await tx.project.count({ where: { ownerId } }),
    jobs: jobs.map(({ id, name, kind }) => ({
      name,
      kind,
      runs: totals(states.filter(({ jobId }) => jobId === id)).runs,
    })),
    all: totals(states),
    agents: {
      ...totals(states.filter(({ kind }) => kind === 'AGENT')),
      tasks: jobs.filter(({ kind }) => kind === 'AGENT').length,
      metrics: await tx.metricSnapshot.count({ where: { ownerId } }),
      artifacts: await tx.artifact.count({ where: ofAgents }),
    },
    summaries: await tx.summary.count({ where: { ownerId } }),
    chunks: await tx.chunk.count({ where: { ownerId } }),
    images: await tx.image.count({ where: { ownerId } }),
    stages: await tx.stage.count({ where: { ownerId } }),
    socialTasks: await tx.socialTask.count({ where: { id: { in: socialTaskIds } } }),
    completions: await tx.completion.count({ where: { ownerId } }),
    verificationLogs: await tx.verificationLog.count({ where: { ownerId } }),
  };
}

/** Seed 003 calls an agent's definition a task. */
const kindName = (kind: string) => (kind === 'AGENT' ? 'task' : kind.toLowerCase());

/** The lines that seed 003 shows, and those of the other kinds. */
export function describeSummary(summary: DemoSummary): string[] {
  const { agents, all, jobs } = summary;
  const tasks = jobs.filter(({ kind }) => kind === 'AGENT');
  const others = jobs.filter(({ kind }) => kind !== 'AGENT');
  const runsOf = ({ name, kind, runs }: DemoSummary['jobs'][number]) =>
    `  Created ${counted(runs, 'run')} for ${kindName(kind)}: ${name}`;
  const percent = ({ successRate }: Totals) => `${(successRate * 100).toFixed(1)}%`;
  return [
    `Creating ${agents.tasks} sample tasks...`,
    ...tasks.map(({ name }) => `  Created task: ${name}`),
    'Creating sample runs for each task...',
    ...tasks.map(runsOf),
    'Creating sample metrics...',
    `  Created ${agents.metrics} metrics`,
    'Creating sample artifacts...',
    `  Created ${agents.artifacts} artifacts`,
    'Creating monitors, crawls and bots...',
    ...others.map(runsOf),
    `  Created ${counted(summary.summaries, 'summary', 'summaries')}, ${counted(summary.chunks, 'chunk')}, ${counted(summary.images, 'image')} and ${counted(summary.stages, 'stage')}`,
    'Creating verification...',
    `  Created ${counted(summary.socialTasks, 'social task')}, ${counted(summary.completions, 'completion')} and ${counted(summary.verificationLogs, 'log')}`,
    '',
    'Seeding Summary:',
    `  Users created: ${summary.users}`,
    `  Tasks created: ${agents.tasks}`,
    `  Task runs created: ${agents.runs}`,
    `  Metrics created: ${agents.metrics}`,
    `  Artifacts created: ${agents.artifacts}`,
    `  Total executions: ${agents.finished}`,
    `  Successful executions: ${agents.successful}`,
    `  Overall success rate: ${percent(agents)}`,
    `  Of all ${jobs.length} jobs: ${all.runs} runs, ${all.finished} finished, ${all.successful} successful, ${percent(all)}`,
  ];
}
