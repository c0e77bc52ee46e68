import { isatty } from 'node:tty';
import {
  type DestinationStream,
  type Logger,
  destination as openDestination,
  pino,
  stdSerializers,
  transport,
} from 'pino';
import { type Tally, tally } from './tally.js';

export type { Logger };

/** API keys, credentials in headers and addresses, signed tokens, and the tokens of links and leases. */
const SECRETS =
  /\brl_[0-9A-Za-z]{20,}|\bBearer\s+\S+|(?<=:\/\/)[^\s/@]+@|\beyJ[\w-]+\.[\w-]+\.[\w-]+|#token=[\w-]+|\b[0-9a-z]{1,13}\.[\w-]{22}(?![\w-])/g;

/** A text without what looks like a secret of this service. */
export const hideSecrets = (text: string) => text.replace(SECRETS, '[secret]');

const STANDARD_ERROR = 2;

/** Standard error, so that standard output keeps what people read; on a terminal each object is a line for people too. */
export function openLog(): DestinationStream {
  if (!isatty(STANDARD_ERROR)) return openDestination(STANDARD_ERROR);
  const colorize = process.stderr.hasColors?.() ?? false;
  const options = { destination: STANDARD_ERROR, colorize, translateTime: 'SYS:HH:MM:ss.l' };
  return transport({ target: 'pino-pretty', options });
}

/** What leads from a line of the log to its request's trace, called as OpenTelemetry does. */
export function traceFields(own: Pick<Tally, 'trace'> | undefined): { trace_id?: string; span_id?: string } {
  return own?.trace ? { trace_id: own.trace.traceId, span_id: own.trace.spanId } : {};
}

/**
 * The process's logger: one JSON object a line.
 * @param level pino's level, or "silent".
 */
export function createLogger(
  level: string,
  destination: DestinationStream = openDestination(STANDARD_ERROR),
): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => traceFields(tally()),
      redact: { paths: ['authorization', '*.authorization', '*.*.authorization'], censor: '[secret]' },
      serializers: {
        err(error: Error) {
          const { type, message, stack } = stdSerializers.err(error);
          return { type, message: hideSecrets(message), stack: hideSecrets(stack) };
        },
      },
    },
    destination,
  );
}
