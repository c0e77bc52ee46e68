import {
  type DestinationStream,
  type Logger,
  destination as openDestination,
  pino,
  stdSerializers,
} from 'pino';

export type { Logger };

/** API keys, credentials in headers and addresses, signed tokens, and the tokens of links and leases. */
const SECRETS =
  /\brl_[0-9A-Za-z]{20,}|\bBearer\s+\S+|(?<=:\/\/)[^\s/@]+@|\beyJ[\w-]+\.[\w-]+\.[\w-]+|#token=[\w-]+|\b[0-9a-z]{1,13}\.[\w-]{22}(?![\w-])/g;

/** A text without what looks like a secret of this service. */
export const hideSecrets = (text: string) => text.replace(SECRETS, '[secret]');

/**
 * The process's logger: one JSON object a line on standard error, so that standard output keeps what people read.
 * @param level pino's level, or "silent".
 */
export function createLogger(level: string, destination: DestinationStream = openDestination(2)): Logger {
  return pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
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
