import { setTimeout as sleep } from 'node:timers/promises';
import { type Ask, payload } from '../client.js';
import { Heartbeats } from './documents.js';

/** How many heartbeats fit into a lease: one may get lost. */
const BEATS_PER_LEASE = 3;

/** Work that is held. Its signal aborts when the worker must stop, with 'canceled' or 'lost' as the reason. */
export interface Held {
  id: string;
  token: string;
  signal: AbortSignal;
}

export interface Leases {
  hold(id: string, token: string): Held;
  release(held: Held): void;
  stop(): Promise<void>;
}

/** Heartbeats in the background for all that a worker holds, runs and chunks alike, in one request. */
export function keepLeases(ask: Ask, leaseSeconds: number, log: (line: string) => void): Leases {
  const held = new Map<Held, AbortController>();
  const stopping = new AbortController();

  async function beat(): Promise<void> {
    const leases = [...held];
    if (leases.length === 0) return;
    const input = { leases: leases.map(([{ id, token }]) => ({ id, token })), leaseSeconds };
    const { results } = payload((await ask(Heartbeats, { input })).heartbeats, 'HeartbeatsPayload');
    for (const [place, [{ signal }, controller]] of leases.entries()) {
      const result = results[place];
      if (!result || signal.aborted) continue;
      if (result.__typename !== 'HeartbeatPayload') controller.abort('lost');
      else if (result.lease.cancelRequested) controller.abort('canceled');
    }
  }

  async function beatOn(): Promise<void> {
    while (!stopping.signal.aborted) {
      const pause = (leaseSeconds * 1_000) / BEATS_PER_LEASE;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      // One that fails changes nothing: the next one may come in time.
      await beat().catch((error) => log(`no heartbeat: ${error}`));
    }
  }
  const ended = beatOn();

  return {
    hold(id, token) {
      const controller = new AbortController();
      const lease = { id, token, signal: controller.signal };
      held.set(lease, controller);
      return lease;
    },
    release(lease) {
      held.delete(lease);
    },
    async stop() {
      held.clear();
      stopping.abort();
      await ended;
    },
  };
}
