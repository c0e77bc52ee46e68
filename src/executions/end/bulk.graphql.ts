import { z } from 'zod';
import { seesEverything } from '../../core/db/tenancy.js';
import type { DomainError } from '../../core/domain-errors.js';
import { refuseInput } from '../../core/errors.js';
import { encodeId, parseId } from '../../core/ids.js';
import type { Viewer } from '../../core/viewer.js';
import { Dispatch, ExecutionStatus, ExecutionTrigger } from '../../generated/prisma/enums.js';
import { builder } from '../../graphql/builder.js';
import { ErrorInterface } from '../../graphql/domain-errors.graphql.js';
import type { FieldCost } from '../../graphql/field-cost.js';
import { boundedBatch, boundedInt, MAX_TEXT_LENGTH } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { BoundedCountType } from '../../graphql/relay/connection.js';
import { FAILURE_TEXT, failureReason } from '../../graphql/relay/failure-text.js';
import { allKinds } from '../../jobs/kinds.js';
import { ExecutionFilter } from '../read/execution-filter.graphql.js';
import { executionWhere } from '../read/execution-list.js';
import { BULK_LIMIT, type BulkOutcome, type BulkRequest, bulkCancel, bulkRetry } from './bulk.service.js';
import { MAX_SELECTED, MAX_SELECTIONS, SELECTION_MINUTES } from './bulk-selection.sql.js';

/** How many executions a dry run looks for at the cost of a point. */
export const SELECTED_ROWS_PER_POINT = 20;

/** A dry run by a filter reads and keeps all that match, whatever its limit: it pays for as many as there may be. */
const selectingCost: FieldCost = {
  cost: ({ input }) => {
    const { dryRun, filter }: { dryRun?: unknown; filter?: unknown } = Object(input);
    return dryRun === true && filter != null ? MAX_SELECTED / SELECTED_ROWS_PER_POINT : 0;
  },
};

/** No row has this id. */
const NO_SELECTION = '00000000-0000-0000-0000-000000000000';

const BulkExecutionsInput = builder.inputType('BulkExecutionsInput', {
  description: 'The executions, chosen by exactly one of ids, filter and selection.',
  fields: (t) => ({
    ids: t.idList({ description: `The ids of the executions: at most ${BULK_LIMIT.max}.` }),
    filter: t.field({
      type: ExecutionFilter,
      description: 'Selects executions. Must set at least one condition.',
    }),
    selection: t.string({
      description: `The \`selection\` of a dry run of the same mutation by the same user: acts on the executions that matched then, and on no others, for ${SELECTION_MINUTES} minutes. Each call takes the next \`limit\` of them, none twice. Those that can no longer be changed are \`failures\`.`,
    }),
    limit: t.int({
      defaultValue: BULK_LIMIT.default,
      description: `The maximum number to process: ${BULK_LIMIT.min} to ${BULK_LIMIT.max}. Takes the most recently accepted first, or the first of the ids.`,
    }),
    dryRun: t.boolean({
      defaultValue: false,
      description:
        'true changes nothing, reports how many match and which of them would fail, and returns a `selection` of what matches.',
    }),
    reason: t.string({
      description: `The reason; cut at ${MAX_TEXT_LENGTH} characters.`,
      extensions: FAILURE_TEXT,
    }),
  }),
});

const BulkFailure = builder.objectRef<{ executionId: string; error: DomainError }>('BulkFailure').implement({
  description: 'An execution that was not changed, and why.',
  fields: (t) => ({
    executionId: t.id({
      description: 'The execution.',
      resolve: ({ executionId }) => encodeId('Execution', executionId),
    }),
    error: t.field({ type: ErrorInterface, description: 'Why.', resolve: ({ error }) => error }),
  }),
});

const BulkExecutions = payload<BulkOutcome>('BulkExecutions', {
  description: 'The outcome of the bulk action.',
  fields: (t) => ({
    selection: t.string({
      nullable: true,
      description: `What the dry run matched, to pass as \`selection\` within ${SELECTION_MINUTES} minutes: all that match, also beyond \`limit\`, up to ${MAX_SELECTED} executions. null if nothing matched, or if it was no dry run. Of a user's selections, the newest ${MAX_SELECTIONS} are kept.`,
      resolve: ({ selection }) => selection?.id ?? null,
    }),
    selected: t.field({
      type: BoundedCountType,
      nullable: true,
      description:
        'How many executions `selection` holds; `isCapped` if more match. null if there is no selection.',
      resolve: ({ selection }) => selection?.count ?? null,
    }),
    matched: t.exposeInt('matched', {
      description: 'The number of executions processed: those that match, up to `limit`.',
    }),
    succeeded: t.exposeInt('succeeded', { description: 'The number of executions changed; 0 in a dry run.' }),
    failures: t.field({
      type: [BulkFailure],
      description: 'The executions that were not changed, or in a dry run would not be.',
      resolve: ({ failures }) => failures,
    }),
    hasMore: t.exposeBoolean('hasMore', {
      description: 'Whether more executions match, or are left in the selection, than `limit`.',
    }),
  }),
}).orInvalidInput('The outcome, or why the input was refused.');

type Where = ReturnType<typeof executionWhere>;

const allValues: ReadonlyMap<string, () => readonly string[]> = new Map<keyof Where, () => readonly string[]>(
  [
    ['status', () => Object.values(ExecutionStatus)],
    ['kind', () => allKinds().map(({ name }) => name)],
    ['trigger', () => Object.values(ExecutionTrigger)],
    ['dispatch', () => Object.values(Dispatch)],
  ],
);

/** Whether a filter leaves anything out that the viewer sees: all values of an enum do not, nor does being theirs. */
function restricts(where: Where, viewer: Viewer): boolean {
  return Object.entries(where).some(([field, condition]) => {
    if (condition === undefined) return false;
    if (field === 'ownerId') return seesEverything(viewer) || condition !== viewer.accountId;
    const all = allValues.get(field)?.();
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
  { ids, filter, selection }: typeof BulkExecutionsInput.$inferInput,
  viewer: Viewer,
): BulkRequest['of'] {
  if ([ids, filter, selection].filter((one) => one != null).length !== 1) {
    refuseInput(['input', 'ids'], 'give exactly one of ids, filter and selection.');
  }
  if (selection != null) return { selectionId: selectionId(selection) };
  if (!filter) {
    const path = ['input', 'ids'];
    const given = boundedBatch(ids ?? [], path, BULK_LIMIT.max);
    return { ids: given.map((id, place) => parseId(id, ['Execution'], [...path, place]).uuid) };
  }
  const where = executionWhere(filter);
  if (!restricts(where, viewer)) {
    refuseInput(['input', 'filter'], 'must restrict something: an empty filter would match every execution.');
  }
  return { where };
}

/** What is no id of a selection is not looked for. */
function selectionId(text: string): string {
  const id = z.uuid().safeParse(text);
  return id.success ? id.data : NO_SELECTION;
}

builder.mutationFields((t) => ({
  bulkCancelExecutions: t.field({
    authScopes: { $all: { work: true, read: true } },
    extensions: { ...selectingCost },
    description:
      'Cancels many executions, as cancelExecution does. A filter takes only queued and running executions that have not been asked to stop, so repeating the call continues with the next ones.',
    ...BulkExecutions.takes(BulkExecutionsInput, 'The executions to cancel.', (input, context) => {
      const caller = callerOf(context);
      return bulkCancel(caller, bulkRequest(input, caller.viewer));
    }),
  }),
  bulkRetryExecutions: t.field({
    authScopes: { $all: { work: true, read: true } },
    extensions: { ...selectingCost },
    description:
      'Retries many executions, as retryExecution does. A filter takes only finished executions that have not been retried, so repeating the call continues with the next ones.',
    ...BulkExecutions.takes(BulkExecutionsInput, 'The executions to retry.', (input, context) => {
      const caller = callerOf(context);
      return bulkRetry(caller, bulkRequest(input, caller.viewer));
    }),
  }),
}));
