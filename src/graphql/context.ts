import type { Caller } from '../core/caller.js';
import type { Logger } from '../core/logger.js';
import type { Viewer } from '../core/viewer.js';

/**
 * What a resolver knows of the request that it answers. Rooms add what is theirs by declaration merging, in their
 * own context.ts; the server makes it (server/create-context.ts).
 */
export interface Context extends Omit<Caller, 'viewer'> {
  /** Null without credentials. */
  viewer: Viewer | null;
  /** Charges who asks for more than the request was admitted for. @throws GraphQLError RATE_LIMITED */
  spend(points: number): Promise<void>;
  /** How long one answer may take. */
  queryTimeoutMs: number;
  logger: Logger;
  requestId: string;
  /** When it began to be looked who asks, by the clock of `performance.now()`. */
  askedAt: number;
  /** As the request has them, before anything is coerced. */
  variables: Readonly<Record<string, unknown>>;
  /** Looks who asks, again. @throws GraphQLError UNAUTHENTICATED where the credentials are no longer good. */
  authenticate(): Promise<Viewer | null>;
  /** One for one more answer to the same request: for who asks by now, and with nothing remembered of what was read. */
  renew(): Context;
  /** Breaks the connection that the request came by. */
  disconnect(): void;
}
