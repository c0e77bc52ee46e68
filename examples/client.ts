import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { ErrorCode, TypedDocumentString } from './generated/graphql.js';

const REQUEST_TIMEOUT_MS = 10_000;
/** The waits between attempts where no answer came, or one that says that it is not possible now. */
const RETRY_DELAYS_MS = [200, 500, 1_000, 2_000, 4_000, 8_000, 16_000];
/** What is over in a while by itself. All other codes answer the same, however often they are asked. */
const TEMPORARY_CODES: ReadonlySet<unknown> = new Set(['SERVICE_UNAVAILABLE', 'RATE_LIMITED']);

/** Asks Runledger; the answer has the type of the document. */
export type Ask = <TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
) => Promise<TResult>;

/**
 * Where no answer came, or one that says that it is not possible now, the same request is sent again: every mutation
 * that the examples use answers the same then, by its lease token, `requestId` or `idempotencyKey`.
 * @param url Of the GraphQL endpoint.
 * @param key An API key with the scopes READ, WORK and MANAGE.
 */
export function connect(url: string, key: string): Ask {
  return async <TResult, TVariables>(
    document: TypedDocumentString<TResult, TVariables>,
    variables: TVariables,
  ) => {
    const body = JSON.stringify({ query: document.toString(), variables });
    for (const delayMs of RETRY_DELAYS_MS) {
      const answer = await post<TResult>(url, key, body).catch(() => null);
      const retryAfterMs = answer ? whenToAskAgain(answer) : 0;
      if (answer && retryAfterMs === null) return dataOf(answer);
      await sleep(Math.max(delayMs, retryAfterMs ?? 0));
    }
    const last = await post<TResult>(url, key, body).catch(() => {
      throw new Trouble(`Runledger does not answer any more at ${url}.`);
    });
    return dataOf(last);
  };
}

/** @throws Error where no answer came, or what came is none of Runledger's: a proxy's, say. */
async function post<TResult>(url: string, key: string, body: string): Promise<ExecutionResult<TResult>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  return response.json();
}

/**
 * Goes by the code and not by the HTTP status: an answer in part has 200, with such a code beside it.
 * @returns Milliseconds; null where the answer is final.
 */
function whenToAskAgain({ errors = [] }: Pick<ExecutionResult, 'errors'>): number | null {
  const temporary = errors.filter(({ extensions }) => TEMPORARY_CODES.has(extensions?.code));
  if (temporary.length === 0) return null;
  return 1_000 * Math.max(...temporary.map(({ extensions }) => Number(extensions?.retryAfter ?? 0)));
}

function dataOf<TResult>({ data, errors }: ExecutionResult<TResult>): TResult {
  if (errors || !data)
    throw new Trouble(errors?.map(({ message }) => message).join(' ') ?? 'No data was answered.');
  return data;
}

type Union = { __typename: string };
type Member<R extends Union, N extends string> = Extract<R, { __typename: N }>;

/** Whether a mutation answered this one of its types. */
export function is<R extends Union, N extends R['__typename']>(result: R, name: N): result is Member<R, N> {
  return result.__typename === name;
}

/** What ends a program with a sentence instead of a stack. */
export class Trouble extends Error {}

/** An expected failure that the caller did not expect. */
export class Refused extends Trouble {
  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The payload that a mutation answered. @throws Refused for one of its errors. */
export function payload<R extends Union, N extends R['__typename']>(result: R, name: N): Member<R, N> {
  if (is(result, name)) return result;
  throw refusal(result);
}

function refusal(result: Union & { code?: ErrorCode; message?: string }): Error {
  const { code, message } = result;
  return code ? new Refused(code, message ?? code) : new Error(`${result.__typename} was answered.`);
}
