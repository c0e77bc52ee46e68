import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const REQUEST_TIMEOUT_MS = 10_000;
const RETRY_MS = 200;
/** Longer than any fault lasts: who still gets no answer then has found one of Runledger's. */
const PATIENCE_MS = 180_000;
const TEMPORARY = new Set(['SERVICE_UNAVAILABLE', 'RATE_LIMITED']);

const answer = z.object({
  data: z
    .object({ result: z.looseObject({ __typename: z.string(), code: z.string().optional() }) })
    .nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.looseObject({ code: z.string() }) }))
    .optional(),
});
export type Result = NonNullable<z.infer<typeof answer>['data']>['result'];

/** What a plain load balancer is: each request goes to the next server, whoever sends it. */
export interface Api {
  urls: string[];
  key: string;
  /** How many requests were answered for good, and how many were sent again. */
  answered: number;
  resent: number;
  /** The longest time in which nobody got an answer, in milliseconds, since it was last set to 0. */
  longestGapMs: number;
  /** Sends the same request until it is answered for good. @throws Error for an answer that no fault excuses. */
  ask(operation: string, input?: object): Promise<Result>;
}

export function createApi(urls: string[], key: string): Api {
  let turn = 0;
  let answeredAt = performance.now();
  const api: Api = {
    urls,
    key,
    answered: 0,
    resent: 0,
    longestGapMs: 0,
    async ask(operation, input) {
      const body = JSON.stringify({ query: operation, variables: { input } });
      const start = performance.now();
      for (;;) {
        turn += 1;
        const said = await post(api.urls[turn % api.urls.length] ?? '', key, body).catch(() => null);
        const codes = [
          ...(said?.errors ?? []).map(({ extensions }) => extensions.code),
          said?.data?.result.code,
        ];
        if (said && !codes.some((code) => code !== undefined && TEMPORARY.has(code))) {
          if (!said.data || said.errors) throw new Error(`${operation}: ${JSON.stringify(said)}`);
          const now = performance.now();
          api.longestGapMs = Math.max(api.longestGapMs, now - answeredAt);
          answeredAt = now;
          api.answered += 1;
          return said.data.result;
        }
        if (performance.now() - start > PATIENCE_MS) {
          throw new Error(`no answer in ${PATIENCE_MS} ms: ${JSON.stringify(said)}`);
        }
        api.resent += 1;
        await sleep(RETRY_MS);
      }
    },
  };
  return api;
}

/** One request to one server. @throws Error where no answer came, or none of Runledger's. */
export async function post(url: string, key: string, body: string): Promise<z.infer<typeof answer>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  return answer.parse(await response.json());
}

/** How long it takes until something is so. @throws Error where it is not in time. */
export async function until(
  what: string,
  isSo: () => Promise<boolean>,
  limitMs = 60_000,
  askMs = 100,
): Promise<number> {
  const start = performance.now();
  while (performance.now() - start < limitMs) {
    if (await isSo()) return performance.now() - start;
    await sleep(askMs);
  }
  throw new Error(`not within ${limitMs} ms: ${what}`);
}
