import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from '../server-context.js';

/** So much of a body is read on after its request was refused, and for so long; then the connection is closed. */
export const MAX_LEFTOVER_BYTES = 64 * 1024 * 1024;
const LEFTOVER_TIMEOUT_MS = 20_000;

/**
 * Holds the answer to a request that was refused before any of its body was read until all of it has come. Most
 * clients listen only once they have said all; a connection that is closed on them meanwhile is reset, and the answer
 * lost with it.
 */
export function useBodyLeftovers(): Plugin<object, ServerContext> {
  return {
    async onResponse({ request, response, serverContext: { req } }) {
      if (!req || req.complete || !request.body || request.bodyUsed) return;
      const isRead = !request.body.locked && (await readOn(request.body.getReader()));
      if (!isRead) response.headers.set('connection', 'close');
    },
  };
}

/** Reads the rest of a body, and keeps nothing of it. @returns Whether it came to its end. */
export async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LEFTOVER_TIMEOUT_MS);
  });
  try {
    for (let size = 0; size <= MAX_LEFTOVER_BYTES; ) {
      const part = await Promise.race([reader.read(), tooLate]);
      if (part === null) return false;
      if (part.done) return true;
      size += part.value.byteLength;
    }
    return false;
  } catch {
    // The client broke the connection.
    return false;
  } finally {
    clearTimeout(timer);
  }
}
