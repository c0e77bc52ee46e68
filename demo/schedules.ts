import { Cron } from 'croner';
import { DAY_MS, type DemoJob, type DemoRun, type Ledger, MINUTE_MS } from './ledger.js';

/** Longer than any schedule of the demo goes back. */
const LOOK_BACK_MS = 40 * DAY_MS;
/** What a younger tick started would not have ended yet. */
const SETTLED_MS = 10 * MINUTE_MS;

/** The last `count` ticks before a moment whose runs have ended by then, oldest first, and the next one after it. */
export function ticksOf(
  cron: string,
  timezone: string,
  now: Date,
  count: number,
): { past: Date[]; next: Date | null } {
  const schedule = new Cron(cron, { timezone, paused: true });
  const past: Date[] = [];
  let tick = schedule.nextRun(new Date(now.getTime() - LOOK_BACK_MS));
  while (tick && now.getTime() - tick.getTime() > SETTLED_MS) {
    past.push(tick);
    tick = schedule.nextRun(tick);
  }
  return { past: past.slice(-count), next: schedule.nextRun(now) };
}

/** What became of a tick: a run, or a reason why there is none. */
export function addTick(ledger: Ledger, job: DemoJob, at: Date, outcome: DemoRun | string): void {
  ledger.rows.ticks.push({
    id: ledger.id(at),
    jobId: job.id,
    ownerId: job.owner.id,
    at,
    ...(typeof outcome === 'string' ? { skipReason: outcome } : { executionId: outcome.id }),
  });
}
