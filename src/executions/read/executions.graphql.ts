import { selectedFieldNames } from '@pothos/selection-mapper';
import { cursorOfNow } from '../../feed/start-of.js';
import { ExecutionStatus as Status } from '../../generated/prisma/client.js';
import { builder } from '../../graphql/builder.js';
import { pageArgs } from '../../graphql/relay/args.js';
import {
  type Connection,
  checkUpTo,
  connectionType,
  counters,
  upToArg,
} from '../../graphql/relay/connection.js';
import { readListOfArms } from '../../graphql/relay/list.js';
import { ExecutionStatus } from '../../jobs/enums.graphql.js';
import { Job } from '../../jobs/job.graphql.js';
import { Execution } from './execution.graphql.js';
import { inStatus } from './execution-arms.js';
import { ExecutionFilter, ExecutionOrder } from './execution-filter.graphql.js';
import { executionList } from './execution-list.js';

export const StatusCount = builder
  .objectRef<{ status: typeof ExecutionStatus.$inferType; value: number; isCapped: boolean }>('StatusCount')
  .implement({
    description: 'How many executions of a list have one status.',
    fields: (t) => ({
      status: t.expose('status', { type: ExecutionStatus, description: 'The status.' }),
      count: t.exposeInt('value', {
        description: 'The number of executions with this status, at most `upTo`.',
      }),
      isCapped: t.exposeBoolean('isCapped', { description: 'Whether there are more than `upTo`.' }),
    }),
  });

/** A page of executions. */
interface ExecutionPage extends Connection {
  /** From where on events are what the page does not have; in a list of its own alone, where it is asked for. */
  eventCursor?: string;
}

const ExecutionConnection = connectionType<ExecutionPage>(Execution, 'Execution', 'executions');

builder.objectField(ExecutionConnection, 'eventCursor', (t) =>
  t.string({
    nullable: true,
    description:
      'A cursor from just before this list was read, for `executionChanged(after)`: whoever reads a list and then subscribes with it misses nothing, and may be sent a few events that the list shows already. null in the list of a job: use `Query.executions` with `jobId`.',
    resolve: ({ eventCursor }) => eventCursor ?? null,
  }),
);

builder.objectField(ExecutionConnection, 'countsByStatus', (t) =>
  t.field({
    type: [StatusCount],
    args: { upTo: t.arg.int(upToArg) },
    description:
      "Counts for tabs and badges: the list's filter without its status. Always returns all five statuses.",
    resolve: ({ list }, { upTo }, context) =>
      Object.values(Status).map(async (status) => ({
        status,
        ...(await counters(context).count(inStatus(list, status), checkUpTo(upTo))),
      })),
  }),
);

const executionArgs = builder.args((t) => ({
  ...pageArgs(t),
  filter: t.field({ type: ExecutionFilter, description: 'Limits the list to matching executions.' }),
  orderBy: t.field({ type: ExecutionOrder, description: 'How to order the list.' }),
}));

builder.queryField('executions', (t) =>
  t.field({
    type: ExecutionConnection,
    authScopes: { read: true },
    args: executionArgs,
    description: 'The executions you can see, newest first by default.',
    resolve: async (_root, args, context, info) => {
      const list = executionList(args);
      // First of all: what is committed from here on is behind the cursor, whether the list has it or not.
      const eventCursor = selectedFieldNames(context, info).has('eventCursor')
        ? await cursorOfNow(context.hub)
        : undefined;
      const page = await readListOfArms(
        list,
        context,
        info,
        (query) => context.db.execution.findMany(query),
        (ids) => ({ id: { in: ids } }),
      );
      return { ...page, eventCursor };
    },
  }),
);

builder.prismaInterfaceFields(Job, (t) => ({
  executions: t.field({
    type: ExecutionConnection,
    args: executionArgs,
    description: 'The executions of the job, newest first by default.',
    select: (args, _context, nested) => ({ executions: nested(executionList(args, true).query) }),
    resolve: (job, args) =>
      executionList(args, true).connection(job.executions, { field: 'jobId', id: job.id }),
  }),
  latestExecution: t.field({
    type: Execution,
    nullable: true,
    description: 'The most recently accepted execution; null if none.',
    select: (_args, _context, nested) => ({ latest: { select: { execution: nested() } } }),
    resolve: ({ latest }) => latest?.execution ?? null,
  }),
}));
