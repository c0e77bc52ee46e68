import { builder } from '../../graphql/builder.js';
import { Job } from '../../jobs/job.graphql.js';
import { kindRow } from '../../jobs/kind-row.js';

export const TaskJob = builder.prismaNode('Job', {
  variant: 'TaskJob',
  interfaces: [Job],
  id: { field: 'id' },
  findUnique: (id) => ({ id, kind: 'TASK' }),
  nullable: true,
  description:
    'Plain background work that is none of the other kinds. Its workers claim by the handler’s name.',
  select: { id: true, kind: true, cron: true },
  fields: (t) => ({
    handler: t.string({
      description: 'The name of what does the work in its workers.',
      select: { task: { select: { handler: true } } },
      resolve: ({ task }) => kindRow(task).handler,
    }),
  }),
});
