import type { RunCosts } from './run-costs.js';
import type { ReadDoorUsage } from './tiers.js';

declare module '../core/caller.js' {
  interface Caller {
    /** Credits that a run costs. */
    runCosts: RunCosts;
  }
}

declare module '../graphql/context.js' {
  interface Context {
    /** What the door has counted of accounts. */
    readDoorUsage: ReadDoorUsage;
  }
}
