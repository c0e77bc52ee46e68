import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Snapshot } from '../feed/snapshot.js';
import { currentViewer, eventCosts, readerOf } from '../feed/subscriptions.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { Notification } from './notification.graphql.js';

type Added = { id: string };

builder.subscriptionField('notificationAdded', (t) =>
  t.field({
    type: Notification,
    authScopes: { read: true },
    description: 'Your new notifications, from now on.',
    subscribe: async (_root, _args, context, info) => {
      const { hub } = context;
      const from = await hub.notifications.now();
      return hub.streams.open<Added>(readerOf(context), (signal) =>
        notifications(context, info, { from, signal }),
      );
    },
    resolve: (notification: Added, _args, context, info) => {
      queryFromInfo({ context, info, select: { id: true } });
      return notification;
    },
  }),
);

async function* notifications(
  context: Context,
  info: GraphQLResolveInfo,
  { from, signal }: { from: Snapshot; signal: AbortSignal },
): AsyncGenerator<Added, void> {
  // One's own only, also for administrators: the viewer is who is told.
  const scope = async () => (await currentViewer(context)).accountId;
  const costs = eventCosts(context, info);
  for await (const batch of context.hub.notifications.follow({ from, scope, signal })) {
    yield* costs.load(
      batch,
      () => false,
      (some) => load(some, context.renew(), info),
    );
  }
}

async function load(
  added: readonly Added[],
  context: Context,
  info: GraphQLResolveInfo,
): Promise<readonly Added[]> {
  const rows = await context.db.notification.findMany({
    ...queryFromInfo({ context, info, select: { id: true } }),
    where: { id: { in: added.map(({ id }) => id) } },
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return added.flatMap(({ id }) => byId.get(id) ?? []);
}
