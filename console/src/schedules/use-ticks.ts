import { useMemo } from 'react';
import {
  SchedulePastDocument,
  type SchedulePastQuery,
  SchedulesDocument,
  type SchedulesQuery,
} from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { usePages } from '../api/use-pages';
import type { TimeWindow } from './window';

export type ScheduledJob = SchedulesQuery['jobs']['nodes'][number];
export type PastTick = SchedulePastQuery['scheduleTicks']['nodes'][number];

/** A tick that is to come. */
export interface NextTick {
  at: number;
  job: ScheduledJob;
}

/** One job with what its schedule did and will do within a window. */
export interface ScheduleRow {
  job: ScheduledJob;
  past: readonly PastTick[];
  /** Empty while it is paused. */
  next: readonly number[];
  /** Whether there are more to come than the API works out at once. */
  hasMoreNext: boolean;
}

const MOST_JOBS = 100;
const MOST_NEXT = 100;
/** Past ticks that are read without being asked for. */
const READ_AT_ONCE = 200;
const RENEWED_MS = 30_000;
const pastOf = ({ scheduleTicks }: SchedulePastQuery) => scheduleTicks;

/** Whether a schedule ticks at all at the moment. */
export const isOff = ({ status, schedule }: ScheduledJob) =>
  status !== 'ACTIVE' || Boolean(schedule?.pausedAt);

/** What a job fires next, and how often after that within the window. */
export interface NextOfJob {
  job: ScheduledJob;
  at: number;
  more: number;
  hasMore: boolean;
}

/** One for each job that fires at all, the next first. */
export function firesNext(rows: readonly ScheduleRow[]): NextOfJob[] {
  return rows
    .flatMap(({ job, next: [at, ...rest], hasMoreNext }) =>
      at === undefined ? [] : [{ job, at, more: rest.length, hasMore: hasMoreNext }],
    )
    .sort((a, b) => a.at - b.at || a.job.name.localeCompare(b.job.name));
}

/**
 * All schedules within a window: past ticks are read page by page, those to come worked out by the server.
 * @param now To the minute: what is asked for stays the same for as long.
 * @param moment The time itself: what it has reached is no longer to come.
 */
export function useTicks(window: TimeWindow, text: string, now: number, moment: number) {
  const nextFrom = Math.max(window.from, now);
  const hasNext = nextFrom < window.to;
  const jobs = useData(
    SchedulesDocument,
    {
      filter: { hasSchedule: true, status: ['ACTIVE', 'PAUSED'], ...(text !== '' && { search: text }) },
      from: new Date(nextFrom).toISOString(),
      to: new Date(Math.max(window.to, nextFrom)).toISOString(),
      first: MOST_JOBS,
    },
    { everyMs: RENEWED_MS },
  );
  const at = {
    from: new Date(window.from).toISOString(),
    to: new Date(Math.min(now, window.to)).toISOString(),
  };
  const past = usePages(SchedulePastDocument, (page) => ({ at, ...page }), pastOf, {
    pause: window.from >= now,
    everyMs: RENEWED_MS,
    // A timeline of one page would end in the middle of it.
    atLeast: READ_AT_ONCE,
  });
  const nodes = jobs.data?.jobs.nodes;
  const rows = useMemo(() => {
    const byJob = new Map<string, PastTick[]>();
    for (const tick of past.rows) byJob.set(tick.job.id, [...(byJob.get(tick.job.id) ?? []), tick]);
    return (nodes ?? []).map((job): ScheduleRow => {
      const known =
        hasNext && !isOff(job) ? (job.schedule?.nextRuns ?? []).map((one) => Date.parse(one)) : [];
      const next = known.filter((at) => at > moment);
      return { job, past: byJob.get(job.id) ?? [], next, hasMoreNext: known.length >= MOST_NEXT };
    });
  }, [nodes, past.rows, hasNext, moment]);
  const next = useMemo(
    () =>
      rows
        .flatMap((row) => row.next.map((one): NextTick => ({ at: one, job: row.job })))
        .sort((a, b) => a.at - b.at || a.job.name.localeCompare(b.job.name)),
    [rows],
  );
  return { jobs, past, rows, next, hasMoreJobs: jobs.data?.jobs.pageInfo.hasNextPage ?? false };
}
