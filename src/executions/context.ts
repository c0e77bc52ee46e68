import type { Finishes } from './end/finish.service.js';
import type { LeaseTokens } from './lease/lease.js';
import type { Claims } from './queue/claim.service.js';
import type { ProgressWatch } from './read/progress-watch.js';

declare module '../core/caller.js' {
  interface Caller {
    /** Makes and reads the tokens of leases. */
    leases: LeaseTokens;
    /** Makes claims of one credential together. */
    claims: Claims;
    /** Makes completions and failures of one credential together. */
    finishes: Finishes;
  }
}

declare module '../graphql/context.js' {
  interface Context {
    /** Counts the chunks of executions that are watched. */
    progress: ProgressWatch;
  }
}
