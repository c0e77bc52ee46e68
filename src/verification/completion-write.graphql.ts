import { ConflictError, InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { callerOf, expecting, resultOf } from '../graphql/mutations.js';
import { Completion } from './completion.graphql.js';
import { submitCompletion } from './completion-write.service.js';

const SubmitCompletionInput = builder.inputType('SubmitCompletionInput', {
  description: 'The social task you have done.',
  fields: (t) => ({
    socialTaskId: t.id({ required: true, description: 'The task.' }),
  }),
});

const SubmitCompletionPayload = builder.objectRef<{ id: string }>('SubmitCompletionPayload').implement({
  description: 'The new claim.',
  fields: (t) => ({
    completion: t.field({
      type: Completion,
      description: 'The claim, waiting to be verified.',
      resolve: ({ id }) => ({ id }),
    }),
  }),
});

const SUBMIT_ERRORS = [NotFoundError, ConflictError, InvalidTransitionError] as const;

const SubmitCompletionResult = builder.unionType('SubmitCompletionResult', {
  description: 'The new claim, or why it was not accepted.',
  types: [SubmitCompletionPayload, ...SUBMIT_ERRORS],
  resolveType: resultOf('SubmitCompletionPayload'),
});

builder.mutationField('submitCompletion', (t) =>
  t.field({
    type: SubmitCompletionResult,
    authScopes: { manage: true },
    description:
      'Claims that you have done a social task. You can claim it again only if all earlier claims were REJECTED.',
    args: {
      input: t.arg({ type: SubmitCompletionInput, required: true, description: 'The task you have done.' }),
    },
    resolve: (_root, { input }, context) => {
      const { uuid } = parseId(input.socialTaskId, ['SocialTask'], ['input', 'socialTaskId']);
      return expecting(SUBMIT_ERRORS, async () => ({ id: await submitCompletion(callerOf(context), uuid) }));
    },
  }),
);
