/** No attempt waits longer than this for the one before it. */
export const MAX_RETRY_DELAY_SECONDS = 24 * 60 * 60;

/**
 * The wait before another attempt: the job's backoff, doubled with each attempt that was made.
 * @param backoffSeconds The job's.
 * @param attempt The attempt that failed, from 1.
 */
export function retryDelaySeconds(backoffSeconds: number, attempt: number): number {
  return Math.min(backoffSeconds * 2 ** Math.min(attempt - 1, 32), MAX_RETRY_DELAY_SECONDS);
}
