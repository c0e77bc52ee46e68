import type { Plugin } from 'graphql-yoga';
import { setCookieHeaderOf } from '../../auth/session-cookie.js';

/** Gives an answer the cookie that its mutation asked for. */
export function useSessionCookie(): Plugin {
  return {
    onResponse({ request, response }) {
      const cookie = setCookieHeaderOf(request);
      if (cookie) response.headers.append('set-cookie', cookie);
    },
  };
}
