import type { Plugin } from 'graphql-yoga';
import { isReading } from '../pages/html.js';
import { CONTENT_SECURITY_POLICY, type SignInWays, signInPage } from './page.js';

/** Serves the pages that mailed links lead to. */
export function useSignInPages(ways: SignInWays): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (!isReading(request.method)) return;
      const page = signInPage(url.pathname, ways);
      if (page === undefined) return;
      endResponse(
        new fetchAPI.Response(request.method === 'GET' ? page : null, {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': CONTENT_SECURITY_POLICY,
          },
        }),
      );
    },
  };
}
