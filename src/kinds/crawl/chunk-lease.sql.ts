import { owned } from '../../core/db/owned.js';
import type { Tx } from '../../core/db/transaction.js';
import { extendedTo, type LeaseState, leaseRows } from '../../executions/lease/lease.sql.js';
import { Prisma } from '../../generated/prisma/client.js';

/** A lease of chunk `c`. Its deadline and the wish to cancel are those of its execution `e`, of job `j`. */
const LEASE = Prisma.sql`c.id, c.fence, c.lease_expires_at AS "expiresAt",
  e.started_at + make_interval(secs => j.timeout_seconds) AS deadline,
  e.cancel_requested_at IS NOT NULL AS "cancelRequested"`;

const COLUMNS = { expiresAt: Prisma.sql`c.lease_expires_at`, seconds: Prisma.sql`c.lease_seconds` };

/** The leases of those of the chunks that are PROCESSING, by id. @param ownerId Whose; null for anybody's. */
export async function readChunkLeases(
  tx: Pick<Tx, '$queryRaw'>,
  chunkIds: readonly string[],
  ownerId: string | null,
): Promise<Map<string, LeaseState>> {
  if (chunkIds.length === 0) return new Map();
  const found = leaseRows.parse(
    await tx.$queryRaw(Prisma.sql`/* read_chunk_leases */
      SELECT ${LEASE}
      FROM job_chunks c
      JOIN job_executions e ON e.id = c.execution_id ${owned('e.owner_id', ownerId)}
      JOIN jobs j ON j.id = e.job_id ${owned('j.owner_id', ownerId)}
      WHERE c.id = ANY(${[...chunkIds]}::uuid[]) ${owned('c.owner_id', ownerId)} AND c.status = 'PROCESSING'`),
  );
  return new Map(found.map((row) => [row.id, row]));
}

/**
 * Extends the leases of chunks that are locked and PROCESSING: from now, but never past their execution's timeout
 * nor its time to stop.
 * @param ownerId Whose they are; null where they are several owners'.
 * @param leaseSeconds Null for what was claimed, and never sooner than before.
 * @returns The leases as they stand then, by id.
 */
export async function extendChunkLeases(
  tx: Tx,
  chunkIds: readonly string[],
  { ownerId, leaseSeconds }: { ownerId: string | null; leaseSeconds: number | null },
): Promise<Map<string, LeaseState>> {
  if (chunkIds.length === 0) return new Map();
  const found = leaseRows.parse(
    await tx.$queryRaw(Prisma.sql`/* extend_chunk_leases */
      UPDATE job_chunks c
      SET lease_expires_at = least(${extendedTo(COLUMNS, leaseSeconds)},
        e.started_at + make_interval(secs => j.timeout_seconds), e.cancel_deadline)
      FROM job_executions e, jobs j
      WHERE c.id = ANY(${[...chunkIds]}::uuid[]) ${owned('c.owner_id', ownerId)}
        AND e.id = c.execution_id ${owned('e.owner_id', ownerId)} AND j.id = e.job_id ${owned('j.owner_id', ownerId)}
      RETURNING ${LEASE}`),
  );
  return new Map(found.map((row) => [row.id, row]));
}
