import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { z } from 'zod';

/** Every code that a top-level error of this API can carry, with the HTTP status of a request refused by it. */
export const ERROR_STATUS = {
  BAD_REQUEST: 400,
  BAD_USER_INPUT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  QUERY_TOO_COMPLEX: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;

/** When to ask again where nothing better is known. */
const RETRY_AFTER_SECONDS = 1;

export type TopLevelErrorCode = keyof typeof ERROR_STATUS;

/** One thing that is wrong with the input: where (keys and list indexes from the outermost), and what. */
export interface InputIssue {
  path: ReadonlyArray<string | number>;
  message: string;
}

/** Where in an input something is. */
export type InputPath = InputIssue['path'];

const issuesOf = z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }));

/** Whether a value is one of the API's own top-level codes. */
export function isTopLevelErrorCode(code: unknown): code is TopLevelErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_STATUS, code);
}

/**
 * An error that refuses the whole request, with its code's HTTP status.
 * @param headers HTTP headers that the answer gets beside it.
 */
export function requestError(
  code: TopLevelErrorCode,
  message: string,
  extensions: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): GraphQLError {
  return new GraphQLError(message, {
    extensions: { ...extensions, code, http: { status: ERROR_STATUS[code], headers } },
  });
}

/** Input that GraphQL's types let through and a rule of the API does not. */
export class BadUserInput extends GraphQLError {
  constructor(
    message: string,
    readonly issues: readonly InputIssue[],
    options: GraphQLErrorOptions = {},
  ) {
    super(message, { ...options, extensions: { ...options.extensions, code: 'BAD_USER_INPUT', issues } });
  }
}

/** The same, as it is thrown by resolvers. */
export function badUserInput(
  message: string,
  issues: readonly InputIssue[] = [],
  options: GraphQLErrorOptions = {},
): BadUserInput {
  return new BadUserInput(message, issues, options);
}

/** Refuses an input by the path of its field. @throws GraphQLError BAD_USER_INPUT */
export function refuseInput(path: InputPath, message: string): never {
  throw badUserInput(`${path.join('.')}: ${message}`, [{ path, message }]);
}

/**
 * Refuses what cannot be done now, for no fault of who asks.
 * @param retryAfter Seconds after which it may be asked again.
 */
export function unavailable(
  message: string,
  retryAfter = RETRY_AFTER_SECONDS,
  headers: Record<string, string> = {},
): GraphQLError {
  return requestError(
    'SERVICE_UNAVAILABLE',
    message,
    { retryAfter },
    { ...headers, 'retry-after': String(retryAfter) },
  );
}

/** Where in a value of the client's the first fault is that an error of it names; nowhere where it names none. */
export function placeWithin({ extensions }: GraphQLError): InputPath {
  const [issue] = issuesOf.safeParse(extensions.issues).data ?? [];
  return issue?.path ?? [];
}

/** Refuses a request whose credentials are wrong. */
export function unauthenticated(message: string): GraphQLError {
  return requestError('UNAUTHENTICATED', message, {}, { 'www-authenticate': 'Bearer realm="runledger"' });
}

/** Refuses one field: who asks is known, and may not. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } });
}

/** An answer that took too long. What the database still does for it ends by the limit of statements. */
export const tooSlow = (timeoutMs: number): GraphQLError =>
  unavailable(`The query took longer than ${timeoutMs} ms. Ask for less at a time.`);
