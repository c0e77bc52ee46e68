import { randomUUID } from 'node:crypto';
import { PothosValidationError } from '@pothos/core';
import { ForbiddenError } from '@pothos/plugin-scope-auth';
import { type ExecutionResult, GraphQLError, Kind } from 'graphql';
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga';
import { errorCode } from '../../core/db/errors.js';
import { type Outage, type OutageKind, outageOf, RETRY_AFTER } from '../../core/db/outage.js';
import {
  badUserInput,
  ERROR_STATUS,
  isTopLevelErrorCode,
  requestError,
  type TopLevelErrorCode,
  unavailable,
} from '../../core/errors.js';
import { hideSecrets, type Logger } from '../../core/logger.js';
import { tally } from '../../core/tally.js';
import { requestIdOf } from './request-id.js';
import { withoutValues } from './safe-messages.js';

/** What libraries call the things that this API has its own word for. */
const FOREIGN_CODES: Readonly<Record<string, TopLevelErrorCode>> = {
  REQUEST_ENTITY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
};

export interface ErrorsDeps {
  logger: Logger;
  /** Called for what the database's state keeps from being done: it is looked after by whoever hears of it. */
  onOutage(outage: Outage): void;
}

/** The one place every answer over HTTP passes: see {@link publicResult}. */
export function useErrors(deps: ErrorsDeps): Plugin {
  return {
    onResultProcess({ request, result, setResult }) {
      const clean = publicResult(deps, requestIdOf(request));
      if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, clean));
      else if (Array.isArray(result)) setResult(result.map(clean));
      else setResult(clean(result));
    },
  };
}

/**
 * Makes results fit to leave: every error carries a code of the closed list, and what nobody meant for the caller
 * leaves as INTERNAL_SERVER_ERROR with an id, under which the log has the rest. What is over in a while, like a
 * database that is away, leaves as SERVICE_UNAVAILABLE, and as HTTP 503 where there is nothing beside it.
 */
export function publicResult({ logger, onOutage }: ErrorsDeps, requestId: string) {
  const translate = (error: GraphQLError) => withoutSecrets(toPublicError(error, mask));
  const mask = (error: GraphQLError) => {
    const outage = outageOf(rootCause(error));
    if (outage) {
      onOutage(outage);
      const level = outage.kind === 'slow' ? 'warn' : 'debug';
      logger[level](
        { reason: hideSecrets(outage.reason), requestId, path: error.path },
        'the database failed a request',
      );
      return unavailableHere(outage.kind, error);
    }
    if (errorCode(rootCause(error)) === GONE) {
      logger.warn(
        { err: rootCause(error), requestId, path: error.path },
        'a row that was to be answered is gone',
      );
      return goneMeanwhile(error);
    }
    const errorId = randomUUID();
    logger.error({ err: rootCause(error), errorId, requestId, path: error.path }, 'request failed');
    return new GraphQLError('Something went wrong on the server. Its log has the details under this id.', {
      nodes: error.nodes,
      path: error.path,
      // Yoga's word: HTTP 500 unless there is data beside it.
      extensions: { code: 'INTERNAL_SERVER_ERROR', id: errorId, unexpected: true },
    });
  };
  return <T extends ExecutionResult>(result: T): T => {
    if (!result.errors?.length) return result;
    const errors = result.errors.map(translate);
    const codes = tally()?.codes;
    for (const { extensions } of errors)
      if (isTopLevelErrorCode(extensions.code)) codes?.add(extensions.code);
    return { ...result, errors: hasData(result) ? errors.map(withoutOutageStatus) : errors };
  };
}

/** What Prisma calls it where a row is not there that must be. */
const GONE = 'P2025';

function goneMeanwhile({ nodes, path }: GraphQLError): GraphQLError {
  const { message, extensions } = requestError(
    'NOT_FOUND',
    'It was deleted while this request was answered.',
  );
  return new GraphQLError(message, { nodes, path, extensions });
}

function unavailableHere(kind: OutageKind, { nodes, path }: GraphQLError): GraphQLError {
  const { message, extensions } = unavailable(
    'The server cannot do this just now. Send the same request again in a while.',
    RETRY_AFTER[kind],
  );
  return new GraphQLError(message, { nodes, path, extensions });
}

function hasData({ data }: ExecutionResult): boolean {
  return Object.values(data ?? {}).some((value) => value !== null && value !== undefined);
}

/** What was answered in part was answered: HTTP says so, and the error stands beside it. */
function withoutOutageStatus(error: GraphQLError): GraphQLError {
  if (error.extensions.code !== 'SERVICE_UNAVAILABLE') return error;
  const { http: _http, ...extensions } = error.extensions;
  return new GraphQLError(error.message, { nodes: error.nodes, path: error.path, extensions });
}

function withoutSecrets(error: GraphQLError): GraphQLError {
  const message = withoutValues(error.message);
  if (message === error.message) return error;
  const { nodes, path, extensions } = error;
  return new GraphQLError(message, { nodes, path, extensions });
}

/** What was thrown first, beneath the errors that only say where. */
function rootCause(error: Error): Error {
  return error instanceof GraphQLError && error.originalError ? rootCause(error.originalError) : error;
}

function toPublicError(error: GraphQLError, mask: (error: GraphQLError) => GraphQLError): GraphQLError {
  const cause = rootCause(error);
  const where = { nodes: error.nodes, path: error.path };
  if (!(cause instanceof GraphQLError) || error.extensions.unexpected) return mask(error);
  if (cause instanceof ForbiddenError) {
    return new GraphQLError(cause.message, { ...where, extensions: { code: 'FORBIDDEN' } });
  }
  if (cause instanceof PothosValidationError) {
    return badUserInput(cause.message, [{ path: error.path ?? [], message: cause.message }], where);
  }
  const code = publicCode(error);
  if (code === null) return mask(error);
  if (code === 'BAD_USER_INPUT' && !error.extensions.issues) {
    return badUserInput(error.message, [{ path: error.path ?? [], message: error.message }], {
      ...where,
      extensions: error.extensions,
    });
  }
  return new GraphQLError(error.message, { ...where, extensions: { ...error.extensions, code } });
}

function publicCode(error: GraphQLError): TopLevelErrorCode | null {
  const { code, http } = error.extensions;
  // Yoga's word for many things, told apart by their status.
  if (code === 'BAD_REQUEST') return codeOfStatus(http) ?? code;
  if (isTopLevelErrorCode(code)) return code;
  if (typeof code === 'string' && FOREIGN_CODES[code]) return FOREIGN_CODES[code];
  // An argument that only execution could refuse: GraphQL points at the argument's value, not at the field.
  const kind = error.nodes?.[0]?.kind;
  if (error.path && kind && kind !== Kind.FIELD) return 'BAD_USER_INPUT';
  return codeOfStatus(http);
}

function codeOfStatus(http: unknown): TopLevelErrorCode | null {
  if (typeof http !== 'object' || http === null || !('status' in http)) return null;
  const { status } = http;
  for (const code of Object.keys(ERROR_STATUS)) {
    if (isTopLevelErrorCode(code) && ERROR_STATUS[code] === status && status !== 500) return code;
  }
  return null;
}
