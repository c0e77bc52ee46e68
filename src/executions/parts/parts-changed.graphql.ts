import type { GraphQLResolveInfo } from 'graphql';
import { ownerScope } from '../../core/db/tenancy.js';
import { refuseInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { beforeTransaction, encodeCursor, type Place } from '../../feed/cursor.js';
import { startOf } from '../../feed/start-of.js';
import { currentViewer, eventCosts, readerOf } from '../../feed/subscriptions.js';
import { builder } from '../../graphql/builder.js';
import type { Context } from '../../graphql/context.js';
import type { Lot } from './lots.js';
import { type LoadedPart, partTypes } from './part-types.js';

/** Parts that a document costs as much for as it does by itself: a list of unknown length is taken to be of ten. */
const PARTS_PER_COST = 10;

const Part = builder.unionType('Part', {
  description: 'A part of an execution: something it made, or a step of it.',
  types: () => partTypes().map(({ ref }) => ref),
  resolveType: (part) => String(Reflect.get(part, '__typename')),
});

interface PartsChange {
  cursor: Place;
  parts: LoadedPart[];
}

const PartsChangeType = builder.objectRef<PartsChange>('PartsChange').implement({
  description: 'Parts of an execution that are new or have changed.',
  fields: (t) => ({
    cursor: t.string({
      description: 'The position from which a subscription can resume.',
      resolve: ({ cursor }) => encodeCursor(cursor),
    }),
    parts: t.field({
      type: [Part],
      description:
        'The parts as they are now, at most some 100, or the log lines of one call; those that are already deleted are left out.',
      resolve({ parts }, _args, context, info) {
        const names = new Set(parts.map(({ __typename }) => __typename));
        for (const type of partTypes()) if (names.has(type.name)) type.settle(context, info);
        return parts;
      },
    }),
  }),
});

builder.subscriptionField('partsChanged', (t) =>
  t.field({
    type: PartsChangeType,
    authScopes: { read: true },
    description:
      'The stages, chunks, images, metrics, artifacts, summaries and log lines of an execution, when they are recorded and when a stage or chunk changes its state. Ends when the execution takes no more parts.',
    args: {
      executionId: t.arg.id({ required: true, description: 'The execution to watch.' }),
      after: t.arg.string({
        description:
          'The cursor of a change: what changed since then is sent first; parts may come twice, but none is missing. If omitted, changes from now on.',
      }),
    },
    subscribe: async (_root, { executionId, after }, context, info) => {
      const { uuid } = parseId(executionId, ['Execution'], ['executionId']);
      const found = await context.db.execution.findUnique({ where: { id: uuid }, select: { ownerId: true } });
      if (!found) return refuseInput(['executionId'], 'there is no such execution.');
      const { from, isReplayed } = await startOf(context.hub, after);
      const start = 'id' in from ? from : beforeTransaction(from.xmin);
      return context.hub.streams.open<PartsChange>(readerOf(context), (signal) =>
        changes(context, info, { id: uuid, ownerId: found.ownerId, from: start, isReplayed, signal }),
      );
    },
    resolve: (change: PartsChange) => change,
  }),
);

interface Watching {
  /** Of the run. */
  id: string;
  ownerId: string;
  from: Place;
  isReplayed(lot: Lot): boolean;
  signal: AbortSignal;
}

async function* changes(
  context: Context,
  info: GraphQLResolveInfo,
  { id, ownerId, from, isReplayed, signal }: Watching,
): AsyncGenerator<PartsChange, void> {
  const costs = eventCosts(context, info, (lot: Lot) => Math.ceil(lot.count / PARTS_PER_COST));
  for await (const lots of context.parts.follow(id, from, signal)) {
    const scope = ownerScope(await currentViewer(context));
    // An administrator who is none any more.
    if (scope !== null && scope !== ownerId) return;
    yield* costs.load(lots, isReplayed, async (some) => {
      const renewed = context.renew();
      return Promise.all(some.map((lot) => load(lot, renewed, info, scope)));
    });
  }
}

async function load(
  { rows, cursor, shared }: Lot,
  context: Context,
  info: GraphQLResolveInfo,
  ownerId: string | null,
): Promise<PartsChange> {
  const asked = { context, info, shared, ownerId };
  const parts = await Promise.all(
    partTypes().map(async (type) => {
      const ids = [...(rows.get(type.name) ?? [])];
      if (ids.length === 0) return [];
      const found = await type.read(asked, ids);
      return ids.flatMap((id) => found.get(id) ?? []);
    }),
  );
  return { cursor, parts: parts.flat() };
}
