import type { Caller } from '../../core/caller.js';
import { NotFoundError, Refusal } from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import { proveSubject, proveWork, recordOnce, type Subject } from '../../executions/lease/work.service.js';
import {
  insertPlaygroundSummary,
  insertSummary,
  type NewSummary,
  type PlaygroundRun,
} from './summary-record.sql.js';

/** Only a monitor's runs write summaries. */
export class NotAMonitorError extends Error {
  constructor(readonly kind: string) {
    super(`a ${kind} job has no summaries`);
  }
}

/** What a summary is of: a run that is held, or a monitor. */
export type SummarySubject = NonNullable<Subject>;

/**
 * Records what a monitor's run wrote, or what was written of a monitor, with what the monitor watches.
 * @returns Its UUID.
 * @throws Refusal as {@link proveSubject} and {@link recordOnce}, NotFoundError where the key's summary was deleted
 * since; NotAMonitorError.
 */
export async function recordSummary(
  caller: Caller,
  key: string | null,
  request: NewSummary & { subject: SummarySubject },
): Promise<string> {
  const { subject } = request;
  const ids = await recordOnce(caller, 'recordSummary', { key, request }, async (tx) => {
    if ('job' in subject) return insertSummary(tx, await proveSubject(tx, caller, subject), request);
    const work = await proveWork(tx, caller, subject.work);
    if (work.kind !== 'MONITOR') throw new NotAMonitorError(work.kind);
    return insertSummary(tx, work, request);
  });
  return stillThere(caller, ids);
}

/**
 * Records what was written without a monitor, as the caller's own.
 * @returns Its UUID.
 * @throws Refusal as {@link recordOnce}, NotFoundError where the key's summary was deleted since.
 */
export async function recordPlaygroundSummary(
  caller: Caller,
  key: string | null,
  request: NewSummary & PlaygroundRun,
): Promise<string> {
  const ids = await recordOnce(
    caller,
    'recordPlaygroundSummary',
    { key, request: { ...request, subject: null } },
    (tx) => insertPlaygroundSummary(tx, caller.viewer.accountId, request, request),
  );
  return stillThere(caller, ids);
}

async function stillThere({ db }: Caller, ids: readonly string[]): Promise<string> {
  const [id] = ids;
  if (id === undefined) throw new Error('no summary was written');
  if ((await db.summary.count({ where: { id } })) > 0) return id;
  throw new Refusal(new NotFoundError('The summary has been deleted.', encodeId('Summary', id)));
}
