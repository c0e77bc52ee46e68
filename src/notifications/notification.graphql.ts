import type { PageArgs } from '../core/db/keyset.js';
import { requireActingFor } from '../core/db/tenancy.js';
import { builder } from '../graphql/builder.js';
import { forwardArgs } from '../graphql/relay/args.js';
import { connectionType } from '../graphql/relay/connection.js';
import { createList } from '../graphql/relay/list.js';
import { Job } from '../jobs/job.graphql.js';
import { ownAccount } from '../people/account.graphql.js';
import { User } from '../people/user.graphql.js';
import { NotificationType } from './enums.graphql.js';
import { notificationType, wordsOf } from './wording.js';

export const Notification = builder.prismaNode('Notification', {
  id: { field: 'id' },
  nullable: true,
  description: 'A message to an account about an event.',
  select: { id: true },
  fields: (t) => ({
    type: t.field({
      type: NotificationType,
      description: 'The kind of notification.',
      select: { type: true },
      resolve: ({ type }) => notificationType.parse(type),
    }),
    title: t.string({
      description: 'The message in one line.',
      select: { type: true, facts: true },
      resolve: (notification) => wordsOf(notification).title,
    }),
    body: t.string({
      nullable: true,
      description: 'The full text.',
      select: { type: true, facts: true },
      resolve: (notification) => wordsOf(notification).body,
    }),
    job: t.relation('job', { type: Job, nullable: true, description: 'The job it is about; null if none.' }),
    execution: t.relation('execution', {
      nullable: true,
      description: 'The execution it is about; null if none.',
    }),
    readAt: t.expose('readAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was marked as read; null if unread.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the notification was created.' }),
  }),
});

export const NotificationConnection = connectionType(Notification, 'Notification', 'notifications');

export const notificationArgs = builder.args((t) => ({
  ...forwardArgs(t),
  unreadOnly: t.boolean({ description: 'true for unread notifications only.' }),
}));

/** Notifications, newest first. @throws GraphQLError BAD_USER_INPUT */
export function notificationList(args: PageArgs & { unreadOnly?: boolean | null }) {
  const order = { name: 'notifications', field: 'createdAt', type: 'date', direction: 'desc' } as const;
  return createList('Notification', args.unreadOnly ? { readAt: null } : {}, order, args);
}

export const NotificationPreferences = builder.prismaObject('NotificationPreferences', {
  description: 'What an account is notified about, and how.',
  select: { ownerId: true },
  fields: (t) => ({
    onFailure: t.exposeBoolean('onFailure', { description: 'Notify when an execution fails.' }),
    onCompletion: t.exposeBoolean('onCompletion', { description: 'Notify when an execution completes.' }),
    onLowCredits: t.exposeBoolean('onLowCredits', { description: 'Notify when credits run low.' }),
    lowCreditsThreshold: t.exposeInt('lowCreditsThreshold', {
      description: 'Credits are low when the balance falls below this.',
    }),
    email: t.exposeBoolean('email', { description: 'Also send notifications by email.' }),
    webhookUrl: t.exposeString('webhookUrl', {
      nullable: true,
      description: 'The URL that also gets notifications as signed requests; null if none.',
    }),
  }),
});

builder.prismaObjectFields(User, (t) => ({
  notifications: t.field({
    type: NotificationConnection,
    args: notificationArgs,
    description: "The notifications of the user's own account, newest first.",
    select: (args, _context, nested) => ({
      account: { select: { notifications: nested(notificationList(args).query) } },
    }),
    resolve: ({ id, account }, args, { viewer }) => {
      requireActingFor(viewer, id);
      return notificationList(args).connection(ownAccount(account).notifications, { field: 'ownerId', id });
    },
  }),
  notificationPreferences: t.field({
    type: NotificationPreferences,
    description: 'What the user is notified about, and how.',
    select: (_args, _context, nested) => ({ account: { select: { notificationPreferences: nested() } } }),
    resolve: ({ id, account }, _args, { viewer }) => {
      requireActingFor(viewer, id);
      const { notificationPreferences } = ownAccount(account);
      if (!notificationPreferences) throw new Error('every account has notification preferences');
      return notificationPreferences;
    },
  }),
}));
