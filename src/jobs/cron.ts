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

/** The first time after a moment that a schedule names; null where there is none. @throws Error for a bad one */
export function nextRun({ cron, timezone }: CronSchedule, after: Date): Date | null {
  return new Cron(cron, { timezone, mode: '5-or-6-parts', paused: true }).nextRun(after);
}
