import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { Prisma } from '../generated/prisma/client.js';
import { alertStatus } from './alert-status.js';

const rules = z.array(
  z.object({
    ownerId: z.uuid(),
    jobId: z.uuid().nullable(),
    isEnabled: z.boolean(),
  }),
);

export type WrittenRule = z.infer<typeof rules>[number];

/** Locks a rule. @param ownerId Whose it must be; null for anybody's. */
export async function lockRule(tx: Tx, id: string, ownerId: string | null): Promise<WrittenRule | null> {
  const [row] = rules.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_alert_rule */
      SELECT owner_id AS "ownerId", job_id AS "jobId", is_enabled AS "isEnabled" FROM alert_rules
      WHERE id = ${id}::uuid ${owned('owner_id', ownerId)} FOR NO KEY UPDATE`),
  );
  return row ?? null;
}

/** Has a locked rule begin anew: what was before counts no more, and what is open is closed. */
export async function rearm(tx: Tx, id: string, ownerId: string): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* rearm_alert_rule */
    UPDATE alert_rules SET armed_at = clock_timestamp(), evaluated_at = NULL, next_evaluation_at = now()
    WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}`);
  await tx.$executeRaw(Prisma.sql`/* close_alerts_of_rule */
    UPDATE alerts SET closed_at = greatest(now(), opened_at)
    WHERE rule_id = ${id}::uuid ${owned('owner_id', ownerId)} AND closed_at IS NULL`);
}

const alerts = z.array(z.object({ status: alertStatus }));

/** Locks an alert. @param ownerId Whose it must be; null for anybody's. */
export async function lockAlert(
  tx: Tx,
  id: string,
  ownerId: string | null,
): Promise<z.infer<typeof alertStatus> | null> {
  const [row] = alerts.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_alert */
      SELECT status FROM alerts
      WHERE id = ${id}::uuid ${owned('owner_id', ownerId)} FOR NO KEY UPDATE`),
  );
  return row?.status ?? null;
}

/** Says that a user has taken note of a locked alert. */
export async function acknowledge(
  tx: Tx,
  id: string,
  { ownerId, userId }: { ownerId: string | null; userId: string },
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* acknowledge_alert */
    UPDATE alerts SET acknowledged_at = now(), acknowledged_by = actor_of(${userId}::uuid),
      acknowledged_by_user_id = ${userId}::uuid
    WHERE id = ${id}::uuid ${owned('owner_id', ownerId)}`);
}
