import type { Plugin } from 'graphql-yoga';

/** How long an answer of the readiness check is good for, so that probes cannot load the database. */
const READINESS_TTL_MS = 1_000;

export interface ProbeOptions {
  /** Why the service cannot work right now, in a sentence; null when it can. Must not throw. */
  whyNotReady: () => Promise<string | null>;
  clock?: () => number;
}

/** Where probes ask. */
const ALIVE_PATH = '/health';
const READY_PATH = '/ready';

export const isProbe = (path: string) => path === ALIVE_PATH || path === READY_PATH;

/** `/health`: the process is alive. `/ready`: it can do its work; else 503 with the reason. */
export function useProbes({ whyNotReady, clock = Date.now }: ProbeOptions): Plugin {
  let last: { at: number; reason: Promise<string | null> } | null = null;

  function readiness(): Promise<string | null> {
    const now = clock();
    if (!last || now - last.at >= READINESS_TTL_MS) last = { at: now, reason: whyNotReady() };
    return last.reason;
  }

  return {
    // It sees every request: only those about readiness wait for anything.
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (!isProbe(url.pathname) || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined;
      if (url.pathname === ALIVE_PATH) return endResponse(fetchAPI.Response.json({ status: 'ok' }));
      return readiness().then((reason) =>
        endResponse(
          reason === null
            ? fetchAPI.Response.json({ status: 'ready' })
            : fetchAPI.Response.json({ status: 'unavailable', reason }, { status: 503 }),
        ),
      );
    },
  };
}
