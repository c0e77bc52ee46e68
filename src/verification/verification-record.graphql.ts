import { builder } from '../builder.js';
import { ConflictError, InvalidTransitionError, NotFoundError } from '../domain-errors.js';
import { VerificationResult } from '../enums.graphql.js';
import type { InputIssue } from '../errors.js';
import { idempotencyKey } from '../executions/enqueue.graphql.js';
import { parseId } from '../ids.js';
import { callerOf, expecting, resultOf } from '../mutations.js';
import { FAILURE_TEXT, failureReason } from '../relay/failure-text.js';
import { boundedInt, MAX_MESSAGE_LENGTH, optionalText } from '../relay/limits.js';
import { Completion } from './completion.graphql.js';
import { VerificationLog } from './verification-log.graphql.js';
import {
  type RecordedVerification,
  recordVerification,
  type VerificationRequest,
} from './verification-record.service.js';

const RecordVerificationInput = builder.inputType('RecordVerificationInput', {
  description: 'How a completion was verified.',
  fields: (t) => ({
    completionId: t.id({ required: true, description: 'Which completion.' }),
    result: t.field({
      type: VerificationResult,
      required: true,
      description: 'What came of it. ERROR decides nothing.',
    }),
    resultText: t.string({ description: "The verifier's own word for it." }),
    verificationTimeMs: t.int({ required: true, description: 'How long it took, in milliseconds.' }),
    apiCallCount: t.int({ required: true, description: 'How often X was called.' }),
    cacheHit: t.boolean({ defaultValue: false, description: 'Whether X need not be asked.' }),
    twitterApiResponse: t.field({ type: 'JSON', description: 'What X answered.' }),
    errorMessage: t.string({ description: 'What went wrong.', extensions: FAILURE_TEXT }),
    rejectionReason: t.string({ description: 'Why it was rejected.', extensions: FAILURE_TEXT }),
    idempotencyKey: t.string({ description: 'The same one does it once; unique by owner for 48 hours.' }),
  }),
});

const at = (field: string): InputIssue['path'] => ['input', field];

function verificationRequest(input: typeof RecordVerificationInput.$inferInput): VerificationRequest {
  return {
    completionId: parseId(input.completionId, ['Completion'], at('completionId')).uuid,
    result: input.result,
    resultText: optionalText(input.resultText, at('resultText')),
    verificationTimeMs: boundedInt(input.verificationTimeMs, at('verificationTimeMs'), {}),
    apiCallCount: boundedInt(input.apiCallCount, at('apiCallCount'), {}),
    cacheHit: input.cacheHit ?? false,
    twitterApiResponse: input.twitterApiResponse,
    errorMessage: failureReason(input.errorMessage, MAX_MESSAGE_LENGTH),
    rejectionReason: failureReason(input.rejectionReason, MAX_MESSAGE_LENGTH),
    idempotencyKey: idempotencyKey(input.idempotencyKey, ['input']),
  };
}

const RecordVerificationPayload = builder
  .objectRef<RecordedVerification>('RecordVerificationPayload')
  .implement({
    description: 'What was recorded.',
    fields: (t) => ({
      verificationLog: t.field({
        type: VerificationLog,
        description: 'The entry in the log.',
        resolve: ({ verificationLogId }) => ({ id: verificationLogId }),
      }),
      completion: t.field({
        type: Completion,
        description: 'The completion as it is now.',
        resolve: ({ completionId }) => ({ id: completionId }),
      }),
    }),
  });

const RECORD_ERRORS = [NotFoundError, ConflictError, InvalidTransitionError] as const;

const RecordVerificationResult = builder.unionType('RecordVerificationResult', {
  description: 'What was recorded, or why nothing was.',
  types: [RecordVerificationPayload, ...RECORD_ERRORS],
  resolveType: resultOf('RecordVerificationPayload'),
});

builder.mutationField('recordVerification', (t) =>
  t.field({
    type: RecordVerificationResult,
    authScopes: { admin: true },
    description:
      'Writes the log and decides the completion; VERIFIED pays the reward, once. For administrators, and never for a completion of their own.',
    args: {
      input: t.arg({ type: RecordVerificationInput, required: true, description: 'How it was verified.' }),
    },
    resolve: async (_root, { input }, context) => {
      const request = verificationRequest(input);
      const cipher = await context.tokenCipher();
      return expecting(RECORD_ERRORS, () => recordVerification(callerOf(context), cipher, request));
    },
  }),
);
