import type { Plugin } from 'graphql-yoga';
import { ERROR_STATUS, type TopLevelErrorCode } from '../../core/errors.js';

/** A ledger's three lines. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#1f4e79"/><path d="M4 5h8M4 8h8M4 11h5" stroke="#fff" stroke-width="1.5"/></svg>';
const ICON_MAX_AGE_SECONDS = 86_400;

/** Answers what would have an empty body: browsers' wish for an icon, and what is refused before it is a request. */
export function useEmptyAnswers({ endpoint }: { endpoint: string }): Plugin {
  const sentences: Partial<Record<TopLevelErrorCode, string>> = {
    NOT_FOUND: `Nothing is served at this address: the API is at ${endpoint}.`,
    NOT_ACCEPTABLE:
      'The Accept header names no type that can be served: queries and mutations are answered as application/graphql-response+json or application/json, subscriptions as text/event-stream.',
  };
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (request.method !== 'GET' || url.pathname !== '/favicon.ico') return;
      const headers = {
        'content-type': 'image/svg+xml',
        'cache-control': `public, max-age=${ICON_MAX_AGE_SECONDS}`,
      };
      endResponse(new fetchAPI.Response(ICON, { headers }));
    },
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
