import { builder } from '../builder.js';
import type { PageArgs } from '../db/keyset.js';
import type { Prisma } from '../generated/prisma/client.js';
import { parseId } from '../ids.js';
import { forwardArgs } from '../relay/args.js';
import { connectionType } from '../relay/connection.js';
import { DateTimeRange, dateCondition, inCondition, textCondition } from '../relay/inputs.graphql.js';
import { createList, readList } from '../relay/list.js';
import { ACTIVITY_ACTIONS } from './actions.js';

const ACTIONS_LISTED = `One of: ${ACTIVITY_ACTIONS.map((action) => `\`${action}\``).join(', ')}.`;

export const ActivityLog = builder.prismaNode('ActivityLog', {
  id: { field: 'id' },
  nullable: true,
  description: 'Something that a person or a key did; append-only.',
  select: { id: true },
  fields: (t) => ({
    user: t.relation('user', { nullable: true, description: 'Who; null where the server did.' }),
    action: t.exposeString('action', { description: `What was done. ${ACTIONS_LISTED}` }),
    resourceType: t.exposeString('resourceType', { description: 'To what kind of thing.' }),
    resourceId: t.exposeID('resourceId', { nullable: true, description: 'To which thing.' }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description: 'Which fields changed, states, ids and counts; nothing that somebody typed.',
    }),
    timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When.' }),
  }),
});

export const ActivityLogConnection = connectionType(ActivityLog, 'ActivityLog', 'activities');

const ActivityFilter = builder.inputType('ActivityFilter', {
  description:
    'Which activities. Fields are joined by AND, values in a list by OR. null and {} mean "not asked", [] matches nothing.',
  fields: (t) => ({
    userId: t.id({ description: 'Who did it.' }),
    resourceType: t.string({ description: 'To what kind of thing.' }),
    resourceId: t.id({ description: 'To which thing.' }),
    action: t.stringList({ description: `What was done. ${ACTIONS_LISTED}` }),
    timestamp: t.field({ type: DateTimeRange, description: 'When.' }),
  }),
});

export const activityArgs = builder.args((t) => ({
  ...forwardArgs(t),
  filter: t.field({ type: ActivityFilter, description: 'Which activities.' }),
}));

interface ActivityListArgs extends PageArgs {
  filter?: typeof ActivityFilter.$inferInput | null;
}

/** Activities, newest first. @throws GraphQLError BAD_USER_INPUT */
export function activityList(args: ActivityListArgs) {
  const { filter } = args;
  const at = (field: string) => ['filter', field];
  const where: Prisma.ActivityLogWhereInput = {
    ...(filter?.userId != null && { userId: parseId(filter.userId, ['User'], at('userId')).uuid }),
    resourceType: textCondition(filter?.resourceType, at('resourceType')),
    resourceId: textCondition(filter?.resourceId, at('resourceId')),
    action: inCondition(filter?.action, at('action')),
    timestamp: dateCondition(filter?.timestamp, at('timestamp')),
  };
  const order = { name: 'activity', field: 'timestamp', type: 'date', direction: 'desc' } as const;
  return createList('ActivityLog', where, order, args);
}

builder.queryField('activityLogs', (t) =>
  t.field({
    type: ActivityLogConnection,
    authScopes: { admin: true },
    args: activityArgs,
    description: 'What everybody did, newest first. For administrators.',
    resolve: (_root, args, context, info) =>
      readList(activityList(args), context, info, (query) => context.db.activityLog.findMany(query)),
  }),
);
