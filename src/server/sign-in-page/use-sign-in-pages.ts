import type { Plugin } from 'graphql-yoga';
import { CONTENT_SECURITY_POLICY, signInPage } from './page.js';

/** Serves the pages that mailed links lead to. */
export function useSignInPages({ endpoint }: { endpoint: string }): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (request.method !== 'GET' && request.method !== 'HEAD') return;
      const page = signInPage(url.pathname, endpoint);
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
