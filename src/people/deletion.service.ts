import { recordActivity } from '../activity/activity.service.js';
import { SYSTEM_ADMIN_ID } from '../auth/managed-keys.js';
import type { Caller } from '../core/caller.js';
import { outageOf } from '../core/db/outage.js';
import { requireThemselves, type ScopedDb, seesEverything, userScope } from '../core/db/tenancy.js';
import { inTransaction, runTransaction, type Tx } from '../core/db/transaction.js';
import { InvalidTransitionError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { encodeId } from '../core/ids.js';
import type { Logger } from '../core/logger.js';
import type { UserStatus } from '../generated/prisma/enums.js';
import { insertDeletion, lockDeletion, lockOldestDeletion } from './deletion.sql.js';
import { takeStep } from './deletion-steps.js';
import { leaveTeams, lockTeamsOf } from './membership.sql.js';
import { requireProject } from './project-write.service.js';
import { type LockedUser, lockActiveAdmins, lockUser, writeStatus } from './user-write.sql.js';

/** How long a request goes on with it before the server's loop takes over. */
const REQUEST_MS = 3_000;
/** How long the server's loop passes over a deletion whose step failed, so that it does not hold up the others. */
export const PASSED_OVER_MS = 60_000;
/** How many it passes over at a time; beyond that the one that failed first is tried again. */
const MAX_PASSED_OVER = 1_000;

export interface DeletionOptions {
  /** Milliseconds that the request itself may take for it. */
  withinMs?: number;
}

/**
 * Deletes a user with everything that their own account owns: nothing of theirs is accepted from the first moment on,
 * and what is not gone in a few seconds the server deletes by itself. A team loses the member, and the keys that they
 * made there; one of nobody else goes too.
 * @param id UUID; the caller's own, unless they are an administrator.
 * @returns Whether it is still going on.
 * @throws Refusal NotFoundError; InvalidTransitionError for the last administrator, for the operator's own, and for the
 * last ACTIVE owner of a team with other members. GraphQLError FORBIDDEN for who acts for a team.
 */
export async function deleteUser(caller: Caller, id: string, options?: DeletionOptions): Promise<boolean> {
  const { viewer } = caller;
  if (!seesEverything(viewer)) requireThemselves(viewer);
  const deletionId = await inTransaction(caller, 'MANAGE', async (tx, afterCommit) => {
    // Before the user: two administrators at once take their locks in the same order.
    const admins = await lockActiveAdmins(tx, id);
    const user = await lockUser(tx, id, userScope(viewer));
    if (!user) throw new Refusal(new NotFoundError('There is no such user.', encodeId('User', id)));
    if (id === SYSTEM_ADMIN_ID) throw refusal(user.status, "The operator's own account stays.");
    if (user.role === 'ADMIN' && admins.every((admin) => admin === id)) {
      throw refusal(user.status, 'The last administrator stays.');
    }
    const requestedByUserId = id === viewer.userId ? null : viewer.userId;
    await leave(tx, user, requestedByUserId);
    await writeStatus(tx, id, 'SUSPENDED');
    await recordActivity(tx, caller, {
      action: 'user.deletion_requested',
      resource: { type: 'User', uuid: id },
    });
    afterCommit(() => caller.credentialsChanged(id));
    return insertDeletion(tx, { ownerId: id, projectId: null, requestedByUserId });
  });
  return goOn(caller.db, deletionId, options);
}

/** @throws Refusal InvalidTransitionError where a team would be left with members, and no owner who may work. */
async function leave(tx: Tx, { id, status }: LockedUser, requestedByUserId: string | null): Promise<void> {
  for (const team of await lockTeamsOf(tx, id)) {
    if (team.isAlone) {
      await insertDeletion(tx, { ownerId: team.id, projectId: null, requestedByUserId });
    } else if (team.isLastOwner) {
      const named = `The team "${team.name}" (${encodeId('Account', team.id)})`;
      throw refusal(
        status,
        `${named} would have no owner who may work: make another ACTIVE member its OWNER first.`,
      );
    }
  }
  await leaveTeams(tx, id);
}

/**
 * Deletes a project with its jobs, their runs and parts, running ones included: it takes no job from the first moment
 * on, and what is not gone in a few seconds the server deletes by itself.
 * @param id UUID. @returns Whether it is still going on. @throws Refusal NotFoundError
 */
export async function deleteProject(caller: Caller, id: string, options?: DeletionOptions): Promise<boolean> {
  const deletionId = await inTransaction(caller, 'MANAGE', async (tx) => {
    const { ownerId } = await requireProject(tx, caller, id);
    await tx.project.updateMany({ where: { id }, data: { status: 'ARCHIVED' } });
    await recordActivity(tx, caller, {
      action: 'project.deletion_requested',
      resource: { type: 'Project', uuid: id },
    });
    return insertDeletion(tx, { ownerId, projectId: id, requestedByUserId: caller.viewer.userId });
  });
  return goOn(caller.db, deletionId, options);
}

const refusal = (from: UserStatus, message: string) =>
  new Refusal(new InvalidTransitionError(message, { from, to: 'DELETED', allowed: [] }));

/** @returns Whether it is still going on when the time is over. */
async function goOn(db: ScopedDb, deletionId: string, { withinMs = REQUEST_MS }: DeletionOptions = {}) {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    if ((await runTransaction(db, (tx) => step(tx, deletionId))) === 'done') return false;
  }
  return true;
}

async function step(tx: Tx, deletionId: string): Promise<'done' | 'more'> {
  const deletion = await lockDeletion(tx, deletionId);
  // Somebody else has come to its end.
  return deletion === null || (await takeStep(tx, deletion)) ? 'done' : 'more';
}

export interface DeleterDeps {
  db: ScopedDb;
  logger: Logger;
  /** Milliseconds since 1970. */
  clock?: () => number;
  maxPassedOver?: number;
}

/**
 * What goes on with deletions: each call takes one step of the oldest that nobody is at; several servers can do so at
 * once, and who comes after one that died goes on where it was.
 * @returns Says whether there may be more to do at once.
 */
export function createDeleter(deps: DeleterDeps): () => Promise<boolean> {
  const { db, logger, clock = Date.now, maxPassedOver = MAX_PASSED_OVER } = deps;
  /** Until when each is passed over, in the order in which they failed. */
  const passedOver = new Map<string, number>();

  function passOver(id: string): void {
    passedOver.set(id, clock() + PASSED_OVER_MS);
    const [first] = passedOver.keys();
    if (passedOver.size > maxPassedOver && first !== undefined) passedOver.delete(first);
  }

  return async () => {
    for (const [id, until] of passedOver) if (until <= clock()) passedOver.delete(id);
    let at: string | null = null;
    try {
      return await runTransaction(db, async (tx) => {
        at = null;
        const deletion = await lockOldestDeletion(tx, [...passedOver.keys()]);
        if (!deletion) return false;
        at = deletion.id;
        await takeStep(tx, deletion);
        return true;
      });
    } catch (err) {
      // Where the database is away it is not for this one.
      if (at === null || outageOf(err)) throw err;
      passOver(at);
      logger.error({ err, deletion: at, forMs: PASSED_OVER_MS }, 'a deletion failed and is passed over');
      // Where so many fail it is not for one of them, and there is time.
      return passedOver.size < maxPassedOver;
    }
  };
}
