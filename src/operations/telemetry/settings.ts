import { z } from 'zod';
import { defineSettings, oneOf, parsedBy } from '../../core/settings.js';

/** How traces are written: as OTLP over HTTP, in one of its two encodings. */
const PROTOCOLS = ['http/protobuf', 'http/json'] as const;
/** Where a collector listens that nobody set up otherwise, and what it takes traces by. */
const USUAL_ENDPOINT = 'http://localhost:4318';
const TRACES_PATH = 'v1/traces';

/** Where traces go, and as what. */
export interface TracesConfig {
  url: string;
  protocol: (typeof PROTOCOLS)[number];
  /** What this service is called there; undefined for its usual name. */
  serviceName?: string;
}

export interface TelemetryConfig {
  /** Undefined for nowhere. */
  traces?: TracesConfig;
}

const httpUrl = () => parsedBy(parseHttpUrl, () => 'must be a URL like http://localhost:4318').optional();

/** OpenTelemetry's own variables, as far as they are for Runledger to follow; its libraries read the others. */
export const telemetrySettings = defineSettings(
  {
    OTEL_SDK_DISABLED: oneOf(['true', 'false']).default('false'),
    OTEL_TRACES_EXPORTER: oneOf(['otlp', 'none']).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl(),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl(),
    OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(PROTOCOLS).default('http/protobuf'),
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: oneOf(PROTOCOLS).optional(),
    OTEL_SERVICE_NAME: z.string().optional(),
  },
  (values): TelemetryConfig => {
    const general = values.OTEL_EXPORTER_OTLP_ENDPOINT;
    const own = values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
    const exporter = values.OTEL_TRACES_EXPORTER;
    const isAsked = exporter === 'otlp' || (exporter === undefined && (own ?? general) !== undefined);
    if (!isAsked || values.OTEL_SDK_DISABLED === 'true') return {};
    return {
      traces: {
        url: own ?? `${(general ?? USUAL_ENDPOINT).replace(/\/$/, '')}/${TRACES_PATH}`,
        protocol: values.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? values.OTEL_EXPORTER_OTLP_PROTOCOL,
        ...(values.OTEL_SERVICE_NAME && { serviceName: values.OTEL_SERVICE_NAME }),
      },
    };
  },
);

function parseHttpUrl(text: string): string | null {
  return /^https?:/i.test(text) && URL.canParse(text) ? text : null;
}
