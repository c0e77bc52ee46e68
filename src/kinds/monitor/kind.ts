import type { Prisma } from '../../generated/prisma/client.js';
import { registerKind } from '../../jobs/kinds.js';

declare module '../../core/node-types.js' {
  interface JobTypes {
    MONITOR: 'MonitorJob';
  }
}

registerKind({
  name: 'MONITOR',
  description: 'Watches an X account for topics.',
  type: 'MonitorJob',
  idPrefix: 'monitor',
  runCost: 0,
  row: {
    create: (own: Prisma.MonitorJobUncheckedCreateWithoutJobInput) => ({ monitor: { create: own } }),
    update: (tx, { id, ownerId }, own: Prisma.MonitorJobUncheckedUpdateWithoutJobInput) =>
      tx.monitorJob.update({ where: { jobId: id, ownerId }, data: own }),
  },
  jobFilters: [
    {
      name: 'xUsername',
      description: 'The X account that the job watches, case-insensitive.',
      where: (names) => ({ monitor: { xUsernameKey: { in: names.map((name) => name.toLowerCase()) } } }),
    },
  ],
  parts: {
    ofRuns: ['summaries'],
    ofJobs: ['summaries'],
    ofOwners: ['summaries'],
    outlivingRuns: ['summaries'],
  },
  withoutRead: {
    MonitorJob: ['xUsername', 'topics', 'hoursBack'],
    Summary: ['id', 'createdAt'],
  },
  loadApi: () =>
    Promise.all([
      import('./monitor-job-input.graphql.js'),
      import('./monitor-job.graphql.js'),
      import('./summary.graphql.js'),
      import('./summary-record.graphql.js'),
    ]),
});
