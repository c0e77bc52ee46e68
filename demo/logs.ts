import { levelMask } from '../src/executions/logs/log-level.js';
import type { LogLevel } from '../src/generated/prisma/enums.js';
import { AGENT_TASKS } from './agent-tasks.js';
import type { DemoRun, Ledger } from './ledger.js';
import { later } from './ledger.js';

/** What the agents said while they ran: each step, and how it ended. */
export function addLogs(ledger: Ledger): void {
  for (const spec of AGENT_TASKS) {
    const runs = ledger.runs.filter(({ job }) => job.row.kind === 'AGENT' && job.row.name === spec.name);
    for (const run of runs) addLinesOf(ledger, run, spec.steps);
  }
}

function addLinesOf(ledger: Ledger, run: DemoRun, steps: readonly string[]): void {
  const { startedAt, finishedAt, status, row } = run;
  if (!startedAt) return;
  const took = Number(finishedAt ?? ledger.now) - Number(startedAt);
  const done = status === 'COMPLETED' ? steps : steps.slice(0, Math.ceil(steps.length / 2));
  const say = (share: number, level: LogLevel, message: string, fields?: { step: number }) => {
    const at = later(startedAt, took * share);
    ledger.rows.logs.push({
      id: ledger.id(at),
      ownerId: run.job.owner.id,
      executionId: run.id,
      attempt: run.attempt,
      firstAt: at,
      lastAt: at,
      lineCount: 1,
      byteCount: Buffer.byteLength(message) + (fields ? Buffer.byteLength(JSON.stringify([fields])) : 0),
      levelMask: levelMask([level]),
      offsets: [0],
      levels: [level],
      messages: [message],
      fields: fields && [fields],
    });
  };
  say(0.01, 'INFO', `attempt ${run.attempt} of run ${row.runNumber} begins`);
  for (const [n, title] of done.entries()) {
    say(0.05 + (0.9 * n) / steps.length, 'INFO', `step ${n + 1} of ${steps.length}: ${title}`, {
      step: n + 1,
    });
  }
  if (status === 'FAILED') say(0.99, 'ERROR', row.errorMessage ?? 'failed');
  if (status === 'CANCELED') say(0.99, 'WARN', 'stopped, as it was asked to');
  if (status === 'COMPLETED') say(0.99, 'INFO', `${row.itemsProcessed ?? 0} items, done`);
}
