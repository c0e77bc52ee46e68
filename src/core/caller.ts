import type { ScopedDb } from './db/tenancy.js';
import type { Viewer } from './viewer.js';

/**
 * Who a command comes from, and what it works with. Rooms add what is theirs by declaration merging, in their own
 * context.ts.
 */
export interface Caller {
  viewer: Viewer;
  /** As the viewer may see and touch it. */
  db: ScopedDb;
  /**
   * To be called once it is committed that a user's status, role or credentials have changed, or an account's.
   * @param id The UUID of the user or the account.
   */
  credentialsChanged(id: string): void;
}
