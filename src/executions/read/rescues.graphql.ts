import { seesEverything } from '../../core/db/tenancy.js';
import { builder } from '../../graphql/builder.js';
import { DateTimeRange, dateCondition } from '../../graphql/input/inputs.graphql.js';
import { pageArgs } from '../../graphql/relay/args.js';
import { readList } from '../../graphql/relay/list.js';
import { parseJobId } from '../../jobs/job-id.js';
import { RescueCause } from '../enums.graphql.js';
import { ExecutionEventConnection, rescueList } from './execution-event.graphql.js';

builder.queryField('rescues', (t) =>
  t.field({
    type: ExecutionEventConnection,
    authScopes: { read: true },
    description:
      'The events by which the server ended or requeued executions on its own, newest first: which workers were lost, and what became of their executions. A chunk whose worker was lost is no event: `Chunk.errorMessage` says how often it was, and `chunks(filter: { retryCount: … })` finds those that were tried again.',
    args: builder.args((t) => ({
      ...pageArgs(t),
      jobId: t.id({ description: 'Only those of executions of this job.' }),
      cause: t.field({ type: RescueCause, description: 'Only those with this cause.' }),
      at: t.field({ type: DateTimeRange, description: 'When it happened.' }),
    })),
    resolve: (_root, { jobId, cause, at, ...page }, context, info) => {
      const job = jobId == null ? undefined : parseJobId(jobId, ['jobId']);
      const where = {
        // An id finds a job of its own kind only.
        ...(job && { rescuedJobId: job.id, execution: { kind: job.kind } }),
        ...(cause != null && { rescueCause: cause }),
        at: dateCondition(at, ['at']),
      };
      const ofAll = context.viewer !== null && seesEverything(context.viewer);
      return readList(rescueList(page, where, ofAll), context, info, (query) =>
        context.db.executionEvent.findMany(query),
      );
    },
  }),
);
