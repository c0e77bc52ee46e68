import { z } from 'zod';
import { overAllOwners } from '../../core/db/owned.js';
import type { SqlExecutor } from '../../core/db/session.js';

/** So far everything here is counted: what is more is a backlog in any case. */
const MAX_COUNTED = 10_000;

const amount = z.number().nonnegative();
const waiting = z.object({ waiting: amount, oldestSeconds: amount });

const backlog = z.object({
  kinds: z.array(waiting.extend({ kind: z.string(), scheduled: amount, running: amount })),
  chunks: z.object({ processing: amount }),
  deliveries: z.array(waiting.extend({ channel: z.string() })),
  deletions: waiting,
  rollupRepairs: amount,
  scheduleLagSeconds: amount,
  rollupLagSeconds: amount,
  feedLagSeconds: amount,
  oldestWriterSeconds: amount,
});

/** What waits in a database, whoever's it is, and for how long. */
export type Backlog = z.infer<typeof backlog>;

const ALL = overAllOwners('telemetry').sql;
const SECONDS_SINCE = (time: string) =>
  `greatest(0, extract(epoch FROM clock_timestamp() - ${time}))::double precision`;
/** How many rows a query has, as far as they are counted. */
const counted = (from: string) =>
  `(SELECT count(*)::int FROM (SELECT FROM ${from} LIMIT ${MAX_COUNTED}) AS counted)`;

const QUEUED_OF_KIND = `job_executions e WHERE e.any_owner IS NOT NULL AND e.status = 'QUEUED' AND e.kind = k.name`;
const PENDING_OF_CHANNEL = `notification_deliveries d WHERE d.channel = c.channel AND d.status = 'PENDING'`;

/** Each part is a range of an index, and no longer than `MAX_COUNTED`. */
const READ_BACKLOG = `/* read_backlog */ SELECT ${ALL} jsonb_build_object(
  'kinds', (
    SELECT jsonb_agg(jsonb_build_object(
      'kind', k.name,
      'waiting', ${counted(`${QUEUED_OF_KIND} AND e.available_at <= clock_timestamp()`)},
      'scheduled', ${counted(`${QUEUED_OF_KIND} AND e.available_at > clock_timestamp()`)},
      'running', coalesce(r.running, 0),
      'oldestSeconds', coalesce(
        (SELECT ${SECONDS_SINCE('e.available_at')} FROM ${QUEUED_OF_KIND} ORDER BY e.available_at LIMIT 1), 0)))
    FROM job_kinds k LEFT JOIN (
      SELECT counted.kind, count(*)::int AS running FROM (
        SELECT e.kind FROM job_executions e WHERE e.any_owner IS NOT NULL AND e.is_running IS NOT NULL LIMIT ${MAX_COUNTED}
      ) AS counted GROUP BY counted.kind
    ) AS r ON r.kind = k.name),
  'chunks', jsonb_build_object('processing', ${counted(`job_chunks c WHERE c.status = 'PROCESSING'`)}),
  'deliveries', (
    SELECT jsonb_agg(jsonb_build_object(
      'channel', c.channel,
      'waiting', ${counted(PENDING_OF_CHANNEL)},
      'oldestSeconds', coalesce((
        SELECT ${SECONDS_SINCE('min(counted.next_attempt_at)')}
        FROM (SELECT d.next_attempt_at FROM ${PENDING_OF_CHANNEL} LIMIT ${MAX_COUNTED}) AS counted), 0)))
    FROM unnest(enum_range(NULL::delivery_channel)) AS c(channel)),
  'deletions', jsonb_build_object(
    'waiting', ${counted('deletions')},
    'oldestSeconds', coalesce((SELECT ${SECONDS_SINCE('requested_at')} FROM deletions ORDER BY id LIMIT 1), 0)),
  'rollupRepairs', ${counted('execution_rollup_repairs')},
  'scheduleLagSeconds', coalesce((
    SELECT ${SECONDS_SINCE('j.next_run_at')} FROM jobs j WHERE j.status = 'ACTIVE' AND j.next_run_at IS NOT NULL
    ORDER BY j.next_run_at LIMIT 1), 0),
  'rollupLagSeconds', coalesce((
    SELECT ${SECONDS_SINCE('first.at')} FROM execution_rollup_mark m CROSS JOIN LATERAL (
      SELECT ev.at FROM execution_events ev WHERE (ev.tx_id, ev.id) > (m.tx_id, m.event_id)
      ORDER BY ev.tx_id, ev.id LIMIT 1) AS first), 0),
  'feedLagSeconds', coalesce((
    SELECT ${SECONDS_SINCE('ev.at')} FROM execution_events ev
    WHERE ev.tx_id >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY ev.tx_id, ev.id LIMIT 1), 0),
  'oldestWriterSeconds', coalesce((
    SELECT max(${SECONDS_SINCE('a.xact_start')}) FROM pg_stat_activity a WHERE a.backend_xid IS NOT NULL), 0)
) AS backlog`;

const rows = z.tuple([z.object({ backlog })]);

/** By one statement, a few milliseconds. */
export async function readBacklog(sql: Pick<SqlExecutor, 'query'>): Promise<Backlog> {
  const [{ backlog: found }] = rows.parse(await sql.query(READ_BACKLOG));
  return found;
}
