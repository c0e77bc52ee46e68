import type { Hub } from './hub.js';

declare module '../graphql/context.js' {
  interface Context {
    /** What subscriptions come from. */
    hub: Hub;
  }
}
