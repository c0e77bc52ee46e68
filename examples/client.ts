import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import type { ErrorCode, TypedDocumentString } from './generated/graphql.js';

const REQUEST_TIMEOUT_MS = 10_000;
/** The waits between attempts where no answer came. */
const RETRY_DELAYS_MS = [200, 500, 1_000, 2_000, 4_000];

/** Asks Runledger; the answer has the type of the document. */
export type Ask = <TResult, TVariables>(
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
) => Promise<TResult>;

/**
 * Where no answer came, the same request is sent again: every mutation that the examples use answers the same then,
 * by its lease token, `requestId` or `idempotencyKey`.
 * @param url Of the GraphQL endpoint.
 * @param key An API key with the scopes READ, WORK and MANAGE.
 */
export function connect(url: string, key: string): Ask {
  return async (document, variables) => {
    const body = JSON.stringify({ query: document.toString(), variables });
    for (const delayMs of RETRY_DELAYS_MS) {
      const response = await post(url, key, body).catch(() => null);
      if (response && !isTemporary(response.status)) return dataOf(response);
      await sleep(delayMs);
    }
    return dataOf(await post(url, key, body));
  };
}

function post(url: string, key: string, body: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
}

const isTemporary = (status: number) => status === 429 || status >= 500;

async function dataOf<TResult>(response: Response): Promise<TResult> {
  const { data, errors }: ExecutionResult<TResult> = await response.json();
  if (errors || !data) throw new Error(`${response.status}: ${JSON.stringify(errors)}`);
  return data;
}

type Union = { __typename: string };
type Member<R extends Union, N extends string> = Extract<R, { __typename: N }>;

/** Whether a mutation answered this one of its types. */
export function is<R extends Union, N extends R['__typename']>(result: R, name: N): result is Member<R, N> {
  return result.__typename === name;
}

/** An expected failure that the caller did not expect. */
export class Refused extends Error {
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
