import type { Caller } from '../../core/caller.js';
import { proveSubject, recordOnce, type Subject } from '../../executions/lease/work.service.js';
import { insertArtifacts, type NewArtifact } from './artifact-record.sql.js';

/**
 * Records what was made: all of it or nothing.
 * @returns UUIDs, in the order given.
 * @throws Refusal as {@link proveSubject} and {@link recordOnce}.
 */
export function recordArtifacts(
  caller: Caller,
  key: string | null,
  request: { subject: Subject; artifacts: readonly NewArtifact[] },
): Promise<string[]> {
  return recordOnce(caller, 'recordArtifacts', { key, request }, async (tx) =>
    insertArtifacts(tx, await proveSubject(tx, caller, request.subject), request.artifacts),
  );
}
