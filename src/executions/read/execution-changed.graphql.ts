import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { ownerScope } from '../../core/db/tenancy.js';
import { EVENTS, type EventRow } from '../../feed/feed.sql.js';
import type { EventFilter } from '../../feed/match.sql.js';
import { type Start, startOf } from '../../feed/start-of.js';
import { currentViewer, eventCosts, readerOf } from '../../feed/subscriptions.js';
import { builder } from '../../graphql/builder.js';
import type { Context } from '../../graphql/context.js';
import { eventFilter } from './event-filter.js';
import { ExecutionEvent } from './execution-event.graphql.js';
import { ExecutionFilter } from './execution-filter.graphql.js';

type Changed = { id: string };

builder.subscriptionField('executionChanged', (t) =>
  t.field({
    type: ExecutionEvent,
    authScopes: { read: true },
    description: 'Every event in the life of the matching executions, as it is committed, in cursor order.',
    args: {
      filter: t.arg({
        type: ExecutionFilter,
        description:
          "Selects executions. `status` is matched against the event's `to`; all other fields against the execution as it is when the event is sent. error, params and durationMs are refused.",
      }),
      after: t.arg.string({
        description:
          'The cursor of an event: the events since then are sent first, each exactly once. If omitted, events from now on.',
      }),
    },
    subscribe: async (_root, { filter, after }, context, info) => {
      const { hub } = context;
      const events = eventFilter(filter);
      const start = await startOf(hub, after);
      return hub.streams.open<Changed>(readerOf(context), (signal) =>
        changes(context, info, { ...start, events, signal }),
      );
    },
    resolve: (event: Changed, _args, context, info) => {
      // Says what is there already, so that nothing is read again.
      queryFromInfo({ context, info, select: { id: true } });
      return event;
    },
  }),
);

interface Changes extends Start {
  events: EventFilter;
  signal: AbortSignal;
}

async function* changes(
  context: Context,
  info: GraphQLResolveInfo,
  { from, isReplayed, events, signal }: Changes,
): AsyncGenerator<Changed, void> {
  const scope = async () => ownerScope(await currentViewer(context));
  const { hub } = context;
  const costs = eventCosts(context, info);
  for await (const batch of hub.events.follow({ from, scope, signal })) {
    const replayed = batch.filter(isReplayed).length;
    if (replayed > 0) await costs.replay(replayed);
    const found = await hub.matching(batch, events, await currentViewer(context));
    yield* costs.load(found, isReplayed, (some) => load(some, context.renew(), info));
  }
}

/** The events with what the document selects: of many at once, and of the database only what is not there yet. */
async function load(
  events: readonly EventRow[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<readonly Changed[]> {
  const query = queryFromInfo({ context, info, select: { id: true } });
  if (isInRow(query)) return events;
  const rows = await context.db.executionEvent.findMany({
    ...query,
    where: { id: { in: events.map(({ id }) => id) } },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  // What was deleted meanwhile is not there any more.
  return events.flatMap(({ id }) => byId.get(id) ?? []);
}

function isInRow(query: object): boolean {
  const select: unknown = 'select' in query ? query.select : null;
  if (typeof select !== 'object' || select === null) return false;
  return Object.entries(select).every(([field, value]) => value === true && field in EVENTS.row.shape);
}
