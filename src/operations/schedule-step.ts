import { TIER_TICKS_PER_MINUTE } from '../accounts/tiers.js';
import type { MissedTickPolicy, UserTier } from '../generated/prisma/enums.js';
import type { CronSchedule } from '../jobs/cron.js';
import { lastRun, nextRun, nextRunAllowed } from '../jobs/cron.js';

/** By how much a tick may be late: beyond it, it was missed. */
export const MISSED_AFTER_SECONDS = 60;

/** A tick of a schedule that is due. */
export interface DueTick extends CronSchedule {
  at: Date;
  missedTickPolicy: MissedTickPolicy;
  /** Null where nothing is caught up on. */
  catchUpSeconds: number | null;
  /** Of its owner: it may have been a higher one when the schedule was made. */
  tier: UserTier;
}

/** What is to become of a tick: whether it is passed over, since it was missed, and which one is next. */
export interface Step {
  isMissed: boolean;
  /** Whether others were missed with it, up to the next one. */
  areMore: boolean;
  /** Null where the schedule names no other. */
  next: Date | null;
}

/**
 * Decides on one tick that is due. It says nothing of those after it: they are due then, if they are.
 * @param now When it is decided.
 */
export function stepOf(tick: DueTick, now: Date): Step {
  const following = nextRunAllowed(tick, tick.at, TIER_TICKS_PER_MINUTE[tick.tier]);
  const resumesAt = resumptionOf(tick, now);
  if (!resumesAt) return { isMissed: false, areMore: false, next: following };
  const next = nextRun(tick, new Date(resumesAt.getTime() - 1));
  return { isMissed: true, areMore: following?.getTime() !== next?.getTime(), next };
}

/** From when on the ticks of a schedule are run whose tick was missed; null where that is this tick. */
function resumptionOf(tick: DueTick, now: Date): Date | null {
  const { at, missedTickPolicy, catchUpSeconds } = tick;
  const intime = before(now, MISSED_AFTER_SECONDS);
  if (at >= intime) return null;
  switch (missedTickPolicy) {
    case 'SKIP':
      return intime;
    case 'CATCH_UP': {
      const from = before(now, Math.max(catchUpSeconds ?? 0, MISSED_AFTER_SECONDS));
      return at < from ? from : null;
    }
    case 'RUN_ONCE': {
      const last = lastRun(tick, now);
      return last && last > at ? last : null;
    }
  }
}

function before(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() - seconds * 1_000);
}
