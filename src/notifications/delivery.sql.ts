import { z } from 'zod';
import { overAllOwners } from '../core/db/owned.js';
import type { Tx } from '../core/db/transaction.js';
import { type DeliveryChannel, Prisma } from '../generated/prisma/client.js';

/** How often a delivery is tried before it is given up, and the waits between: they grow four times each. */
export const MAX_ATTEMPTS = 8;
const FIRST_WAIT_SECONDS = 30;
const MAX_WAIT_SECONDS = 6 * 60 * 60;
/** How long a delivery is its taker's: longer than it can take. Who dies over it leaves it to the next after that. */
export const LEASE_SECONDS = 120;

const deliveries = z.array(
  z.object({
    notificationId: z.uuid(),
    ownerId: z.uuid(),
    attempts: z.int(),
    type: z.string(),
    facts: z.unknown(),
    createdAt: z.date(),
    executionId: z.uuid().nullable(),
    jobId: z.uuid().nullable(),
    alertId: z.uuid().nullable(),
    jobKind: z.string().nullable(),
    /** Of a person, theirs; of a team, its owners'. None of who may not work. */
    emails: z.array(z.string()),
    webhookUrl: z.string().nullable(),
    secretVersion: z.int(),
    /** Whether the secret before signs too. */
    isSecretNew: z.boolean(),
  }),
);

/** A notification on its way to its owner, which somebody has taken on. */
export type Delivery = z.infer<typeof deliveries>[number];

const owners = z.array(z.object({ ownerId: z.uuid() }));

/** Whoever waits is sent what is due. */
const ALL = overAllOwners('deliveries');

/** The owners who are waiting for something by a channel, each found by one step in the index. */
function waiting(channel: DeliveryChannel, after: string): Prisma.Sql {
  const next = (than: Prisma.Sql) => Prisma.sql`
    SELECT d.owner_id ${ALL} FROM notification_deliveries d
    WHERE d.channel = ${channel}::delivery_channel AND d.status = 'PENDING' AND d.owner_id > ${than}
    ORDER BY d.owner_id LIMIT 1`;
  return Prisma.sql`
    (${next(Prisma.sql`${after}::uuid`)})
    UNION ALL
    SELECT (${next(Prisma.sql`w.owner_id`)}) FROM waiting w WHERE w.owner_id IS NOT NULL`;
}

const isDue = (channel: DeliveryChannel) => Prisma.sql`EXISTS (
  SELECT FROM notification_deliveries d
  WHERE d.channel = ${channel}::delivery_channel AND d.status = 'PENDING' AND d.owner_id = w.owner_id
    AND d.next_attempt_at <= clock_timestamp())`;

/** Owners with due webhooks, by their ids after one, but for some. */
export async function findWebhookOwners(
  tx: Tx,
  after: string,
  { limit, except }: { limit: number; except: readonly string[] },
): Promise<string[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* find_webhook_owners */
    WITH RECURSIVE waiting AS (${waiting('WEBHOOK', after)})
    SELECT w.owner_id AS "ownerId" FROM waiting w
    WHERE w.owner_id IS NOT NULL AND w.owner_id <> ALL(${[...except]}::uuid[]) AND ${isDue('WEBHOOK')} LIMIT ${limit}`);
  return owners.parse(rows).map(({ ownerId }) => ownerId);
}

/** Owners with due mails who got none for a while: they are given one now, and nobody else gives them another. */
export async function takeMailOwners(
  tx: Tx,
  after: string,
  { limit, everySeconds }: { limit: number; everySeconds: number },
): Promise<string[]> {
  const rows = await tx.$queryRaw(Prisma.sql`/* take_mail_owners */
    WITH RECURSIVE waiting AS (${waiting('MAIL', after)}), due AS (
      SELECT p.owner_id FROM waiting w JOIN notification_preferences p ON p.owner_id = w.owner_id
      WHERE (p.mailed_at IS NULL OR p.mailed_at <= clock_timestamp() - make_interval(secs => ${everySeconds}))
        AND ${isDue('MAIL')}
      LIMIT ${limit}
      FOR NO KEY UPDATE OF p SKIP LOCKED
    )
    UPDATE notification_preferences p SET mailed_at = clock_timestamp() FROM due WHERE p.owner_id = due.owner_id
    RETURNING p.owner_id AS "ownerId"`);
  return owners.parse(rows).map(({ ownerId }) => ownerId);
}

/** Takes on the due deliveries of some owners, the longest due first; what others have is passed over. */
export async function leaseDeliveries(
  tx: Tx,
  channel: DeliveryChannel,
  ownerIds: readonly string[],
  { perOwner, overlapSeconds }: { perOwner: number; overlapSeconds: number },
): Promise<Delivery[]> {
  if (ownerIds.length === 0) return [];
  const rows = await tx.$queryRaw(Prisma.sql`/* lease_deliveries */
    WITH ${ALL} due AS (
      SELECT d.notification_id FROM unnest(${[...ownerIds]}::uuid[]) AS o(id) CROSS JOIN LATERAL (
        SELECT d.notification_id FROM notification_deliveries d
        WHERE d.channel = ${channel}::delivery_channel AND d.status = 'PENDING' AND d.owner_id = o.id
          AND d.next_attempt_at <= clock_timestamp()
        ORDER BY d.next_attempt_at, d.notification_id
        LIMIT ${perOwner}
        FOR NO KEY UPDATE SKIP LOCKED
      ) d
    ), leased AS (
      UPDATE notification_deliveries d SET attempts = d.attempts + 1,
        next_attempt_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}::int)
      FROM due WHERE d.notification_id = due.notification_id AND d.channel = ${channel}::delivery_channel
      RETURNING d.notification_id, d.owner_id, d.attempts
    )
    SELECT l.notification_id AS "notificationId", l.owner_id AS "ownerId", l.attempts, n.type, n.facts,
      n.created_at AS "createdAt", n.execution_id AS "executionId", n.job_id AS "jobId", n.alert_id AS "alertId", j.kind AS "jobKind",
      ARRAY(
        SELECT u.email FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.account_id = l.owner_id AND m.role = 'OWNER' AND u.status = 'ACTIVE'
        ORDER BY m.created_at, m.id) AS emails,
      p.webhook_url AS "webhookUrl",
      p.webhook_secret_version AS "secretVersion",
      p.webhook_secret_version > 1
        AND p.webhook_secret_at > now() - make_interval(secs => ${overlapSeconds}::int) AS "isSecretNew"
    FROM leased l
    JOIN notifications n ON n.id = l.notification_id
    JOIN notification_preferences p ON p.owner_id = l.owner_id
    LEFT JOIN jobs j ON j.id = n.job_id
    ORDER BY n.created_at, n.id`);
  return deliveries.parse(rows);
}

const keysOf = (taken: readonly Delivery[]) =>
  Prisma.sql`unnest(${taken.map(({ notificationId }) => notificationId)}::uuid[],
    ${taken.map(({ attempts }) => attempts)}::int[]) AS k(id, attempts)`;

/** Says that deliveries arrived. */
export async function endDelivered(
  tx: Tx,
  channel: DeliveryChannel,
  taken: readonly Delivery[],
): Promise<void> {
  await tx.$executeRaw(Prisma.sql`/* end_delivered */
    UPDATE ${ALL} notification_deliveries d SET status = 'DELIVERED', ended_at = clock_timestamp(), last_error = NULL
    FROM ${keysOf(taken)}
    WHERE d.notification_id = k.id AND d.channel = ${channel}::delivery_channel AND d.status = 'PENDING'`);
}

/**
 * Says that deliveries did not arrive: they are tried again after a while, or given up after the last attempt. What
 * somebody else has taken on meanwhile stays theirs.
 * @param isFinal Whether no further attempt is worth it.
 */
export async function endFailed(
  tx: Tx,
  channel: DeliveryChannel,
  taken: readonly Delivery[],
  { error, isFinal }: { error: string; isFinal: boolean },
): Promise<void> {
  const isOver = Prisma.sql`(${isFinal}::boolean OR d.attempts >= ${MAX_ATTEMPTS}::int)`;
  await tx.$executeRaw(Prisma.sql`/* end_failed */
    UPDATE ${ALL} notification_deliveries d SET last_error = ${error},
      status = CASE WHEN ${isOver} THEN 'GIVEN_UP' ELSE 'PENDING' END::delivery_status,
      ended_at = CASE WHEN ${isOver} THEN clock_timestamp() END,
      -- Not all at once: what failed together is spread.
      next_attempt_at = clock_timestamp() + make_interval(secs => (0.8 + random() * 0.4)
        * least(${MAX_WAIT_SECONDS}::int, ${FIRST_WAIT_SECONDS}::int * 4 ^ (d.attempts - 1)))
    FROM ${keysOf(taken)}
    WHERE d.notification_id = k.id AND d.channel = ${channel}::delivery_channel AND d.status = 'PENDING'
      AND d.attempts = k.attempts`);
}

/** Takes some of the deliveries away that ended long ago. @returns How many. */
export async function deleteEnded(tx: Tx, keptDays: number, limit: number): Promise<number> {
  return tx.$executeRaw(Prisma.sql`/* delete_ended */
    WITH ${overAllOwners('cleaning')} old AS MATERIALIZED (
      SELECT notification_id, channel FROM notification_deliveries
      WHERE ended_at < now() - make_interval(days => ${keptDays}::int)
      LIMIT ${limit}
    )
    DELETE FROM notification_deliveries d USING old
    WHERE d.notification_id = old.notification_id AND d.channel = old.channel`);
}
