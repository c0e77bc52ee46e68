import { builder } from '../graphql/builder.js';
import { DateTimeRange, OrderDirection } from '../graphql/input/inputs.graphql.js';
import { ExecutionStatus, JobKind, JobStatus } from './enums.graphql.js';
import { keyFields, kindFilterFields } from './kind-fields.graphql.js';

export const JobFilter = builder.inputType('JobFilter', {
  description:
    'Selects jobs. Fields are combined with AND, values in a list with OR (tags: all of them). null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    ids: t.idList({ description: 'Only these jobs.' }),
    kind: t.field({ type: [JobKind], description: 'The kind of job.' }),
    status: t.field({ type: [JobStatus], description: 'The status of the job.' }),
    projectId: t.id({ description: 'The project it belongs to.' }),
    ownerId: t.id({
      description:
        'The account; the id of a user stands for their own. Only administrators can find what others own.',
    }),
    tags: t.stringList({ description: 'Has all of these tags.' }),
    search: t.string({ description: 'Part of the name or slug, case-insensitive.' }),
    ...keyFields(t, 'jobFilter'),
    ...kindFilterFields(t),
    latestStatus: t.field({ type: [ExecutionStatus], description: 'The status of its newest execution.' }),
    hasExecutions: t.boolean({ description: 'Whether it has any executions that are still kept.' }),
    hasSchedule: t.boolean({ description: 'Whether it has a schedule, paused or not.' }),
    createdAt: t.field({ type: DateTimeRange, description: 'When the job was created.' }),
  }),
});

export const JobOrderField = builder.enumType('JobOrderField', {
  description: 'The fields that jobs can be ordered by.',
  values: {
    CREATED_AT: { value: 'createdAt', description: 'When the job was created.' },
    UPDATED_AT: { value: 'updatedAt', description: 'When the job was last changed.' },
    NAME: { value: 'nameSort', description: 'The name, case-insensitive.' },
    NEXT_RUN_AT: {
      value: 'nextRunSort',
      description: 'When its schedule runs it next. Jobs without a next run are last in ASC, first in DESC.',
    },
  } as const,
});

export const JobOrder = builder.inputType('JobOrder', {
  description: 'How to order jobs. If omitted, newest first.',
  fields: (t) => ({
    field: t.field({ type: JobOrderField, required: true, description: 'The field to order by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'The direction.' }),
  }),
});
