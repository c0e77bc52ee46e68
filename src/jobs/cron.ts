import { Cron } from 'croner';

/** When a job is run by itself: a cron expression, read in an IANA time zone. */
export interface CronSchedule {
  cron: string;
  timezone: string;
}

/** Croner would also take nicknames, single dates and years. */
const FIELDS = /^\S+(?:\s+\S+){4,5}$/;
/** Area and place; Intl takes offsets and abbreviations too, which are no time zones. */
const TIME_ZONE = /^(?:UTC|GMT|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/;

/** Whether it is the name of an IANA time zone. */
export function isTimeZone(name: string): boolean {
  if (!TIME_ZONE.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a cron expression, for people, or null. @param timezone A known one. */
export function cronFault({ cron, timezone }: CronSchedule): string | null {
  if (!FIELDS.test(cron)) return 'five or six fields are expected.';
  try {
    return nextRun({ cron, timezone }, new Date()) === null ? 'it names no time to come.' : null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : 'it cannot be read.';
  }
}

/** The first time after a moment that a schedule names; null where there is none. @throws Error for a bad one */
export function nextRun({ cron, timezone }: CronSchedule, after: Date): Date | null {
  return new Cron(cron, { timezone, mode: '5-or-6-parts', paused: true }).nextRun(after);
}
