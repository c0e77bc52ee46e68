import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { decodeId } from '../src/core/ids.js';
import { until } from './api.js';
import type { Scene } from './on-a-server.js';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const LEASE_SECONDS = 5;
/** From the end of a lease until its run is in the queue again, at most. */
const RESCUE_LIMIT_MS = 5_000;

/** Stops a worker beyond its lease: its run is rescued once, done by another, and the late worker writes nothing. */
export async function stopWorker({ world: { api }, query, isLong }: Scene): Promise<string> {
  const times = isLong ? 10 : 1;
  let longestMs = 0;
  for (let time = 0; time < times; time += 1) {
    longestMs = Math.max(longestMs, await stopOne(api.urls[time % api.urls.length] ?? '', api.key, query));
  }
  return `SIGSTOP, a lease of ${LEASE_SECONDS} s, ${times} times; rescued ${(longestMs / 1_000).toFixed(1)} s after its end at most, once; the late completion was refused`;
}

/** @returns How long after its lease's end the run was rescued. */
async function stopOne(url: string, key: string, query: Scene['query']): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', WORKER, url, key, 'free', String(LEASE_SECONDS)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const uuid = decodeId((await lines.next()).value)?.uuid;
    child.kill('SIGSTOP');
    const [row] = await query(
      `SELECT lease_expires_at::text AS end FROM job_executions WHERE id = '${uuid}'`,
    );
    const rescues = () =>
      query(
        `SELECT (extract(epoch FROM at - '${row?.end}'::timestamptz) * 1000)::float8 AS late FROM execution_events
         WHERE execution_id = '${uuid}' AND type = 'REQUEUED' AND attempt = 2`,
      );
    await until('the run was rescued', async () => (await rescues()).length > 0);
    await until('another worker ended it', async () => {
      const [run] = await query(
        `SELECT finished_at IS NOT NULL AS "isEnded" FROM job_executions WHERE id = '${uuid}'`,
      );
      return run?.isEnded === true;
    });
    child.kill('SIGCONT');
    child.stdin.write('go on\n');
    const said = (await lines.next()).value;
    if (said !== 'LEASE_LOST') throw new Error(`the late worker was answered ${said}`);
    const found = await rescues();
    const lateMs = Number(found[0]?.late);
    if (found.length !== 1) throw new Error(`the run was rescued ${found.length} times`);
    if (lateMs > RESCUE_LIMIT_MS)
      throw new Error(`the run was rescued ${lateMs} ms after the end of its lease`);
    return lateMs;
  } finally {
    child.kill('SIGKILL');
  }
}
