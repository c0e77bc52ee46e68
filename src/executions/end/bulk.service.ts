import type { ActivityAction } from '../../activity/actions.js';
import { recordActivity } from '../../activity/activity.service.js';
import type { Caller } from '../../core/caller.js';
import { readKeys } from '../../core/db/arms.sql.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { DomainError } from '../../core/domain-errors.js';
import { encodeId } from '../../core/ids.js';
import { requireScope } from '../../core/scopes.js';
import type { Prisma } from '../../generated/prisma/client.js';
import type { DryRun } from '../queue/accept.service.js';
import { type ArmName, executionArms } from '../read/execution-arms.js';
import { cancelIn, GRACE_SECONDS } from './cancel.service.js';
import { retryIn } from './retry.service.js';

/** How many executions one bulk command takes. */
export const BULK_LIMIT = { min: 1, max: 10_000, default: 1_000 } as const;
/** How many of them one transaction writes: the others never wait long for its locks. */
const STEP = 100;

export interface BulkRequest {
  /** UUIDs, or a condition that restricts something. */
  of: { ids: readonly string[] } | { where: Prisma.ExecutionWhereInput };
  limit: number;
  /** Whether only to say what would come of it. */
  isDryRun: boolean;
  reason: string | null;
}

export interface BulkOutcome {
  matched: number;
  succeeded: number;
  failures: Array<{ executionId: string; error: DomainError }>;
  hasMore: boolean;
}

/** What of a filter's executions a command is for. */
interface Narrowed {
  arms: readonly ArmName[];
  where: Prisma.ExecutionWhereInput;
}

/** Cancels executions in steps; of a filter's, those that are open and that nobody has asked to stop yet. */
export function bulkCancel(caller: Caller, request: BulkRequest): Promise<BulkOutcome> {
  const { isDryRun, reason } = request;
  const isOpen: Narrowed = {
    arms: ['QUEUED', 'RUNNING'],
    where: { finishedAt: null, cancelRequestedAt: null },
  };
  return inSteps(caller, request, 'execution.bulk_canceled', isOpen, (tx, ids) =>
    cancelIn(
      tx,
      caller,
      ids.map((executionId) => ({ executionId, reason, graceSeconds: GRACE_SECONDS.default, force: false })),
      { isDryRun },
    ),
  );
}

/** Retries executions in steps; of a filter's, those that are finished and that nobody has retried yet. */
export function bulkRetry(caller: Caller, request: BulkRequest): Promise<BulkOutcome> {
  const { isDryRun, reason } = request;
  const dryRun: DryRun | undefined = isDryRun ? { days: new Map(), balances: new Map() } : undefined;
  const isUnretried: Narrowed = {
    arms: ['ENDED'],
    where: { finishedAt: { not: null }, retries: { none: {} } },
  };
  return inSteps(caller, request, 'execution.bulk_retried', isUnretried, (tx, ids) =>
    retryIn(
      tx,
      caller,
      ids.map((executionId) => ({ executionId, reason, unfinishedChunksOnly: false })),
      { dryRun },
    ),
  );
}

/**
 * Which executions it is about is decided once, so that none is taken twice however long the steps take. Who may
 * choose by a filter gets to know what there is: that is reading, too.
 */
async function inSteps(
  caller: Caller,
  { of, limit, isDryRun }: BulkRequest,
  action: ActivityAction,
  narrowed: Narrowed,
  step: (tx: Tx, ids: readonly string[]) => Promise<ReadonlyArray<object | DomainError>>,
): Promise<BulkOutcome> {
  requireScope(caller.viewer, 'WORK');
  requireScope(caller.viewer, 'READ');
  const found = 'ids' in of ? [...new Set(of.ids)] : await select(caller, of.where, narrowed, limit + 1);
  const ids = found.slice(0, limit);
  const failures: BulkOutcome['failures'] = [];
  for (let start = 0; start < ids.length; start += STEP) {
    const some = ids.slice(start, start + STEP);
    const answers = await inTransaction(caller, 'WORK', async (tx) => {
      const given = await step(tx, some);
      const done = some.filter((_, place) => !(given[place] instanceof DomainError));
      if (!isDryRun && done.length > 0) {
        const executionIds = done.map((id) => encodeId('Execution', id));
        await recordActivity(tx, caller, { action, resource: null, metadata: { executionIds } });
      }
      return given;
    });
    for (const [place, executionId] of some.entries()) {
      const error = answers[place];
      if (error instanceof DomainError) failures.push({ executionId, error });
    }
  }
  return {
    matched: ids.length,
    succeeded: isDryRun ? 0 : ids.length - failures.length,
    failures,
    hasMore: found.length > limit,
  };
}

async function select(
  { db, viewer }: Caller,
  where: Prisma.ExecutionWhereInput,
  narrowed: Narrowed,
  take: number,
): Promise<string[]> {
  const { status: _inArms, ...rest } = where;
  const rows = await readKeys(db, viewer, {
    model: 'Execution',
    arms: executionArms(where, 'queuedAt', narrowed.arms).map((arm) => ({
      where: { AND: [rest, narrowed.where, arm.where] },
    })),
    order: { field: 'queuedAt', direction: 'desc' },
    take,
  });
  return rows.map(({ id }) => id);
}
