import { changedFields, recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { requireThemselves, seesEverything, userScope } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import { ConflictError, InvalidTransitionError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { forbidden } from '../core/errors.js';
import { encodeId } from '../core/ids.js';
import type { UserStatus, UserTier } from '../generated/prisma/enums.js';
import { lockAddress } from './sign-in.sql.js';
import { type LockedUser, lockActiveAdmins, lockUser, writeEmail, writeStatus } from './user-write.sql.js';

/** What is undefined stays as it is. */
export interface UserChanges {
  fullName?: string | null;
  /** In lower case. For administrators: who changes an address takes over the account. */
  email?: string;
}

/** Nobody becomes unverified again: what was verified once, was. */
const ALLOWED: Record<UserStatus, readonly UserStatus[]> = {
  UNVERIFIED: ['ACTIVE', 'SUSPENDED'],
  ACTIVE: ['SUSPENDED'],
  SUSPENDED: ['ACTIVE'],
};

/**
 * Changes a user.
 * @param id UUID; the caller's own, unless they are an administrator.
 * @throws Refusal NotFoundError; ConflictError for an address that somebody has. GraphQLError FORBIDDEN
 */
export function updateUser(caller: Caller, id: string, { email, fullName }: UserChanges): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const user = await requireUser(tx, caller, id);
    if (!seesEverything(caller.viewer)) requireThemselves(caller.viewer);
    if (email !== undefined && !seesEverything(caller.viewer)) {
      throw forbidden('Only administrators can change addresses.');
    }
    const changed = {
      ...(fullName !== undefined && fullName !== user.fullName && { fullName }),
      ...(email !== undefined && email !== user.email && { email }),
    };
    if (Object.keys(changed).length === 0) return;
    if (changed.email !== undefined) await changeEmail(tx, id, changed.email);
    if (changed.fullName !== undefined) {
      await tx.user.updateMany({ where: { id }, data: { fullName: changed.fullName } });
    }
    await recordActivity(tx, caller, {
      action: 'user.updated',
      resource: { type: 'User', uuid: id },
      metadata: changedFields(changed),
    });
  });
}

/**
 * Lets a user work, or not. Said again it changes nothing. The caller is an administrator.
 * @param id UUID.
 * @throws Refusal NotFoundError; InvalidTransitionError, also for oneself and for the last administrator.
 */
export function setUserStatus(caller: Caller, id: string, status: UserStatus): Promise<void> {
  return inTransaction(caller, 'ADMIN', async (tx, afterCommit) => {
    // Before the user: two administrators at once take their locks in the same order.
    const admins = status === 'SUSPENDED' ? await lockActiveAdmins(tx, id) : [];
    const user = await requireUser(tx, caller, id);
    if (user.status === status) return;
    const refuse = (message: string, allowed: readonly UserStatus[]) =>
      new Refusal(new InvalidTransitionError(message, { from: user.status, to: status, allowed }));
    const allowed = ALLOWED[user.status];
    if (!allowed.includes(status)) {
      throw refuse(`The user is ${user.status}: that does not become ${status}.`, allowed);
    }
    if (status === 'SUSPENDED') {
      if (id === caller.viewer.userId) throw refuse('Nobody suspends themselves.', []);
      if (admins.every((admin) => admin === id) && user.role === 'ADMIN') {
        throw refuse('The last administrator stays.', []);
      }
    }
    await writeStatus(tx, id, status);
    // Not to be taken up again, should the user be ACTIVE once more.
    if (status === 'SUSPENDED') await tx.session.deleteMany({ where: { ownerId: id } });
    await recordActivity(tx, caller, {
      action: 'user.status_changed',
      resource: { type: 'User', uuid: id },
      metadata: { from: user.status, to: status },
    });
    afterCommit(() => caller.credentialsChanged(id));
  });
}

/**
 * Changes what a user pays for. Said again it changes nothing. The caller is an administrator.
 * @param id UUID. @throws Refusal NotFoundError
 */
export function setUserTier(caller: Caller, id: string, tier: UserTier): Promise<void> {
  return inTransaction(caller, 'ADMIN', async (tx, afterCommit) => {
    const user = await requireUser(tx, caller, id);
    if (user.tier === tier) return;
    await tx.user.updateMany({ where: { id }, data: { tier } });
    await recordActivity(tx, caller, {
      action: 'user.tier_changed',
      resource: { type: 'User', uuid: id },
      metadata: { from: user.tier, to: tier },
    });
    // What a tier allows at the door is remembered with the credentials.
    afterCommit(() => caller.credentialsChanged(id));
  });
}

async function requireUser(tx: Tx, { viewer }: Caller, id: string): Promise<LockedUser> {
  const user = await lockUser(tx, id, userScope(viewer));
  if (user) return user;
  throw new Refusal(new NotFoundError('There is no such user.', encodeId('User', id)));
}

async function changeEmail(tx: Tx, id: string, email: string): Promise<void> {
  await lockAddress(tx, email);
  if (await writeEmail(tx, id, email)) return;
  const taken = await tx.user.findUnique({ where: { email }, select: { id: true } });
  throw new Refusal(
    new ConflictError('This address is already in use.', taken && { type: 'User', uuid: taken.id }),
  );
}
