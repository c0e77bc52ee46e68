import DataLoader from 'dataloader';
import { NEEDS_CREDENTIALS, ownerScope } from '../core/db/tenancy.js';
import { unauthenticated } from '../core/errors.js';
import { Execution } from '../executions/read/execution.graphql.js';
import { ExecutionFilter } from '../executions/read/execution-filter.graphql.js';
import { executionWhere } from '../executions/read/execution-list.js';
import { builder } from '../graphql/builder.js';
import type { FieldCost } from '../graphql/field-cost.js';
import { perRequest } from '../graphql/per-request.js';
import { scopeOwner } from './execution-scope.js';
import { checkFirst, firstArg } from './first.js';
import { executions, loadAll } from './named-rows.js';
import { scopedSql } from './scope.js';
import { statisticCost } from './statistic-cost.js';
import {
  RUNNING_ROWS,
  RUNNING_TIMES,
  readStuckExecutions,
  type StuckReason,
  USUAL_RUNS,
  WAITING_MINUTES,
} from './stuck-executions.sql.js';

const USUAL_STUCK = 50;
/** What the question costs of one execution: its job's last runs are looked at. */
export const STUCK_REASON_COST = 5;

const stuckReasonCost: FieldCost = { cost: () => STUCK_REASON_COST };

const StuckReasonType = builder.enumType('StuckReason', {
  description: 'Why an execution looks stuck.',
  values: {
    NOT_CLAIMED: {
      value: 'NOT_CLAIMED',
      description: `Its job is active, and it has been due for more than ${WAITING_MINUTES} minutes without being claimed.`,
    },
    RUNS_LONG: {
      value: 'RUNS_LONG',
      description: `It runs more than ${RUNNING_TIMES} times as long as 99 % of its job's that completed.`,
    },
  } as const satisfies Record<StuckReason, { value: StuckReason; description: string }>,
});

/** Why executions look stuck, by UUID; all that are asked for in one tick by one statement. */
const reasons = perRequest(
  ({ db, viewer }) =>
    new DataLoader<string, StuckReason | null>(async (ids) => {
      if (!viewer) throw unauthenticated(NEEDS_CREDENTIALS);
      const where = scopedSql({ db, viewer }, 'Execution', 'e', { id: { in: [...ids] } });
      const stuck = await readStuckExecutions(db, where, ownerScope(viewer), ids.length);
      const found = new Map(stuck.map(({ id, reason }) => [id, reason]));
      return ids.map((id) => found.get(id) ?? null);
    }),
);

builder.prismaObjectField(Execution, 'stuckReason', (t) =>
  t.field({
    type: StuckReasonType,
    nullable: true,
    select: { id: true },
    extensions: { ...stuckReasonCost },
    description: 'Why it looks stuck, as `stuckExecutions` decides it; null if it does not.',
    resolve: ({ id }, _args, context) => reasons(context).load(id),
  }),
);

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
      const stuck = await readStuckExecutions(
        db,
        scopedSql({ db, viewer }, 'Execution', 'e', where),
        scopeOwner(context, filter),
        checkFirst(first, USUAL_STUCK),
      );
      // Each says what put it here, and is not looked at again for that.
      for (const { id, reason } of stuck) reasons(context).prime(id, reason);
      return loadAll(
        executions(context, info),
        stuck.map(({ id }) => id),
      );
    },
  }),
);
