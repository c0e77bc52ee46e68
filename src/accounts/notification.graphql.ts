import { builder } from '../builder.js';
import type { PageArgs } from '../db/keyset.js';
import { NotificationType } from '../enums.graphql.js';
import { Job } from '../jobs/job.graphql.js';
import { forwardArgs } from '../relay/args.js';
import { connectionType } from '../relay/connection.js';
import { createList } from '../relay/list.js';
import { notificationType } from './notification-types.js';

export const Notification = builder.prismaNode('Notification', {
  id: { field: 'id' },
  nullable: true,
  description: 'Something a user was told.',
  select: { id: true },
  fields: (t) => ({
    type: t.field({
      type: NotificationType,
      description: 'What kind of news.',
      select: { type: true },
      resolve: ({ type }) => notificationType.parse(type),
    }),
    title: t.exposeString('title', { description: 'In a line.' }),
    body: t.exposeString('body', { nullable: true, description: 'In full.' }),
    job: t.relation('job', { type: Job, nullable: true, description: 'The job it is about.' }),
    execution: t.relation('execution', { nullable: true, description: 'The run it is about.' }),
    readAt: t.expose('readAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was marked as read; null until then.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
  }),
});

export const NotificationConnection = connectionType(Notification, 'Notification', 'notifications');

export const notificationArgs = builder.args((t) => ({
  ...forwardArgs(t),
  unreadOnly: t.boolean({ description: 'Only those that were not marked as read.' }),
}));

/** Notifications, newest first. @throws GraphQLError BAD_USER_INPUT */
export function notificationList(args: PageArgs & { unreadOnly?: boolean | null }) {
  const order = { name: 'notifications', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('Notification', args.unreadOnly ? { readAt: null } : {}, order, args);
}

export const NotificationPreferences = builder.prismaObject('NotificationPreferences', {
  description: 'What a user wants to be told, and how.',
  select: { ownerId: true },
  fields: (t) => ({
    onFailure: t.exposeBoolean('onFailure', { description: 'That a run failed.' }),
    onCompletion: t.exposeBoolean('onCompletion', { description: 'That a run completed.' }),
    onLowCredits: t.exposeBoolean('onLowCredits', { description: 'That credits run low.' }),
    lowCreditsThreshold: t.exposeInt('lowCreditsThreshold', {
      description: 'They run low when the balance goes below this.',
    }),
    email: t.exposeBoolean('email', { description: 'By mail too.' }),
    webhookUrl: t.exposeString('webhookUrl', {
      nullable: true,
      description: 'By a signed request to this address too.',
    }),
  }),
});
