import { overAllOwners, owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { encodeId } from '../core/ids.js';
import { Prisma } from '../generated/prisma/client.js';
import {
  archiveSome,
  clearSome,
  countOf,
  type Deletion,
  deleteSome,
  lockSome,
  recordDeletion,
  writeProgress,
} from './deletion.sql.js';
import { registeredParts } from './parts.js';

/** How many rows one step deletes at most, but for what hangs on the last of them. */
const ROWS = 2_000;
/** Runs and jobs of one step: each takes some narrow rows of its own with it. */
const RUNS = 300;
const JOBS = 100;

/** What else is of an account or its user and is no part of a kind of job, and the column that says so. Narrow rows of its own go with each. */
const REST = [
  ['credit_transactions', 'owner_id'],
  ['usage_metrics', 'owner_id'],
  ['failure_groups', 'owner_id'],
  ['idempotency_keys', 'owner_id'],
  ['bulk_selections', 'owner_id'],
  ['twitter_verification_logs', 'user_id'],
  ['completions', 'owner_id'],
  ['twitter_connections', 'user_id'],
  ['sessions', 'owner_id'],
  ['one_time_tokens', 'user_id'],
  ['user_identities', 'owner_id'],
  ['api_keys', 'owner_id'],
  ['projects', 'owner_id'],
  ['activity_logs', 'user_id'],
  ['activity_logs', 'owner_id'],
  ['memberships', 'account_id'],
] as const;

/** Everything of an account, and of its user, that goes once jobs and runs are gone, and the column that says so. */
export function restOfAccounts(): Array<readonly [table: string, column: string]> {
  return [...registeredParts().ofOwners.map((table) => [table, 'owner_id'] as const), ...REST];
}

/** What other accounts own and the user is named in, as who did something. */
const NAMED_IN = [
  ['api_keys', 'created_by_user_id'],
  ['job_executions', 'created_by_user_id'],
  ['job_executions', 'cancel_requested_by_user_id'],
  ['execution_events', 'actor_user_id'],
  ['execution_rollup_repairs', 'owner_id'],
  ['failure_groups', 'decided_by_user_id'],
  ['alerts', 'acknowledged_by_user_id'],
  ['activity_logs', 'user_id'],
] as const;

/** What the activity log says of it when something is gone. */
const TOLD = {
  User: { action: 'user.deleted', resourceType: 'user' },
  Account: { action: 'account.deleted', resourceType: 'account' },
  Project: { action: 'project.deleted', resourceType: 'project' },
} as const;

/**
 * Takes one step of a deletion that is locked: a few thousand rows in one transaction, the leaves first. Rows of
 * append-only tables may go, since their owner is noted as leaving; where only a project goes, they go with their runs.
 * @returns Whether it was the last.
 */
export async function takeStep(tx: Tx, deletion: Deletion): Promise<boolean> {
  const { ownerId, projectId } = deletion;
  const count = new Counts(deletion.deleted);
  const gone =
    projectId === null
      ? await stepOfAccount(tx, ownerId, count)
      : await stepOfProject(tx, { ownerId, projectId }, count);
  const now = { ...deletion, deleted: count.all };
  if (!gone) {
    await writeProgress(tx, now);
    return false;
  }
  const resourceId = encodeId(gone, projectId ?? ownerId);
  await recordDeletion(tx, now, { ...TOLD[gone], resourceId });
  return true;
}

class Counts {
  readonly all: Record<string, number>;
  /** What this step may still take. */
  left = ROWS;

  constructor(before: Record<string, number>) {
    this.all = { ...before };
  }

  add(table: string, count: number): void {
    this.left -= count;
    if (count > 0) this.all[table] = (this.all[table] ?? 0) + count;
  }
}

/** @returns What is gone with it: its user, or the account alone, which is a team's; null where there is more. */
async function stepOfAccount(tx: Tx, accountId: string, count: Counts): Promise<'User' | 'Account' | null> {
  const theirs = Prisma.sql`owner_id = ${accountId}::uuid`;
  const first = [['notifications', theirs]] as const;
  if (await stepOfJobs(tx, { ownerId: accountId, jobs: theirs, runs: theirs, first }, count)) return null;
  for (const [table, column] of restOfAccounts()) {
    // What a person did for other accounts stays in those accounts' logs, without their name.
    const isNaming = table === 'activity_logs' && column === 'user_id';
    const only = isNaming ? Prisma.sql`AND owner_id IS NULL ${overAllOwners('naming')}` : Prisma.empty;
    if (await take(tx, table, Prisma.sql`${Prisma.raw(column)} = ${accountId}::uuid ${only}`, count))
      return null;
  }
  for (const [table, column] of NAMED_IN) {
    const naming = Prisma.sql`${Prisma.raw(column)} = ${accountId}::uuid ${overAllOwners('naming')}`;
    count.left -= await clearSome(tx, { table, column }, naming, count.left);
    if (count.left <= 0) return null;
  }
  // Links that were mailed before there was an account.
  await deleteSome(
    tx,
    'one_time_tokens',
    Prisma.sql`email = (SELECT email FROM users WHERE id = ${accountId}::uuid)`,
    ROWS,
  );
  // A person's account goes with its user only.
  if (await tx.$executeRaw(Prisma.sql`/* step_of_account */ DELETE FROM users WHERE id = ${accountId}::uuid`))
    return 'User';
  await tx.$executeRaw(Prisma.sql`/* step_of_account */ DELETE FROM accounts WHERE id = ${accountId}::uuid`);
  return 'Account';
}

async function stepOfProject(
  tx: Tx,
  { ownerId, projectId }: { ownerId: string; projectId: string },
  count: Counts,
): Promise<'Project' | null> {
  const jobs = Prisma.sql`project_id = ${projectId}::uuid ${owned('owner_id', ownerId)}`;
  const runs = Prisma.sql`job_id IN (SELECT id FROM jobs WHERE ${jobs}) ${owned('owner_id', ownerId)}`;
  if (await stepOfJobs(tx, { ownerId, jobs, runs, first: [] }, count)) return null;
  // Runs of jobs that moved elsewhere are theirs now.
  const moved = { table: 'job_executions', column: 'project_id' };
  count.left -= await clearSome(tx, moved, jobs, count.left);
  if (count.left <= 0) return null;
  await tx.$executeRaw(Prisma.sql`/* step_of_project */
    DELETE FROM projects WHERE id = ${projectId}::uuid ${owned('owner_id', ownerId)}`);
  return 'Project';
}

interface Scope {
  ownerId: string;
  jobs: Prisma.Sql;
  runs: Prisma.Sql;
  /** What goes before the runs, since it names them. */
  first: ReadonlyArray<readonly [table: string, where: Prisma.Sql]>;
}

/** @returns Whether there is more of this kind, or the step has taken its fill. */
async function stepOfJobs(tx: Tx, { ownerId, jobs, runs, first }: Scope, count: Counts): Promise<boolean> {
  const among = (column: string, ids: readonly string[]) =>
    Prisma.sql`${Prisma.raw(column)} = ANY(${[...ids]}::uuid[]) ${owned('owner_id', ownerId)}`;
  count.left -= await archiveSome(tx, jobs, count.left);
  if (count.left <= 0) return true;
  for (const [table, where] of first) if (await take(tx, table, where, count)) return true;

  const runIds = await lockSome(tx, 'job_executions', runs, RUNS);
  if (runIds.length > 0) {
    const ofRuns = among('execution_id', runIds);
    for (const table of registeredParts().ofRuns) if (await take(tx, table, ofRuns, count)) return true;
    count.add('execution_events', await countOf(tx, 'execution_events', ofRuns));
    count.add('job_executions', await deleteSome(tx, 'job_executions', among('id', runIds), RUNS));
    return true;
  }
  const jobIds = await lockSome(tx, 'jobs', jobs, JOBS);
  if (jobIds.length === 0) return false;
  const ofJobs = among('job_id', jobIds);
  for (const table of [...registeredParts().ofJobs, 'schedule_ticks']) {
    if (await take(tx, table, ofJobs, count)) return true;
  }
  count.add('jobs', await deleteSome(tx, 'jobs', among('id', jobIds), JOBS));
  return true;
}

/** Deletes of a table what the step may still take. @returns Whether the step has taken its fill. */
async function take(tx: Tx, table: string, where: Prisma.Sql, count: Counts): Promise<boolean> {
  count.add(table, await deleteSome(tx, table, where, count.left));
  return count.left <= 0;
}
