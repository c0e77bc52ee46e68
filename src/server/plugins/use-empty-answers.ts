import type { Plugin } from 'graphql-yoga';
import { ERROR_STATUS, type TopLevelErrorCode } from '../../core/errors.js';

/** Answers what would have an empty body: what is refused before it is a request. */
export function useEmptyAnswers({ endpoint }: { endpoint: string }): Plugin {
  const sentences: Partial<Record<TopLevelErrorCode, string>> = {
    NOT_FOUND: `Nothing is served at this address: the API is at ${endpoint}.`,
    NOT_ACCEPTABLE:
      'The Accept header names no type that can be served: queries and mutations are answered as application/graphql-response+json or application/json, subscriptions as text/event-stream.',
  };
  return {
    onResponse({ response, fetchAPI, setResponse }) {
      const { status } = response;
      for (const [code, message] of Object.entries(sentences)) {
        if (Reflect.get(ERROR_STATUS, code) !== status || response.headers.has('content-type')) continue;
        const body = { errors: [{ message, extensions: { code } }] };
        setResponse(fetchAPI.Response.json(body, { status, headers: response.headers }));
      }
    },
  };
}
