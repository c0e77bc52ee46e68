import type { SubscriptionForwarder } from '@urql/core';
import { createClient } from 'graphql-ws';
import { API_URL } from '../page/base';
import { connection } from '../page/connection';
import type { Credentials } from './credentials';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** Why a subscription may end that can be begun again. */
const PASSING: ReadonlySet<string> = new Set(['RATE_LIMITED', 'SERVICE_UNAVAILABLE']);

type Body = Parameters<SubscriptionForwarder>[0];
type Sink = Parameters<ReturnType<SubscriptionForwarder>['subscribe']>[0];

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
      new Promise((resolve) => setTimeout(resolve, Math.min(2 ** retries * FIRST_WAIT_MS, LONGEST_WAIT_MS))),
    async connectionParams() {
      const account = credentials.account === null ? {} : { 'x-runledger-account': credentials.account };
      if (credentials.key !== null) return { ...account, authorization: `Bearer ${credentials.key}` };
      try {
        return { ...account, ticket: await ticket() };
      } catch {
        // No way to say who asks: tried again, as after any connection that broke, for as long as somebody listens.
        client.terminate();
        return account;
      }
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

  /** Subscribes, and again where the server ended it for a reason that passes. @returns What ends it. */
  function follow(body: Body, sink: Sink): () => void {
    const { payload, saw } = resumable(body);
    let stop = () => {};
    let timer: number | undefined;
    let isOver = false;
    let failures = 0;

    function again(): void {
      if (isOver) return;
      timer = window.setTimeout(begin, Math.min(2 ** failures * FIRST_WAIT_MS, LONGEST_WAIT_MS));
      failures += 1;
    }

    function begin(): void {
      let isRefused = false;
      stop = client.subscribe(payload, {
        next({ data, errors }) {
          const code = errors?.[0]?.extensions?.code;
          // A token that has run out is followed by a newer one, with which the next connection asks; a key is not.
          const isTokenOver = code === 'UNAUTHENTICATED' && credentials.key === null;
          if (isTokenOver) client.terminate();
          isRefused = isTokenOver || (typeof code === 'string' && PASSING.has(code));
          if (isRefused) return;
          failures = 0;
          saw(data);
          sink.next({ data, errors: errors && [...errors] });
        },
        error: (error) => sink.error(error),
        complete: () => (isRefused ? again() : sink.complete()),
      });
    }

    begin();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      stop();
    };
  }

  return {
    forward: (body) => ({ subscribe: (sink) => ({ unsubscribe: follow(body, sink) }) }),
    // A connection that was still being made is given up: that it is then not reached is nobody's error.
    close: () => void Promise.resolve(client.dispose()).catch(() => undefined),
  };
}

/**
 * A subscription that goes on behind what it has seen when its connection is made anew: the message is written from
 * the same object each time, and its variable `after` is the newest cursor by then.
 */
function resumable({ query = '', operationName, variables }: Body) {
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
