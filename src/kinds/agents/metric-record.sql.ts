import { countUsage } from '../../accounts/usage.sql.js';
import type { Tx } from '../../core/db/transaction.js';
import { type About, aboutRow, recordedIds } from '../../executions/lease/work.sql.js';
import { type MetricType, Prisma } from '../../generated/prisma/client.js';

export interface NewMetric {
  name: string;
  metricType: MetricType;
  value: number;
  unit: string | null;
  labels: unknown;
  /** Null for now, by the database's clock. */
  timestamp: Date | null;
}

/** Writes metrics in one statement. @returns Their ids, in the order given. */
export async function insertMetrics(tx: Tx, about: About, metrics: readonly NewMetric[]): Promise<string[]> {
  const rows = metrics.map(({ metricType, ...metric }, place) => ({
    place,
    metric_type: metricType,
    ...metric,
  }));
  const found = await tx.$queryRaw(Prisma.sql`/* insert_metrics */
    WITH input AS MATERIALIZED (
      SELECT uuidv7() AS id, x.* FROM json_to_recordset(${JSON.stringify(rows)}::json) AS x(
        place int, name text, metric_type metric_type, value float8, unit text, labels jsonb, timestamp timestamptz)
    ), made AS (
      INSERT INTO metric_snapshots (
        id, owner_id, job_id, execution_id, name, metric_type, value, unit, labels, timestamp)
      SELECT i.id, about.owner_id, about.job_id, about.execution_id, i.name, i.metric_type, i.value, i.unit,
        coalesce(i.labels, '{}'), coalesce(i.timestamp, now())
      FROM ${aboutRow(about)} CROSS JOIN input i
    ), counted AS (${countUsage('metrics', Prisma.sql`SELECT ${about.ownerId}::uuid AS owner_id, ${rows.length}::int AS amount`)})
    SELECT id FROM input ORDER BY place`);
  return recordedIds.parse(found).map(({ id }) => id);
}
