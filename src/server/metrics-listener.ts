import { createServer } from 'node:http';
import type { Logger } from '../core/logger.js';
import type { Metrics } from '../operations/telemetry/metrics.js';
import { type Address, bind, originOf } from './address.js';

const METRICS_PATH = '/metrics';
/** Whoever scrapes is one or a few, and asks by a few lines. */
const MAX_CONNECTIONS = 20;
const REQUEST_TIMEOUT_MS = 5_000;

export interface MetricsListener {
  url: string;
  close(): Promise<void>;
}

/**
 * Answers `GET /metrics`, on a listener of its own: it is not for whom the API is for.
 * @throws StartupError with one sentence where it cannot listen there.
 */
export async function listenForScrapes(
  address: Address,
  metrics: Metrics,
  logger: Logger,
): Promise<MetricsListener> {
  const server = createServer(
    { headersTimeout: REQUEST_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    async (request, response) => {
      response.setHeader('cache-control', 'no-store');
      const isRead = request.method === 'GET' || request.method === 'HEAD';
      if (!isRead || request.url?.split('?')[0] !== METRICS_PATH) {
        response.writeHead(isRead ? 404 : 405).end();
        return;
      }
      try {
        const { type, text } = await metrics.scrape();
        response.writeHead(200, { 'content-type': type }).end(text);
      } catch (err) {
        logger.error({ err }, 'a scrape failed');
        response.writeHead(500).end();
      }
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await bind(server, address);
  server.on('error', (err) => logger.error({ err }, 'a connection for metrics was not taken'));
  return {
    url: `${originOf(server, address.host)}${METRICS_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
