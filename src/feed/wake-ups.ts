import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { DatabaseConfig } from '../core/db/config.js';
import { outageOf } from '../core/db/outage.js';
import { openClient } from '../core/db/server.js';
import type { Logger } from '../core/logger.js';

const CHANNEL = 'runledger_commits';
/** Carries who says it and, after a space, the UUID of the user whose credentials have changed. */
export const CREDENTIALS_CHANNEL = 'runledger_credentials';
/** At most twenty a second: NOTIFY takes a lock that all commits of a server's databases share. */
const NOTIFY_INTERVAL_MS = 50;
const RECONNECT_MS = 1_000;
/** How often the connection is asked whether it still is one: nothing else would tell. */
const CHECK_EVERY_MS = 3_000;
/** How long the server may take for what is said on it. */
const STATEMENT_TIMEOUT_MS = 3_000;

/**
 * Tells all processes on a database that something was committed. It is a hint: any may be lost, and nothing may
 * depend on it but how soon something is noticed.
 */
export interface WakeUps {
  /** Says that this process has committed something. Never waits. */
  announce(): void;
  /** Says that this process has committed a change of what a user's credentials may do. Never waits. */
  announceCredentials(id: string): void;
  /** Makes sure that other processes are heard. Never waits. */
  listen(): void;
  close(): Promise<void>;
}

/** What is called for what this process and others announce. */
export interface WakeUpListeners {
  onWake(): void;
  /** @param id A user's or an account's; null where it may be anybody's, since some may not have been heard. */
  onCredentials(id: string | null): void;
}

export function createWakeUps(
  config: DatabaseConfig,
  logger: Logger,
  { onWake, onCredentials }: WakeUpListeners,
): WakeUps {
  if (config.kind === 'embedded') {
    return {
      announce: onWake,
      announceCredentials: onCredentials,
      listen: () => undefined,
      close: async () => undefined,
    };
  }
  const self = randomUUID();
  let connection: Promise<pg.Client | null> | null = null;
  let isDue = false;
  const changed = new Set<string>();
  let notifying: Promise<void> | null = null;
  let checkedAt = 0;
  let isClosed = false;

  /** The one connection for it, or null where there is none just now. */
  function connect(): Promise<pg.Client | null> {
    connection ??= open();
    return connection;
  }

  const open = async (): Promise<pg.Client | null> => {
    try {
      const client = await openClient(config, STATEMENT_TIMEOUT_MS);
      checkedAt = performance.now();
      client.on('notification', ({ channel, payload = '' }) => {
        const [from, id] = payload.split(' ');
        if (from === self) return;
        if (channel === CHANNEL) onWake();
        else onCredentials(id ?? null);
      });
      client.on('end', () => {
        connection = null;
      });
      await client.query(`LISTEN ${CHANNEL}; LISTEN ${CREDENTIALS_CHANNEL}`);
      // What others said before was not heard.
      onCredentials(null);
      return client;
    } catch (err) {
      tell(err, 'other servers cannot be woken, nor wake this one');
      setTimeout(() => {
        connection = null;
      }, RECONNECT_MS).unref();
      return null;
    }
  };

  /** The log has one line for all that an outage of the database breaks. */
  function tell(err: unknown, message: string): void {
    logger[outageOf(err) ? 'debug' : 'warn']({ err }, message);
  }

  /** One that has gone silent breaks by it, and is opened again. */
  async function check(): Promise<void> {
    if (performance.now() - checkedAt < CHECK_EVERY_MS) return;
    checkedAt = performance.now();
    try {
      await (await connection)?.query('SELECT 1');
    } catch (err) {
      tell(err, 'other servers were not heard');
    }
  }

  async function notify(): Promise<void> {
    while ((isDue || changed.size > 0) && !isClosed) {
      const said = [
        ...(isDue ? [[CHANNEL, self]] : []),
        ...[...changed].map((id) => [CREDENTIALS_CHANNEL, `${self} ${id}`]),
      ];
      isDue = false;
      changed.clear();
      try {
        const client = await connect();
        await client?.query(
          'SELECT pg_notify(said ->> 0, said ->> 1) FROM jsonb_array_elements($1) AS said',
          [JSON.stringify(said)],
        );
      } catch (err) {
        tell(err, 'other servers were not woken');
      }
      await sleep(NOTIFY_INTERVAL_MS, undefined, { ref: false });
    }
  }

  function startNotifying(): void {
    notifying ??= notify().finally(() => {
      notifying = null;
    });
  }

  return {
    announce() {
      onWake();
      isDue = true;
      startNotifying();
    },
    announceCredentials(id) {
      onCredentials(id);
      changed.add(id);
      startNotifying();
    },
    listen() {
      if (isClosed) return;
      if (connection) void check();
      else void connect();
    },
    async close() {
      isClosed = true;
      await notifying;
      await (await connection)?.end();
    },
  };
}
