import type { Plugin } from 'graphql-yoga';
import { ERROR_STATUS } from '../../core/errors.js';
import { answerWith, type Content, etagOf } from './content.js';
import { isByBrowser, isReading, toRoot } from './html.js';
import { ICON } from './icon.js';
import { pageOf, policyOf } from './look.js';

const ICON_PATHS = ['/favicon.svg', '/favicon.ico'];
const ICON_MAX_AGE_SECONDS = 86_400;

const icon = Buffer.from(ICON);
const ICON_CONTENT: Content = {
  etag: etagOf(icon),
  headers: { 'content-type': 'image/svg+xml', 'cache-control': `public, max-age=${ICON_MAX_AGE_SECONDS}` },
  encodings: [],
  body: () => icon,
};

/** A page that people may want to open. */
export interface Destination {
  /** Without a slash before it. */
  path: string;
  /** What the link says. */
  name: string;
}

export interface FrontDoorOptions {
  /** Where `/` leads; null for nowhere. */
  home: string | null;
  /** Named to who opens an address where there is nothing. */
  destinations: readonly Destination[];
}

/** What a browser that knows nothing of the server finds: an icon, the way in, and a page where there is none. */
export function useFrontDoor({ home, destinations }: FrontDoorOptions): Plugin {
  return {
    // It sees every request: only those for the icon wait for anything.
    onRequest({ request, url: { pathname }, fetchAPI, endResponse }) {
      if (isReading(request.method) && ICON_PATHS.includes(pathname)) {
        return answerWith(ICON_CONTENT, request, fetchAPI).then(endResponse);
      }
      if (pathname === '/' && home !== null && isByBrowser(request)) {
        // Relatively: a proxy may have put something before the path.
        endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: home } }));
      }
      return undefined;
    },
    onResponse({ request, response, fetchAPI, setResponse }) {
      const { status } = response;
      if (
        status !== ERROR_STATUS.NOT_FOUND ||
        response.headers.has('content-type') ||
        !isByBrowser(request)
      ) {
        return;
      }
      const headers = new fetchAPI.Headers(response.headers);
      headers.set('content-type', 'text/html; charset=utf-8');
      headers.set('content-security-policy', policyOf());
      headers.set('vary', 'accept');
      const body =
        request.method === 'HEAD' ? null : nothingHere(new URL(request.url).pathname, destinations);
      setResponse(new fetchAPI.Response(body, { status, headers }));
    },
  };
}

function nothingHere(path: string, destinations: readonly Destination[]): string {
  const root = toRoot(path);
  const links = destinations.map(({ path: to, name }) => `<li><a href="${root}${to}">${name}</a></li>`);
  return pageOf({
    title: 'Nothing here',
    root,
    main: `<h1>Nothing here</h1>\n<p>Nothing is served at this address. There is:</p>\n<ul>\n${links.join('\n')}\n</ul>`,
  });
}
