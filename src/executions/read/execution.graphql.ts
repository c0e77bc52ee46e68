import { parseId } from '../../core/ids.js';
import { type BuilderTypes, builder } from '../../graphql/builder.js';
import { forwardArgs } from '../../graphql/relay/args.js';
import type { RowsOf, WithRow } from '../../graphql/rows-of-answers.js';
import { ExecutionStatus, JobKind } from '../../jobs/enums.graphql.js';
import { Job } from '../../jobs/job.graphql.js';
import { Actor, actor } from '../../people/actor.graphql.js';
import { notFound } from '../end/refusals.js';
import { Dispatch, ExecutionTrigger, FailureReason } from '../enums.graphql.js';
import { ExecutionEventConnection, eventList } from './execution-event.graphql.js';
import { ChunkSpanType, chunkMapOf, ProgressType, progressOf } from './progress.graphql.js';

/** How many retries of one execution are shown. */
const MAX_RETRIES_SHOWN = 100;

export const Execution = builder.prismaNode('Execution', {
  id: { field: 'id' },
  nullable: true,
  description: 'One run of a job.',
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', { type: Job, description: 'The job that was run.' }),
    kind: t.expose('kind', { type: JobKind, description: 'The kind of job.' }),
    owner: t.relation('owner', { description: 'The owner.' }),
    runNumber: t.exposeInt('runNumber', {
      description: 'The number of the run within its job: increasing, possibly with gaps.',
    }),
    attempt: t.exposeInt('attempt', {
      description: 'The current attempt, from 1. An automatic retry raises it within the same execution.',
    }),
    status: t.expose('status', { type: ExecutionStatus, description: 'The status.' }),
    trigger: t.expose('trigger', { type: ExecutionTrigger, description: 'What started it.' }),
    dispatch: t.expose('dispatch', { type: Dispatch, description: 'How the execution reaches its worker.' }),
    priority: t.exposeInt('priority', { description: '0 to 10, higher is more urgent.' }),
    concurrencyKey: t.exposeString('concurrencyKey', {
      nullable: true,
      description:
        'The key it shares with other executions of its job, for `maxConcurrentPerKey`; null if it has none.',
    }),
    failureReason: t.expose('failureReason', {
      type: FailureReason,
      nullable: true,
      description: 'Why it failed; null if it did not.',
    }),
    tags: t.exposeStringList('tags', { description: 'The tags of its job at the time it was accepted.' }),
    params: t.expose('params', {
      type: 'JSON',
      description: 'The parameters it was started with (`meta` in seed 002).',
    }),
    plan: t.expose('plan', {
      type: 'JSON',
      nullable: true,
      description: 'The worker’s plan; null if not reported.',
    }),
    result: t.expose('result', { type: 'JSON', nullable: true, description: 'The result; null if none.' }),
    itemsProcessed: t.expose('itemsProcessed', {
      type: 'SafeInt',
      description:
        'The number of items processed: tweets fetched, images stored, rows handled, depending on the job.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      description: 'The error message; null if there is none.',
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: "The worker's own error code; null if not given.",
    }),
    errorFingerprint: t.exposeString('errorFingerprint', {
      nullable: true,
      description:
        "Equal for failures that look alike: the worker's own, or one that leaves out numbers, ids, file names and free text, and keeps hosts, status codes, types and short quoted names.",
    }),
    errorDetails: t.expose('errorDetails', {
      type: 'JSON',
      nullable: true,
      description: 'Further details of the error, as reported by the worker.',
    }),
    createdBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who requested it, as claimed by the worker; `user` comes from the credential.',
      select: (_args, _context, nested) => ({
        createdBy: true,
        createdByUser: nested({ select: { id: true } }, ['user']),
      }),
      resolve: ({ createdBy, createdByUser }) => actor(createdBy, createdByUser),
    }),
    workerId: t.exposeString('workerId', {
      nullable: true,
      description: 'The worker that runs or ran it; null if none did.',
    }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'When it was accepted into the queue.' }),
    availableAt: t.expose('availableAt', {
      type: 'DateTime',
      description:
        'The earliest time it can be claimed: after a requested delay, or the wait before another attempt.',
    }),
    scheduledFor: t.expose('scheduledFor', {
      type: 'DateTime',
      nullable: true,
      description:
        'The time for which a schedule, or a scheduler of your own, started it; null if it was started otherwise.',
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'What another system calls it; null if not given.',
    }),
    externalSystem: t.string({
      nullable: true,
      description: 'The system that externalId is from; empty if there is only one, null without externalId.',
      select: { externalId: true, externalSystem: true },
      resolve: ({ externalId, externalSystem }) => (externalId === null ? null : externalSystem),
    }),
    startedAt: t.expose('startedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When this attempt started; null while queued.',
    }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it finished; null until then.',
    }),
    durationMs: t.expose('durationMs', {
      type: 'SafeInt',
      nullable: true,
      description: 'The time from start to finish, in milliseconds; null until it finishes.',
    }),
    heartbeatAt: t.expose('heartbeatAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its worker last reported; null if never.',
    }),
    leaseExpiresAt: t.expose('leaseExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the lease expires unless the worker reports again.',
    }),
    cancelRequestedAt: t.expose('cancelRequestedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its worker was asked to stop; null if it was not.',
    }),
    cancelDeadline: t.expose('cancelDeadline', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it is canceled at the latest, if its worker does not stop by itself; null if it was not asked to.',
    }),
    cancelRequestedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who asked its worker to stop; null if it was not asked.',
      select: (_args, _context, nested) => ({
        cancelRequestedBy: true,
        cancelRequestedByUser: nested({ select: { id: true } }, ['user']),
      }),
      resolve: ({ cancelRequestedBy, cancelRequestedByUser }) =>
        actor(cancelRequestedBy, cancelRequestedByUser),
    }),
    retryOf: t.relation('retryOf', {
      nullable: true,
      description: 'The finished execution that this one retries; null if none.',
    }),
    retries: t.relation('retries', {
      query: { take: MAX_RETRIES_SHOWN, orderBy: { id: 'asc' } },
      description: `The executions that are retries of this one, oldest first, at most ${MAX_RETRIES_SHOWN}.`,
    }),
    heldCredits: t.exposeInt('heldCredits', {
      description:
        'The credits held from its owner when it was accepted. They are settled when the execution ends.',
    }),
    progress: t.field({
      type: ProgressType,
      description: 'The progress of its chunks.',
      resolve: ({ id }, _args, context) => progressOf(context).load(id),
    }),
    chunkMap: t.field({
      type: [ChunkSpanType],
      description:
        'All chunks, grouped into consecutive ranges of equal status: a whole grid in one response.',
      resolve: ({ id }, _args, context) => chunkMapOf(context).load(id),
    }),
    events: t.field({
      type: ExecutionEventConnection,
      args: builder.args(forwardArgs),
      description: 'Every event in its life, in order.',
      select: (args, _context, nested) => ({ events: nested(eventList(args).query) }),
      resolve: (execution, args) =>
        eventList(args).connection(execution.events, { field: 'executionId', id: execution.id }),
    }),
  }),
});

builder.queryField('execution', (t) =>
  t.prismaField({
    type: Execution,
    nullable: true,
    authScopes: { read: true },
    description: 'An execution by its id; null if it does not exist or is not yours.',
    args: { id: t.arg.id({ required: true, description: 'The id of the execution (exec_…).' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.execution.findFirst({ ...query, where: { id: parseId(id, ['Execution'], ['id']).uuid } }),
  }),
);

/** The runs that payloads show. */
export const runRows: RowsOf<{ executionId: string }> = {
  field: 'execution',
  idOf: ({ executionId }) => executionId,
  find: ({ db }, query) => db.execution.findMany(query),
  gone: notFound,
};

/** The run that a payload shows. */
export function executionField<Shape extends { executionId: string } & WithRow>(
  t: PothosSchemaTypes.ObjectFieldBuilder<BuilderTypes, Shape>,
  description = 'The execution.',
) {
  return t.field({
    type: Execution,
    description,
    resolve: ({ executionId, row }) => row ?? { id: executionId },
  });
}
