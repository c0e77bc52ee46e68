import { z } from 'zod';
import { readBalances } from '../../accounts/credit-balance.sql.js';
import { type OverAllOwners, owned } from '../../core/db/owned.js';
import { PREPARED } from '../../core/db/prepared.js';
import type { Tx } from '../../core/db/transaction.js';
import {
  ExecutionStatus,
  type FailureReason,
  JobStatus,
  Prisma,
  type RescueCause,
} from '../../generated/prisma/client.js';
import { type ClaimRequest, claimArguments, type Taken, takenRow } from '../queue/claim.sql.js';
import type { Fingerprint } from './fingerprint/fingerprint.js';

/** What a command must know of an execution before it ends it; read under its lock. */
const locked = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    jobId: z.uuid(),
    kind: z.string(),
    status: z.enum(ExecutionStatus),
    fence: z.coerce.bigint(),
    dispatch: z.enum(['QUEUE', 'EXTERNAL']),
    jobStatus: z.enum(JobStatus),
    cancelRequestedAt: z.date().nullable(),
    /** Whether the time to end by itself is over: it can only be canceled now. */
    isCancelDue: z.boolean(),
    heldCredits: z.int(),
  }),
);

export type LockedExecution = z.infer<typeof locked>[number];

/**
 * Locks executions, in the order of their ids so that two commands never wait for each other in a circle.
 * @param ownerId Whose they must be; null for anybody's. Others are not found.
 */
export async function lockExecutions(
  tx: Tx,
  ids: readonly string[],
  ownerId: string | null,
  {
    skipLocked = false,
    otherwise = 'administration',
  }: { skipLocked?: boolean; otherwise?: OverAllOwners } = {},
): Promise<Map<string, LockedExecution>> {
  if (ids.length === 0) return new Map();
  const rows = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_executions */
      SELECT e.id, e.owner_id AS "ownerId", e.job_id AS "jobId", e.kind, e.status::text AS status,
        e.fence, e.dispatch::text AS dispatch, j.status::text AS "jobStatus", e.cancel_requested_at AS "cancelRequestedAt",
        coalesce(e.cancel_deadline <= clock_timestamp(), false) AS "isCancelDue", e.held_credits AS "heldCredits"
      FROM job_executions e JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId, otherwise)}
      WHERE e.id = ANY(${[...new Set(ids)]}::uuid[]) ${owned('e.owner_id', ownerId, otherwise)}
      ORDER BY e.id
      FOR NO KEY UPDATE OF e ${skipLocked ? Prisma.sql`SKIP LOCKED` : Prisma.empty}`),
  );
  await lockPayers(tx, rows);
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Ending a run moves the credits that are held for it. Where those are several owners', their accounts are locked
 * too, in the order of the owners, for the same reason.
 */
async function lockPayers(tx: Tx, rows: readonly LockedExecution[]): Promise<void> {
  const held = rows.filter(
    ({ heldCredits, status }) => heldCredits > 0 && (status === 'QUEUED' || status === 'RUNNING'),
  );
  const owners = new Set(held.map(({ ownerId }) => ownerId));
  if (owners.size > 1) await readBalances(tx, [...owners], { isLocked: true });
}

/** Lets a transaction wait no longer for what another one holds. */
export async function waitAtMost(tx: Tx, ms: number): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* wait_at_most */ SELECT set_config('lock_timeout', ${String(ms)}, true)`);
}

/** How an execution ends, or is put back in the queue; the type `run_ending` says what each means. */
export interface Ending {
  to: 'COMPLETED' | 'FAILED' | 'CANCELED' | 'QUEUED';
  /** Whether FAILED is QUEUED where an attempt is left, nobody asked to stop, and the queue is ours. */
  retryable?: boolean;
  failureReason?: FailureReason;
  result?: unknown;
  itemsProcessed?: number | null;
  errorMessage?: string;
  errorCode?: string | null;
  fingerprint?: Fingerprint;
  errorDetails?: unknown;
  /** For QUEUED: not before this, and never before now. */
  snoozedUntil?: Date;
  reason?: string | null;
  isByUser?: boolean;
  /** Where the server does it by itself. */
  rescueCause?: RescueCause;
}

/** One that is to end, by its UUID, and whose it is. */
export type EndingOf = Ending & { id: string; ownerId: string };

function endingRow(ending: Ending) {
  return {
    ends_as: ending.to,
    retryable: ending.retryable,
    failure_reason: ending.failureReason,
    result: ending.result,
    items_processed: ending.itemsProcessed,
    error_message: ending.errorMessage,
    error_code: ending.errorCode,
    error_fingerprint: ending.fingerprint?.value,
    fingerprint_version: ending.fingerprint?.version,
    error_details: ending.errorDetails,
    snoozed_until: ending.snoozedUntil,
    reason: ending.reason,
    by_user: ending.isByUser,
    rescue_cause: ending.rescueCause,
  };
}

/** JSON of rows, by owner: what is done for several owners is done for each by itself. */
function byOwner(rows: ReadonlyArray<{ ownerId: string; row: object }>): string {
  const groups = new Map<string, object[]>();
  for (const { ownerId, row } of rows) {
    const group = groups.get(ownerId);
    if (group) group.push(row);
    else groups.set(ownerId, [row]);
  }
  return JSON.stringify(Array.from(groups, ([owner, items]) => ({ owner, items })));
}

/**
 * Ends executions that are locked, each once, in one statement: the function `end_runs` says what that is.
 * @param userId The user of the credential; null for the server itself.
 */
export async function endExecutions(
  tx: Tx,
  endings: readonly EndingOf[],
  userId: string | null,
): Promise<void> {
  if (endings.length === 0) return;
  const rows = byOwner(
    endings.map(({ id, ownerId, ...ending }) => ({ ownerId, row: { id, ...endingRow(ending) } })),
  );
  await tx.$executeRaw(Prisma.sql`${PREPARED} /* end_executions */
    SELECT end_runs(g.owner, ${userId}::uuid, ARRAY(SELECT e FROM jsonb_populate_recordset(NULL::run_ending, g.items) e))
    FROM jsonb_to_recordset(${rows}::jsonb) AS g(owner uuid, items jsonb)`);
}

/** What a worker says of an execution that it holds, and is done with. */
export interface Saying {
  /** UUID. */
  id: string;
  ownerId: string;
  /** What the token of its lease proves; null where it proves nothing. */
  fence: bigint | null;
  /** Of all that it says. */
  hash: string;
  ending: Ending;
}

const answer = z.object({
  place: z.int(),
  outcome: z.enum([
    'DONE',
    'MISSING',
    'HELD',
    'LEASE_LOST',
    'INVALID',
    'OPEN_CHUNKS',
    'ASKED_TO_STOP',
    'EXTERNAL',
  ]),
  status: z.enum(ExecutionStatus).nullable(),
  pending: z.int().nullable(),
  processing: z.int().nullable(),
  retryAt: z.date().nullable(),
});
const answers = z.array(answer);
const answersAndTaken = z.array(z.union([answer, takenRow]));

/** What became of a saying; the type `run_answer` says what each means. */
export type FinishAnswer = z.infer<typeof answer>;

function sayingRow({ id, fence, hash, ending }: Omit<Saying, 'ownerId'>, place: number) {
  return { place, id, fence: fence?.toString(), hash, ...endingRow(ending) };
}

/**
 * Locks executions, decides on each, and ends those that may, in one statement: the function `finish_runs` says how.
 * @param userId The user of the credential.
 * @param skipLocked Whether what another transaction holds is left out, as HELD.
 * @returns An answer for each, by its place.
 */
export async function finishRuns(
  db: Tx,
  sayings: readonly Saying[],
  { userId, skipLocked }: { userId: string; skipLocked: boolean },
): Promise<Map<number, FinishAnswer>> {
  const rows = byOwner(
    sayings.map(({ ownerId, ...saying }, place) => ({ ownerId, row: sayingRow(saying, place) })),
  );
  const found = answers.parse(
    await db.$queryRaw(Prisma.sql`${PREPARED} /* finish_runs */
      SELECT a.place, a.outcome, a.status::text AS status, a.pending, a.processing, a.retry_at AS "retryAt"
      FROM jsonb_to_recordset(${rows}::jsonb) AS g(owner uuid, items jsonb)
      CROSS JOIN LATERAL finish_runs(g.owner, ${userId}::uuid, g.items, ${skipLocked}) a`),
  );
  return new Map(found.map((answer) => [answer.place, answer]));
}

/**
 * The same for executions of one owner, leaving out what another transaction holds; and in the same statement, after that,
 * what `claimQueued` does.
 */
export async function finishAndClaim(
  db: Tx,
  ownerId: string,
  sayings: ReadonlyArray<Omit<Saying, 'ownerId'>>,
  claim: Omit<ClaimRequest, 'isPatient'>,
): Promise<{ answers: Map<number, FinishAnswer>; taken: Taken[] }> {
  const found = answersAndTaken.parse(
    await db.$queryRaw(Prisma.sql`${PREPARED} /* finish_and_claim */
      SELECT place, outcome, status::text AS status, pending, processing, retry_at AS "retryAt",
        worker - 1 AS worker, id, fence, expires_at AS "expiresAt", deadline, cancel_requested AS "cancelRequested",
        priority, available_at AS "availableAt", is_apart AS "isApart", left_at AS "leftAt"
      FROM finish_and_claim(
        ${ownerId}::uuid, ${claim.userId}::uuid, ${JSON.stringify(sayings.map(sayingRow))}::jsonb, ${claimArguments(claim)},
        ${claim.since}::timestamptz[])
      ORDER BY priority DESC, available_at, id`),
  );
  return {
    answers: new Map(found.flatMap((row) => ('place' in row ? [[row.place, row]] : []))),
    taken: found.flatMap((row) => ('worker' in row ? [row] : [])),
  };
}
