import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { type FailureGroupState, Prisma } from '../generated/prisma/client.js';

const found = z.tuple([z.object({ exists: z.boolean() })]);

/** Whether an owner has had such a failure, or anybody decided of it. */
export async function hasFailureGroup(tx: Tx, ownerId: string, fingerprint: string): Promise<boolean> {
  const [{ exists }] = found.parse(
    await tx.$queryRaw(Prisma.sql`/* has_failure_group */
      SELECT EXISTS (
        SELECT FROM job_executions e
        WHERE e.error_fingerprint = ${fingerprint} AND e.status = 'FAILED' ${owned('e.owner_id', ownerId)}
      ) OR EXISTS (
        SELECT FROM failure_archive a WHERE a.fingerprint = ${fingerprint} ${owned('a.owner_id', ownerId)}
      ) OR EXISTS (
        SELECT FROM failure_groups g WHERE g.fingerprint = ${fingerprint} ${owned('g.owner_id', ownerId)}
      ) AS "exists"`),
  );
  return exists;
}

/** What is undefined stays as it is. */
export interface Decision {
  state?: FailureGroupState;
  note?: string | null;
}

/** Writes down what a user decides of a group. */
export async function writeDecision(
  tx: Tx,
  { ownerId, fingerprint, userId }: { ownerId: string; fingerprint: string; userId: string },
  { state, note }: Decision,
): Promise<void> {
  const isDecided = state !== undefined && state !== 'OPEN';
  const decided = isDecided
    ? Prisma.sql`clock_timestamp(), actor_of(${userId}::uuid), ${userId}::uuid`
    : Prisma.sql`NULL::timestamptz, NULL::jsonb, NULL::uuid`;
  const changes = [
    ...(note === undefined ? [] : [Prisma.sql`note = EXCLUDED.note`]),
    ...(state === undefined
      ? []
      : [
          Prisma.sql`state = EXCLUDED.state, decided_at = EXCLUDED.decided_at, decided_by = EXCLUDED.decided_by,
            decided_by_user_id = EXCLUDED.decided_by_user_id`,
        ]),
  ];
  await tx.$executeRaw(Prisma.sql`/* write_decision */
    INSERT INTO failure_groups (owner_id, fingerprint, state, note, decided_at, decided_by, decided_by_user_id)
    SELECT ${ownerId}::uuid, ${fingerprint}, ${state ?? 'OPEN'}::failure_group_state, ${note ?? null}, ${decided}
    ON CONFLICT (owner_id, fingerprint) DO UPDATE SET ${Prisma.join(changes)}`);
}
