import type { IncomingMessage } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { ServerContext } from '../app.js';

/** So much of a body is read on after its request was refused, and for so long; then the connection is closed. */
export const MAX_LEFTOVER_BYTES = 64 * 1024 * 1024;
const LEFTOVER_TIMEOUT_MS = 20_000;

/**
 * Holds the answer to a request that was refused before all of it had come until the rest has. Most clients listen
 * only once they have said all; a connection that is closed on them meanwhile is reset, and the answer lost with it.
 */
export function useBodyLeftovers(): Plugin<object, ServerContext> {
  return {
    async onResponse({ request, response, serverContext: { req } }) {
      if (!req || req.complete || !request.body) return;
      if (!(await readOn(request.body, req))) response.headers.set('connection', 'close');
    },
  };
}

/** @returns Whether it came to its end. */
async function readOn(body: ReadableStream<Uint8Array>, { socket }: IncomingMessage): Promise<boolean> {
  if (body.locked) return false;
  const reader = body.getReader();
  let timer: NodeJS.Timeout | undefined;
  let giveUp = () => {};
  const tooLate = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
    timer = setTimeout(giveUp, LEFTOVER_TIMEOUT_MS);
    socket.once('close', giveUp);
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
    socket.off('close', giveUp);
  }
}
