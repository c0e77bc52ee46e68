import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../../core/db/idempotency.js';
import { ConflictError, NotFoundError, QuotaExceededError } from '../../core/domain-errors.js';
import { builder } from '../../graphql/builder.js';
import { inCondition } from '../../graphql/input/inputs.graphql.js';
import { boundedInt, boundedText, optionalText } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { JobKind } from '../../jobs/enums.graphql.js';
import { parseJobId } from '../../jobs/job-id.js';
import { keyFields, wantedKeys } from '../../jobs/kind-keys.graphql.js';
import { Lease, type LeaseShape, leaseSecondsField } from '../lease/lease.graphql.js';
import { LEASE_SECONDS } from '../lease/lease.js';
import { executionField } from '../read/execution.graphql.js';
import { claimExecutions, MAX_CLAIM } from './claim.service.js';

const ClaimExecutionsInput = builder.inputType('ClaimExecutionsInput', {
  description: 'What to claim, and for which worker. Leases last 5 to 86,400 seconds.',
  fields: (t) => ({
    workerId: t.string({ required: true, description: 'The name of the worker.' }),
    kinds: t.field({ type: [JobKind], description: 'Only executions of these kinds of job.' }),
    ...keyFields(t, 'claim'),
    jobId: t.id({ description: 'Only executions of this job.' }),
    limit: t.int({ defaultValue: 1, description: `The maximum number to claim: 1 to ${MAX_CLAIM}.` }),
    leaseSeconds: t.int(leaseSecondsField),
    requestId: t.string({
      description: 'A new id for each call. If the response is lost, the same id returns the same claim.',
    }),
  }),
});

const ClaimedExecution = builder
  .objectRef<{ executionId: string; lease: LeaseShape }>('ClaimedExecution')
  .implement({
    description: 'A claimed execution and its lease.',
    fields: (t) => ({
      execution: executionField(t),
      lease: t.field({
        type: Lease,
        description: 'The lease, which proves that you hold it.',
        resolve: ({ lease }) => lease,
      }),
    }),
  });

const ClaimExecutions = payload<{ executions: Array<typeof ClaimedExecution.$inferType> }>(
  'ClaimExecutions',
  {
    description:
      'The claimed executions: the most urgent first, then the longest available. Empty if nothing is due.',
    fields: (t) => ({
      executions: t.field({
        type: [ClaimedExecution],
        description: 'The claimed executions and their leases.',
        resolve: ({ executions }) => executions,
      }),
    }),
  },
).or('What was claimed, or why the claim failed.', [NotFoundError, ConflictError, QuotaExceededError]);

builder.mutationField('claimExecutions', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Takes executions off the queue: the most urgent first, then the longest available. No execution is given out twice.',
    ...ClaimExecutions.takes(
      ClaimExecutionsInput,
      'What to claim, and for which worker.',
      async (input, context) => {
        const claim = {
          workerId: boundedText(input.workerId, ['input', 'workerId']),
          kinds: inCondition(input.kinds, ['input', 'kinds'])?.in ?? null,
          keys: wantedKeys(input, 'claim', ['input']),
          job: input.jobId == null ? null : parseJobId(input.jobId, ['input', 'jobId']),
          limit: boundedInt(input.limit ?? 1, ['input', 'limit'], { min: 1, max: MAX_CLAIM }),
          leaseSeconds: boundedInt(
            input.leaseSeconds ?? LEASE_SECONDS.default,
            ['input', 'leaseSeconds'],
            LEASE_SECONDS,
          ),
          requestId: optionalText(input.requestId, ['input', 'requestId'], MAX_IDEMPOTENCY_KEY_LENGTH),
        };
        return { executions: await claimExecutions(callerOf(context), claim) };
      },
    ),
  }),
);
