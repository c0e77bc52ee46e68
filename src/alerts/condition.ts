import { z } from 'zod';
import type { AlertKind, Prisma } from '../generated/prisma/client.js';

/** What rules can be about, as the database keeps it; CHECKs hold the names of the fields. */
const condition = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('MISSING_RUN'),
    milestone: z.enum(['STARTED', 'COMPLETED']),
    withinSeconds: z.int(),
    /** Whether the time begins with each tick of the job's schedule. */
    afterTick: z.boolean(),
    /** When it is looked at; null for always. */
    times: z.object({ cron: z.string(), timezone: z.string() }).nullable(),
  }),
  z.object({
    kind: z.literal('FAILURE_RATE'),
    rangeSeconds: z.int(),
    above: z.number(),
    minRuns: z.int(),
  }),
  z.object({ kind: z.literal('QUEUE_AGE'), olderThanSeconds: z.int() }),
  z.object({
    kind: z.literal('LONG_RUN'),
    /** One of the two is null. */
    longerThanSeconds: z.int().nullable(),
    timesUsual: z.number().nullable(),
  }),
  z.object({ kind: z.literal('FAILURE_GROUP'), unseenDays: z.int() }),
]);

export type Condition = z.infer<typeof condition>;
export type ConditionOf<Kind extends AlertKind> = Extract<Condition, { kind: Kind }>;

/** @param row As the database has it. */
export function conditionOf({ kind, condition: json }: { kind: AlertKind; condition: unknown }): Condition {
  return condition.parse(typeof json === 'object' ? { ...json, kind } : json);
}

/** The columns of a rule that keep its condition. */
export function conditionColumns({ kind, ...rest }: Condition): {
  kind: AlertKind;
  condition: Prisma.InputJsonObject;
} {
  return { kind, condition: rest };
}
