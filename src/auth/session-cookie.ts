/** The prefix has browsers keep it to this host, over TLS (or on the machine itself), for every path. */
const COOKIE_NAME = '__Host-runledger';
const COOKIE = new RegExp(`(?:^|;)\\s*${COOKIE_NAME}=([\\w.-]+)\\s*(?:;|$)`);
const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';

/** Headers that a page can only set by a script, and for another site only where that site lets it. */
export const SCRIPT_HEADERS = [
  'x-graphql-yoga-csrf',
  'graphql-require-preflight',
  'apollo-require-preflight',
] as const;

const answered = new WeakMap<Request, string>();

/** The cookie of a session, as one request and its answer have it. */
export interface SessionCookie {
  /** What the browser sent, where it counts: from a page of this server's own, by a script; else null. */
  readonly token: string | null;
  /** Whether the request comes from where a cookie counts. */
  readonly isAllowed: boolean;
  /** Has the browser keep a token, for so many seconds; null takes it away. */
  set(token: string | null, maxAge: number): void;
}

/** @param publicUrl PUBLIC_URL, for servers that do not see the Host that browsers do. */
export function sessionCookieOf(request: Request, publicUrl: string): SessionCookie {
  const isAllowed =
    SCRIPT_HEADERS.some((name) => request.headers.has(name)) && isFromOwnPage(request, publicUrl);
  return {
    isAllowed,
    token: isAllowed ? (COOKIE.exec(request.headers.get('cookie') ?? '')?.[1] ?? null) : null,
    set: (token, maxAge) =>
      void answered.set(
        request,
        `${COOKIE_NAME}=${token ?? ''}; Max-Age=${token ? maxAge : 0}; ${ATTRIBUTES}`,
      ),
  };
}

/** The Set-Cookie header that the answer to a request gets; undefined for none. */
export function setCookieHeaderOf(request: Request): string | undefined {
  return answered.get(request);
}

/** Browsers name the page's origin with everything but their own plain GETs, which say where they come from otherwise. */
function isFromOwnPage({ headers, url }: Request, publicUrl: string): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') return false;
  const origin = headers.get('origin');
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === new URL(url).host;
}
