import type { Database } from '../core/db/client.js';
import type { DatabaseConfig } from '../core/db/config.js';
import type { Logger } from '../core/logger.js';
import { createFeed, type Feed } from './feed.js';
import { EVENTS, type EventRow, type FeedRow, NOTIFICATIONS } from './feed.sql.js';
import { createMatcher, type Matcher } from './match.sql.js';
import { createStreams, type StreamOptions, type Streams } from './streams.js';
import { createWakeUps } from './wake-ups.js';

/** Everything that subscriptions of one process share. Without subscribers it asks the database nothing. */
export interface Hub {
  events: Feed<EventRow>;
  notifications: Feed<FeedRow>;
  matching: Matcher;
  streams: Streams;
  /** To be called after something was committed: those who wait for it are woken, in other processes too. */
  announce(): void;
  /**
   * To be called after a change was committed of what a user, an account or its credentials may do: nobody here or in
   * other processes believes what was known of them before, and their streams are looked at again.
   * @param id The UUID of the user or the account.
   */
  announceCredentials(id: string): void;
  /** @param listener Called when something was committed here or in another process. */
  onWake(listener: () => void): void;
  /** @param listener Called with whose credentials have changed; with null where it may be anybody's. */
  onCredentials(listener: (id: string | null) => void): void;
  /** Makes sure that other processes are heard. Never waits. */
  listen(): void;
  /** @param listener Called when the process is about to end. */
  onDrain(listener: () => void): void;
  /** Ends all streams, and lets no more begin. */
  drain(): void;
  close(): Promise<void>;
}

export interface HubDeps {
  database: Database;
  config: { database: DatabaseConfig };
  logger: Logger;
  streams?: StreamOptions;
  /** How many of the newest events are kept for those who lag behind. */
  windowSize?: number;
}

export function createHub({ database, config, logger, streams: options, windowSize }: HubDeps): Hub {
  // Polls are the server's own; what is matched is what a request asked for.
  const { sql } = database.background;
  const wakeListeners: Array<() => void> = [];
  const drainListeners: Array<() => void> = [];
  const credentialListeners: Array<(id: string | null) => void> = [];
  const wakeUps = createWakeUps(config.database, logger, {
    onWake() {
      events.wake();
      notifications.wake();
      for (const listener of wakeListeners) listener();
    },
    onCredentials(id) {
      for (const listener of credentialListeners) listener(id);
      // After those who remember: a stream must not be told what counts no more.
      streams.recheck(id);
    },
  });
  // A connection that broke is opened again by the next poll.
  const onPoll = wakeUps.listen;
  const events = createFeed(EVENTS, { sql, logger, onPoll, windowSize });
  const notifications = createFeed(NOTIFICATIONS, { sql, logger, onPoll });
  const streams = createStreams(options);

  function drain(): void {
    streams.drain();
    for (const listener of drainListeners) listener();
  }

  return {
    events,
    notifications,
    matching: createMatcher(database.prisma),
    streams,
    announce: wakeUps.announce,
    announceCredentials: wakeUps.announceCredentials,
    onWake: (listener) => void wakeListeners.push(listener),
    onCredentials: (listener) => void credentialListeners.push(listener),
    listen: wakeUps.listen,
    onDrain: (listener) => void drainListeners.push(listener),
    drain,
    async close() {
      drain();
      for (const follower of [events, notifications]) follower.close();
      await wakeUps.close();
    },
  };
}
