import type { PageArgs } from '../core/db/keyset.js';
import { parseId } from '../core/ids.js';
import type { Prisma } from '../generated/prisma/client.js';
import { builder } from '../graphql/builder.js';
import { DateTimeRange, dateCondition, inCondition, textCondition } from '../graphql/input/inputs.graphql.js';
import { filterField } from '../graphql/input/limits.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList, readList } from '../graphql/relay/list.js';
import { ACTIVITY_ACTIONS } from './actions.js';

const ACTIONS_LISTED = `One of: ${ACTIVITY_ACTIONS.map((action) => `\`${action}\``).join(', ')}.`;

export const ActivityLog = builder.prismaNode('ActivityLog', {
  id: { field: 'id' },
  nullable: true,
  description: 'Something that a person or an API key did. Append-only.',
  select: { id: true },
  fields: (t) => ({
    action: t.exposeString('action', { description: `What was done. ${ACTIONS_LISTED}` }),
    resourceType: t.exposeString('resourceType', { description: 'The type of the resource it was done to.' }),
    resourceId: t.exposeID('resourceId', {
      nullable: true,
      description: 'The id of the resource it was done to; null if none.',
    }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      description: 'Changed field names, statuses, ids and counts; never text that a user typed.',
    }),
    timestamp: t.expose('timestamp', { type: 'DateTime', description: 'When it was done.' }),
  }),
});

export const ActivityLogConnection = connectionType(ActivityLog, 'ActivityLog', 'activities');

const ActivityFilter = builder.inputType('ActivityFilter', {
  description:
    'Selects activities. Fields are combined with AND, values in a list with OR. null and {} set no condition; [] matches nothing.',
  fields: (t) => ({
    userId: t.id({ description: 'Who did it.' }),
    resourceType: t.string({ description: 'The type of the resource.' }),
    resourceId: t.id({ description: 'The id of the resource.' }),
    action: t.stringList({ description: `What was done. ${ACTIONS_LISTED}` }),
    timestamp: t.field({ type: DateTimeRange, description: 'When it was done.' }),
  }),
});

export const activityArgs = builder.args((t) => ({
  ...forwardArgs(t),
  filter: t.field({ type: ActivityFilter, description: 'Limits the list to matching activities.' }),
}));

interface ActivityListArgs extends PageArgs {
  filter?: typeof ActivityFilter.$inferInput | null;
}

/** Activities, newest first. @throws GraphQLError BAD_USER_INPUT */
export function activityList(args: ActivityListArgs) {
  const { filter } = args;
  const where: Prisma.ActivityLogWhereInput = {
    ...(filter?.userId != null && { userId: parseId(filter.userId, ['User'], filterField('userId')).uuid }),
    resourceType: textCondition(filter?.resourceType, filterField('resourceType')),
    resourceId: textCondition(filter?.resourceId, filterField('resourceId')),
    action: inCondition(filter?.action, filterField('action')),
    timestamp: dateCondition(filter?.timestamp, filterField('timestamp')),
  };
  const order = { name: 'activity', field: 'timestamp', type: 'date', direction: 'desc' } as const;
  return createList('ActivityLog', where, order, args);
}

builder.queryField('activityLogs', (t) =>
  t.field({
    type: ActivityLogConnection,
    authScopes: { admin: true },
    args: activityArgs,
    description: 'The activity of all users, newest first. Administrators only.',
    resolve: (_root, args, context, info) =>
      readList(activityList(args), context, info, (query) => context.db.activityLog.findMany(query)),
  }),
);
