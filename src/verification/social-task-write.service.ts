import { changedFields, recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { inTransaction } from '../core/db/transaction.js';
import { NotFoundError, Refusal } from '../core/domain-errors.js';
import { encodeId } from '../core/ids.js';
import type { SocialTaskType } from '../generated/prisma/enums.js';

export interface NewSocialTask {
  title: string;
  taskType: SocialTaskType;
  /** With OTHER, and only there. */
  taskTypeText: string | null;
  target: string;
  rewardCredits: number;
}

/** What is undefined stays as it is. */
export interface SocialTaskChanges {
  title?: string;
  rewardCredits?: number;
  isActive?: boolean;
}

/** Makes an active task. The caller is an administrator. @returns Its UUID. */
export function createSocialTask(caller: Caller, task: NewSocialTask): Promise<string> {
  return inTransaction(caller, 'ADMIN', async (tx) => {
    const { id } = await tx.socialTask.create({ data: task, select: { id: true } });
    await recordActivity(tx, caller, {
      action: 'social_task.created',
      resource: { type: 'SocialTask', uuid: id },
      metadata: { taskType: task.taskType },
    });
    return id;
  });
}

/**
 * Changes a task. A completion is paid what the task says when it is verified. The caller is an administrator.
 * @param id UUID. @throws Refusal NotFoundError
 */
export function updateSocialTask(caller: Caller, id: string, changes: SocialTaskChanges): Promise<void> {
  return inTransaction(caller, 'ADMIN', async (tx) => {
    // An update of nothing would find nothing either.
    const task = await tx.socialTask.findUnique({ where: { id }, select: { id: true } });
    if (!task) {
      throw new Refusal(new NotFoundError('There is no such social task.', encodeId('SocialTask', id)));
    }
    const { changed } = changedFields(changes);
    if (changed.length === 0) return;
    await tx.socialTask.updateMany({ where: { id }, data: changes });
    await recordActivity(tx, caller, {
      action: 'social_task.updated',
      resource: { type: 'SocialTask', uuid: id },
      metadata: { changed },
    });
  });
}
