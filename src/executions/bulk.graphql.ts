import type { Viewer } from '../auth/viewer.js';
import { builder } from '../builder.js';
import { seesEverything } from '../db/tenancy.js';
import { ErrorInterface } from '../domain-errors.graphql.js';
import { type DomainError, InvalidInputError } from '../domain-errors.js';
import { Dispatch, ExecutionStatus, ExecutionTrigger, JobKind } from '../generated/prisma/enums.js';
import { encodeId, parseId } from '../ids.js';
import { callerOf, expectingInput, resultOf } from '../mutations.js';
import { FAILURE_TEXT, failureReason } from '../relay/failure-text.js';
import { boundedBatch, boundedInt, MAX_TEXT_LENGTH, refuseInput } from '../relay/limits.js';
import { BULK_LIMIT, type BulkOutcome, type BulkRequest, bulkCancel, bulkRetry } from './bulk.service.js';
import { ExecutionFilter } from './execution-filter.graphql.js';
import { executionWhere } from './execution-list.js';

const BulkExecutionsInput = builder.inputType('BulkExecutionsInput', {
  description: 'Ids, or a filter.',
  fields: (t) => ({
    ids: t.idList({ description: `The runs: at most ${BULK_LIMIT.max}.` }),
    filter: t.field({ type: ExecutionFilter, description: 'Which runs. It must restrict something.' }),
    limit: t.int({
      defaultValue: BULK_LIMIT.default,
      description: `How many are taken at most, the newest accepted first, or the first of the ids: ${BULK_LIMIT.min} to ${BULK_LIMIT.max}.`,
    }),
    dryRun: t.boolean({
      defaultValue: false,
      description: 'Changes nothing: says how many match, and which of them would fail.',
    }),
    reason: t.string({
      description: `Why, in words; cut at ${MAX_TEXT_LENGTH} characters.`,
      extensions: FAILURE_TEXT,
    }),
  }),
});

const BulkFailure = builder.objectRef<{ executionId: string; error: DomainError }>('BulkFailure').implement({
  description: 'A run that was left as it is, and why.',
  fields: (t) => ({
    executionId: t.id({
      description: 'The run.',
      resolve: ({ executionId }) => encodeId('Execution', executionId),
    }),
    error: t.field({ type: ErrorInterface, description: 'Why.', resolve: ({ error }) => error }),
  }),
});

const BulkExecutionsPayload = builder.objectRef<BulkOutcome>('BulkExecutionsPayload').implement({
  description: 'What became of the runs.',
  fields: (t) => ({
    matched: t.exposeInt('matched', { description: 'How many were taken: those that match, up to `limit`.' }),
    succeeded: t.exposeInt('succeeded', { description: 'How many were changed; none in a dry run.' }),
    failures: t.field({
      type: [BulkFailure],
      description: 'Those that were not, or in a dry run would not be.',
      resolve: ({ failures }) => failures,
    }),
    hasMore: t.exposeBoolean('hasMore', { description: 'More match than `limit`.' }),
  }),
});

const BulkExecutionsResult = builder.unionType('BulkExecutionsResult', {
  description: 'What became of the runs, or why they cannot be chosen so.',
  types: [BulkExecutionsPayload, InvalidInputError],
  resolveType: resultOf('BulkExecutionsPayload'),
});

type Where = ReturnType<typeof executionWhere>;

const ALL_VALUES: ReadonlyMap<string, readonly string[]> = new Map<keyof Where, readonly string[]>([
  ['status', Object.values(ExecutionStatus)],
  ['kind', Object.values(JobKind)],
  ['trigger', Object.values(ExecutionTrigger)],
  ['dispatch', Object.values(Dispatch)],
]);

/** Whether a filter leaves anything out that the viewer sees: all values of an enum do not, nor does being theirs. */
function restricts(where: Where, viewer: Viewer): boolean {
  return Object.entries(where).some(([field, condition]) => {
    if (condition === undefined) return false;
    if (field === 'ownerId') return seesEverything(viewer) || condition !== viewer.userId;
    const all = ALL_VALUES.get(field);
    const values: unknown = Reflect.get(Object(condition), 'in');
    return !all?.every((one) => Array.isArray(values) && values.includes(one));
  });
}

function bulkRequest(input: typeof BulkExecutionsInput.$inferInput, viewer: Viewer): BulkRequest {
  return {
    of: bulkSubject(input, viewer),
    limit: boundedInt(input.limit ?? BULK_LIMIT.default, ['input', 'limit'], BULK_LIMIT),
    isDryRun: input.dryRun ?? false,
    reason: failureReason(input.reason),
  };
}

function bulkSubject(
  { ids, filter }: typeof BulkExecutionsInput.$inferInput,
  viewer: Viewer,
): BulkRequest['of'] {
  if ((ids == null) === (filter == null)) refuseInput(['input', 'ids'], 'give ids or a filter: one of them.');
  if (!filter) {
    const path = ['input', 'ids'];
    const given = boundedBatch(ids ?? [], path, BULK_LIMIT.max);
    return { ids: given.map((id, place) => parseId(id, ['Execution'], [...path, place]).uuid) };
  }
  const where = executionWhere(filter);
  if (!restricts(where, viewer)) {
    refuseInput(['input', 'filter'], 'it restricts nothing: that would be every run there is.');
  }
  return { where };
}

builder.mutationFields((t) => ({
  bulkCancelExecutions: t.field({
    type: BulkExecutionsResult,
    authScopes: { $all: { work: true, read: true } },
    description:
      "Cancels many runs, as cancelExecution does. Of a filter's runs those are taken that are queued or run and that nobody has asked to stop, so that the same call again goes on with the next.",
    args: { input: t.arg({ type: BulkExecutionsInput, required: true, description: 'Which runs.' }) },
    resolve: (_root, { input }, context) =>
      expectingInput(() => {
        const caller = callerOf(context);
        return bulkCancel(caller, bulkRequest(input, caller.viewer));
      }),
  }),
  bulkRetryExecutions: t.field({
    type: BulkExecutionsResult,
    authScopes: { $all: { work: true, read: true } },
    description:
      "Retries many runs, as retryExecution does. Of a filter's runs those are taken that are finished and that nobody has retried, so that the same call again goes on with the next.",
    args: { input: t.arg({ type: BulkExecutionsInput, required: true, description: 'Which runs.' }) },
    resolve: (_root, { input }, context) =>
      expectingInput(() => {
        const caller = callerOf(context);
        return bulkRetry(caller, bulkRequest(input, caller.viewer));
      }),
  }),
}));
