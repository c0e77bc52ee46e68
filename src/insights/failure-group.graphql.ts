import { Execution } from '../executions/read/execution.graphql.js';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { FailureGroupState as States } from '../generated/prisma/enums.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { BoundedCountType } from '../graphql/relay/connection.js';
import { Job } from '../jobs/job.graphql.js';
import { Account } from '../people/account.graphql.js';
import { Actor, actor } from '../people/actor.graphql.js';
import type { Cut } from './buckets.sql.js';
import { executionScope, type Filter, scopeOwner } from './execution-scope.js';
import {
  type FailedJobs,
  type FailureGroupRow,
  type FailureScope,
  groupKey,
  MESSAGE_LENGTH,
  readFailedJobs,
  readFailedStages,
  readFailureCounts,
  readFailureGroups,
  STAGED_FAILURES,
  type TimeCount,
} from './failure-groups.sql.js';
import { checkFirst, firstArg } from './first.js';
import { accounts, executions, jobs, loadAll, loadOne } from './named-rows.js';
import { statisticCost } from './statistic-cost.js';
import { bucketArgs, cutOf } from './time-bucket.graphql.js';

const USUAL_GROUPS = 20;
const USUAL_JOBS = 10;

export const FailureGroupState = builder.enumType('FailureGroupState', {
  description: 'What was decided of failures that look alike.',
  values: {
    OPEN: { value: States.OPEN, description: 'Nothing, or it came again since it was resolved.' },
    RESOLVED: { value: States.RESOLVED, description: 'It is mended. It opens again if it comes again.' },
    IGNORED: {
      value: States.IGNORED,
      description: 'It does not matter. It stays ignored if it comes again.',
    },
  } as const,
});

/** A group, and what is read of all groups of its list at once. */
interface Group extends FailureGroupRow {
  list: {
    counts: () => Promise<Map<string, TimeCount[]>>;
    jobs: () => Promise<Map<string, FailedJobs>>;
    stages: () => Promise<Map<string, string[]>>;
  };
}

const TimeCountType = builder.objectRef<TimeCount>('TimeCount').implement({
  description: 'A number in one span of time.',
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime', description: 'When the span begins.' }),
    count: t.exposeInt('count', { description: 'The number.' }),
  }),
});

export const FailureGroup = builder.objectRef<Group>('FailureGroup').implement({
  description: "Failures of one owner that look alike, under the list's filter.",
  fields: (t) => ({
    fingerprint: t.exposeString('fingerprint', { description: 'The fingerprint that they share.' }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: "The worker's own error code of the latest; null if not given.",
    }),
    message: t.string({
      description: `The error message of the latest: its first ${MESSAGE_LENGTH} characters.`,
      resolve: ({ message }) => message ?? '',
    }),
    count: t.exposeInt('count', { description: 'The number of failed executions.' }),
    mendedCount: t.exposeInt('mendedCount', {
      description: 'How many of them were retried until a retry completed.',
    }),
    firstSeenAt: t.expose('firstSeenAt', { type: 'DateTime', description: 'When the first of them failed.' }),
    lastSeenAt: t.expose('lastSeenAt', { type: 'DateTime', description: 'When the last of them failed.' }),
    sample: t.field({
      type: Execution,
      nullable: true,
      description: 'The most recently accepted of them; null once all are deleted.',
      resolve: ({ sampleId }, _args, context, info) =>
        sampleId === null ? null : executions(context, info).load(sampleId),
    }),
    jobs: t.field({
      type: [Job],
      args: {
        first: t.arg.int(firstArg(USUAL_JOBS)),
      },
      description: 'The jobs that failed so, those with most failures first.',
      resolve: async (group, { first }, context, info) => {
        const count = checkFirst(first, USUAL_JOBS);
        const { ids = [] } = (await group.list.jobs()).get(groupKey(group)) ?? {};
        return loadAll(jobs(context, info), ids.slice(0, count));
      },
    }),
    jobCount: t.field({
      type: BoundedCountType,
      description: 'The number of jobs that failed so.',
      resolve: async (group) => {
        const { count = 0 } = (await group.list.jobs()).get(groupKey(group)) ?? {};
        return { value: count, isCapped: false };
      },
    }),
    failedStages: t.stringList({
      description: `The stages that failed in the latest ${STAGED_FAILURES} of them, the most frequent first.`,
      resolve: async (group) => (await group.list.stages()).get(groupKey(group)) ?? [],
    }),
    owner: t.field({
      type: Account,
      description: 'The owner.',
      resolve: ({ ownerId }, _args, context, info) => loadOne(accounts(context, info), ownerId),
    }),
    buckets: t.field({
      type: [TimeCountType],
      description:
        'The number in each span of the range, in order, the empty ones too; none without `bucket`.',
      resolve: async (group) => (await group.list.counts()).get(groupKey(group)) ?? [],
    }),
    state: t.expose('state', { type: FailureGroupState, description: 'What was decided of it.' }),
    note: t.exposeString('note', { nullable: true, description: 'A note about it; null if there is none.' }),
    resolvedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it was last resolved or ignored, also where it came again since; null if never, or if it was opened by hand.',
    }),
    resolvedBy: t.field({
      type: Actor,
      nullable: true,
      description: 'Who resolved or ignored it then; null if nobody.',
      resolve: ({ decidedBy, decidedByUserId }) =>
        actor(decidedBy, decidedByUserId === null ? null : { id: decidedByUserId }),
    }),
  }),
});

interface FailureGroupsArgs {
  filter?: Filter | null;
  states?: readonly States[] | null;
  cut: Cut | null;
  first: number;
}

/** The groups under a filter, each with what is read of all of them where it is asked for. */
export async function failureGroups(
  context: Context,
  { filter, states, cut, first }: FailureGroupsArgs,
): Promise<Group[]> {
  const { db } = context;
  const { queuedAt: _, ownerId: __, ...others } = filter ?? {};
  const scope: FailureScope = {
    ...executionScope(context, filter),
    ownerId: scopeOwner(context, filter),
    isWhole: Object.values(others).every((value) => value == null),
  };
  const rows = await readFailureGroups(db, scope, states ?? null, first);
  const list: Group['list'] = {
    counts: once(async () => (cut ? readFailureCounts(db, scope, cut, rows) : new Map())),
    jobs: once(() => readFailedJobs(db, scope, rows)),
    stages: once(() => readFailedStages(db, scope, rows)),
  };
  return rows.map((row) => ({ ...row, list }));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

builder.queryField('failureGroups', (t) =>
  t.field({
    type: [FailureGroup],
    authScopes: { read: true },
    args: {
      filter: t.arg({
        type: ExecutionFilter,
        description:
          'Limits the groups to matching executions; to those queued in the last 30 days if it names no range.',
      }),
      first: t.arg.int(firstArg(USUAL_GROUPS)),
      state: t.arg({ type: [FailureGroupState], description: 'Only groups in one of these states.' }),
      ...bucketArgs,
    },
    extensions: { ...statisticCost },
    description:
      'Failed executions that look alike, the most frequent first. Groups are of one owner each, for administrators too.',
    resolve: async (_root, { filter, first, state, ...rest }, context) =>
      failureGroups(context, {
        filter,
        states: state,
        cut: await cutOf(context.db, rest),
        first: checkFirst(first, USUAL_GROUPS),
      }),
  }),
);
