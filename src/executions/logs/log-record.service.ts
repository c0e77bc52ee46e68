import { logLinesExceeded } from '../../accounts/quota.service.js';
import type { Caller } from '../../core/caller.js';
import { Refusal } from '../../core/domain-errors.js';
import { registerParts } from '../../people/parts.js';
import { proveWork, recordOnce, type WorkProof } from '../lease/work.service.js';
import { insertLogs, LOG_SPAN_SECONDS, type NewLine, type TimedLine } from './log-record.sql.js';

registerParts({ ofRuns: ['part_changes', 'execution_logs'], ofJobs: [], ofOwners: [] });

const SPAN_MS = LOG_SPAN_SECONDS * 1_000;

/**
 * Records lines of a run: all of them or none.
 * @throws Refusal as {@link proveWork} and {@link recordOnce}, and with a QuotaExceededError.
 */
export async function recordLogs(
  caller: Caller,
  key: string | null,
  request: { work: WorkProof; lines: readonly NewLine[] },
): Promise<void> {
  await recordOnce(caller, 'recordLogs', { key, request }, async (tx) => {
    const work = await proveWork(tx, caller, request.work);
    const ids = await insertLogs(tx, work, byTime(request.lines, work.at.getTime()));
    if (ids) return ids;
    throw new Refusal(await logLinesExceeded(tx, work.ownerId, request.lines.length));
  });
}

/** The lines in the order of their times, none of which is later than now, in lots that lie within one span each. */
function byTime(lines: readonly NewLine[], now: number): TimedLine[][] {
  const timed = lines.map((line) => ({ ...line, at: Math.min(line.at?.getTime() ?? now, now) }));
  // Those of the same time stay in their order.
  timed.sort((a, b) => a.at - b.at);
  const lots: TimedLine[][] = [];
  let startedAt = Number.NEGATIVE_INFINITY;
  for (const line of timed) {
    const lot = lots.at(-1);
    if (lot && line.at - startedAt < SPAN_MS) {
      lot.push(line);
    } else {
      lots.push([line]);
      startedAt = line.at;
    }
  }
  return lots;
}
