import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../../core/db/idempotency.js';
import { ConflictError, NotFoundError, QuotaExceededError } from '../../core/domain-errors.js';
import type { InputPath } from '../../core/errors.js';
import { builder } from '../../graphql/builder.js';
import type { Context } from '../../graphql/context.js';
import { inCondition } from '../../graphql/input/inputs.graphql.js';
import { boundedInt, boundedText, optionalText } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { ofRowsThere } from '../../graphql/rows-of-answers.js';
import { JobKind } from '../../jobs/enums.graphql.js';
import { parseJobId } from '../../jobs/job-id.js';
import { keyFields, wantedKeys } from '../../jobs/kind-fields.graphql.js';
import { Lease, type LeaseShape, leaseSecondsField } from '../lease/lease.graphql.js';
import { LEASE_SECONDS } from '../lease/lease.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import { type Claim, MAX_CLAIM } from './claim.service.js';
import { claimWhenDue, type Patience, WAIT_SECONDS } from './claim-wait.service.js';
import type { JobRef } from './job-ref.service.js';

export const ClaimExecutionsInput = builder.inputType('ClaimExecutionsInput', {
  description: 'What to claim, and for which worker. Leases last 5 to 86,400 seconds.',
  fields: (t) => ({
    workerId: t.string({ required: true, description: 'The name of the worker.' }),
    kinds: t.field({ type: [JobKind], description: 'Only executions of these kinds of job.' }),
    ...keyFields(t, 'claim'),
    jobId: t.id({ description: 'Only executions of this job.' }),
    jobIds: t.idList({
      description: 'Only executions of any of these jobs, and of those of `jobId` and `jobSlugs`.',
    }),
    jobSlugs: t.stringList({ description: 'The same for jobs of yours by their slugs.' }),
    tags: t.stringList({ description: 'Only executions with all of these tags.' }),
    limit: t.int({ defaultValue: 1, description: `The maximum number to claim: 1 to ${MAX_CLAIM}.` }),
    leaseSeconds: t.int(leaseSecondsField),
    waitSeconds: t.int({
      defaultValue: WAIT_SECONDS.default,
      description: `How long to wait for something to claim if nothing is due: 0 to ${WAIT_SECONDS.max} seconds.`,
    }),
    requestId: t.string({
      description: 'A new id for each call. If the response is lost, the same id returns the same claim.',
    }),
  }),
});

export const ClaimedExecution = builder
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
        resolve: ({ executions }, _args, context, info) => ofRowsThere(runRows, executions, context, info),
      }),
    }),
  },
).or('What was claimed, or why the claim failed.', [NotFoundError, ConflictError, QuotaExceededError]);

type ClaimInput = typeof ClaimExecutionsInput.$inferInput;

/** @throws GraphQLError BAD_USER_INPUT */
export function claimOf(input: ClaimInput, path: InputPath): Claim {
  return {
    workerId: boundedText(input.workerId, [...path, 'workerId']),
    kinds: inCondition(input.kinds, [...path, 'kinds'])?.in ?? null,
    keys: wantedKeys(input, 'claim', path),
    jobs: jobsOf(input, path),
    tags: inCondition(input.tags, [...path, 'tags'])?.in ?? null,
    limit: boundedInt(input.limit ?? 1, [...path, 'limit'], { min: 1, max: MAX_CLAIM }),
    leaseSeconds: boundedInt(
      input.leaseSeconds ?? LEASE_SECONDS.default,
      [...path, 'leaseSeconds'],
      LEASE_SECONDS,
    ),
    requestId: optionalText(input.requestId, [...path, 'requestId'], MAX_IDEMPOTENCY_KEY_LENGTH),
  };
}

function jobsOf({ jobId, jobIds, jobSlugs }: ClaimInput, path: InputPath): JobRef[] | null {
  if (jobId == null && !jobIds && !jobSlugs) return null;
  const ids = inCondition(jobIds, [...path, 'jobIds'])?.in ?? [];
  const slugs = inCondition(jobSlugs, [...path, 'jobSlugs'])?.in ?? [];
  return [
    ...(jobId == null ? [] : [parseJobId(jobId, [...path, 'jobId'])]),
    ...ids.map((id, place) => parseJobId(id, [...path, 'jobIds', place])),
    ...slugs.map((slug) => ({ slug })),
  ];
}

/** What a request needs beside a wait to be answered before it is given up. */
const ANSWER_MS = 2_000;

/** How long a claim may wait, and what ends it. @throws GraphQLError BAD_USER_INPUT */
export function patienceOf(input: ClaimInput, path: InputPath, context: Context): Patience {
  const seconds = boundedInt(
    input.waitSeconds ?? WAIT_SECONDS.default,
    [...path, 'waitSeconds'],
    WAIT_SECONDS,
  );
  const { askedAt, queryTimeoutMs, gone, authenticate } = context;
  const leftMs = askedAt + queryTimeoutMs - performance.now() - ANSWER_MS;
  return { waitMs: Math.max(0, Math.min(seconds * 1_000, leftMs)), gone, check: authenticate };
}

builder.mutationField('claimExecutions', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Takes executions off the queue: the most urgent first, then the longest available. No execution is given out twice.',
    ...ClaimExecutions.takes(
      ClaimExecutionsInput,
      'What to claim, and for which worker.',
      async (input, context) => ({
        executions: await claimWhenDue(
          callerOf(context),
          claimOf(input, ['input']),
          patienceOf(input, ['input'], context),
        ),
      }),
    ),
  }),
);
