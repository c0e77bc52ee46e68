import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

/** A request as it came in. */
export interface ReceivedWebhook {
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** An HTTP server on a free port of this machine that takes webhooks. */
export async function openWebhookReceiver() {
  const received: ReceivedWebhook[] = [];
  let answer = (response: ServerResponse): void => {
    response.writeHead(204).end();
  };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    received.push({ path: request.url ?? '', headers: request.headers, body });
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('it listens nowhere');
  const { port } = address;
  return {
    port,
    received,
    /** How it answers from now on; 204 until then. */
    answers(next: typeof answer) {
      answer = next;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
