import type { ActivityAction } from '../activity/actions.js';
import { changedFields, recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { ownerScope } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import { NotFoundError, Refusal } from '../core/domain-errors.js';
import { encodeId } from '../core/ids.js';
import { archiveJobs, type LockedProject, lockProject } from './project-write.sql.js';

export interface ProjectSettings {
  name: string;
  description: string | null;
}

/** Makes a project of the caller's own, ACTIVE. @returns Its UUID. */
export function createProject(caller: Caller, settings: ProjectSettings): Promise<string> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const { id } = await tx.project.create({
      data: { ...settings, ownerId: caller.viewer.accountId },
      select: { id: true },
    });
    await record(tx, caller, 'project.created', id, {});
    return id;
  });
}

/** Changes a project; what is undefined stays as it is. @throws Refusal NotFoundError */
export function updateProject(
  caller: Caller,
  id: string,
  { name, description }: Partial<ProjectSettings>,
): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    await requireProject(tx, caller, id);
    if (name === undefined && description === undefined) return;
    await tx.project.update({ where: { id }, data: { name, description }, select: { id: true } });
    await record(tx, caller, 'project.updated', id, changedFields({ name, description }));
  });
}

/**
 * Archives a project and its jobs: nothing of it is started or claimed any more, runs in work may end, and it gets no
 * new job. Said again it archives what was taken out since. @throws Refusal NotFoundError
 */
export function archiveProject(caller: Caller, id: string): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const project = await requireProject(tx, caller, id);
    const archivedJobs = await archiveJobs(tx, project);
    if (project.status === 'ARCHIVED' && archivedJobs === 0) return;
    await tx.project.update({ where: { id }, data: { status: 'ARCHIVED' }, select: { id: true } });
    await record(tx, caller, 'project.archived', id, { archivedJobs });
  });
}

/** Takes a project out of the archive; its jobs stay there, each until it is taken out. @throws Refusal NotFoundError */
export function restoreProject(caller: Caller, id: string): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const { status } = await requireProject(tx, caller, id);
    if (status === 'ACTIVE') return;
    await tx.project.update({ where: { id }, data: { status: 'ACTIVE' }, select: { id: true } });
    await record(tx, caller, 'project.restored', id, {});
  });
}

export async function requireProject(tx: Tx, { viewer }: Caller, id: string): Promise<LockedProject> {
  const project = await lockProject(tx, id, ownerScope(viewer));
  if (project) return project;
  throw new Refusal(new NotFoundError('There is no such project.', encodeId('Project', id)));
}

function record(
  tx: Tx,
  caller: Caller,
  action: ActivityAction,
  uuid: string,
  metadata: Parameters<typeof recordActivity>[2]['metadata'],
): Promise<void> {
  return recordActivity(tx, caller, { action, resource: { type: 'Project', uuid }, metadata });
}
