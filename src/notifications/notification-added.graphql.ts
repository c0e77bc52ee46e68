import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { Snapshot } from '../feed/snapshot.js';
import { currentViewer, readerOf } from '../feed/subscriptions.js';
import { builder } from '../graphql/builder.js';
import type { Context } from '../graphql/context.js';
import { Notification } from './notification.graphql.js';

type Added = { id: string };

builder.subscriptionField('notificationAdded', (t) =>
  t.field({
    type: Notification,
    authScopes: { read: true },
    description: 'What the viewer is told, from now on.',
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
  const scope = async () => (await currentViewer(context)).userId;
  for await (const batch of context.hub.notifications.follow({ from, scope, signal })) {
    const fresh = context.renew();
    const rows = await fresh.db.notification.findMany({
      ...queryFromInfo({ context: fresh, info, select: { id: true } }),
      where: { id: { in: batch.map(({ id }) => id) } },
    });
    const byId = new Map(rows.map((row) => [row.id, row]));
    yield* batch.flatMap(({ id }) => byId.get(id) ?? []);
  }
}
