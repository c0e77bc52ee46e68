import type { Passes } from './pass.js';
import type { SessionCookie } from './session-cookie.js';

declare module '../graphql/context.js' {
  interface Context {
    /** The cookie of a session, where the request has one and its answer may. */
    cookie: SessionCookie;
    /** Makes passes for who asks. */
    passes: Passes;
  }
}
