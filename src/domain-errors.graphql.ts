import { builder } from './builder.js';
import {
  ConflictError,
  type DomainError,
  type DomainErrorCode,
  ExpiredError,
  InsufficientCreditsError,
  InvalidInputError,
  InvalidTransitionError,
  LeaseLostError,
  NotFoundError,
  OpenChunksError,
  QuotaExceededError,
  STATES,
} from './domain-errors.js';
import { QuotaName, UserTier } from './enums.graphql.js';
import type { InputIssue } from './errors.js';
import { encodeId } from './ids.js';

const CODES = {
  NOT_FOUND: { description: 'There is no such thing, or it is not yours.' },
  CONFLICT: { description: 'A unique name is taken, or an idempotency key was used with another request.' },
  INVALID_INPUT: { description: 'A rule beyond the type refuses the input.' },
  INVALID_TRANSITION: { description: 'The thing cannot go from its state to the one asked for.' },
  LEASE_LOST: { description: 'Somebody else holds the work now.' },
  OPEN_CHUNKS: { description: 'Chunks are still pending or processing.' },
  QUOTA_EXCEEDED: { description: "The tier's limit is reached." },
  INSUFFICIENT_CREDITS: { description: 'The balance does not cover it.' },
  EXPIRED: { description: 'It was valid once.' },
} as const satisfies Record<DomainErrorCode, { description: string }>;

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'What kind of expected failure it is: a closed list.',
  values: CODES,
});

export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description: 'An expected failure of a mutation.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What went wrong, for people.' }),
    code: t.expose('code', { type: ErrorCode, description: 'What went wrong, for programs.' }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'There is no such thing, or it is not yours.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof NotFoundError,
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: true,
      description: 'The id that was asked for; null where it was a name.',
    }),
  }),
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: 'A unique name is taken, or an idempotency key was used before with another body.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof ConflictError,
  fields: (t) => ({
    existing: t.node({
      description: 'What stands in the way, if it can be named.',
      id: ({ existing }) => existing && encodeId(existing.type, existing.uuid),
    }),
  }),
});

const InputIssueType = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One thing that is wrong with the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where: keys and list indexes, from the argument on.',
      resolve: ({ path }) => path.map(String),
    }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description:
    'Input that a rule beyond its type refuses: an item of a plural mutation, while the others go on; or the whole input, where the mutation can meet no other error. Everywhere else such input is a top-level BAD_USER_INPUT.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof InvalidInputError,
  fields: (t) => ({
    issues: t.field({
      type: [InputIssueType],
      description: 'What is wrong, each with its place.',
      resolve: ({ issues }) => [...issues],
    }),
  }),
});

const STATES_LISTED = `One of: ${Object.entries(STATES)
  .map(([of, states]) => `of ${of} ${states.map((state) => `\`${state}\``).join(', ')}`)
  .join('; ')}.`;

builder.objectType(InvalidTransitionError, {
  name: 'InvalidTransitionError',
  description: 'The thing cannot go from its state to the one asked for.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof InvalidTransitionError,
  fields: (t) => ({
    from: t.exposeString('from', { description: `The state that it is in. ${STATES_LISTED}` }),
    to: t.exposeString('to', { description: `The state that was asked for. ${STATES_LISTED}` }),
    allowed: t.stringList({
      description: `The states that it can go to instead. ${STATES_LISTED}`,
      resolve: ({ allowed }) => [...allowed],
    }),
  }),
});

builder.objectType(LeaseLostError, {
  name: 'LeaseLostError',
  description: 'Somebody else holds the work now; nothing was written.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof LeaseLostError,
});

builder.objectType(OpenChunksError, {
  name: 'OpenChunksError',
  description: 'An execution cannot complete while chunks are pending or processing.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof OpenChunksError,
  fields: (t) => ({
    pending: t.exposeInt('pending', { description: 'How many wait to be processed.' }),
    processing: t.exposeInt('processing', { description: 'How many are being processed.' }),
  }),
});

builder.objectType(QuotaExceededError, {
  name: 'QuotaExceededError',
  description: "The tier's limit is reached.",
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof QuotaExceededError,
  fields: (t) => ({
    quota: t.expose('quota', { type: QuotaName, description: 'Which limit it is.' }),
    limit: t.exposeInt('limit', { description: 'How much the tier allows.' }),
    used: t.exposeInt('used', { description: 'How much of it is used.' }),
    tier: t.expose('tier', { type: UserTier, description: 'The tier whose limit it is.' }),
  }),
});

builder.objectType(InsufficientCreditsError, {
  name: 'InsufficientCreditsError',
  description: 'The balance does not cover it.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof InsufficientCreditsError,
  fields: (t) => ({
    balance: t.exposeInt('balance', { description: 'The credits that there are.' }),
    required: t.exposeInt('required', { description: 'The credits that it needs.' }),
  }),
});

builder.objectType(ExpiredError, {
  name: 'ExpiredError',
  description: 'It was valid once.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof ExpiredError,
  fields: (t) => ({
    expiredAt: t.expose('expiredAt', { type: 'DateTime', description: 'Until when it was.' }),
  }),
});
