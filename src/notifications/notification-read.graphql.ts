import { type InputPath, refuseInput } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { boundedBatch, MAX_BATCH } from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { MAX_MARKED, type Marked, markNotificationsRead } from './notification-read.service.js';
import type { NotificationChoice } from './notification-read.sql.js';

const MarkNotificationsReadInput = builder.inputType('MarkNotificationsReadInput', {
  description: 'Which of your notifications to mark: either by id, or all up to a time.',
  fields: (t) => ({
    ids: t.idList({ description: `The ids: 1 to ${MAX_BATCH}.` }),
    until: t.field({ type: 'DateTime', description: 'Every notification created up to this time.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
function choiceIn({ ids, until }: typeof MarkNotificationsReadInput.$inferInput): NotificationChoice {
  const path: InputPath = ['input', 'ids'];
  if (ids && until) refuseInput(path, 'ids or until, not both.');
  if (until) return { until };
  if (!ids) return refuseInput(path, 'ids or until is required.');
  return {
    ids: boundedBatch(ids, path).map((id, index) => parseId(id, ['Notification'], [...path, index]).uuid),
  };
}

const MarkNotificationsRead = payload<Marked>('MarkNotificationsRead', {
  description: 'The outcome.',
  fields: (t) => ({
    markedCount: t.exposeInt('markedCount', {
      description:
        "How many changed from unread to read. Other users' ids and notifications already read do not count.",
    }),
    hasMore: t.exposeBoolean('hasMore', {
      description: `Whether the limit of one call (${MAX_MARKED}) was reached: call again for the rest.`,
    }),
  }),
}).orInvalidInput('How many were marked, or why none were.');

builder.mutationField('markNotificationsRead', (t) =>
  t.field({
    authScopes: { manage: true },
    description: 'Marks notifications of yours as read.',
    ...MarkNotificationsRead.takes(
      MarkNotificationsReadInput,
      'The notifications to mark.',
      (input, context) => markNotificationsRead(callerOf(context), choiceIn(input)),
    ),
  }),
);
