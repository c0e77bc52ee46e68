import { builder } from '../graphql/builder.js';
import { DateTimeRange, OrderDirection } from '../graphql/input/inputs.graphql.js';
import { ExecutionStatus, JobKind, JobStatus } from './enums.graphql.js';

export const JobFilter = builder.inputType('JobFilter', {
  description:
    'Which jobs. Fields are joined by AND, values in a list by OR (tags: all of them). null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    ids: t.idList({ description: 'One of these jobs.' }),
    kind: t.field({ type: [JobKind], description: 'What kind of work.' }),
    status: t.field({ type: [JobStatus], description: 'Whether it is run.' }),
    projectId: t.id({ description: 'Its project.' }),
    ownerId: t.id({ description: 'Whose it is. Others than administrators find only their own.' }),
    tags: t.stringList({ description: 'Has all of these tags.' }),
    search: t.string({ description: 'Part of the name or slug, any case.' }),
    botId: t.stringList({ description: 'The bot it drives.' }),
    xUsername: t.stringList({ description: 'The X account it watches, in any case.' }),
    latestStatus: t.field({ type: [ExecutionStatus], description: 'Where its newest execution stands.' }),
    hasExecutions: t.boolean({ description: 'Whether it was ever run, as far as its executions are kept.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When it was made.' }),
  }),
});

export const JobOrderField = builder.enumType('JobOrderField', {
  description: 'What jobs can be ordered by.',
  values: {
    CREATED_AT: { value: 'createdAt', description: 'When it was made.' },
    UPDATED_AT: { value: 'updatedAt', description: 'When it was last changed.' },
    NAME: { value: 'nameSort', description: 'Its name, any case.' },
    NEXT_RUN_AT: {
      value: 'nextRunSort',
      description: 'When its schedule runs it next. What has no next run is last in ASC, first in DESC.',
    },
  } as const,
});

export const JobOrder = builder.inputType('JobOrder', {
  description: 'An order of jobs. Left out: the newest first.',
  fields: (t) => ({
    field: t.field({ type: JobOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});
