import type { IncomingMessage } from 'node:http';

/** What the HTTP server knows of a request, where there is one. */
export interface ServerContext {
  req?: IncomingMessage;
}
