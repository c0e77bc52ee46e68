import { Link } from '@tanstack/react-router';
import {
  JobScheduleDocument,
  type JobSettingsFragment,
  JobTicksDocument,
  type JobTicksQuery,
} from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import { usePages } from '../api/use-pages';
import { oneOf, useSearchState } from '../app/search';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import { ErrorPanel } from '../ui/feedback';
import { formatElapsed, formatNumber } from '../ui/format';
import { PauseIcon, PlayIcon } from '../ui/icons';
import { Card, KeyValue } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Badge, StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import formStyles from './form/form.module.css';
import { zonedTime } from './form/next-runs';
import styles from './job-screen.module.css';
import { useSchedulePause } from './use-job-status';

const RENEWED_MS = 30_000;
const SECOND_MS = 1_000;
const OVERLAP = {
  SKIP: 'skip the tick',
  ALLOW: 'enqueue another run',
  BUFFER_ONE: 'enqueue one, unless one waits',
  CANCEL_OTHER: 'cancel it, and enqueue another',
} as const;
const MISSED = { SKIP: 'skip them', RUN_ONCE: 'run once for all', CATCH_UP: 'run each' } as const;

export interface JobScheduleProps {
  job: JobSettingsFragment;
  onEdit: () => void;
  onBackfill: () => void;
  onChanged: () => void;
}

/** When a job runs by itself: its next runs, what became of past ticks, and what to do about both. */
export function JobSchedule({ job, onEdit, onBackfill, onChanged }: JobScheduleProps) {
  const { whyNot } = useSession();
  const { schedule } = job;
  const pause = useSchedulePause(onChanged);
  if (!schedule) {
    return (
      <Card title="Schedule">
        <div className={styles.part}>
          <p className={styles.muted}>It runs only when something enqueues it.</p>
          <div>
            <Button size="s" disabledReason={whyNot('MANAGE')} onClick={onEdit}>
              Add a schedule
            </Button>
          </div>
        </div>
      </Card>
    );
  }
  const isPaused = Boolean(schedule.pausedAt);
  const isArchived = job.status === 'ARCHIVED';
  return (
    <Card
      title="Schedule"
      actions={
        <>
          <Button
            size="s"
            disabledReason={
              whyNot('WORK') ?? whyNot('READ') ?? (isArchived ? 'An archived job takes no runs.' : null)
            }
            onClick={onBackfill}
          >
            Backfill…
          </Button>
          <Button
            size="s"
            icon={isPaused ? <PlayIcon size={14} /> : <PauseIcon size={14} />}
            isBusy={pause.isRunning}
            disabledReason={whyNot('MANAGE')}
            onClick={() => void pause.set(job, !isPaused)}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        </>
      }
    >
      <div className={styles.cron}>
        <code>{schedule.cron}</code>
        <span className={styles.muted}>{schedule.timezone}</span>
        {isPaused && (
          <StatusBadge status="PAUSED">
            Paused <Time at={schedule.pausedAt} mode="relative" />
          </StatusBadge>
        )}
        {!isPaused && job.status !== 'ACTIVE' && (
          <Badge tone="warning">No ticks while the job is not active</Badge>
        )}
      </div>
      <NextOfJob job={job} timezone={schedule.timezone} isOff={isPaused || job.status !== 'ACTIVE'} />
      <h3 className={styles.subTitle}>Rules</h3>
      <KeyValue
        items={[
          { key: 'While one is open', value: OVERLAP[schedule.overlap] },
          {
            key: 'Missed ticks',
            value:
              MISSED[schedule.missedTicks] +
              (schedule.catchUpSeconds
                ? ` of the last ${formatElapsed(schedule.catchUpSeconds * SECOND_MS)}`
                : ''),
          },
          {
            key: 'Spread over',
            value: schedule.jitterSeconds
              ? formatElapsed(schedule.jitterSeconds * SECOND_MS)
              : 'nothing: at the tick',
          },
        ]}
      />
    </Card>
  );
}

function NextOfJob({ job, timezone, isOff }: { job: JobSettingsFragment; timezone: string; isOff: boolean }) {
  const { data, failure, reload } = useData(JobScheduleDocument, { id: job.id }, { everyMs: RENEWED_MS });
  const times = data?.job?.schedule?.nextRuns ?? [];
  return (
    <>
      <h3 className={styles.subTitle}>{isOff ? 'Would run next' : 'Runs next'}</h3>
      {failure ? (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />
      ) : data === undefined ? (
        <Skeleton lines={3} />
      ) : times.length === 0 ? (
        <p className={styles.muted}>Never: its cron expression names no time to come.</p>
      ) : (
        <ol className={formStyles.times}>
          {times.map((at) => (
            <li key={at}>
              <span className={formStyles.zoned}>{zonedTime(at, timezone)}</span>
              <Time at={at} mode="relative" className={formStyles.relative} />
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

const ticksOf = ({ scheduleTicks }: JobTicksQuery) => scheduleTicks;
const SHOWN = 10;

/** What became of past ticks. */
export function JobTicks({ id }: { id: string }) {
  const [search, change] = useSearchState();
  const isSkippedOnly = oneOf(search, 'ticks') === 'skipped';
  const isAll = oneOf(search, 'ticks-shown') === 'all';
  const { rows, hasMore, isLoading, failure, more, reload } = usePages(
    JobTicksDocument,
    (page) => ({ id, skipped: isSkippedOnly ? true : null, ...page }),
    ticksOf,
    { everyMs: RENEWED_MS },
  );
  const shown = isAll ? rows : rows.slice(0, SHOWN);
  return (
    <Card
      title="Past ticks"
      isFlush
      actions={
        <Checkbox
          label="Skipped only"
          isChecked={isSkippedOnly}
          onChange={(next) => change({ ticks: next ? 'skipped' : null }, { replace: true })}
        />
      }
    >
      {failure ? (
        <div className={styles.pad}>
          <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />
        </div>
      ) : rows.length === 0 ? (
        <p className={`${styles.pad} ${styles.muted}`}>
          {isLoading ? 'Loading…' : isSkippedOnly ? 'No tick was skipped.' : 'It has not ticked yet.'}
        </p>
      ) : (
        <ul className={styles.list}>
          {shown.map((tick) => (
            <li key={tick.id}>
              <Time at={tick.at} precision="minute" />
              {tick.execution ? (
                <>
                  <StatusBadge status={tick.execution.status} isPlain />
                  <Link
                    className={styles.right}
                    to="/runs/$id"
                    params={{ id: tick.execution.id }}
                    search={{}}
                  >
                    #{formatNumber(tick.execution.runNumber)}
                  </Link>
                  <Duration ms={tick.execution.durationMs} />
                </>
              ) : (
                <bdi className={styles.grow}>
                  <b>{tick.skipReason ? 'Skipped ' : 'Its run is no longer kept'}</b>
                  <span className={styles.muted}>{tick.skipReason}</span>
                </bdi>
              )}
            </li>
          ))}
        </ul>
      )}
      {(rows.length > SHOWN || hasMore) && rows.length > 0 && (
        <div className={styles.foot}>
          {isAll ? (
            hasMore && (
              <Button size="s" isBusy={isLoading} onClick={more}>
                More
              </Button>
            )
          ) : (
            <Button size="s" onClick={() => change({ 'ticks-shown': 'all' }, { replace: true })}>
              Show more
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}
