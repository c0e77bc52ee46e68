import { z } from 'zod';
import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { Prisma } from '../../generated/prisma/client.js';
import { LEASE_SECONDS } from './lease.js';

/** What a statement about leases answers. */
export const leaseRows = z.array(
  z.object({
    id: z.uuid(),
    fence: z.coerce.bigint(),
    expiresAt: z.date(),
    deadline: z.date().nullable(),
    cancelRequested: z.boolean(),
  }),
);

/** A lease as it stands: without its token, which is made from id and fence. */
export type LeaseState = z.infer<typeof leaseRows>[number];

/**
 * Until when a heartbeat extends a lease, but for the bounds that its run has.
 * @param lease Its columns.
 * @param seconds From now, sooner than before too; null for what was claimed, and never sooner.
 */
export function extendedTo(
  lease: { expiresAt: Prisma.Sql; seconds: Prisma.Sql },
  seconds: number | null,
): Prisma.Sql {
  if (seconds !== null) return Prisma.sql`clock_timestamp() + make_interval(secs => ${seconds}::int)`;
  return Prisma.sql`greatest(${lease.expiresAt},
    clock_timestamp() + make_interval(secs => coalesce(${lease.seconds}, ${LEASE_SECONDS.default}::int)))`;
}

/** The leases of those of the executions that are RUNNING, by id. @param ownerId Whose; null for anybody's. */
export async function readLeases(
  tx: Pick<Tx, '$queryRaw'>,
  executionIds: readonly string[],
  ownerId: string | null,
): Promise<Map<string, LeaseState>> {
  if (executionIds.length === 0) return new Map();
  const found = leaseRows.parse(
    await tx.$queryRaw(Prisma.sql`/* read_leases */
      SELECT e.id, e.fence, e.lease_expires_at AS "expiresAt",
        e.started_at + make_interval(secs => j.timeout_seconds) AS deadline,
        e.cancel_requested_at IS NOT NULL AS "cancelRequested"
      FROM job_executions e JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId)}
      WHERE e.id = ANY(${[...executionIds]}::uuid[]) ${owned('e.owner_id', ownerId)} AND e.status = 'RUNNING'`),
  );
  return new Map(found.map((row) => [row.id, row]));
}
