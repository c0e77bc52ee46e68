import { z } from 'zod';
import type { Tx } from '../../core/db/transaction.js';
import { type About, aboutRow } from '../../executions/lease/work.sql.js';
import { Prisma, type StageStatus } from '../../generated/prisma/client.js';

export interface StageReport {
  name: string;
  status: StageStatus;
  startedAt: Date;
  /** Null while it is RUNNING. */
  endedAt: Date | null;
  /** Null for what it was before. */
  meta: unknown;
  error: unknown;
}

const written = z.array(z.object({ id: z.uuid().nullable() }));

/**
 * Writes stages in one statement: one that is there by its name and start is updated, and the last word of a batch
 * about it counts. A stage that has ended does not run again.
 * @returns Their ids, in the order given; null for one that would have run again.
 */
export async function upsertStages(
  tx: Tx,
  about: Extract<About, { executionId: string }>,
  stages: readonly StageReport[],
): Promise<Array<string | null>> {
  const rows = stages.map((stage, place) => ({
    place,
    name: stage.name,
    status: stage.status,
    started_at: stage.startedAt,
    ended_at: stage.endedAt,
    meta: stage.meta,
    error: stage.error,
  }));
  const found = await tx.$queryRaw(Prisma.sql`/* upsert_stages */
    WITH input AS MATERIALIZED (
      SELECT * FROM json_to_recordset(${JSON.stringify(rows)}::json) AS x(
        place int, name text, status stage_status, started_at timestamptz(3), ended_at timestamptz(3), meta jsonb,
        error jsonb)
    ), last AS (
      SELECT DISTINCT ON (name, started_at) * FROM input ORDER BY name, started_at, place DESC
    ), written AS (
      INSERT INTO job_stages AS s (
        owner_id, execution_id, attempt, stage_name, status, started_at, ended_at, meta, error)
      SELECT about.owner_id, about.execution_id, about.attempt, l.name, l.status, l.started_at, l.ended_at,
        coalesce(l.meta, '{}'), l.error
      FROM ${aboutRow(about)} CROSS JOIN last l
      -- All batches in one order, so that two of them never wait for each other in a circle.
      ORDER BY l.name, l.started_at
      ON CONFLICT (execution_id, stage_name, started_at) DO UPDATE SET
        status = EXCLUDED.status,
        ended_at = EXCLUDED.ended_at,
        meta = CASE WHEN EXCLUDED.meta = '{}' THEN s.meta ELSE EXCLUDED.meta END,
        error = EXCLUDED.error
      WHERE s.status = 'RUNNING' OR EXCLUDED.status <> 'RUNNING'
      RETURNING id, stage_name, started_at
    )
    SELECT w.id FROM input i
    LEFT JOIN written w ON w.stage_name = i.name AND w.started_at = i.started_at
    ORDER BY i.place`);
  return written.parse(found).map(({ id }) => id);
}
