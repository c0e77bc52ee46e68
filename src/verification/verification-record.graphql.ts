import { ConflictError, InvalidTransitionError, NotFoundError } from '../core/domain-errors.js';
import { parseId } from '../core/ids.js';
import { builder } from '../graphql/builder.js';
import {
  boundedInt,
  idempotencyKey,
  inputField,
  MAX_MESSAGE_LENGTH,
  optionalText,
} from '../graphql/input/limits.js';
import { callerOf, payload } from '../graphql/mutations.js';
import { FAILURE_TEXT, failureReason } from '../graphql/relay/failure-text.js';
import { Completion } from './completion.graphql.js';
import { VerificationResult } from './enums.graphql.js';
import { VerificationLog } from './verification-log.graphql.js';
import {
  type RecordedVerification,
  recordVerification,
  type VerificationRequest,
} from './verification-record.service.js';

const RecordVerificationInput = builder.inputType('RecordVerificationInput', {
  description: 'The verification of a completion.',
  fields: (t) => ({
    completionId: t.id({ required: true, description: 'The completion.' }),
    result: t.field({
      type: VerificationResult,
      required: true,
      description: 'The result. ERROR leaves the completion undecided.',
    }),
    resultText: t.string({ description: "The result in the verifier's own words." }),
    verificationTimeMs: t.int({ required: true, description: 'How long it took, in milliseconds.' }),
    apiCallCount: t.int({ required: true, description: 'The number of X API calls it took.' }),
    cacheHit: t.boolean({
      defaultValue: false,
      description: 'Whether the result came from a cache instead of X.',
    }),
    twitterApiResponse: t.field({ type: 'JSON', description: 'The response from X.' }),
    errorMessage: t.string({
      description: 'The error message, if there was an error.',
      extensions: FAILURE_TEXT,
    }),
    rejectionReason: t.string({ description: 'Why the completion was rejected.', extensions: FAILURE_TEXT }),
    idempotencyKey: t.string({
      description:
        'Makes the call idempotent: the same key takes effect once. Unique per owner for 48 hours.',
    }),
  }),
});

function verificationRequest(input: typeof RecordVerificationInput.$inferInput): VerificationRequest {
  return {
    completionId: parseId(input.completionId, ['Completion'], inputField('completionId')).uuid,
    result: input.result,
    resultText: optionalText(input.resultText, inputField('resultText')),
    verificationTimeMs: boundedInt(input.verificationTimeMs, inputField('verificationTimeMs'), {}),
    apiCallCount: boundedInt(input.apiCallCount, inputField('apiCallCount'), {}),
    cacheHit: input.cacheHit ?? false,
    twitterApiResponse: input.twitterApiResponse,
    errorMessage: failureReason(input.errorMessage, MAX_MESSAGE_LENGTH),
    rejectionReason: failureReason(input.rejectionReason, MAX_MESSAGE_LENGTH),
    idempotencyKey: idempotencyKey(input.idempotencyKey, ['input']),
  };
}

const RecordVerification = payload<RecordedVerification>('RecordVerification', {
  description: 'The recorded verification.',
  fields: (t) => ({
    verificationLog: t.field({
      type: VerificationLog,
      description: 'The log entry.',
      resolve: ({ verificationLogId }) => ({ id: verificationLogId }),
    }),
    completion: t.field({
      type: Completion,
      description: 'The updated completion.',
      resolve: ({ completionId }) => ({ id: completionId }),
    }),
  }),
}).or('The recorded verification, or why it was not recorded.', [
  NotFoundError,
  ConflictError,
  InvalidTransitionError,
]);

builder.mutationField('recordVerification', (t) =>
  t.field({
    authScopes: { admin: true },
    description:
      'Records a verification and decides the completion. VERIFIED pays the reward, once. Administrators only, and never for their own completions.',
    ...RecordVerification.takes(RecordVerificationInput, 'The verification.', async (input, context) => {
      const request = verificationRequest(input);
      const cipher = await context.tokenCipher();
      return recordVerification(callerOf(context), cipher, request);
    }),
  }),
);
