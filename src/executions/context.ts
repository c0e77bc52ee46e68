import type { Turns } from './end/complete-and-claim.service.js';
import type { Finishes } from './end/finish-items.service.js';
import type { LeaseTokens } from './lease/lease.js';
import type { PartsWatch } from './parts/parts-watch.js';
import type { Arrivals } from './queue/arrivals.js';
import type { Claims } from './queue/claim.service.js';
import type { NextDue } from './queue/claim-wait.service.js';
import type { QueueHeads } from './queue/queue-heads.js';
import type { ProgressWatch } from './read/progress-watch.js';

/** What makes calls of one credential together, lets its claims wait, and knows how far queues are taken. */
export interface QueueServices {
  arrivals: Arrivals;
  claims: Claims;
  finishes: Finishes;
  nextDue: NextDue;
  queueHeads: QueueHeads;
  turns: Turns;
}

declare module '../core/caller.js' {
  interface Caller extends QueueServices {
    /** Makes and reads the tokens of leases. */
    leases: LeaseTokens;
  }
}

declare module '../graphql/context.js' {
  interface Context {
    /** Counts the chunks of executions that are watched. */
    progress: ProgressWatch;
    /** Follows the parts of executions that are watched. */
    parts: PartsWatch;
  }
}
