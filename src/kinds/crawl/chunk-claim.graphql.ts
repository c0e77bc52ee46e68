import { MAX_IDEMPOTENCY_KEY_LENGTH } from '../../core/db/idempotency.js';
import { ConflictError, NotFoundError, QuotaExceededError } from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { Lease, leaseSecondsField } from '../../executions/lease/lease.graphql.js';
import { LEASE_SECONDS } from '../../executions/lease/lease.js';
import { builder } from '../../graphql/builder.js';
import { boundedBatch, boundedInt, boundedText, optionalText } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { ofRowsThere } from '../../graphql/rows-of-answers.js';
import { parseJobId } from '../../jobs/job-id.js';
import { chunkField, chunkRows } from './chunk.graphql.js';
import {
  type ChunkClaim,
  type ClaimedChunk as ClaimedChunkShape,
  claimChunks,
  MAX_CHUNK_CLAIM,
} from './chunk-claim.service.js';

const ClaimChunksInput = builder.inputType('ClaimChunksInput', {
  description: 'The chunks to claim: by priority and age, or specific ones.',
  fields: (t) => ({
    workerId: t.string({ required: true, description: 'The name of the worker.' }),
    jobId: t.id({ description: 'Only chunks of this job.' }),
    executionId: t.id({ description: 'Only chunks of this execution.' }),
    chunkIds: t.idList({
      description: `Specific chunks, each if it can be claimed: at most ${MAX_CHUNK_CLAIM}. \`limit\` is then ignored.`,
    }),
    limit: t.int({ defaultValue: 1, description: `The maximum number to claim: 1 to ${MAX_CHUNK_CLAIM}.` }),
    leaseSeconds: t.int(leaseSecondsField),
    taskId: t.string({ description: 'The id of this task in your own queue (such as a Celery task id).' }),
    requestId: t.string({
      description: 'A new id for each call. If the response is lost, the same id returns the same claim.',
    }),
  }),
});

const ClaimedChunk = builder.objectRef<ClaimedChunkShape>('ClaimedChunk').implement({
  description: 'A claimed chunk and its lease.',
  fields: (t) => ({
    chunk: chunkField(t),
    lease: t.field({
      type: Lease,
      description: 'The lease, which proves that you hold it.',
      resolve: ({ lease }) => lease,
    }),
  }),
});

const ClaimChunks = payload<{ chunks: ClaimedChunkShape[] }>('ClaimChunks', {
  description:
    'The claimed chunks: the most urgent first, then the oldest. Empty if there is nothing to claim.',
  fields: (t) => ({
    chunks: t.field({
      type: [ClaimedChunk],
      description: 'The claimed chunks and their leases.',
      resolve: ({ chunks }, _args, context, info) => ofRowsThere(chunkRows, chunks, context, info),
    }),
  }),
}).or('What was claimed, or why the claim failed.', [NotFoundError, ConflictError, QuotaExceededError]);

/** @throws GraphQLError BAD_USER_INPUT */
function chunkClaim(input: typeof ClaimChunksInput.$inferInput): ChunkClaim {
  const given = ['input', 'chunkIds'];
  return {
    workerId: boundedText(input.workerId, ['input', 'workerId']),
    job: input.jobId == null ? null : parseJobId(input.jobId, ['input', 'jobId']),
    executionId:
      input.executionId == null
        ? null
        : parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
    chunkIds:
      input.chunkIds == null
        ? null
        : boundedBatch(input.chunkIds, given, MAX_CHUNK_CLAIM).map(
            (id, place) => parseId(id, ['Chunk'], [...given, place]).uuid,
          ),
    limit: boundedInt(input.limit ?? 1, ['input', 'limit'], { min: 1, max: MAX_CHUNK_CLAIM }),
    leaseSeconds: boundedInt(
      input.leaseSeconds ?? LEASE_SECONDS.default,
      ['input', 'leaseSeconds'],
      LEASE_SECONDS,
    ),
    taskId: optionalText(input.taskId, ['input', 'taskId']),
    requestId: optionalText(input.requestId, ['input', 'requestId'], MAX_IDEMPOTENCY_KEY_LENGTH),
  };
}

builder.mutationField('claimChunks', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Claims pending chunks of running executions: the most urgent first, then the oldest. No chunk is given out twice, and none of an execution that was asked to stop, whose time is over, or whose job is paused. You do not need the lease of the execution. The owner’s tier limits how many chunks are in progress at a time: a claim takes fewer, and returns QuotaExceededError if none is left.',
    ...ClaimChunks.takes(ClaimChunksInput, 'What to claim, and for which worker.', async (input, context) => {
      const claim = chunkClaim(input);
      return { chunks: await claimChunks(callerOf(context), claim) };
    }),
  }),
);
