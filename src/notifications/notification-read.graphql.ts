import { InvalidInputError } from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { boundedBatch, MAX_BATCH, refuseInput } from '../graphql/input/limits.js';
import { callerOf, expectingInput, resultOf } from '../graphql/mutations.js';
import { MAX_MARKED, type Marked, markNotificationsRead } from './notification-read.service.js';
import type { NotificationChoice } from './notification-read.sql.js';

const MarkNotificationsReadInput = builder.inputType('MarkNotificationsReadInput', {
  description:
    "Which of the notifications of one's own: some by their ids, or all up to a time; just one of the two.",
  fields: (t) => ({
    ids: t.idList({ description: `These: 1 to ${MAX_BATCH}.` }),
    until: t.field({ type: 'DateTime', description: 'All that came until then.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
function choiceIn({ ids, until }: typeof MarkNotificationsReadInput.$inferInput): NotificationChoice {
  const path: InputIssue['path'] = ['input', 'ids'];
  if (ids && until) refuseInput(path, 'ids or until, not both.');
  if (until) return { until };
  if (!ids) return refuseInput(path, 'ids or until is needed.');
  return {
    ids: boundedBatch(ids, path).map((id, index) => parseId(id, ['Notification'], [...path, index]).uuid),
  };
}

const MarkNotificationsReadPayload = builder.objectRef<Marked>('MarkNotificationsReadPayload').implement({
  description: 'What was marked.',
  fields: (t) => ({
    markedCount: t.exposeInt('markedCount', {
      description:
        'How many were unread until now: ids of others, and of what was read before, do not count.',
    }),
    hasMore: t.exposeBoolean('hasMore', {
      description: `Whether as many were marked as one call does (${MAX_MARKED}): ask again for the rest.`,
    }),
  }),
});

const MarkNotificationsReadResult = builder.unionType('MarkNotificationsReadResult', {
  description: 'What was marked, or why nothing was.',
  types: [MarkNotificationsReadPayload, InvalidInputError],
  resolveType: resultOf('MarkNotificationsReadPayload'),
});

builder.mutationField('markNotificationsRead', (t) =>
  t.field({
    type: MarkNotificationsReadResult,
    authScopes: { manage: true },
    description: "Marks notifications of the caller's own as read.",
    args: {
      input: t.arg({ type: MarkNotificationsReadInput, required: true, description: 'Which notifications.' }),
    },
    resolve: (_root, { input }, context) =>
      expectingInput(() => markNotificationsRead(callerOf(context), choiceIn(input))),
  }),
);
