import { z } from 'zod';
import { overAllOwners, owned } from '../core/db/owned.js';
import type { ScopedDb } from '../core/db/tenancy.js';
import type { Tx } from '../core/db/transaction.js';
import { AlertKind, Prisma } from '../generated/prisma/client.js';
import type { AlertFacts } from '../notifications/wording.js';
import type { Finding } from './readings.js';

const due = z.array(
  z.object({
    id: z.uuid(),
    ownerId: z.uuid(),
    jobId: z.uuid().nullable(),
    kind: z.enum(AlertKind),
    /** As it is kept: one that cannot be read is no reason to take no other rule. */
    condition: z.unknown(),
    armedAt: z.date(),
    evaluatedAt: z.date().nullable(),
    known: z.array(z.string()),
    /** The database's time. */
    now: z.date(),
  }),
);

/** A rule that is to be judged now. */
export type DueRule = z.infer<typeof due>[number];

/** Takes some of the rules that are due, the longest due first; nobody else takes them until their next time. */
export async function takeDueRules(tx: Tx, limit: number, everySeconds: number): Promise<DueRule[]> {
  return due.parse(
    await tx.$queryRaw(Prisma.sql`/* take_due_rules */
      UPDATE ${overAllOwners('alerts')} alert_rules r
      SET next_evaluation_at = now() + make_interval(secs => ${everySeconds}::float8)
      WHERE r.id = ANY(ARRAY(
        SELECT d.id FROM alert_rules d WHERE d.is_enabled AND d.next_evaluation_at <= now()
        ORDER BY d.next_evaluation_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED))
      RETURNING r.id, r.owner_id AS "ownerId", r.job_id AS "jobId", r.kind::text AS kind, r.condition,
        r.armed_at AS "armedAt", r.evaluated_at AS "evaluatedAt", now() AS now,
        ARRAY(SELECT a.subject FROM alerts a WHERE a.rule_id = r.id AND a.closed_at IS NULL) AS known`),
  );
}

/** Whether a rule is due of any account: it locks nothing, and is one look into an index. */
export async function isAnyDue(db: ScopedDb): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>(Prisma.sql`/* is_any_alert_rule_due */
    SELECT ${overAllOwners('alerts')} FROM alert_rules WHERE is_enabled AND next_evaluation_at <= now() LIMIT 1`);
  return rows.length > 0;
}

const locked = z.array(
  z.object({
    name: z.string(),
    jobName: z.string().nullable(),
    repeatSeconds: z.int().nullable(),
    /** Whether it told of nothing for a while. */
    mayTell: z.boolean(),
  }),
);

export type LockedRule = z.infer<typeof locked>[number];

/**
 * Locks a rule that was judged, and notes when.
 * @returns Null where it is gone, or another one since it was read, or was judged by what is newer: reading took long.
 */
export async function lockJudged(
  tx: Tx,
  { id, ownerId, jobId, armedAt, now }: DueRule,
  { isResting, tellEverySeconds }: { isResting: boolean; tellEverySeconds: number },
): Promise<LockedRule | null> {
  const [rule] = locked.parse(
    await tx.$queryRaw(Prisma.sql`/* lock_judged_rule */
      UPDATE alert_rules r SET evaluated_at = ${now}::timestamptz,
        armed_at = CASE WHEN ${isResting}::boolean THEN now() ELSE r.armed_at END
      WHERE r.id = ${id}::uuid ${owned('r.owner_id', ownerId)} AND r.is_enabled AND r.armed_at = ${armedAt}::timestamptz
        AND (r.evaluated_at IS NULL OR r.evaluated_at < ${now}::timestamptz)
      RETURNING r.name, r.repeat_seconds AS "repeatSeconds",
        (SELECT left(j.name, 200) FROM jobs j WHERE j.id = ${jobId}::uuid ${owned('j.owner_id', ownerId)}) AS "jobName",
        coalesce(r.notified_at <= now() - make_interval(secs => ${tellEverySeconds}::float8), true) AS "mayTell"`),
  );
  return rule ?? null;
}

const alerts = z.array(
  z.object({
    id: z.uuid(),
    subject: z.string(),
    jobId: z.uuid().nullable(),
    executionId: z.uuid().nullable(),
    value: z.number(),
    threshold: z.number(),
    detail: z.string().nullable(),
    isAcknowledged: z.boolean(),
    isTold: z.boolean(),
    /** Whether it was last told of longer ago than the rule repeats it. */
    isRepeatDue: z.boolean(),
  }),
);

/** An alert of a rule, as what is told of it needs it. */
export type ToldAlert = z.infer<typeof alerts>[number];

const told = (repeatSeconds: number | null) => Prisma.sql`
  a.id, a.subject, a.job_id AS "jobId", a.execution_id AS "executionId", a.value, a.threshold, a.detail,
  a.acknowledged_at IS NOT NULL AS "isAcknowledged", a.notified_at IS NOT NULL AS "isTold",
  coalesce(a.notified_at <= now() - make_interval(secs => ${repeatSeconds}::int), false) AS "isRepeatDue"`;

type Owned = Pick<DueRule, 'id' | 'ownerId'>;

/** Closes the alerts of a locked rule whose subjects the condition holds of no more. */
export async function closeOthers(
  tx: Tx,
  { id, ownerId }: Owned,
  subjects: readonly string[],
): Promise<ToldAlert[]> {
  return alerts.parse(
    await tx.$queryRaw(Prisma.sql`/* close_alerts */
      UPDATE alerts a SET closed_at = greatest(now(), a.opened_at)
      WHERE a.rule_id = ${id}::uuid ${owned('a.owner_id', ownerId)} AND a.closed_at IS NULL
        AND a.subject <> ALL(${[...subjects]}::text[])
      RETURNING ${told(null)}`),
  );
}

/** Opens alerts of a locked rule for what it was found to hold of, or says of those that are open that it still does. */
export async function openOrConfirm(
  tx: Tx,
  { id, ownerId }: Owned,
  findings: readonly Finding[],
  repeatSeconds: number | null,
): Promise<ToldAlert[]> {
  if (findings.length === 0) return [];
  return alerts.parse(
    await tx.$queryRaw(Prisma.sql`/* open_alerts */
      INSERT INTO alerts AS a (owner_id, rule_id, subject, job_id, execution_id, value, threshold, detail)
      SELECT ${ownerId}::uuid, ${id}::uuid, f.subject, j.id, e.id, f.value, f.threshold, f.detail
      FROM jsonb_to_recordset(${JSON.stringify(findings)}::jsonb) AS f(
        subject text, "jobId" uuid, "executionId" uuid, value float8, threshold float8, detail text)
      LEFT JOIN jobs j ON j.id = f."jobId" ${owned('j.owner_id', ownerId)}
      -- What was deleted since it was read is left out.
      LEFT JOIN job_executions e ON e.id = f."executionId" ${owned('e.owner_id', ownerId)}
      ON CONFLICT (rule_id, subject) WHERE closed_at IS NULL DO UPDATE
      SET value = EXCLUDED.value, threshold = EXCLUDED.threshold, seen_at = now()
      RETURNING ${told(repeatSeconds)}`),
  );
}

/** What a notification says of some alerts of a rule. */
type Telling = Pick<AlertFacts, 'state' | 'condition' | 'ruleName' | 'jobName'>;

/** Tells an account of some alerts of a locked rule: by one notification, about the first of them, if any. */
export async function tell(
  tx: Tx,
  { id, ownerId }: Owned,
  chosen: readonly ToldAlert[],
  telling: Telling,
): Promise<void> {
  const [first] = chosen;
  if (!first) return;
  const { value, threshold, detail } = first;
  const facts: AlertFacts = { ...telling, value, threshold, detail, count: chosen.length };
  await tx.$executeRaw(Prisma.sql`/* tell_of_alerts */
    INSERT INTO notifications (owner_id, type, facts, job_id, execution_id, alert_id)
    VALUES (${ownerId}::uuid, 'alert', ${JSON.stringify(facts)}::jsonb, ${first.jobId}::uuid,
      ${first.executionId}::uuid, ${first.id}::uuid)`);
  if (telling.state === 'CLOSED') return;
  const ids = chosen.map((alert) => alert.id);
  await tx.$executeRaw(Prisma.sql`/* note_told_alerts */
    UPDATE alerts a SET notified_at = now() WHERE a.id = ANY(${ids}::uuid[]) ${owned('a.owner_id', ownerId)}`);
  await tx.$executeRaw(Prisma.sql`/* note_telling_rule */
    UPDATE alert_rules r SET notified_at = now() WHERE r.id = ${id}::uuid ${owned('r.owner_id', ownerId)}`);
}
