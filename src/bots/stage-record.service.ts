import type { Caller } from '../caller.js';
import { inTransaction } from '../db/transaction.js';
import { InvalidTransitionError, Refusal, type State } from '../domain-errors.js';
import { proveWork, type WorkProof } from '../executions/work.service.js';
import { type StageReport, upsertStages } from './stage-record.sql.js';

const ENDED = ['SUCCEEDED', 'FAILED'] as const;

/**
 * Records the stages of a run: all of them or none.
 * @returns Their UUIDs, in the order given; one that is named twice is there twice.
 * @throws Refusal as {@link proveWork}; InvalidTransitionError for a stage that would run after its own end, or
 * after that of its execution.
 */
export function recordStages(
  caller: Caller,
  proof: WorkProof,
  stages: readonly StageReport[],
): Promise<string[]> {
  return inTransaction(caller, 'WORK', async (tx) => {
    const work = await proveWork(tx, caller, proof);
    const open = stages.find(({ status }) => status === 'RUNNING');
    // Nothing would ever close it.
    if (open && work.status !== 'RUNNING') throw runsTooLate(open, 'the execution', work.status);
    const ids = await upsertStages(tx, work, stages);
    const refused = stages[ids.indexOf(null)];
    if (refused) {
      const { name, startedAt } = refused;
      const { status } = await tx.stage.findFirstOrThrow({
        where: { executionId: work.executionId, name, startedAt },
        select: { status: true },
      });
      throw runsTooLate(refused, 'it', status);
    }
    return ids.filter((id) => id !== null);
  });
}

function runsTooLate({ name }: StageReport, what: string, from: State): Refusal {
  const message = `The stage ${JSON.stringify(name)} cannot be RUNNING: ${what} has ended.`;
  return new Refusal(new InvalidTransitionError(message, { from, to: 'RUNNING', allowed: ENDED }));
}
