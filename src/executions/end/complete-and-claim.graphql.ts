import { ConflictError, NotFoundError, QuotaExceededError } from '../../core/domain-errors.js';
import { builder } from '../../graphql/builder.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { ofRowsThere } from '../../graphql/rows-of-answers.js';
import { ClaimExecutionsInput, ClaimedExecution, claimOf, patienceOf } from '../queue/claim.graphql.js';
import type { Claimed } from '../queue/claim.service.js';
import { runRows } from '../read/execution.graphql.js';
import { completeAndClaim } from './complete-and-claim.service.js';
import { CompleteExecution, CompleteExecutionInput, completion } from './finish.graphql.js';

const CompleteAndClaimInput = builder.inputType('CompleteAndClaimInput', {
  description: 'What a worker has finished, and what it wants next.',
  fields: (t) => ({
    items: t.field({
      type: [CompleteExecutionInput],
      required: true,
      description: 'The results of at most 1,000 executions; may be empty.',
    }),
    claim: t.field({ type: ClaimExecutionsInput, required: true, description: 'What to claim next.' }),
  }),
});

const CompleteAndClaim = payload<{
  results: Array<typeof CompleteExecution.union.$inferType>;
  executions: Array<typeof ClaimedExecution.$inferType>;
}>('CompleteAndClaim', {
  description: 'What became of each item, in their order, and the claimed executions.',
  fields: (t) => ({
    results: t.field({
      type: [CompleteExecution.union],
      description: 'One for each item.',
      resolve: ({ results }, _args, context, info) => CompleteExecution.read(results, context, info),
    }),
    executions: t.field({
      type: [ClaimedExecution],
      description:
        'The claimed executions: the most urgent first, then the longest available. Empty if nothing is due.',
      resolve: ({ executions }, _args, context, info) => ofRowsThere(runRows, executions, context, info),
    }),
  }),
}).or('What was completed and claimed, or why the claim failed; then nothing was completed either.', [
  NotFoundError,
  ConflictError,
  QuotaExceededError,
]);

builder.mutationField('completeAndClaim', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Completes executions and claims the next ones in one transaction. With `claim.waitSeconds` the completions are committed first.',
    ...CompleteAndClaim.takes(
      CompleteAndClaimInput,
      'What is done, and what comes next.',
      async (input, context) => {
        const path = ['input', 'claim'];
        const claim = claimOf(input.claim, path);
        const patience = patienceOf(input.claim, path, context);
        const caller = callerOf(context);
        let executions: Claimed[] = [];
        const results = await CompleteExecution.eachOrNone(
          input.items,
          ['input', 'items'],
          completion,
          async (items) => {
            const done = await completeAndClaim(caller, items, claim, patience);
            executions = done.claimed;
            return done.results;
          },
        );
        return { results, executions };
      },
    ),
  }),
);
