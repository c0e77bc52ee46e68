import type { QueueServices } from './context.js';
import { createTurns } from './end/complete-and-claim.service.js';
import { createFinishes } from './end/finish-items.service.js';
import { createArrivals } from './queue/arrivals.js';
import { createClaims } from './queue/claim.service.js';
import { createNextDue } from './queue/claim-wait.service.js';
import { createQueueHeads } from './queue/queue-heads.js';

/** What the queue's callers in one process share. */
export function createQueueServices(): QueueServices {
  return {
    arrivals: createArrivals(),
    claims: createClaims(),
    finishes: createFinishes(),
    nextDue: createNextDue(),
    queueHeads: createQueueHeads(),
    turns: createTurns(),
  };
}
