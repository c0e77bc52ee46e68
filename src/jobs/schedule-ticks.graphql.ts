import { builder } from '../graphql/builder.js';
import { DateTimeRange, dateCondition } from '../graphql/input/inputs.graphql.js';
import { pageArgs } from '../graphql/relay/args.js';
import { readList } from '../graphql/relay/list.js';
import { Job } from './job.graphql.js';
import { jobCondition } from './job-condition.js';
import { ScheduleTick, ScheduleTickConnection, tickList } from './schedule.graphql.js';

builder.prismaObjectField(ScheduleTick, 'job', (t) =>
  t.relation('job', { type: Job, description: 'The job of the schedule.' }),
);

builder.queryField('scheduleTicks', (t) =>
  t.field({
    type: ScheduleTickConnection,
    authScopes: { read: true },
    description: 'Past ticks of all schedules and what happened at them, newest first.',
    args: builder.args((t) => ({
      ...pageArgs(t),
      jobId: t.id({ description: 'Only those of this job.' }),
      at: t.field({ type: DateTimeRange, description: 'The scheduled time.' }),
      skipped: t.boolean({
        description: 'true for those that started no execution, false for those that did.',
      }),
    })),
    resolve: (_root, { jobId, at, skipped, ...page }, context, info) => {
      const where = {
        ...jobCondition(jobId, ['jobId']),
        at: dateCondition(at, ['at']),
        ...(skipped != null && { isSkipped: skipped }),
      };
      return readList(tickList(page, where), context, info, (query) =>
        context.db.scheduleTick.findMany(query),
      );
    },
  }),
);
