import type { IncomingMessage } from 'node:http';
import { type Plugin, shouldRenderGraphiQL } from 'graphql-yoga';
import { isFromThisMachine } from './loopback.js';
import { type GraphiQLPage, renderPage } from './page.js';

export interface GraphiQLOptions {
  /** The GraphQL endpoint's path, where browsers get the page. */
  endpoint: string;
  /** Given away in the page to requests from this machine only; null for none. */
  developmentKey: string | null;
}

/** Serves GraphiQL to browsers, and shows them the way to it. Each of its two variants is rendered once, when first asked for. */
export function useGraphiQLPage({
  endpoint,
  developmentKey,
}: GraphiQLOptions): Plugin<object, { req?: IncomingMessage }> {
  const pages = new Map<string | null, Promise<GraphiQLPage>>();

  function pageFor(apiKey: string | null): Promise<GraphiQLPage> {
    let page = pages.get(apiKey);
    if (!page) {
      page = renderPage(apiKey);
      pages.set(apiKey, page);
    }
    return page;
  }

  return {
    async onRequest({ request, url, serverContext, fetchAPI, endResponse }) {
      if (!shouldRenderGraphiQL(request)) return;
      if (url.pathname === '/')
        endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: endpoint } }));
      if (url.pathname !== endpoint) return;
      const { req } = serverContext;
      const page = await pageFor(req && isFromThisMachine(req) ? developmentKey : null);
      const isGzipAccepted = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
      endResponse(
        new fetchAPI.Response(isGzipAccepted ? page.gzipped : page.html, {
          headers: {
            'content-type': 'text/html; charset=utf-8',
            'content-security-policy': page.contentSecurityPolicy,
            ...(isGzipAccepted ? { 'content-encoding': 'gzip' } : {}),
            vary: 'accept, accept-encoding',
          },
        }),
      );
    },
  };
}
