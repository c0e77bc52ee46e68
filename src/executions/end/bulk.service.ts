import type { ActivityAction } from '../../activity/actions.js';
import { recordActivity } from '../../activity/activity.service.js';
import type { Caller } from '../../core/caller.js';
import { type FirstRows, firstOfAll, readKeys } from '../../core/db/arms.sql.js';
import type { BoundedCount } from '../../core/db/counts.sql.js';
import { inTransaction, type Tx } from '../../core/db/transaction.js';
import { DomainError } from '../../core/domain-errors.js';
import { refuseInput } from '../../core/errors.js';
import { encodeId } from '../../core/ids.js';
import { requireScope } from '../../core/scopes.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { DryRun } from '../queue/accept.service.js';
import { type ArmName, executionArms } from '../read/execution-arms.js';
import {
  addSelection,
  type BulkAction,
  givenIds,
  MAX_SELECTED,
  readSelected,
  type Selected,
  takeSelected,
} from './bulk-selection.sql.js';
import { cancelIn, GRACE_SECONDS } from './cancel.service.js';
import { retryIn } from './retry.service.js';

/** How many executions one bulk command takes. */
export const BULK_LIMIT = { min: 1, max: 10_000, default: 1_000 } as const;
/** How many of them one transaction writes: the others never wait long for its locks. */
const STEP = 100;

export interface BulkRequest {
  /** UUIDs, a condition that restricts something, or the UUID of what a dry run selected. */
  of: { ids: readonly string[] } | { where: Prisma.ExecutionWhereInput } | { selectionId: string };
  limit: number;
  /** Whether only to say what would come of it. */
  isDryRun: boolean;
  reason: string | null;
}

export interface BulkOutcome {
  /** The UUID of what a dry run selected, and how many there are; null where it selected nothing, and otherwise. */
  selection: { id: string; count: BoundedCount } | null;
  matched: number;
  succeeded: number;
  failures: Array<{ executionId: string; error: DomainError }>;
  hasMore: boolean;
}

/** What one of the two commands is. */
interface Command {
  action: BulkAction;
  activity: ActivityAction;
  /** What of a filter's executions it is for. */
  arms: readonly ArmName[];
  where: Prisma.ExecutionWhereInput;
  /** @param selectedAt When a dry run selected them, where one did. */
  step(tx: Tx, ids: readonly string[], selectedAt: Date | null): Promise<ReadonlyArray<object | DomainError>>;
}

/** Cancels executions in steps; of a filter's, those that are open and that nobody has asked to stop yet. */
export function bulkCancel(caller: Caller, request: BulkRequest): Promise<BulkOutcome> {
  const { isDryRun, reason } = request;
  return inSteps(caller, request, {
    action: 'CANCEL',
    activity: 'execution.bulk_canceled',
    arms: ['QUEUED', 'RUNNING'],
    where: { finishedAt: null, cancelRequestedAt: null },
    step: (tx, ids) =>
      cancelIn(
        tx,
        caller,
        ids.map((executionId) => ({
          executionId,
          reason,
          graceSeconds: GRACE_SECONDS.default,
          force: false,
        })),
        { isDryRun },
      ),
  });
}

/** Retries executions in steps; of a filter's, those that are finished and that nobody has retried yet. */
export function bulkRetry(caller: Caller, request: BulkRequest): Promise<BulkOutcome> {
  const { isDryRun, reason } = request;
  const dryRun: DryRun | undefined = isDryRun ? { days: new Map(), balances: new Map() } : undefined;
  return inSteps(caller, request, {
    action: 'RETRY',
    activity: 'execution.bulk_retried',
    arms: ['ENDED'],
    where: { finishedAt: { not: null }, retries: { none: {} } },
    step: (tx, ids, unretriedSince) =>
      retryIn(
        tx,
        caller,
        ids.map((executionId) => ({ executionId, reason, unfinishedChunksOnly: false })),
        { dryRun, unretriedSince },
      ),
  });
}

/**
 * Which executions it is about is decided once, so that none is taken twice however long the steps take. Who may
 * choose by a filter gets to know what there is: that is reading, too.
 */
async function inSteps(caller: Caller, request: BulkRequest, command: Command): Promise<BulkOutcome> {
  requireScope(caller.viewer, 'WORK');
  requireScope(caller.viewer, 'READ');
  const { of, limit, isDryRun } = request;
  if ('selectionId' in of) return onSelection(caller, of.selectionId, request, command);
  const { selection, ids, hasMore } = isDryRun
    ? await keep(caller, of, command, limit)
    : await choose(caller, of, command, limit);
  const failures: BulkOutcome['failures'] = [];
  for (let start = 0; start < ids.length; start += STEP) {
    const some = ids.slice(start, start + STEP);
    failures.push(
      ...(await inTransaction(caller, 'WORK', (tx) => act(tx, caller, some, null, { isDryRun, command }))),
    );
  }
  return {
    selection,
    matched: ids.length,
    succeeded: isDryRun ? 0 : ids.length - failures.length,
    failures,
    hasMore,
  };
}

type Chosen = Pick<BulkOutcome, 'selection' | 'hasMore'> & { ids: readonly string[] };
/** What is chosen otherwise than by a selection. */
type ByThemselves = Exclude<BulkRequest['of'], { selectionId: string }>;

/** What a command acts on. */
async function choose(caller: Caller, of: ByThemselves, command: Command, limit: number): Promise<Chosen> {
  const ids =
    'ids' in of
      ? [...new Set(of.ids)]
      : (await readKeys(caller.db, caller.viewer, matching(of.where, command, limit + 1))).map(
          ({ id }) => id,
        );
  return { selection: null, ids: ids.slice(0, limit), hasMore: ids.length > limit };
}

/** Keeps what a dry run matches, so that nothing else is hit by what follows it. */
async function keep(caller: Caller, of: ByThemselves, command: Command, limit: number): Promise<Chosen> {
  const { db, viewer } = caller;
  const found =
    'ids' in of
      ? givenIds([...new Set(of.ids)])
      : Prisma.sql`SELECT id FROM (${firstOfAll(db, viewer, matching(of.where, command, MAX_SELECTED + 1))}) AS m`;
  const made = await inTransaction(caller, 'WORK', (tx) =>
    addSelection(tx, viewer, command.action, { found, limit }),
  );
  if (!made) return { selection: null, ids: [], hasMore: false };
  const { id, matched, ids } = made;
  const count = { value: Math.min(matched, MAX_SELECTED), isCapped: matched > MAX_SELECTED };
  return { selection: { id, count }, ids, hasMore: matched > limit };
}

/**
 * Goes on with a selection: what one step acts on is taken by the same transaction, so that none of it is acted on
 * twice, whoever asks again or at the same time.
 */
async function onSelection(
  caller: Caller,
  id: string,
  { limit, isDryRun }: BulkRequest,
  command: Command,
): Promise<BulkOutcome> {
  const { viewer } = caller;
  const { action } = command;
  const failures: BulkOutcome['failures'] = [];
  let matched = 0;
  /** What is behind those that were looked at. */
  let next: Selected | null = null;
  let isBegun = false;
  while (matched < limit) {
    const count = Math.min(STEP, limit - matched);
    const step = await inTransaction(caller, 'WORK', async (tx) => {
      const given = isDryRun
        ? await readSelected(tx, viewer, { id, action }, { skipped: matched, limit: count })
        : await takeSelected(tx, viewer, { id, action }, count);
      if (!given) return null;
      return { given, failed: await act(tx, caller, given.ids, given.createdAt, { isDryRun, command }) };
    });
    if (!step) break;
    isBegun = true;
    next = step.given;
    matched += step.given.ids.length;
    failures.push(...step.failed);
    if (step.given.left === 0) break;
  }
  if (!isBegun)
    refuseInput(['input', 'selection'], 'is not known here, or no longer: ask for another by a dry run.');
  const left = next?.left ?? 0;
  return {
    selection: isDryRun ? { id, count: { value: matched + left, isCapped: false } } : null,
    matched,
    succeeded: isDryRun ? 0 : matched - failures.length,
    failures,
    hasMore: left > 0,
  };
}

/** One step. @returns What was not done. */
async function act(
  tx: Tx,
  caller: Caller,
  ids: readonly string[],
  selectedAt: Date | null,
  { isDryRun, command }: { isDryRun: boolean; command: Command },
): Promise<BulkOutcome['failures']> {
  if (ids.length === 0) return [];
  const answers = await command.step(tx, ids, selectedAt);
  const done = ids.filter((_, place) => !(answers[place] instanceof DomainError));
  if (!isDryRun && done.length > 0) {
    const executionIds = done.map((id) => encodeId('Execution', id));
    await recordActivity(tx, caller, {
      action: command.activity,
      resource: null,
      metadata: { executionIds },
    });
  }
  return ids.flatMap((executionId, place) => {
    const error = answers[place];
    return error instanceof DomainError ? [{ executionId, error }] : [];
  });
}

/** The executions of a filter that a command is for, the most recently accepted first. */
function matching(
  where: Prisma.ExecutionWhereInput,
  command: Pick<Command, 'arms' | 'where'>,
  take: number,
): FirstRows {
  const { status: _inArms, ...rest } = where;
  return {
    model: 'Execution',
    arms: executionArms(where, 'queuedAt', command.arms).map((arm) => ({
      where: { AND: [rest, command.where, arm.where] },
    })),
    order: { field: 'queuedAt', direction: 'desc' },
    take,
  };
}
