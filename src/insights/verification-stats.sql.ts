import { z } from 'zod';
import { Prisma, type PrismaClient, VerificationResult } from '../generated/prisma/client.js';
import type { Scope } from './scope.js';

const rows = z.array(
  z.object({
    result: z.enum(VerificationResult).nullable(),
    count: z.int(),
    cacheHits: z.int(),
    averageMs: z.number().nullable(),
    p95Ms: z.number().nullable(),
    apiCalls: z.coerce.number(),
  }),
);
type Row = z.infer<typeof rows>[number];

export interface VerificationFigures extends Omit<Row, 'result'> {
  countsByResult: Array<{ result: VerificationResult; count: number }>;
}

/** What verifications `v` came to, and how many had each result. */
export async function readVerificationStats(
  db: Pick<PrismaClient, '$queryRaw'>,
  { where }: Scope,
): Promise<VerificationFigures> {
  const found = rows.parse(
    await db.$queryRaw(Prisma.sql`/* read_verification_stats */
      SELECT v.verification_result AS result, count(*)::int AS count, count(*) FILTER (WHERE v.cache_hit)::int AS "cacheHits",
        avg(v.verification_time)::float8 AS "averageMs",
        percentile_disc(0.95) WITHIN GROUP (ORDER BY v.verification_time) AS "p95Ms",
        coalesce(sum(v.api_call_count), 0)::float8 AS "apiCalls"
      FROM twitter_verification_logs v WHERE ${where}
      GROUP BY GROUPING SETS ((), (v.verification_result))`),
  );
  const total = found.find(({ result }) => result === null);
  return {
    ...(total ?? { count: 0, cacheHits: 0, averageMs: null, p95Ms: null, apiCalls: 0 }),
    countsByResult: Object.values(VerificationResult).map((result) => ({
      result,
      count: found.find((row) => row.result === result)?.count ?? 0,
    })),
  };
}
