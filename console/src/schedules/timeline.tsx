import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useSession } from '../api/session';
import { useSchedulePause } from '../job/use-job-status';
import { IconButton } from '../ui/button';
import { formatAxisTime, formatTime, type TimeMode } from '../ui/format';
import { PauseIcon, PlayIcon } from '../ui/icons';
import { isolated } from '../ui/isolated';
import { usePreferences } from '../ui/preferences';
import { lookOf, StateIcon, StatusBadge } from '../ui/status-badge';
import styles from './schedules.module.css';
import { isOff, type PastTick, type ScheduledJob, type ScheduleRow } from './use-ticks';
import { axisTimes, shareOf, type TimeWindow } from './window';

const MOST_LABELS = 9;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Marks closer than this share of the window are drawn as one. */
const NEAR = 0.011;
const NEAR_LABEL = 0.05;

export interface TimelineProps {
  rows: readonly ScheduleRow[];
  window: TimeWindow;
  now: number;
  onChanged: () => void;
}

/** A row a schedule: what became of past ticks, and those to come. The list says the same in words. */
export function Timeline({ rows, window, now, onChanged }: TimelineProps) {
  const preferred = usePreferences().time;
  const mode = preferred === 'relative' ? 'local' : preferred;
  const offset = mode === 'utc' ? 0 : -new Date(window.from).getTimezoneOffset() * MINUTE_MS;
  const labels = axisTimes(window, offset, MOST_LABELS);
  const step = (labels[1] ?? HOUR_MS) - (labels[0] ?? 0);
  const at = (time: number) => `${(shareOf(window, time) * 100).toFixed(3)}%`;
  const isNowShown = now >= window.from && now <= window.to;
  // The moment has a label of its own.
  const isApart = (time: number) =>
    !isNowShown || Math.abs(shareOf(window, time) - shareOf(window, now)) > NEAR_LABEL;
  return (
    <div className={styles.timeline}>
      <div className={styles.axis} aria-hidden="true">
        <div className={styles.track}>
          {labels.filter(isApart).map((time) => (
            <span key={time} className={styles.label} style={{ left: at(time) }}>
              {formatAxisTime(time, step, mode)}
            </span>
          ))}
          {isNowShown && (
            <span className={styles.nowLabel} style={{ left: at(now) }}>
              now
            </span>
          )}
        </div>
      </div>
      <ul className={styles.rows}>
        {rows.map((row) => (
          <li key={row.job.id} className={styles.row}>
            <RowHead job={row.job} onChanged={onChanged} />
            <div className={styles.track}>
              {labels.map((time) => (
                <span key={time} className={styles.line} style={{ left: at(time) }} />
              ))}
              {isNowShown && <span className={styles.now} style={{ left: at(now) }} />}
              <Marks row={row} window={window} now={now} mode={mode} />
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}

function RowHead({ job, onChanged }: { job: ScheduledJob; onChanged: () => void }) {
  const { whyNot } = useSession();
  const pause = useSchedulePause(onChanged);
  const isPaused = Boolean(job.schedule?.pausedAt);
  return (
    <div className={styles.head}>
      <IconButton
        label={`${isPaused ? 'Resume' : 'Pause'} the schedule of ${isolated(job.name)}`}
        size="s"
        isBusy={pause.isRunning}
        disabledReason={whyNot('MANAGE')}
        onClick={() => void pause.set(job, !isPaused)}
      >
        {isPaused ? <PlayIcon size={14} /> : <PauseIcon size={14} />}
      </IconButton>
      <div className={styles.headText}>
        <Link to="/jobs/$id" params={{ id: job.id }} className={styles.job}>
          <bdi>{job.name}</bdi>
        </Link>
        <span className={styles.cron}>
          <code>{job.schedule?.cron}</code> {job.schedule?.timezone}
        </span>
      </div>
      {isPaused ? (
        <StatusBadge status="PAUSED" />
      ) : (
        job.status !== 'ACTIVE' && (
          <StatusBadge status={job.status}>{`Job ${lookOf(job.status).label.toLowerCase()}`}</StatusBadge>
        )
      )}
    </div>
  );
}

/** How a past tick is said. */
export function tickTitle(tick: PastTick, mode: TimeMode): string {
  const time = formatTime(tick.at, mode, { precision: 'minute' });
  if (tick.skipReason) return `${time}: skipped. ${tick.skipReason}`;
  return tick.execution
    ? `${time}: run #${tick.execution.runNumber} ${lookOf(tick.execution.status).label.toLowerCase()}`
    : `${time}: its run is no longer kept`;
}

export const tickState = ({ skipReason, execution }: PastTick) =>
  skipReason ? 'SKIPPED' : (execution?.status ?? 'GONE');

/** What is drawn as one mark: the worst of several that are too near each other to be told apart. */
const WORST = ['FAILED', 'SKIPPED', 'CANCELED', 'RUNNING', 'QUEUED', 'COMPLETED', 'GONE'];

function Marks({
  row,
  window,
  now,
  mode,
}: Omit<TimelineProps, 'rows' | 'onChanged'> & { row: ScheduleRow; mode: TimeMode }) {
  const past = grouped(row.past, ({ at }) => shareOf(window, Date.parse(at)));
  // Ticks without end are a line from the next one on.
  const first = row.next[0];
  const isDense = row.hasMoreNext && first !== undefined;
  const next = grouped(isDense ? [first] : row.next, (at) => shareOf(window, at));
  const left = (share: number) => `${(share * 100).toFixed(3)}%`;
  return (
    <>
      {past.map(({ share, items }) => {
        const worst = items.toSorted((a, b) => WORST.indexOf(tickState(a)) - WORST.indexOf(tickState(b)))[0];
        if (!worst) return null;
        const more = items.length > 1 ? ` (${items.length} ticks)` : '';
        const mark = <Mark state={tickState(worst)} count={items.length} />;
        const title = `${tickTitle(worst, mode)}${more}`;
        return (
          <Fragment key={worst.id}>
            {worst.execution ? (
              <Link
                to="/runs/$id"
                params={{ id: worst.execution.id }}
                search={{}}
                className={styles.mark}
                style={{ left: left(share) }}
                title={title}
                aria-label={title}
              >
                {mark}
              </Link>
            ) : (
              <span
                className={styles.mark}
                style={{ left: left(share) }}
                title={title}
                role="img"
                aria-label={title}
              >
                {mark}
              </span>
            )}
          </Fragment>
        );
      })}
      {next.map(({ share, items }) => {
        const at = items[0] ?? 0;
        const more = items.length > 1 ? ` and ${items.length - 1} more` : '';
        const title = `${formatTime(at, mode, { precision: 'minute' })}: to come${more}`;
        return (
          <span
            key={at}
            className={styles.mark}
            style={{ left: left(share) }}
            title={title}
            role="img"
            aria-label={title}
          >
            <Mark state="NEXT" count={items.length} />
          </span>
        );
      })}
      {isDense && (
        <span
          className={styles.rest}
          style={{ left: left(shareOf(window, first)) }}
          title="And so on: more than 100 ticks to come."
        />
      )}
      {isOff(row.job) && now < window.to && (
        <span className={styles.off} style={{ left: left(Math.max(0, shareOf(window, now))) }} />
      )}
    </>
  );
}

function Mark({ state, count }: { state: string; count: number }) {
  return (
    <span className={styles.markBody} data-state={state}>
      {state === 'NEXT' ? null : <StateIcon status={state} />}
      {count > 1 && <span className={styles.count}>{count}</span>}
    </span>
  );
}

/** Neighbours that would be drawn over each other become one. */
function grouped<Item>(items: readonly Item[], share: (item: Item) => number) {
  const sorted = items.toSorted((a, b) => share(a) - share(b));
  const groups: { share: number; items: Item[] }[] = [];
  for (const item of sorted) {
    const last = groups.at(-1);
    const place = share(item);
    if (last && place - last.share < NEAR) last.items.push(item);
    else groups.push({ share: place, items: [item] });
  }
  return groups;
}
