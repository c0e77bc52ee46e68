import type { Prisma } from '../../generated/prisma/client.js';
import { registerKind } from '../../jobs/kinds.js';

declare module '../../core/node-types.js' {
  interface JobTypes {
    TASK: 'TaskJob';
  }
}

/** Null for the job's slug. */
interface TaskSettings {
  handler: string | null;
}

registerKind({
  name: 'TASK',
  description: 'Plain background work: none of the other kinds.',
  type: 'TaskJob',
  idPrefix: 'task',
  runCost: 0,
  row: {
    create: ({ handler }: TaskSettings, slug) => ({ task: { create: { handler: handler ?? slug } } }),
    update: (tx, { id, ownerId, slug }, { handler }: Partial<TaskSettings>) => {
      const data: Prisma.TaskJobUpdateInput = { handler: handler === null ? slug : handler };
      return tx.taskJob.update({ where: { jobId: id, ownerId }, data });
    },
  },
  key: {
    jobFilter: { name: 'handler', description: 'The handler of the task.' },
    claim: { name: 'handlers', description: 'Only executions of tasks with these handlers.' },
  },
  parts: { ofRuns: [], ofJobs: [], ofOwners: [] },
  withoutRead: { TaskJob: ['handler'] },
  loadApi: () => Promise.all([import('./task-job-input.graphql.js'), import('./task-job.graphql.js')]),
});
