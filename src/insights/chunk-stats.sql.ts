import { z } from 'zod';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import type { Scope } from './scope.js';

const rows = z.array(
  z.object({
    count: z.int(),
    completed: z.int(),
    failed: z.int(),
    averageMs: z.number().nullable(),
    p95Ms: z.coerce.number().nullable(),
    retries: z.array(z.object({ retryCount: z.int(), chunks: z.int() })),
  }),
);
export type ChunkFigures = z.infer<typeof rows>[number];

/** What chunks `c` came to, and how often they were tried again. */
export async function readChunkStats(
  db: Pick<PrismaClient, '$queryRaw'>,
  { where }: Scope,
): Promise<ChunkFigures | undefined> {
  const [figures] = rows.parse(
    await db.$queryRaw(Prisma.sql`/* read_chunk_stats */
      WITH chunks AS MATERIALIZED (
        SELECT c.status, c.retry_count, CASE WHEN c.status IN ('COMPLETED', 'FAILED') THEN c.duration_ms END AS duration_ms
        FROM job_chunks c WHERE ${where}
      )
      SELECT count(*)::int AS count, count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed,
        count(*) FILTER (WHERE status = 'FAILED')::int AS failed, avg(duration_ms)::float8 AS "averageMs",
        (percentile_disc(0.95) WITHIN GROUP (ORDER BY duration_ms))::float8 AS "p95Ms",
        (SELECT coalesce(jsonb_agg(jsonb_build_object('retryCount', retry_count, 'chunks', n) ORDER BY retry_count), '[]')
          FROM (SELECT retry_count, count(*) AS n FROM chunks GROUP BY retry_count) r) AS retries
      FROM chunks`),
  );
  return figures;
}
