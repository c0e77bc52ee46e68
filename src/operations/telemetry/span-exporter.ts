import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../../core/logger.js';
import type { TracesConfig } from './settings.js';

/** Sends spans to a collector. The log has one line when that begins to fail, and one when it works again. */
export async function openExporter(config: TracesConfig, logger: Logger): Promise<SpanExporter> {
  const exporter = await loadExporter(config);
  let isFailing = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const isFailed = result.code !== ExportResultCode.SUCCESS;
        if (isFailed && !isFailing) logger.warn({ err: result.error }, 'the collector takes no traces');
        if (!isFailed && isFailing) logger.info('the collector takes traces again');
        isFailing = isFailed;
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

async function loadExporter({ url, protocol }: TracesConfig): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({ url });
}
