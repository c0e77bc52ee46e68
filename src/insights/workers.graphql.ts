import { refuseInput } from '../core/errors.js';
import { Execution } from '../executions/read/execution.graphql.js';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { executionWhere } from '../executions/read/execution-list.js';
import { builder } from '../graphql/builder.js';
import { MAX_BOUND_DAYS } from '../graphql/input/inputs.graphql.js';
import { Account } from '../people/account.graphql.js';
import { checkFirst, firstArg } from './first.js';
import { accounts, executions, loadAll, loadOne } from './named-rows.js';
import { DAY_MS, scopedSql } from './scope.js';
import { statisticCost } from './statistic-cost.js';
import { readWorkers, type WorkerRow } from './workers.sql.js';

const USUAL_WORKERS = 50;
const USUAL_HELD = 20;

const Worker = builder.objectRef<WorkerRow>('Worker').implement({
  description: 'A program that claims executions, by the name it gives itself.',
  fields: (t) => ({
    id: t.exposeString('id', { description: 'Its name.' }),
    owner: t.field({
      type: Account,
      description: 'Whose executions it works on. The same name with another owner is another worker.',
      resolve: ({ ownerId }, _args, context, info) => loadOne(accounts(context, info), ownerId),
    }),
    lastSeenAt: t.expose('lastSeenAt', {
      type: 'DateTime',
      description: 'When it last started an execution, reported on one, or ended one.',
    }),
    holding: t.exposeInt('holding', { description: 'The number of executions it holds.' }),
    executions: t.field({
      type: [Execution],
      args: { first: t.arg.int(firstArg(USUAL_HELD)) },
      description: 'The executions it holds, the last started first.',
      resolve: ({ heldIds }, { first }, context, info) =>
        loadAll(executions(context, info), (heldIds ?? []).slice(0, checkFirst(first, USUAL_HELD))),
    }),
    completed: t.exposeInt('completed', { description: 'The number that it completed since `seenSince`.' }),
    failed: t.exposeInt('failed', {
      description: 'The number that failed with it since `seenSince`, for good.',
    }),
  }),
});

function checkSince(since: Date | null | undefined): Date | null {
  if (!since) return null;
  return Date.now() - since.getTime() <= MAX_BOUND_DAYS * DAY_MS
    ? since
    : refuseInput(['seenSince'], `at most ${MAX_BOUND_DAYS} days ago.`);
}

builder.queryField('workers', (t) =>
  t.field({
    type: [Worker],
    authScopes: { read: true },
    args: {
      filter: t.arg({ type: ExecutionFilter, description: 'Looks only at matching executions.' }),
      seenSince: t.arg({
        type: 'DateTime',
        description: `Only workers seen since then, at most ${MAX_BOUND_DAYS} days ago; since 24 hours ago if omitted.`,
      }),
      first: t.arg.int(firstArg(USUAL_WORKERS)),
    },
    extensions: { ...statisticCost },
    description: 'The workers of the executions you can see, the last seen first.',
    resolve: (_root, { filter, seenSince, first }, { db, viewer }) => {
      const where = executionWhere(filter, 'finishedSort', true);
      return readWorkers(
        db,
        scopedSql({ db, viewer }, 'Execution', 'e', where),
        checkSince(seenSince),
        checkFirst(first, USUAL_WORKERS),
      );
    },
  }),
);
