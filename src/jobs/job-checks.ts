import { type InputPath, refuseInput } from '../core/errors.js';
import { parseId } from '../core/ids.js';
import type { Prisma } from '../generated/prisma/client.js';
import { boundedBatch, boundedInt, boundedText, MAX_TEXT_LENGTH } from '../graphql/input/limits.js';
import { type CronSchedule, cronFault, nextRun, runsWithin, timeZoneName } from './cron.js';
import { isSlug, MAX_SLUG_LENGTH } from './slug.js';

export const MAX_ATTEMPTS = 100;
/** No attempt waits longer than this for the one before it (end_runs). */
export const MAX_BACKOFF_SECONDS = 24 * 60 * 60;
export const MAX_TIMEOUT_SECONDS = 30 * 24 * 60 * 60;
export const MAX_TAGS = 20;
export const MAX_TAG_LENGTH = 50;
export const MAX_PRIORITY = 10;
export const MAX_CONCURRENT = 10_000;
export const MAX_CATCH_UP_SECONDS = 7 * 24 * 60 * 60;
/** How many ticks a schedule makes up for at most. */
export const MAX_TICKS_CAUGHT_UP = 1_000;
export const MAX_JITTER_SECONDS = 60 * 60;
export const MAX_STARTS_PER_MINUTE = 1_000_000;
/** Characters of its JSON. */
export const MAX_CONFIG_LENGTH = 65_536;
export const SLUG_FORM = `lower-case ASCII letters and digits, single dashes between, at most ${MAX_SLUG_LENGTH} characters`;

/** Numbers that a job or its kind has. @throws GraphQLError BAD_USER_INPUT out of bounds */
export const within = (min: number, max: number) => (value: number, path: InputPath) =>
  boundedInt(value, path, { min, max });

export const priority = within(0, MAX_PRIORITY);
export const maxAttempts = within(1, MAX_ATTEMPTS);
export const retryBackoffSeconds = within(0, MAX_BACKOFF_SECONDS);
export const timeoutSeconds = within(1, MAX_TIMEOUT_SECONDS);
export const maxConcurrent = within(1, MAX_CONCURRENT);
export const catchUpSeconds = within(1, MAX_CATCH_UP_SECONDS);
export const jitterSeconds = within(0, MAX_JITTER_SECONDS);
export const startsPerMinute = within(1, MAX_STARTS_PER_MINUTE);

/** @throws GraphQLError BAD_USER_INPUT */
export function name(value: string, path: InputPath): string {
  return boundedText(value, path);
}

/** @throws GraphQLError BAD_USER_INPUT */
export function description(value: string, path: InputPath): string {
  return boundedText(value, path, MAX_TEXT_LENGTH);
}

/** @throws GraphQLError BAD_USER_INPUT */
export function slug(value: string, path: InputPath): string {
  return isSlug(value) ? value : refuseInput(path, `${SLUG_FORM}.`);
}

/** @returns The UUID. @throws GraphQLError BAD_USER_INPUT */
export function projectId(value: string, path: InputPath): string {
  return parseId(value, ['Project'], path).uuid;
}

/** @returns Each tag once. @throws GraphQLError BAD_USER_INPUT */
export function tags(values: readonly string[], path: InputPath): string[] {
  const own = [...new Set(values)];
  if (own.length > MAX_TAGS) refuseInput(path, `at most ${MAX_TAGS}; there are ${own.length}.`);
  return own.map((tag) => boundedText(tag, [...path, values.indexOf(tag)], MAX_TAG_LENGTH));
}

/** Lists of short texts that a kind has, at least one. @throws GraphQLError BAD_USER_INPUT */
export const texts = (max: number, maxLength: number) => (values: readonly string[], path: InputPath) =>
  boundedBatch(values, path, max).map((value, place) => boundedText(value, [...path, place], maxLength));

/** @throws GraphQLError BAD_USER_INPUT */
export function config(value: Prisma.InputJsonValue, path: InputPath): Prisma.InputJsonValue {
  if (typeof value !== 'object' || Array.isArray(value)) return refuseInput(path, 'must be an object.');
  const { length } = JSON.stringify(value);
  return length <= MAX_CONFIG_LENGTH
    ? value
    : refuseInput(path, `at most ${MAX_CONFIG_LENGTH} characters of JSON; there are ${length}.`);
}

/** @throws GraphQLError BAD_USER_INPUT for a time zone or a cron expression that is none. */
export function cronSchedule(
  { cron, timezone }: { cron: string; timezone: string },
  path: InputPath,
): { cron: string; timezone: string } {
  const schedule = {
    cron: boundedText(cron, [...path, 'cron']).trim(),
    timezone:
      timeZoneName(timezone) ??
      refuseInput([...path, 'timezone'], 'must be the name of an IANA time zone, such as Europe/Berlin.'),
  };
  const fault = cronFault(schedule);
  return fault === null ? schedule : refuseInput([...path, 'cron'], fault);
}

/**
 * Whether a schedule may make up for what was missed in so many seconds.
 * @param seconds Null where it makes up for nothing.
 * @throws GraphQLError BAD_USER_INPUT for a time that holds too many of its ticks.
 */
export function catchUp(schedule: CronSchedule, seconds: number | null, path: InputPath): void {
  if (seconds === null) return;
  const from = nextRun(schedule, new Date());
  if (!from) return;
  const to = new Date(from.getTime() + seconds * 1_000);
  const runs = runsWithin(schedule, { from, to, max: MAX_TICKS_CAUGHT_UP + 1 });
  if (runs.length <= MAX_TICKS_CAUGHT_UP) return;
  refuseInput(path, `${seconds} seconds hold more than ${MAX_TICKS_CAUGHT_UP} ticks of ${schedule.cron}.`);
}
