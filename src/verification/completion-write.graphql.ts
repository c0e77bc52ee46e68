import { ConflictError, InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { Completion } from './completion.graphql.js';
import { submitCompletion } from './completion-write.service.js';

const SubmitCompletionInput = builder.inputType('SubmitCompletionInput', {
  description: 'Which social task is done.',
  fields: (t) => ({
    socialTaskId: t.id({ required: true, description: 'The task.' }),
  }),
});

const SubmitCompletionPayload = builder.objectRef<{ id: string }>('SubmitCompletionPayload').implement({
  description: 'The claim to have done it.',
  fields: (t) => ({
    completion: t.field({
      type: Completion,
      description: 'The claim, to be verified.',
      resolve: ({ id }) => ({ id }),
    }),
  }),
});

const SUBMIT_ERRORS = [NotFoundError, ConflictError, InvalidTransitionError] as const;

const SubmitCompletionResult = builder.unionType('SubmitCompletionResult', {
  description: 'The claim to have done it, or why there is none.',
  types: [SubmitCompletionPayload, ...SUBMIT_ERRORS],
  resolveType: resultOf('SubmitCompletionPayload'),
});

builder.mutationField('submitCompletion', (t) =>
  t.field({
    type: SubmitCompletionResult,
    authScopes: { manage: true },
    description:
      'Claims that the caller has done a social task; again only after all that came before were REJECTED.',
    args: { input: t.arg({ type: SubmitCompletionInput, required: true, description: 'Which task.' }) },
    resolve: (_root, { input }, context) => {
      const { uuid } = parseId(input.socialTaskId, ['SocialTask'], ['input', 'socialTaskId']);
      return expecting(SUBMIT_ERRORS, async () => ({ id: await submitCompletion(callerOf(context), uuid) }));
    },
  }),
);
