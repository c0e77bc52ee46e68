import { Cron } from 'croner';

/** When a job is run by itself: a cron expression, read in an IANA time zone. */
export interface CronSchedule {
  cron: string;
  timezone: string;
}

/** Croner would also take nicknames, single dates and years. */
const FIELDS = /^\S+(?:\s+\S+){4,5}$/;
/** IANA's names without an area. Intl takes abbreviations like PST too, which are none. */
const NAMES =
  `CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong
  Iceland Iran Israel Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC
  ROK Singapore Turkey UCT UTC Universal W-SU WET Zulu`.split(/\s+/);
const AREA_AND_PLACE = /^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+$/;
const USUAL_CASE = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*[a-z0-9])+$/;

/**
 * The name of an IANA time zone in its usual case; null for what is none. An older name of a zone stays as it is, unless
 * it came in a case of its own: then it becomes the zone's.
 */
export function timeZoneName(text: string): string | null {
  const name = NAMES.find((known) => known.toLowerCase() === text.toLowerCase());
  if (name === undefined && !AREA_AND_PLACE.test(text)) return null;
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name ?? text }).resolvedOptions();
    if (name !== undefined) return name;
    return USUAL_CASE.test(text) && timeZone.toLowerCase() !== text.toLowerCase() ? text : timeZone;
  } catch {
    return null;
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

/*
 * Where a zone's clocks are set forward or back, croner decides, as Vixie's cron did. A cron expression with one value
 * each for second, minute and hour has a tick a day: in a gap at the gap's end, in an hour that comes twice the first
 * time. Of all others a tick in a gap is none, and an hour that comes twice has its ticks twice.
 */

/** The first tick after a moment; null where there is none. @throws Error for a bad schedule */
export function nextRun(schedule: CronSchedule, after: Date): Date | null {
  return parsed(schedule).nextRun(after);
}

/** The last tick up to a moment; null where there is none. */
export function lastRun(schedule: CronSchedule, upTo: Date): Date | null {
  return parsed(schedule).previousRuns(1, new Date(upTo.getTime() + 1))[0] ?? null;
}

/** The ticks of a range, from its beginning up to its end, which is not of it: the first of them, `max` at most. */
export function runsWithin(
  schedule: CronSchedule,
  { from, to, max }: { from: Date; to: Date | null; max: number },
): Date[] {
  const runs: Date[] = [];
  const cron = parsed(schedule);
  let run = cron.nextRun(new Date(from.getTime() - 1));
  while (run && (!to || run < to) && runs.length < max) {
    runs.push(run);
    run = cron.nextRun(run);
  }
  return runs;
}

const MINUTE_MS = 60_000;
const SIX_FIELDS = /^\S+(?:\s+\S+){5}$/;

/** How many ticks a minute of a schedule has that has any: the same in each, since its seconds stand by themselves. */
export function ticksPerMinute(schedule: CronSchedule): number {
  if (!SIX_FIELDS.test(schedule.cron)) return 1;
  const first = nextRun(schedule, new Date());
  if (!first) return 0;
  const from = new Date(Math.floor(first.getTime() / MINUTE_MS) * MINUTE_MS);
  return runsWithin(schedule, { from, to: new Date(from.getTime() + MINUTE_MS), max: 60 }).length;
}

/**
 * The tick after another one of a schedule that may have no more than so many a minute: one that has more has them so far
 * apart that they are not.
 */
export function nextRunAllowed(schedule: CronSchedule, after: Date, allowedPerMinute: number): Date | null {
  const isAllowed = allowedPerMinute >= MINUTE_MS / 1_000 || ticksPerMinute(schedule) <= allowedPerMinute;
  if (isAllowed) return nextRun(schedule, after);
  return nextRun(schedule, new Date(after.getTime() + MINUTE_MS / allowedPerMinute - 1));
}

function parsed({ cron, timezone }: CronSchedule): Cron {
  return new Cron(cron, { timezone, mode: '5-or-6-parts', paused: true });
}
