import type { RunCosts } from '../accounts/run-costs.js';
import type { LeaseTokens } from '../executions/lease/lease.js';
import type { Mailer } from '../mail/mailer.js';
import type { ScopedDb } from './db/tenancy.js';
import type { Viewer } from './viewer.js';

/** Who a command comes from, and what it works with. */
export interface Caller {
  viewer: Viewer;
  /** As the viewer may see and touch it. */
  db: ScopedDb;
  leases: LeaseTokens;
  runCosts: RunCosts;
  mailer: Mailer;
  /** To be called once it is committed that a user's status, role or credentials have changed. */
  credentialsChanged(userId: string): void;
}
