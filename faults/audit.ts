import type { Journal } from './load.js';

/** One statement without parameters, on either database. */
export type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** What contradicts itself in a ledger at rest: each counts what must not be. */
const CONTRADICTIONS: Record<string, string> = {
  'runs that ended twice': `
    SELECT 1 FROM execution_events WHERE type IN ('COMPLETED', 'FAILED', 'CANCELED') GROUP BY execution_id HAVING count(*) > 1`,
  'runs whose events lead to another state': `
    SELECT 1 FROM job_executions e CROSS JOIN unnest(enum_range(NULL::execution_status)) AS s (state)
      LEFT JOIN execution_events v ON v.execution_id = e.id
    GROUP BY e.id, s.state
    HAVING count(*) FILTER (WHERE v.to_status = s.state) - count(*) FILTER (WHERE v.from_status = s.state)
      <> (e.status = s.state)::int`,
  'attempts without an event': `
    SELECT 1 FROM job_executions e JOIN execution_events v ON v.execution_id = e.id
    GROUP BY e.id HAVING e.attempt <> 1 + count(*) FILTER (WHERE v.type = 'REQUEUED')`,
  'counters of jobs': `
    SELECT 1 FROM jobs j
      JOIN (SELECT job_id, sum(accepted) AS accepted, sum(completed) AS completed, sum(failed) AS failed, sum(canceled) AS canceled
            FROM job_counters GROUP BY job_id) c ON c.job_id = j.id
      JOIN (SELECT job_id, count(*) AS accepted, count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
              count(*) FILTER (WHERE status = 'FAILED') AS failed, count(*) FILTER (WHERE status = 'CANCELED') AS canceled
            FROM job_executions GROUP BY job_id) e ON e.job_id = j.id
    WHERE (c.accepted, c.completed, c.failed, c.canceled) <> (e.accepted, e.completed, e.failed, e.canceled)`,
  'run numbers': `
    SELECT 1 FROM job_run_numbers n JOIN job_executions e ON e.job_id = n.job_id
    GROUP BY n.job_id, n.last HAVING n.last <> max(e.run_number) OR count(*) <> max(e.run_number)`,
  balances: `
    SELECT 1 FROM credit_accounts a JOIN credit_transactions t ON t.account_id = a.id
    GROUP BY a.id HAVING a.balance <> sum(t.amount)`,
  'gaps between balances': `
    SELECT 1 FROM (SELECT account_id, balance_after - amount AS balance FROM credit_transactions
      EXCEPT ALL SELECT account_id, balance_after FROM credit_transactions) t WHERE balance <> 0`,
  'credits of runs': `
    SELECT 1 FROM job_executions e LEFT JOIN credit_transactions t ON t.execution_id = e.id GROUP BY e.id
    HAVING coalesce(sum(t.amount), 0) <> CASE WHEN e.status IN ('FAILED', 'CANCELED') THEN 0 ELSE -1 END
      OR count(*) FILTER (WHERE t.type = 'HOLD') <> 1
      OR count(*) FILTER (WHERE t.type = 'SPEND') <> (e.status = 'COMPLETED')::int`,
  'roll-ups': `
    (SELECT owner_id, date_bin('30 minutes', queued_at, timestamptz '2000-01-01 00:00:00+00') AS start, status::text AS state, count(*) AS runs,
       sum(items_processed) AS items, sum(duration_ms) AS ms
     FROM job_executions WHERE finished_at IS NOT NULL GROUP BY 1, 2, 3)
    EXCEPT
    SELECT owner_id, start, state, runs::bigint, items, total_ms::numeric FROM execution_rollups
    WHERE minutes = 30 AND owner_id IS NOT NULL`,
  'longer roll-ups': `
    SELECT 1 FROM execution_rollups GROUP BY scope_id, state, date_trunc('day', start, 'UTC')
    HAVING sum(runs) FILTER (WHERE minutes = 30) <> sum(runs) FILTER (WHERE minutes = 1440)
      OR sum(runs) FILTER (WHERE minutes = 60) <> sum(runs) FILTER (WHERE minutes = 1440)
      OR sum(runs) FILTER (WHERE minutes = 240) <> sum(runs) FILTER (WHERE minutes = 1440)`,
};

/** @returns What contradicts itself, in words: nothing, where all is well. */
export async function contradictions(query: Query): Promise<string[]> {
  const found: string[] = [];
  for (const [what, sql] of Object.entries(CONTRADICTIONS)) {
    const rows = await query(`SELECT count(*)::int AS wrong FROM (${sql}) AS w`);
    if (Number(rows[0]?.wrong) > 0) found.push(`${what}: ${rows[0]?.wrong}`);
  }
  return found;
}

/** What was acknowledged and is not there. */
export async function compare(
  query: Query,
  journal: Journal,
  toId: (uuid: string) => string,
): Promise<string[]> {
  const rows = await query(
    `SELECT id::text, status::text, params ->> 'key' AS key, result ->> 'token' AS token FROM job_executions`,
  );
  const byId = new Map(rows.map((row) => [toId(String(row.id)), row]));
  const found: string[] = [];
  for (const [key, id] of journal.enqueued) {
    if (byId.get(id)?.key !== key) found.push(`the run ${id}, enqueued with ${key}, is lost`);
  }
  for (const [id, { status, token }] of journal.ended) {
    const row = byId.get(id);
    const isKept = row?.status === status && (status === 'FAILED' || row.token === token);
    if (!isKept) found.push(`the end of ${id}, ${status}, is lost: it is ${row?.status}`);
  }
  const keys = rows.flatMap(({ key }) => (key === null ? [] : [key]));
  const twice = keys.length - new Set(keys).size;
  if (twice > 0) found.push(`${twice} runs were made twice`);
  return found;
}
