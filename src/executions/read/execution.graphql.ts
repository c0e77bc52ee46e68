import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import { forwardArgs, pageArgs } from '../../graphql/relay/args.js';
import { checkUpTo, connectionType, counters, upToArg } from '../../graphql/relay/connection.js';
import { readList } from '../../graphql/relay/list.js';
import { ExecutionStatus, JobKind } from '../../jobs/enums.graphql.js';
import { Job } from '../../jobs/job.graphql.js';
import { Actor, actor } from '../../people/actor.graphql.js';
import { Dispatch, ExecutionTrigger, FailureReason } from '../enums.graphql.js';
import { ExecutionEventConnection, eventList } from './execution-event.graphql.js';
import { ExecutionFilter, ExecutionOrder } from './execution-filter.graphql.js';
import { executionList } from './execution-list.js';
import { ChunkSpanType, chunkMapOf, ProgressType, progressOf } from './progress.graphql.js';

/** How many retries of one execution are shown. */
const MAX_RETRIES_SHOWN = 100;

export const Execution = builder.prismaNode('Execution', {
  id: { field: 'id' },
  nullable: true,
  description: 'One run of a job.',
  select: { id: true },
  fields: (t) => ({
    job: t.relation('job', { type: Job, description: 'What was run.' }),
    kind: t.expose('kind', { type: JobKind, description: 'The kind of its job.' }),
    owner: t.relation('owner', { description: 'Whose it is.' }),
    runNumber: t.exposeInt('runNumber', { description: 'Rising by job; gaps are possible.' }),
    attempt: t.exposeInt('attempt', {
      description: 'From 1; an automatic retry raises it in the same execution.',
    }),
    status: t.expose('status', { type: ExecutionStatus, description: 'Where it stands.' }),
    trigger: t.expose('trigger', { type: ExecutionTrigger, description: 'What started it.' }),
    dispatch: t.expose('dispatch', { type: Dispatch, description: 'How it reaches its worker.' }),
    priority: t.exposeInt('priority', { description: '0 to 10, higher is more urgent.' }),
    failureReason: t.expose('failureReason', {
      type: FailureReason,
      nullable: true,
      description: 'Why it failed; null unless it did.',
    }),
    tags: t.exposeStringList('tags', { description: "Its job's tags when it was accepted." }),
    botId: t.exposeString('botId', {
      nullable: true,
      description: 'The bot it drives, if it is one of a bot.',
    }),
    params: t.expose('params', { type: 'JSON', description: 'What it was started with (seed 002: meta).' }),
    plan: t.expose('plan', { type: 'JSON', nullable: true, description: 'What its worker means to do.' }),
    result: t.expose('result', { type: 'JSON', nullable: true, description: 'What came of it.' }),
    itemsProcessed: t.expose('itemsProcessed', {
      type: 'SafeInt',
      description: 'Tweets fetched, images stored, rows handled: what this kind of job counts.',
    }),
    errorMessage: t.exposeString('errorMessage', {
      nullable: true,
      description: 'What went wrong, in words.',
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: "The worker's own code for what went wrong.",
    }),
    errorFingerprint: t.exposeString('errorFingerprint', {
      nullable: true,
      description: 'Equal for errors that differ only in numbers, ids and paths.',
    }),
    errorDetails: t.expose('errorDetails', {
      type: 'JSON',
      nullable: true,
      description: 'More about what went wrong, as the worker told it.',
    }),
    createdBy: t.field({
      type: Actor,
      nullable: true,
      description: 'As the worker claims it; `user` is from the credential.',
      select: (_args, _context, nested) => ({
        createdBy: true,
        createdByUser: nested({ select: { id: true } }, ['user']),
      }),
      resolve: (execution, _args, context) => actor(execution.createdBy, execution.createdByUser, context),
    }),
    workerId: t.exposeString('workerId', { nullable: true, description: 'The worker that runs or ran it.' }),
    queuedAt: t.expose('queuedAt', { type: 'DateTime', description: 'When it was accepted into the queue.' }),
    availableAt: t.expose('availableAt', {
      type: 'DateTime',
      description: 'Not before this: a delay asked for, or the wait before another attempt.',
    }),
    scheduledFor: t.expose('scheduledFor', {
      type: 'DateTime',
      nullable: true,
      description: 'The tick of the schedule that started it.',
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
      description: 'From start to finish, in milliseconds; null until then.',
    }),
    heartbeatAt: t.expose('heartbeatAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its worker last reported.',
    }),
    leaseExpiresAt: t.expose('leaseExpiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when its worker holds it without another report.',
    }),
    cancelRequestedAt: t.expose('cancelRequestedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When its worker was asked to stop.',
    }),
    cancelRequestedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who asked its worker to stop.',
      select: (_args, _context, nested) => ({
        cancelRequestedBy: true,
        cancelRequestedByUser: nested({ select: { id: true } }, ['user']),
      }),
      resolve: (execution, _args, context) =>
        actor(execution.cancelRequestedBy, execution.cancelRequestedByUser, context),
    }),
    retryOf: t.relation('retryOf', {
      nullable: true,
      description: 'Set when a person retried a finished execution.',
    }),
    retries: t.relation('retries', {
      query: { take: MAX_RETRIES_SHOWN, orderBy: { id: 'asc' } },
      description: `The executions that are retries of this one, oldest first, at most ${MAX_RETRIES_SHOWN}.`,
    }),
    heldCredits: t.exposeInt('heldCredits', {
      description:
        "What was held of its owner's credits when it was accepted; it is settled when the run ends.",
    }),
    progress: t.field({
      type: ProgressType,
      description: 'How far its chunks are.',
      resolve: ({ id }, _args, context) => progressOf(context).load(id),
    }),
    chunkMap: t.field({
      type: [ChunkSpanType],
      description: 'All chunks as runs of equal status, in order: a grid in one answer.',
      resolve: ({ id }, _args, context) => chunkMapOf(context).load(id),
    }),
    events: t.field({
      type: ExecutionEventConnection,
      args: builder.args(forwardArgs),
      description: 'Every step of its life, as they happened.',
      select: (args, _context, nested) => ({ events: nested(eventList(args).query) }),
      resolve: (execution, args) =>
        eventList(args).connection(execution.events, { field: 'executionId', id: execution.id }),
    }),
  }),
});

const StatusCount = builder
  .objectRef<{ status: typeof ExecutionStatus.$inferType; value: number; isCapped: boolean }>('StatusCount')
  .implement({
    description: 'How many executions of a list have one status.',
    fields: (t) => ({
      status: t.expose('status', { type: ExecutionStatus, description: 'The status.' }),
      count: t.exposeInt('value', { description: 'How many have it, at most `upTo`.' }),
      isCapped: t.exposeBoolean('isCapped', { description: 'Whether there are more than `upTo`.' }),
    }),
  });

export const ExecutionConnection = connectionType(Execution, 'Execution', 'executions');

builder.objectField(ExecutionConnection, 'countsByStatus', (t) =>
  t.field({
    type: [StatusCount],
    args: { upTo: t.arg.int(upToArg) },
    description: "For tabs and badges: the list's filter, any status. All five statuses, always.",
    resolve: ({ list }, { upTo }, context) => {
      const { status: _status, ...where } = { status: undefined, ...list.where };
      return counters(context).countByStatus({ ...list, where }, checkUpTo(upTo));
    },
  }),
);

export const executionArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: ExecutionFilter, description: 'Which executions.' }),
  orderBy: t.field({ type: ExecutionOrder, description: 'In which order.' }),
}));

builder.queryFields((t) => ({
  execution: t.prismaField({
    type: Execution,
    nullable: true,
    authScopes: { read: true },
    description: 'One execution by its id; null where there is none, or it is not yours.',
    args: { id: t.arg.id({ required: true, description: 'exec_…' }) },
    resolve: (query, _root, { id }, { db }) =>
      db.execution.findFirst({ ...query, where: { id: parseId(id, ['Execution'], ['id']).uuid } }),
  }),
  executions: t.field({
    type: ExecutionConnection,
    authScopes: { read: true },
    args: executionArgs,
    description: 'The executions that the viewer sees, newest first unless asked otherwise.',
    resolve: (_root, args, context, info) =>
      readList(executionList(args), context, info, (query) => context.db.execution.findMany(query)),
  }),
}));

builder.prismaInterfaceFields(Job, (t) => ({
  executions: t.field({
    type: ExecutionConnection,
    args: executionArgs,
    description: 'Its runs, newest first unless asked otherwise.',
    select: (args, _context, nested) => ({ executions: nested(executionList(args, true).query) }),
    resolve: (job, args) =>
      executionList(args, true).connection(job.executions, { field: 'jobId', id: job.id }),
  }),
  latestExecution: t.field({
    type: Execution,
    nullable: true,
    description: 'The run that was accepted last.',
    select: (_args, _context, nested) => ({ latest: { select: { execution: nested() } } }),
    resolve: ({ latest }) => latest?.execution ?? null,
  }),
}));
