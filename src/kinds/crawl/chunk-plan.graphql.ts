import {
  ConflictError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
} from '../../core/domain-errors.js';
import { refuseInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { executionField, runRows } from '../../executions/read/execution.graphql.js';
import { builder } from '../../graphql/builder.js';
import { boundedInt } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { MAX_PRIORITY } from '../../jobs/job-checks.js';
import { type ChunkPlanRequest, MAX_CHUNKS, type PlannedChunks, planChunks } from './chunk-plan.service.js';

const DEFAULT_PRIORITY = 5;

const PlanChunksInput = builder.inputType('PlanChunksInput', {
  description: `How to split the images of an execution into chunks: at most ${MAX_CHUNKS.toLocaleString('en')} of them.`,
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The execution.' }),
    leaseToken: t.string({ required: true, description: 'The token of your lease on the execution.' }),
    totalImages: t.int({
      required: true,
      description: 'The number of images: the chunks cover [0, totalImages). At least 1.',
    }),
    chunkSize: t.int({
      required: true,
      description: 'Images per chunk (the last one may have fewer). At least 1.',
    }),
    priority: t.int({
      defaultValue: DEFAULT_PRIORITY,
      description: '0 to 10, higher is more urgent. Does not count when two plans are compared.',
    }),
  }),
});

const PlanChunks = payload<PlannedChunks>('PlanChunks', {
  rows: runRows,
  description:
    'The execution that was split into chunks. Read them with its `chunkMap`, `progress` and `chunks`; a plan can have too many for one list.',
  fields: (t) => ({
    execution: executionField(t),
    chunkCount: t.exposeInt('chunkCount', { description: 'The number of chunks in the execution.' }),
    isReplay: t.exposeBoolean('isReplay', {
      description: 'true if the same totals had already been planned.',
    }),
  }),
}).or('The execution that was split into chunks, or why it was not.', [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
  ConflictError,
]);

/** @throws GraphQLError BAD_USER_INPUT */
function planRequest(input: typeof PlanChunksInput.$inferInput): ChunkPlanRequest {
  const totalImages = boundedInt(input.totalImages, ['input', 'totalImages'], { min: 1 });
  const chunkSize = boundedInt(input.chunkSize, ['input', 'chunkSize'], { min: 1 });
  const count = Math.ceil(totalImages / chunkSize);
  if (count > MAX_CHUNKS) {
    const least = Math.ceil(totalImages / MAX_CHUNKS);
    refuseInput(
      ['input', 'chunkSize'],
      `makes ${count} chunks; at most ${MAX_CHUNKS}, so at least ${least}.`,
    );
  }
  return {
    executionId: parseId(input.executionId, ['Execution'], ['input', 'executionId']).uuid,
    leaseToken: input.leaseToken,
    totalImages,
    chunkSize,
    priority: boundedInt(input.priority ?? DEFAULT_PRIORITY, ['input', 'priority'], { max: MAX_PRIORITY }),
  };
}

builder.mutationField('planChunks', (t) =>
  t.field({
    authScopes: { work: true },
    description:
      'Splits the images of an execution into chunks, without gap or overlap. Idempotent: the same totals return the existing chunks; different totals are a ConflictError.',
    ...PlanChunks.takes(PlanChunksInput, 'The execution and how to split it.', (input, context) =>
      planChunks(callerOf(context), planRequest(input)),
    ),
  }),
);
