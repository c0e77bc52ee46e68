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
  STATES,
  UnavailableError,
} from '../core/domain-errors.js';
import type { InputIssue } from '../core/errors.js';
import { encodeId } from '../core/ids.js';
import { builder } from './builder.js';

const CODES = {
  NOT_FOUND: { description: 'It does not exist, or is not yours.' },
  CONFLICT: {
    description: 'A unique name is taken, or an idempotency key was already used with a different request.',
  },
  INVALID_INPUT: { description: 'The input has valid types but breaks a rule.' },
  INVALID_TRANSITION: {
    description: 'The change from the current state to the requested one is not allowed.',
  },
  LEASE_LOST: { description: 'Your lease on the work is no longer valid.' },
  OPEN_CHUNKS: { description: 'Chunks are still pending or processing.' },
  QUOTA_EXCEEDED: { description: "The tier's limit is reached." },
  INSUFFICIENT_CREDITS: { description: 'The balance does not cover it.' },
  EXPIRED: { description: 'It has expired.' },
  UNAVAILABLE: { description: 'It could not be done just now. Send it again in a while.' },
} as const satisfies Record<DomainErrorCode, { description: string }>;

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'The kinds of expected failure: a closed list.',
  values: CODES,
});

export const ErrorInterface = builder.interfaceRef<DomainError>('Error').implement({
  description: 'An expected failure of a mutation.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'What went wrong, for people to read.' }),
    code: t.expose('code', { type: ErrorCode, description: 'What went wrong, for programs to act on.' }),
  }),
});

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'It does not exist, or is not yours.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof NotFoundError,
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: true,
      description: 'The id you asked for; null if you asked by name.',
    }),
  }),
});

builder.objectType(ConflictError, {
  name: 'ConflictError',
  description: 'A unique name is taken, or an idempotency key was already used with a different request.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof ConflictError,
  fields: (t) => ({
    existing: t.node({
      description: 'The existing object that is in the way; null if it cannot be named.',
      id: ({ existing }) => existing && encodeId(existing.type, existing.uuid),
    }),
  }),
});

const InputIssueType = builder.objectRef<InputIssue>('InputIssue').implement({
  description: 'One problem with the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where the problem is: keys and list indexes, starting at the argument.',
      resolve: ({ path }) => path.map(String),
    }),
    message: t.exposeString('message', { description: 'What is wrong.' }),
  }),
});

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description:
    'Input that has valid types but breaks a rule: one item of a batch mutation, while the other items proceed; or the whole input, if the mutation has no other expected error. Elsewhere such input is a top-level BAD_USER_INPUT error.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof InvalidInputError,
  fields: (t) => ({
    issues: t.field({
      type: [InputIssueType],
      description: 'The problems, each with its path.',
      resolve: ({ issues }) => [...issues],
    }),
  }),
});

const STATES_LISTED = `One of: ${Object.entries(STATES)
  .map(([of, states]) => `of ${of} ${states.map((state) => `\`${state}\``).join(', ')}`)
  .join('; ')}.`;

builder.objectType(InvalidTransitionError, {
  name: 'InvalidTransitionError',
  description: 'The change from the current state to the requested one is not allowed.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof InvalidTransitionError,
  fields: (t) => ({
    from: t.exposeString('from', { description: `The current state. ${STATES_LISTED}` }),
    to: t.exposeString('to', { description: `The requested state. ${STATES_LISTED}` }),
    allowed: t.stringList({
      description: `The states it can change to instead. ${STATES_LISTED}`,
      resolve: ({ allowed }) => [...allowed],
    }),
  }),
});

builder.objectType(LeaseLostError, {
  name: 'LeaseLostError',
  description: 'Your lease on the work is no longer valid. Nothing was written.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof LeaseLostError,
});

builder.objectType(OpenChunksError, {
  name: 'OpenChunksError',
  description: 'An execution cannot complete while any of its chunks are pending or processing.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof OpenChunksError,
  fields: (t) => ({
    pending: t.exposeInt('pending', { description: 'The number of pending chunks.' }),
    processing: t.exposeInt('processing', { description: 'The number of chunks being processed.' }),
  }),
});

builder.objectType(InsufficientCreditsError, {
  name: 'InsufficientCreditsError',
  description: 'The balance does not cover it.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof InsufficientCreditsError,
  fields: (t) => ({
    balance: t.exposeInt('balance', { description: 'The credits available.' }),
    required: t.exposeInt('required', { description: 'The credits required.' }),
  }),
});

builder.objectType(ExpiredError, {
  name: 'ExpiredError',
  description: 'It has expired.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof ExpiredError,
  fields: (t) => ({
    expiredAt: t.expose('expiredAt', { type: 'DateTime', description: 'When it expired.' }),
  }),
});

builder.objectType(UnavailableError, {
  name: 'UnavailableError',
  description:
    'One item of a batch that could not be done just now, while the others were: another transaction holds the work, or the database took too long. Send the item again. Where nothing was done at all, it is a top-level SERVICE_UNAVAILABLE error.',
  interfaces: [ErrorInterface],
  isTypeOf: (value) => value instanceof UnavailableError,
  fields: (t) => ({
    retryAfter: t.exposeInt('retryAfter', { description: 'In how many seconds to send it again.' }),
  }),
});
