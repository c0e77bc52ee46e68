import { setTimeout as sleep } from 'node:timers/promises';
import { Prisma } from '../../generated/prisma/client.js';
import type { ApiKeyScope } from '../../generated/prisma/enums.js';
import type { Caller } from '../caller.js';
import { requireScope } from '../scopes.js';
import { insideTransaction } from './inside.js';
import type { ScopedDb } from './tenancy.js';

/** The database inside a transaction: nothing else may be used there, since an embedded database has one connection. */
export type Tx = Parameters<Parameters<ScopedDb['$transaction']>[0]>[0];

/** Has something done once the transaction is committed, and not where it is rolled back. */
export type AfterCommit = (action: () => void) => void;

const MAX_TRIES = 4;
const RETRY_WAIT_MS = 20;
/** How long a transaction may wait for a connection, and run. */
export const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 30_000 } as const;
/**
 * Deadlock, a write that another transaction overtook, and a name that another one gave first: all say that nothing was
 * written, and made again it finds what is there.
 */
const TRANSIENT = /40P01|40001|deadlock detected|could not serialize|uq_job_executions_external_id/;

/**
 * Runs one command's writes together or not at all. Every command passes here, and so says which scope it needs: a
 * service refuses who lacks it, however it was reached. A deadlock is tried again, so `work` must not keep anything
 * outside the transaction.
 * @param work Gets the transaction, and uses nothing else.
 * @throws GraphQLError FORBIDDEN
 */
export async function inTransaction<T>(
  { db, viewer }: Pick<Caller, 'db' | 'viewer'>,
  scope: ApiKeyScope,
  work: (tx: Tx, afterCommit: AfterCommit) => Promise<T>,
): Promise<T> {
  requireScope(viewer, scope);
  return runTransaction(db, work);
}

/**
 * The same for a command that writes by one statement, which is together or not at all by itself: it saves two round
 * trips. What `work` reads beside it is not of the same moment.
 */
export async function inStatement<T>(
  { db, viewer }: Pick<Caller, 'db' | 'viewer'>,
  scope: ApiKeyScope,
  work: (db: Tx) => Promise<T>,
): Promise<T> {
  requireScope(viewer, scope);
  return again(() => work(db));
}

/** The same for what the server does by itself, for nobody. */
export async function runTransaction<T>(
  db: ScopedDb,
  work: (tx: Tx, afterCommit: AfterCommit) => Promise<T>,
): Promise<T> {
  return again(async () => {
    const actions: Array<() => void> = [];
    const result = await db.$transaction(
      (tx) => insideTransaction(() => work(tx, (action) => actions.push(action))),
      TRANSACTION_LIMITS,
    );
    for (const action of actions) action();
    return result;
  });
}

/** Again where nothing was written because of others who wrote. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried >= MAX_TRIES || !isTransient(error)) throw error;
      await sleep(RETRY_WAIT_MS * tried * (1 + Math.random()));
    }
  }
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2034' || TRANSIENT.test(error.message);
}
