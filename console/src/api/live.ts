import type { SubscriptionForwarder } from '@urql/core';
import { createClient } from 'graphql-ws';
import { API_URL } from './base';
import { connection } from './connection';
import type { Credentials } from './credentials';

const LONGEST_WAIT_MS = 10_000;

/** What the page hears live: one WebSocket for all that it subscribes to. */
export interface Live {
  forward: SubscriptionForwarder;
  close(): void;
}

/** @param ticket Asks for a ticket, where only a cookie says who asks: WebSockets take none. */
export function createLive(credentials: Credentials, ticket: () => Promise<string>): Live {
  let wasConnected = false;
  const client = createClient({
    url: API_URL.replace(/^http/, 'ws'),
    lazy: true,
    keepAlive: 10_000,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: (retries) =>
      new Promise((resolve) => setTimeout(resolve, Math.min(2 ** retries * 500, LONGEST_WAIT_MS))),
    async connectionParams() {
      const account = credentials.account === null ? {} : { 'x-runledger-account': credentials.account };
      return credentials.key === null
        ? { ...account, ticket: await ticket() }
        : { ...account, authorization: `Bearer ${credentials.key}` };
    },
    on: {
      connected: () => {
        wasConnected = true;
      },
      closed: () => {
        if (wasConnected) connection.lost();
        wasConnected = false;
      },
    },
  });

  return {
    forward: (body) => ({
      subscribe(sink) {
        const { payload, saw } = resumable(body);
        const stop = client.subscribe(payload, {
          next({ data, errors }) {
            saw(data);
            sink.next({ data, errors: errors && [...errors] });
          },
          error: (error) => sink.error(error),
          complete: () => sink.complete(),
        });
        return { unsubscribe: stop };
      },
    }),
    close: () => void client.dispose(),
  };
}

/**
 * A subscription that goes on behind what it has seen when its connection is made anew: the message is written from
 * the same object each time, and its variable `after` is the newest cursor by then.
 */
function resumable({ query = '', operationName, variables }: Parameters<SubscriptionForwarder>[0]) {
  let after: unknown = variables && 'after' in variables ? variables.after : undefined;
  const resumed = {
    ...variables,
    get after() {
      return after;
    },
  };
  return {
    payload: { query, operationName, variables: /\$after\b/.test(query) ? resumed : variables },
    saw(data: Record<string, unknown> | null | undefined) {
      for (const value of Object.values(data ?? {})) {
        if (typeof value === 'object' && value !== null && 'cursor' in value) after = value.cursor;
      }
    },
  };
}
