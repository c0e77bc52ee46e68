import { recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { requireThemselves } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import { ConflictError, InvalidTransitionError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { encodeId } from '../core/ids.js';

/**
 * Claims for the caller that a social task is done.
 * @param taskId UUID. @returns The completion's UUID.
 * @throws Refusal NotFoundError; ConflictError where the caller has claimed it and was not rejected;
 * InvalidTransitionError where the task is not active. GraphQLError FORBIDDEN for who acts for a team.
 */
export function submitCompletion(caller: Caller, taskId: string): Promise<string> {
  requireThemselves(caller.viewer);
  const own = { ownerId: caller.viewer.userId, taskId };
  return inTransaction(caller, 'MANAGE', async (tx) => {
    // Not locked: it is a row that everybody's completions share, and one that comes as it closes does no harm.
    const task = await tx.socialTask.findUnique({ where: { id: taskId }, select: { isActive: true } });
    if (!task) {
      throw new Refusal(new NotFoundError('There is no such social task.', encodeId('SocialTask', taskId)));
    }
    await refuseSecond(tx, own);
    if (!task.isActive) {
      throw new Refusal(
        new InvalidTransitionError('The social task is not active: it cannot be done now.', {
          from: 'INACTIVE',
          to: 'PENDING',
          allowed: ['ACTIVE'],
        }),
      );
    }
    const [made] = await tx.completion.createManyAndReturn({
      data: [own],
      skipDuplicates: true,
      select: { id: true },
    });
    if (made) {
      await recordActivity(tx, caller, {
        action: 'completion.submitted',
        resource: { type: 'Completion', uuid: made.id },
        metadata: { socialTaskId: encodeId('SocialTask', taskId) },
      });
      return made.id;
    }
    // Somebody was faster with the same claim, and has committed it: it can be seen now.
    await refuseSecond(tx, own);
    throw new Error('a completion was neither made nor found');
  });
}

/** @throws Refusal ConflictError where there is one of this user and task that is verified, or may be yet. */
async function refuseSecond(tx: Tx, own: { ownerId: string; taskId: string }): Promise<void> {
  const existing = await tx.completion.findFirst({
    where: { ...own, status: { in: ['PENDING', 'VERIFIED'] } },
    select: { id: true },
  });
  if (!existing) return;
  throw new Refusal(
    new ConflictError('You have already submitted this social task.', {
      type: 'Completion',
      uuid: existing.id,
    }),
  );
}
