import { ConflictError, InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { Completion } from './completion.graphql.js';
import { submitCompletion } from './completion-write.service.js';

const SubmitCompletionInput = builder.inputType('SubmitCompletionInput', {
  description: 'The social task you have done.',
  fields: (t) => ({
    socialTaskId: t.id({ required: true, description: 'The task.' }),
  }),
});

const SubmitCompletion = payload<{ id: string }>('SubmitCompletion', {
  description: 'The new claim.',
  fields: (t) => ({
    completion: t.field({
      type: Completion,
      description: 'The claim, waiting to be verified.',
      resolve: ({ id }) => ({ id }),
    }),
  }),
}).or('The new claim, or why it was not accepted.', [NotFoundError, ConflictError, InvalidTransitionError]);

builder.mutationField('submitCompletion', (t) =>
  t.field({
    authScopes: { manage: true },
    description:
      'Claims that you have done a social task. You can claim it again only if all earlier claims were REJECTED.',
    ...SubmitCompletion.takes(SubmitCompletionInput, 'The task you have done.', async (input, context) => {
      const { uuid } = parseId(input.socialTaskId, ['SocialTask'], ['input', 'socialTaskId']);
      return { id: await submitCompletion(callerOf(context), uuid) };
    }),
  }),
);
