import {
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
} from '../../core/domain-errors.js';
import { parseId } from '../../core/ids.js';
import { builder } from '../../graphql/builder.js';
import {
  boundedBatch,
  MAX_MESSAGE_LENGTH,
  MAX_NAME_LENGTH,
  refuseInput,
} from '../../graphql/input/limits.js';
import { callerOf, eachByItself, expected, expectingInput, resultOf } from '../../graphql/mutations.js';
import { FAILURE_TEXT, failureCode, failureMessage } from '../../graphql/relay/failure-text.js';
import { FailureReason } from '../enums.graphql.js';
import { Execution } from '../read/execution.graphql.js';
import { type Completion, completeExecutions, type Failure, failExecutions } from './finish.service.js';

type Path = Array<string | number>;

const CompleteExecutionInput = builder.inputType('CompleteExecutionInput', {
  description: 'The result of an execution, from the worker that holds it.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The run.' }),
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
    items: t.field({ type: [CompleteExecutionInput], required: true, description: 'The runs.' }),
  }),
});

const FailExecutionInput = builder.inputType('FailExecutionInput', {
  description:
    'Why an execution failed. With `retryable: false` there is no further attempt, whatever maxAttempts says.',
  fields: (t) => ({
    executionId: t.id({ required: true, description: 'The run.' }),
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
    items: t.field({ type: [FailExecutionInput], required: true, description: 'The runs.' }),
  }),
});

/** @throws GraphQLError BAD_USER_INPUT */
export function itemsCount(value: number | null | undefined, path: Path): number | null {
  if (value == null) return null;
  return value >= 0 ? value : refuseInput(path, `must not be negative; it is ${value}.`);
}

function completion(input: typeof CompleteExecutionInput.$inferInput, path: Path): Completion {
  return {
    executionId: parseId(input.executionId, ['Execution'], [...path, 'executionId']).uuid,
    leaseToken: input.leaseToken,
    result: input.result,
    itemsProcessed: itemsCount(input.itemsProcessed, [...path, 'itemsProcessed']),
  };
}

function failure(input: typeof FailExecutionInput.$inferInput, path: Path): Failure {
  return {
    executionId: parseId(input.executionId, ['Execution'], [...path, 'executionId']).uuid,
    leaseToken: input.leaseToken,
    errorMessage: failureMessage(input.errorMessage),
    errorCode: failureCode(input.errorCode),
    errorDetails: input.errorDetails,
    reason: input.reason ?? 'ERROR',
    retryable: input.retryable ?? true,
  };
}

const CompleteExecutionPayload = builder
  .objectRef<{ executionId: string }>('CompleteExecutionPayload')
  .implement({
    description: 'The run that completed.',
    fields: (t) => ({
      execution: t.field({
        type: Execution,
        description: 'The run.',
        resolve: ({ executionId }) => ({ id: executionId }),
      }),
    }),
  });

const COMPLETE_ERRORS = [
  NotFoundError,
  LeaseLostError,
  InvalidTransitionError,
  OpenChunksError,
  InvalidInputError,
] as const;

const CompleteExecutionResult = builder.unionType('CompleteExecutionResult', {
  description: 'The run that completed, or why it did not.',
  types: [CompleteExecutionPayload, ...COMPLETE_ERRORS],
  resolveType: resultOf('CompleteExecutionPayload'),
});

const CompleteExecutionsPayload = builder
  .objectRef<{ results: Array<typeof CompleteExecutionResult.$inferType> }>('CompleteExecutionsPayload')
  .implement({
    description: 'What became of each item, in their order.',
    fields: (t) => ({
      results: t.field({
        type: [CompleteExecutionResult],
        description: 'One for each item.',
        resolve: ({ results }) => results,
      }),
    }),
  });

const CompleteExecutionsResult = builder.unionType('CompleteExecutionsResult', {
  description: 'What became of the items, or why they are no batch.',
  types: [CompleteExecutionsPayload, InvalidInputError],
  resolveType: resultOf('CompleteExecutionsPayload'),
});

const FailExecutionPayload = builder
  .objectRef<{ executionId: string; retryAt: Date | null }>('FailExecutionPayload')
  .implement({
    description: 'The run that failed, or that is tried again.',
    fields: (t) => ({
      execution: t.field({
        type: Execution,
        description: 'The run.',
        resolve: ({ executionId }) => ({ id: executionId }),
      }),
      retryAt: t.expose('retryAt', {
        type: 'DateTime',
        nullable: true,
        description: 'It will be tried again, from then; null where it has failed.',
      }),
    }),
  });

const FAIL_ERRORS = [NotFoundError, LeaseLostError, InvalidTransitionError, InvalidInputError] as const;

const FailExecutionResult = builder.unionType('FailExecutionResult', {
  description: 'The run that failed, or why it did not.',
  types: [FailExecutionPayload, ...FAIL_ERRORS],
  resolveType: resultOf('FailExecutionPayload'),
});

const FailExecutionsPayload = builder
  .objectRef<{ results: Array<typeof FailExecutionResult.$inferType> }>('FailExecutionsPayload')
  .implement({
    description: 'What became of each item, in their order.',
    fields: (t) => ({
      results: t.field({
        type: [FailExecutionResult],
        description: 'One for each item.',
        resolve: ({ results }) => results,
      }),
    }),
  });

const FailExecutionsResult = builder.unionType('FailExecutionsResult', {
  description: 'What became of the items, or why they are no batch.',
  types: [FailExecutionsPayload, InvalidInputError],
  resolveType: resultOf('FailExecutionsPayload'),
});

function only<T>(answers: readonly T[]): T {
  const [answer] = answers;
  if (answer === undefined) throw new Error('nothing was answered');
  return answer;
}

builder.mutationFields((t) => ({
  completeExecution: t.field({
    type: CompleteExecutionResult,
    authScopes: { work: true },
    description:
      'Marks an execution as completed. Refused while any of its chunks are pending or processing.',
    args: { input: t.arg({ type: CompleteExecutionInput, required: true, description: 'The result.' }) },
    resolve: async (_root, { input }, context) =>
      expected(
        COMPLETE_ERRORS,
        only(await completeExecutions(callerOf(context), [completion(input, ['input'])])),
      ),
  }),
  completeExecutions: t.field({
    type: CompleteExecutionsResult,
    authScopes: { work: true },
    description: 'Marks many executions as completed. Returns one result for each.',
    args: {
      input: t.arg({ type: CompleteExecutionsInput, required: true, description: 'The results.' }),
    },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const path = ['input', 'items'];
        const items = boundedBatch(input.items, path);
        const answers = await eachByItself(items, path, completion, (completions) =>
          completeExecutions(callerOf(context), completions),
        );
        return { results: answers.map((answer) => expected(COMPLETE_ERRORS, answer)) };
      }),
  }),
  failExecution: t.field({
    type: FailExecutionResult,
    authScopes: { work: true },
    description: 'Reports that an execution failed. It is retried if it has attempts left.',
    args: { input: t.arg({ type: FailExecutionInput, required: true, description: 'What went wrong.' }) },
    resolve: async (_root, { input }, context) =>
      expected(FAIL_ERRORS, only(await failExecutions(callerOf(context), [failure(input, ['input'])]))),
  }),
  failExecutions: t.field({
    type: FailExecutionsResult,
    authScopes: { work: true },
    description: 'Reports that many executions failed. Returns one result for each.',
    args: { input: t.arg({ type: FailExecutionsInput, required: true, description: 'What went wrong.' }) },
    resolve: (_root, { input }, context) =>
      expectingInput(async () => {
        const path = ['input', 'items'];
        const items = boundedBatch(input.items, path);
        const answers = await eachByItself(items, path, failure, (failures) =>
          failExecutions(callerOf(context), failures),
        );
        return { results: answers.map((answer) => expected(FAIL_ERRORS, answer)) };
      }),
  }),
}));
