import type { Database } from '../core/db/client.js';
import type { Logger } from '../core/logger.js';
import type { Hub } from '../feed/hub.js';
import type { Config } from './config.js';
import { logRequests } from './log-requests.js';
import { listenForScrapes, type MetricsListener } from './metrics-listener.js';
import { isProbe } from './plugins/use-probes.js';
import { createWatch, type Observer, type Watch } from './watch.js';

interface TelemetryDeps {
  config: Pick<Config, 'metricsAddress' | 'traces'>;
  database: Database;
  hub: Pick<Hub, 'streams'>;
  logger: Logger;
}

/** What a server tells of itself, by its log and to whoever the settings name. */
export interface Telemetry {
  watch: Watch;
  /** Where Prometheus finds the metrics; null where nobody is to. */
  metricsUrl: string | null;
  close(): Promise<void>;
}

/**
 * Starts what the settings ask for; what they do not ask for is not even loaded.
 * @throws StartupError with one sentence where nothing can listen at METRICS_ADDRESS.
 */
export async function startTelemetry({ config, logger, ...deps }: TelemetryDeps): Promise<Telemetry> {
  const observers: Observer[] = [logRequests(logger)];
  let listener: MetricsListener | null = null;
  const closers: Array<() => unknown> = [];
  if (config.metricsAddress) {
    const { createMetrics } = await import('../operations/telemetry/metrics.js');
    const metrics = createMetrics({ ...deps, logger });
    closers.push(metrics.close);
    try {
      listener = await listenForScrapes(config.metricsAddress, metrics, logger);
    } catch (error) {
      metrics.close();
      throw error;
    }
    closers.push(listener.close);
    observers.push(metrics);
  }
  if (config.traces) {
    const { createTraces } = await import('../operations/telemetry/traces.js');
    const traces = await createTraces(config.traces, logger);
    closers.push(traces.close);
    observers.push({
      begin(own, request) {
        // They come all the time, and nobody looks for them.
        if (!isProbe(new URL(request.url).pathname)) traces.begin(own, request);
      },
      end: traces.end,
    });
  }
  return {
    watch: createWatch(observers),
    metricsUrl: listener?.url ?? null,
    async close() {
      for (const close of closers.reverse()) await close();
    },
  };
}
