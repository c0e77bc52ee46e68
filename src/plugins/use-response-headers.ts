import type { Plugin } from 'graphql-yoga';
import { REQUEST_ID_HEADER, requestIdOf } from './request-id.js';

const DEFAULTS: ReadonlyArray<readonly [name: string, value: string]> = [
  ['cache-control', 'no-store'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
];

/** Pages may hold what is meant for who opened them: scripts of other sites never read them. */
const isPage = (headers: Headers) => headers.get('content-type')?.startsWith('text/html') === true;
const isCors = (name: string) => name.startsWith('access-control-');

/** Every answer carries its request's id, and tells browsers to do nothing with it that nobody asked for. */
export function useResponseHeaders(): Plugin {
  return {
    onResponse({ request, response }) {
      const { headers } = response;
      headers.set(REQUEST_ID_HEADER, requestIdOf(request));
      if (isPage(headers)) for (const name of [...headers.keys()].filter(isCors)) headers.delete(name);
      for (const [name, value] of DEFAULTS) if (!headers.has(name)) headers.set(name, value);
    },
  };
}
