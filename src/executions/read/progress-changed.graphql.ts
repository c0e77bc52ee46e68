import { ownerScope } from '../../core/db/tenancy.js';
import { refuseInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { currentViewer, readerOf } from '../../feed/subscriptions.js';
import { builder } from '../../graphql/builder.js';
import type { Context } from '../../graphql/context.js';
import { ProgressType } from './progress.graphql.js';
import type { Progress } from './progress.sql.js';

builder.subscriptionField('progressChanged', (t) =>
  t.field({
    type: ProgressType,
    authScopes: { read: true },
    description:
      'The chunk counts of an execution: the current ones, then each change, at most three per second. Ends with the execution.',
    args: { executionId: t.arg.id({ required: true, description: 'The execution to watch.' }) },
    subscribe: async (_root, { executionId }, context) => {
      const { uuid } = parseId(executionId, ['Execution'], ['executionId']);
      const found = await context.db.execution.findUnique({ where: { id: uuid }, select: { ownerId: true } });
      if (!found) return refuseInput(['executionId'], 'there is no such execution.');
      return context.hub.streams.open(readerOf(context), (signal) =>
        progress(context, { id: uuid, ownerId: found.ownerId }, signal),
      );
    },
    resolve: (counts: Progress) => counts,
  }),
);

async function* progress(
  context: Context,
  execution: { id: string; ownerId: string },
  signal: AbortSignal,
): AsyncGenerator<Progress, void> {
  for await (const counts of context.progress.follow(execution.id, signal)) {
    const scope = ownerScope(await currentViewer(context));
    // An administrator who is none any more.
    if (scope !== null && scope !== execution.ownerId) return;
    yield counts;
  }
}
