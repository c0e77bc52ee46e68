import { requireAlertRuleRoom } from '../accounts/quota.service.js';
import type { ActivityAction } from '../activity/actions.js';
import { changedFields, recordActivity } from '../activity/activity.service.js';
import type { Caller } from '../core/caller.js';
import { ownerScope } from '../core/db/tenancy.js';
import { inTransaction, type Tx } from '../core/db/transaction.js';
import { InvalidTransitionError, NotFoundError, Refusal } from '../core/domain-errors.js';
import { encodeId } from '../core/ids.js';
import { encodeJobId, type JobId } from '../jobs/job-id.js';
import { lockJob, lockOwner } from '../jobs/job-write.sql.js';
import { acknowledge, lockAlert, lockRule, rearm, type WrittenRule } from './alert-write.sql.js';
import { type Condition, conditionColumns } from './condition.js';

export interface RuleSettings {
  name: string;
  condition: Condition;
  isEnabled: boolean;
  /** Null for once. */
  repeatSeconds: number | null;
}

/**
 * Makes a rule of the caller's own. @returns Its UUID.
 * @throws Refusal NotFoundError for a job that is not theirs; QuotaExceededError.
 */
export function createAlertRule(
  caller: Caller,
  job: JobId | null,
  { condition, ...settings }: RuleSettings,
): Promise<string> {
  const ownerId = caller.viewer.accountId;
  return inTransaction(caller, 'MANAGE', async (tx) => {
    if (!(await lockOwner(tx, ownerId))) throw new Refusal(new NotFoundError('This user no longer exists.'));
    if (job && !(await lockJob(tx, job, ownerId))) {
      throw new Refusal(new NotFoundError('There is no such job.', encodeJobId(job)));
    }
    await requireAlertRuleRoom(tx, ownerId);
    const { id } = await tx.alertRule.create({
      data: { ...settings, ownerId, jobId: job?.id ?? null, ...conditionColumns(condition) },
      select: { id: true },
    });
    await record(tx, caller, 'alert_rule.created', id, { kind: condition.kind });
    return id;
  });
}

/**
 * Changes a rule; what is undefined stays as it is. One with another condition, or that is enabled, begins anew.
 * @param check Refuses a change that does not fit the rule, which is locked then.
 * @throws Refusal NotFoundError
 */
export function updateAlertRule(
  caller: Caller,
  id: string,
  { condition, ...settings }: Partial<RuleSettings>,
  check: (rule: WrittenRule) => void,
): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const rule = await requireRule(tx, caller, id);
    check(rule);
    const { changed } = changedFields({ condition, ...settings });
    if (changed.length === 0) return;
    await tx.alertRule.update({
      where: { id },
      data: { ...settings, ...(condition && conditionColumns(condition)) },
      select: { id: true },
    });
    const isSwitched = settings.isEnabled !== undefined && settings.isEnabled !== rule.isEnabled;
    if (condition || isSwitched) await rearm(tx, id, rule.ownerId);
    await record(tx, caller, 'alert_rule.updated', id, { changed });
  });
}

/** Deletes a rule with its alerts. @throws Refusal NotFoundError */
export function deleteAlertRule(caller: Caller, id: string): Promise<void> {
  return inTransaction(caller, 'MANAGE', async (tx) => {
    await requireRule(tx, caller, id);
    await tx.alertRule.delete({ where: { id }, select: { id: true } });
    await record(tx, caller, 'alert_rule.deleted', id, {});
  });
}

/** Takes note of an alert: nothing more is told of it. @throws Refusal NotFoundError, InvalidTransitionError */
export function acknowledgeAlert(caller: Caller, id: string): Promise<void> {
  const { viewer } = caller;
  const ownerId = ownerScope(viewer);
  return inTransaction(caller, 'MANAGE', async (tx) => {
    const status = await lockAlert(tx, id, ownerId);
    if (!status) throw new Refusal(new NotFoundError('There is no such alert.', encodeId('Alert', id)));
    if (status === 'ACKNOWLEDGED') return;
    if (status === 'CLOSED') {
      throw new Refusal(
        new InvalidTransitionError('The alert is closed.', {
          from: 'CLOSED',
          to: 'ACKNOWLEDGED',
          allowed: [],
        }),
      );
    }
    await acknowledge(tx, id, { ownerId, userId: viewer.userId });
    await recordActivity(tx, caller, {
      action: 'alert.acknowledged',
      resource: { type: 'Alert', uuid: id },
    });
  });
}

async function requireRule(tx: Tx, { viewer }: Caller, id: string): Promise<WrittenRule> {
  const rule = await lockRule(tx, id, ownerScope(viewer));
  if (rule) return rule;
  throw new Refusal(new NotFoundError('There is no such alert rule.', encodeId('AlertRule', id)));
}

function record(
  tx: Tx,
  caller: Caller,
  action: ActivityAction,
  uuid: string,
  metadata: Parameters<typeof recordActivity>[2]['metadata'],
): Promise<void> {
  return recordActivity(tx, caller, { action, resource: { type: 'AlertRule', uuid }, metadata });
}
