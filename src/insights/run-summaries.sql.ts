import { z } from 'zod';
import { owned } from '../core/db/owned.js';
import { Prisma, type PrismaClient } from '../generated/prisma/client.js';
import type { Scope } from './scope.js';

type Raw = Pick<PrismaClient, '$queryRaw'>;

/** How many names one summary lists: those with the most. */
const MAX_SUMMARY_ROWS = 1_000;

const number = z.coerce.number();
const bots = z.array(
  z.object({
    botId: z.string(),
    totalJobs: z.int(),
    succeededJobs: z.int(),
    failedJobs: z.int(),
    avgDurationSeconds: z.number().nullable(),
    successRate: z.number().nullable(),
  }),
);
export type BotMetrics = z.infer<typeof bots>[number];

/** What the runs `e` of each bot came to, in the words and by the sums of the view job_metrics_by_bot. */
export async function readBotMetrics(db: Raw, { where }: Scope): Promise<BotMetrics[]> {
  return bots.parse(
    await db.$queryRaw(Prisma.sql`/* read_bot_metrics */
      SELECT e.kind_key AS "botId", count(*)::int AS "totalJobs",
        count(*) FILTER (WHERE e.status = 'COMPLETED')::int AS "succeededJobs",
        count(*) FILTER (WHERE e.status = 'FAILED')::int AS "failedJobs",
        (avg(e.duration_ms) / 1000)::float8 AS "avgDurationSeconds",
        (100.0 * count(*) FILTER (WHERE e.status = 'COMPLETED')
          / nullif(count(*) FILTER (WHERE e.status IN ('COMPLETED', 'FAILED')), 0))::float8 / 100 AS "successRate"
      FROM executions_by_state e WHERE ${where} AND e.kind = 'BOT'
      GROUP BY e.kind_key ORDER BY "totalJobs" DESC, e.kind_key LIMIT ${MAX_SUMMARY_ROWS}`),
  );
}

const stages = z.array(
  z.object({
    name: z.string(),
    count: z.int(),
    failed: z.int(),
    averageMs: z.number().nullable(),
    percentiles: z.array(number).nullable(),
  }),
);
export type StageSummary = z.infer<typeof stages>[number];

/** What the stages of runs `e` came to, by their names; percentiles are p50 and p95, by the nearest rank. */
export async function readStageSummary(
  db: Raw,
  { where }: Scope,
  ownerId: string | null,
): Promise<StageSummary[]> {
  return stages.parse(
    await db.$queryRaw(Prisma.sql`/* read_stage_summary */
      SELECT s.stage_name AS name, count(*)::int AS count, count(*) FILTER (WHERE s.status = 'FAILED')::int AS failed,
        avg(s.duration_ms)::float8 AS "averageMs",
        percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY s.duration_ms)::float8[] AS percentiles
      FROM executions_by_state e JOIN job_stages s ON s.execution_id = e.id ${owned('s.owner_id', ownerId)}
      WHERE ${where}
      GROUP BY s.stage_name ORDER BY count DESC, s.stage_name LIMIT ${MAX_SUMMARY_ROWS}`),
  );
}
