import type { ExecutionResult } from 'graphql';
import type { App } from '../../src/server/app.js';
import { GRAPHQL_PATH } from '../../src/server/app.js';
import type { TypedDocumentString } from '../generated/graphql.js';

/**
 * Asks with a typed document, over the whole HTTP side.
 * @param key An API key, for the Authorization header.
 * @throws Error with the errors of the answer, where it has any.
 */
export async function execute<TResult, TVariables>(
  app: App,
  document: TypedDocumentString<TResult, TVariables>,
  variables: TVariables,
  key?: string,
): Promise<TResult> {
  const response = await app.fetch(`http://localhost${GRAPHQL_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  const { data, errors }: ExecutionResult<TResult> = await response.json();
  if (errors || !data) throw new Error(`${response.status}: ${JSON.stringify(errors)}`);
  return data;
}
