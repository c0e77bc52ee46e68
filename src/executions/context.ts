import type { LeaseTokens } from './lease/lease.js';
import type { ProgressWatch } from './read/progress-watch.js';

declare module '../core/caller.js' {
  interface Caller {
    /** Makes and reads the tokens of leases. */
    leases: LeaseTokens;
  }
}

declare module '../graphql/context.js' {
  interface Context {
    /** Counts the chunks of executions that are watched. */
    progress: ProgressWatch;
  }
}
