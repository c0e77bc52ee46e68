import {
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
  UnavailableError,
} from '../../core/domain-errors.js';
import { type InputPath, refuseInput } from '../../core/errors.js';
import { parseId } from '../../core/ids.js';
import { onlyOne } from '../../core/only-one.js';
import { builder } from '../../graphql/builder.js';
import { MAX_MESSAGE_LENGTH, MAX_NAME_LENGTH } from '../../graphql/input/limits.js';
import { callerOf, payload } from '../../graphql/mutations.js';
import { FAILURE_TEXT, failureCode, failureMessage } from '../../graphql/relay/failure-text.js';
import { FailureReason } from '../enums.graphql.js';
import { executionField, runRows } from '../read/execution.graphql.js';
import { type Completion, completeExecutions, type Failure, failExecutions } from './finish.service.js';

export const CompleteExecutionInput = builder.inputType('CompleteExecutionInput', {
  description: 'The result of an execution, from the worker that holds it.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The execution.' }),
    leaseToken: t.string({
      required: true,
      description: 'The token of your lease, which proves that you hold it.',
    }),
    result: t.field({ type: 'JSON', description: 'The result.' }),
    itemsProcessed: t.field({ type: 'SafeInt', description: 'The number of items processed.' }),
  }),
});

const CompleteExecutionsInput = builder.inputType('CompleteExecutionsInput', {
  description: 'The results of at most 1,000 executions.',
  fields: (t) => ({
    items: t.field({ type: [CompleteExecutionInput], required: true, description: 'The executions.' }),
  }),
});

const FailExecutionInput = builder.inputType('FailExecutionInput', {
  description:
    'Why an execution failed. With `retryable: false` there is no further attempt, whatever maxAttempts says.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The execution.' }),
    leaseToken: t.string({
      required: true,
      description: 'The token of your lease, which proves that you hold it.',
    }),
    errorMessage: t.string({
      required: true,
      description: `The error message. Never refused: it is cut at ${MAX_MESSAGE_LENGTH} characters, characters that cannot be stored are replaced, and an empty message gets a placeholder.`,
      extensions: FAILURE_TEXT,
    }),
    errorCode: t.string({
      description: `The worker's own error code; cut at ${MAX_NAME_LENGTH} characters.`,
      extensions: FAILURE_TEXT,
    }),
    errorDetails: t.field({
      type: 'JSON',
      description: 'Further details of the error.',
      extensions: FAILURE_TEXT,
    }),
    fingerprint: t.string({
      description: `The worker's own fingerprint: failures with the same one look alike, whatever their messages say. If omitted, the server makes one. Cut at ${MAX_NAME_LENGTH} characters.`,
      extensions: FAILURE_TEXT,
    }),
    reason: t.field({
      type: FailureReason,
      defaultValue: 'ERROR',
      description: 'The reason for the failure.',
    }),
    retryable: t.boolean({
      defaultValue: true,
      description: 'Whether another attempt may follow; true by default.',
    }),
  }),
});

const FailExecutionsInput = builder.inputType('FailExecutionsInput', {
  description: 'The failures of at most 1,000 executions.',
  fields: (t) => ({
    items: t.field({ type: [FailExecutionInput], required: true, description: 'The executions.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
export function itemsCount(value: number | null | undefined, path: InputPath): number | null {
  if (value == null) return null;
  return value >= 0 ? value : refuseInput(path, `must not be negative; it is ${value}.`);
}

export function completion(input: typeof CompleteExecutionInput.$inferInput, path: InputPath): Completion {
  return {
    executionId: parseId(input.executionId, ['Execution'], [...path, 'executionId']).uuid,
    leaseToken: input.leaseToken,
    result: input.result,
    itemsProcessed: itemsCount(input.itemsProcessed, [...path, 'itemsProcessed']),
  };
}

function failure(input: typeof FailExecutionInput.$inferInput, path: InputPath): Failure {
  return {
    executionId: parseId(input.executionId, ['Execution'], [...path, 'executionId']).uuid,
    leaseToken: input.leaseToken,
    errorMessage: failureMessage(input.errorMessage),
    errorCode: failureCode(input.errorCode),
    errorDetails: input.errorDetails,
    fingerprint: failureCode(input.fingerprint),
    reason: input.reason ?? 'ERROR',
    retryable: input.retryable ?? true,
  };
}

export const CompleteExecution = payload<{ executionId: string }>('CompleteExecution', {
  rows: runRows,
  description: 'The execution that completed.',
  fields: (t) => ({ execution: executionField(t) }),
}).or('The completed execution, or why it was not completed.', [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
  OpenChunksError,
  InvalidInputError,
  UnavailableError,
]);

const CompleteExecutions = CompleteExecution.plural('CompleteExecutions');

const FailExecution = payload<{ executionId: string; retryAt: Date | null }>('FailExecution', {
  rows: runRows,
  description: 'The execution that failed or will be retried.',
  fields: (t) => ({
    execution: executionField(t),
    retryAt: t.expose('retryAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it can be retried; null if it has no further attempt.',
    }),
  }),
}).or('The failed execution, or why the failure was not recorded.', [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
  InvalidInputError,
  UnavailableError,
]);

const FailExecutions = FailExecution.plural('FailExecutions');

builder.mutationFields((t) => ({
  completeExecution: t.field({
    authScopes: { work: true },
    description:
      'Marks an execution as completed. Refused while any of its chunks are pending or processing.',
    ...CompleteExecution.takes(CompleteExecutionInput, 'The result.', async (input, context) =>
      onlyOne(await completeExecutions(callerOf(context), [completion(input, ['input'])])),
    ),
  }),
  completeExecutions: t.field({
    authScopes: { work: true },
    description: 'Marks many executions as completed. Returns one result for each.',
    ...CompleteExecutions.takes(CompleteExecutionsInput, 'The results.', (input, context) =>
      CompleteExecution.each(input.items, ['input', 'items'], completion, (completions) =>
        completeExecutions(callerOf(context), completions),
      ),
    ),
  }),
  failExecution: t.field({
    authScopes: { work: true },
    description: 'Reports that an execution failed. It is retried if it has attempts left.',
    ...FailExecution.takes(FailExecutionInput, 'What went wrong.', async (input, context) =>
      onlyOne(await failExecutions(callerOf(context), [failure(input, ['input'])])),
    ),
  }),
  failExecutions: t.field({
    authScopes: { work: true },
    description: 'Reports that many executions failed. Returns one result for each.',
    ...FailExecutions.takes(FailExecutionsInput, 'What went wrong.', (input, context) =>
      FailExecution.each(input.items, ['input', 'items'], failure, (failures) =>
        failExecutions(callerOf(context), failures),
      ),
    ),
  }),
}));
