import { setTimeout as sleep } from 'node:timers/promises';

const CHANGED = `subscription ($jobId: ID!, $after: String) {
  executionChanged(filter: { jobId: $jobId }, after: $after) { cursor to } }`;
const CURSOR = /"cursor":"([^"]+)"/g;
const END = '\n\n';
/** Before it subscribes again. */
const REST_MS = 200;

/**
 * Follows the runs of a job over server-sent events as a client should: where the stream ends, because it was read too
 * slowly or for another reason, it subscribes again from the last cursor.
 * @returns How many events came so far, how often the stream ended, and how to leave.
 */
export async function follow(url: string, key: string, jobId: string | undefined) {
  const controller = new AbortController();
  const { signal } = controller;
  let received = 0;
  let cuts = 0;
  let after: string | undefined;

  async function open(): Promise<ReadableStream<Uint8Array>> {
    const { body, headers } = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${key}`,
      },
      body: JSON.stringify({ query: CHANGED, variables: { jobId, after } }),
      signal,
    });
    if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) {
      throw new Error('the server does not stream');
    }
    return body;
  }

  async function take(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    const reader = body.getReader();
    let rest = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const text = rest + decoder.decode(part.value, { stream: true });
      const whole = text.lastIndexOf(END) + 1;
      rest = text.slice(whole);
      for (const [, cursor] of text.slice(0, whole).matchAll(CURSOR)) {
        received += 1;
        after = cursor;
      }
    }
  }

  async function goOn(first: ReadableStream<Uint8Array>): Promise<void> {
    try {
      for (let body = first; ; body = await open()) {
        await take(body);
        cuts += 1;
        await sleep(REST_MS, undefined, { signal });
      }
    } catch (error) {
      // Whoever leaves breaks the connection.
      if (!signal.aborted) throw error;
    }
  }

  const ended = goOn(await open());
  return {
    received: () => received,
    cuts: () => cuts,
    async close(): Promise<void> {
      controller.abort();
      await ended;
    },
  };
}
