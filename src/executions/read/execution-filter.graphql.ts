import { builder } from '../../graphql/builder.js';
import { DateTimeRange, IntRange, OrderDirection } from '../../graphql/input/inputs.graphql.js';
import { ExecutionStatus, JobKind } from '../../jobs/enums.graphql.js';
import { Dispatch, ExecutionTrigger, FailureReason } from '../enums.graphql.js';

export const ExecutionFilter = builder.inputType('ExecutionFilter', {
  description:
    'One filter for lists, counts, statistics, bulk actions and subscriptions. Fields are joined by AND, values in a list by OR (tags: all of them). null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    ids: t.idList({ description: 'One of these executions.' }),
    jobId: t.id({ description: 'Runs of this job.' }),
    kind: t.field({ type: [JobKind], description: 'The kind of job.' }),
    status: t.field({ type: [ExecutionStatus], description: 'Where the execution stands.' }),
    trigger: t.field({ type: [ExecutionTrigger], description: 'What started it.' }),
    failureReason: t.field({ type: [FailureReason], description: 'Why it failed.' }),
    projectId: t.id({ description: 'The project its job was in when it was accepted.' }),
    ownerId: t.id({ description: 'Whose it is. Others than administrators find only their own.' }),
    botId: t.stringList({ description: 'The bot it drives.' }),
    tags: t.stringList({ description: 'Has all of these tags.' }),
    workerId: t.string({ description: 'The worker that runs or ran it.' }),
    dispatch: t.field({ type: [Dispatch], description: 'How it reaches its worker.' }),
    errorCode: t.stringList({ description: "The worker's own error code." }),
    errorFingerprint: t.stringList({ description: 'Failures that look alike.' }),
    failedStage: t.stringList({ description: 'Has a failed stage of one of these names.' }),
    queuedAt: t.field({ type: DateTimeRange, description: 'When it was accepted.' }),
    startedAt: t.field({ type: DateTimeRange, description: 'When it started.' }),
    finishedAt: t.field({ type: DateTimeRange, description: 'When it finished.' }),
    durationMs: t.field({
      type: IntRange,
      description: 'How long it ran. In another order than DURATION it needs a bound.',
    }),
    error: t.string({
      description: 'Part of the error message, any case, 3 characters or more. Needs a bound.',
    }),
    params: t.field({ type: 'JSON', description: 'Contained in params (JSONB containment). Needs a bound.' }),
  }),
});

export const ExecutionOrderField = builder.enumType('ExecutionOrderField', {
  description: 'What executions can be ordered by.',
  values: {
    QUEUED_AT: { value: 'queuedAt', description: 'When it was accepted.' },
    STARTED_AT: {
      value: 'startedSort',
      description: 'When it started. What has not started is last in DESC, first in ASC.',
    },
    FINISHED_AT: {
      value: 'finishedSort',
      description: 'When it finished. What has not finished is last in DESC, first in ASC.',
    },
    DURATION: {
      value: 'durationSort',
      description: 'How long it ran. What has no duration is last in DESC, first in ASC.',
    },
  } as const,
});

export const ExecutionOrder = builder.inputType('ExecutionOrder', {
  description: 'An order of executions. Left out: the newest accepted first.',
  fields: (t) => ({
    field: t.field({ type: ExecutionOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, description: 'Which way.' }),
  }),
});
