import { hideSecrets, type Logger, traceFields } from '../core/logger.js';
import type { Answered } from '../operations/telemetry/request.js';
import type { Observer } from './watch.js';

/** A call of a worker that takes longer is worth a line. */
const SLOW_CALL_MS = 1_000;
/** What says nothing that a line at the beginning of an outage, or a metric, does not say better. */
const QUIET_CODES = ['SERVICE_UNAVAILABLE', 'RATE_LIMITED'];

/** One line a request. */
export function logRequests(logger: Logger): Observer {
  return {
    end(answered) {
      const level = levelOf(answered);
      if (!logger.isLevelEnabled(level)) return;
      const { requestId, operation, name, fields, viewer, status, ms, tally } = answered;
      logger[level](
        {
          ...traceFields(tally),
          requestId: hideSecrets(requestId),
          operation,
          name: name === undefined ? undefined : hideSecrets(name),
          fields,
          userId: viewer?.userId,
          accountId: viewer?.accountId,
          apiKeyId: viewer?.apiKeyId ?? undefined,
          status,
          ms: Math.round(ms),
          waitedMs: Math.round(tally.waitedMs) || undefined,
          statements: tally.statements,
          cost: tally.cost ?? undefined,
          codes: tally.codes.size > 0 ? [...tally.codes] : undefined,
        },
        'request',
      );
    },
  };
}

/** So that a healthy server is quiet, however many workers it has, and an attack does not fill the log. */
function levelOf({
  operation,
  isOfWorkers,
  ms,
  tally: { codes, waitedMs },
}: Answered): 'error' | 'info' | 'debug' {
  if (codes.has('INTERNAL_SERVER_ERROR')) return 'error';
  if (QUIET_CODES.some((code) => codes.has(code))) return 'debug';
  const isHealthy = codes.size === 0;
  if (isHealthy && operation === 'none') return 'debug';
  return isHealthy && isOfWorkers && ms - waitedMs < SLOW_CALL_MS ? 'debug' : 'info';
}
