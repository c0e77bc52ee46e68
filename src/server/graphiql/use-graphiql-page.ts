import { type Plugin, shouldRenderGraphiQL } from 'graphql-yoga';
import { isFromThisMachine } from '../from-this-machine.js';
import { answerWith, type Content } from '../pages/content.js';
import type { ServerContext } from '../server-context.js';
import { renderPage } from './page.js';

export interface GraphiQLOptions {
  /** The GraphQL endpoint's path, where browsers get the page. */
  endpoint: string;
  /** Given away in the page to requests from this machine only; null for none. */
  developmentKey: string | null;
}

/** Serves GraphiQL to browsers. Each of its two variants is rendered once, when first asked for. */
export function useGraphiQLPage({
  endpoint,
  developmentKey,
}: GraphiQLOptions): Plugin<object, ServerContext> {
  const pages = new Map<string | null, Promise<Content>>();

  function pageFor(apiKey: string | null): Promise<Content> {
    let page = pages.get(apiKey);
    if (!page) {
      page = renderPage(apiKey);
      pages.set(apiKey, page);
    }
    return page;
  }

  return {
    // It sees every request: only those for the page wait for anything.
    onRequest({ request, url, serverContext: { req }, fetchAPI, endResponse }) {
      if (url.pathname !== endpoint || !shouldRenderGraphiQL(request)) return undefined;
      return pageFor(req && isFromThisMachine(req) ? developmentKey : null)
        .then((page) => answerWith(page, request, fetchAPI))
        .then(endResponse);
    },
  };
}
