import { Execution } from '../executions/read/execution.graphql.js';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { executionWhere } from '../executions/read/execution-list.js';
import { builder } from '../graphql/builder.js';
import { scopeOwner } from './execution-scope.js';
import { checkFirst, firstArg } from './first.js';
import { executions, loadAll } from './named-rows.js';
import { scopedSql } from './scope.js';
import { statisticCost } from './statistic-cost.js';
import {
  RUNNING_ROWS,
  RUNNING_TIMES,
  readStuckExecutions,
  USUAL_RUNS,
  WAITING_MINUTES,
} from './stuck-executions.sql.js';

const USUAL_STUCK = 50;

builder.queryField('stuckExecutions', (t) =>
  t.field({
    type: [Execution],
    authScopes: { read: true },
    args: {
      filter: t.arg({ type: ExecutionFilter, description: 'Looks only at matching executions.' }),
      first: t.arg.int(firstArg(USUAL_STUCK)),
    },
    extensions: { ...statisticCost },
    description: `Executions that look stuck, the longest first: those of active jobs that have been due for more than ${WAITING_MINUTES} minutes and not claimed, and those, of the ${RUNNING_ROWS.toLocaleString('en')} that started first, that run more than ${RUNNING_TIMES} times as long as 99 % of their job's that completed (of the newest ${USUAL_RUNS.max.toLocaleString('en')} of 30 days; ${USUAL_RUNS.min} at least).`,
    resolve: async (_root, { filter, first }, context, info) => {
      const { db, viewer } = context;
      const where = executionWhere(filter, 'queuedAt', true);
      const ids = await readStuckExecutions(
        db,
        scopedSql({ db, viewer }, 'Execution', 'e', where),
        scopeOwner(context, filter),
        checkFirst(first, USUAL_STUCK),
      );
      return loadAll(executions(context, info), ids);
    },
  }),
);
