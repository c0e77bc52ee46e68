import { builder } from '../../graphql/builder.js';
import { DateTimeRange, IntRange, OrderDirection } from '../../graphql/input/inputs.graphql.js';
import { ExecutionStatus, JobKind } from '../../jobs/enums.graphql.js';
import { keyFields } from '../../jobs/kind-fields.graphql.js';
import { Dispatch, ExecutionTrigger, FailureReason } from '../enums.graphql.js';

export const ExecutionFilter = builder.inputType('ExecutionFilter', {
  description:
    'Selects executions, in lists, counts, statistics, bulk actions and subscriptions. Fields are combined with AND, values in a list with OR (tags: all of them). null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    ids: t.idList({ description: 'Only these executions.' }),
    jobId: t.id({ description: 'Only executions of this job.' }),
    jobIds: t.idList({ description: 'Only executions of these jobs.' }),
    kind: t.field({ type: [JobKind], description: 'The kind of job.' }),
    status: t.field({ type: [ExecutionStatus], description: 'The status of the execution.' }),
    trigger: t.field({ type: [ExecutionTrigger], description: 'What started it.' }),
    failureReason: t.field({ type: [FailureReason], description: 'Why it failed.' }),
    projectId: t.id({ description: 'The project its job was in when it was accepted.' }),
    ownerId: t.id({
      description:
        'The account; the id of a user stands for their own. Only administrators can find what others own.',
    }),
    ...keyFields(t, 'executionFilter'),
    tags: t.stringList({ description: 'Has all of these tags.' }),
    workerId: t.string({ description: 'The worker that runs or ran it.' }),
    dispatch: t.field({ type: [Dispatch], description: 'How it reaches its worker.' }),
    errorCode: t.stringList({ description: "The worker's own error code." }),
    errorFingerprint: t.stringList({ description: 'The fingerprint of the error: finds similar failures.' }),
    externalId: t.stringList({ description: 'What another system calls it.' }),
    externalSystem: t.string({
      description: 'The system that externalId is from. Needs externalId.',
    }),
    mended: t.boolean({ description: 'Whether it was retried, and a retry of it completed.' }),
    failedStage: t.stringList({ description: 'Has a failed stage with one of these names.' }),
    queuedAt: t.field({ type: DateTimeRange, description: 'When it was accepted.' }),
    startedAt: t.field({ type: DateTimeRange, description: 'When it started.' }),
    finishedAt: t.field({ type: DateTimeRange, description: 'When it finished.' }),
    durationMs: t.field({
      type: IntRange,
      description: 'How long it ran, in milliseconds. Needs a bound in any order except DURATION.',
    }),
    error: t.string({
      description: 'Part of the error message, case-insensitive, at least 3 characters. Needs a bound.',
    }),
    params: t.field({ type: 'JSON', description: 'Contained in params (JSONB containment). Needs a bound.' }),
  }),
});

export const ExecutionOrderField = builder.enumType('ExecutionOrderField', {
  description: 'The fields that executions can be ordered by.',
  values: {
    QUEUED_AT: { value: 'queuedAt', description: 'When it was accepted.' },
    STARTED_AT: {
      value: 'startedSort',
      description: 'When it started. Executions that have not started are last in DESC, first in ASC.',
    },
    FINISHED_AT: {
      value: 'finishedSort',
      description: 'When it finished. Executions that have not finished are last in DESC, first in ASC.',
    },
    DURATION: {
      value: 'durationSort',
      description: 'How long it ran. Executions without a duration are last in DESC, first in ASC.',
    },
  } as const,
});

export const ExecutionOrder = builder.inputType('ExecutionOrder', {
  description: 'How to order executions. If omitted, the most recently accepted first.',
  fields: (t) => ({
    field: t.field({ type: ExecutionOrderField, required: true, description: 'The field to order by.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'The direction.' }),
  }),
});
