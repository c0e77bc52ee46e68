import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { AddressProblems } from '../app/address-problems';
import { oneOf, useSearchState } from '../app/search';
import { Button, IconButton } from '../ui/button';
import { Banner, EmptyState, ErrorPanel } from '../ui/feedback';
import { TextField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { ChevronLeftIcon, ChevronRightIcon, SearchIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { Card, PageHeader, Stack, Toolbar } from '../ui/layout';
import { Select } from '../ui/select';
import { Skeleton } from '../ui/spinner';
import { StateIcon } from '../ui/status-badge';
import { Tabs } from '../ui/tabs';
import { Time, useNow } from '../ui/time';
import styles from './schedules.module.css';
import { TICK_KINDS, TickList } from './tick-list';
import { Timeline } from './timeline';
import { firesNext, isOff, type NextOfJob, type ScheduleRow, useTicks } from './use-ticks';
import { moved, readWindow, WINDOWS } from './window';

const MINUTE_MS = 60_000;
const TYPING_MS = 250;
const GLANCE = 9;
/** How often what has fired leaves what is to come. */
const LOOK_MS = 10_000;

const VIEWS = [
  { value: 'timeline', label: 'Timeline' },
  { value: 'list', label: 'List' },
] as const;

/** What every schedule did and will do: what fires tonight, and what did not. */
export function SchedulesScreen() {
  const [search, change] = useSearchState();
  const moment = useNow(LOOK_MS);
  const now = Math.floor(moment / MINUTE_MS) * MINUTE_MS;
  const { window, problems } = readWindow(search, now);
  const text = oneOf(search, 'q') ?? '';
  const { jobs, past, rows, next, hasMoreJobs } = useTicks(window, text, now, moment);
  const view = oneOf(search, 'view') === 'list' ? 'list' : 'timeline';
  const kind = TICK_KINDS.find(({ value }) => value === oneOf(search, 'ticks'))?.value ?? 'all';
  const reload = () => {
    jobs.reload();
    past.reload();
  };
  const shown =
    text === '' ? past.rows : past.rows.filter(({ job }) => rows.some((row) => row.job.id === job.id));

  useKeys(
    [
      { keys: '[', label: 'Earlier', run: () => change({ at: moved(window, -1) }) },
      { keys: ']', label: 'Later', run: () => change({ at: moved(window, 1) }) },
      { keys: 't', label: 'To now', run: () => change({ at: null }), when: !window.isNow },
      { keys: 'v', label: 'Timeline or list', run: () => change({ view: view === 'list' ? null : 'list' }) },
    ],
    'Schedules',
  );

  return (
    <Stack>
      <PageHeader
        title="Schedules"
        sub={jobs.data && summaryOf(rows, window.isNow)}
        actions={
          <Tabs
            label="View"
            tabs={VIEWS}
            value={view}
            onChange={(value) => change({ view: value === 'list' ? 'list' : null })}
          />
        }
      />
      <Toolbar label="Range">
        <SearchBox value={text} onChange={(q) => change({ q }, { replace: true })} />
        <Select
          label="Range"
          isLabelHidden
          options={WINDOWS.map(({ value, label }) => ({ value, label: `± ${label}` }))}
          value={window.range}
          onChange={(range) => change({ range: range === '24h' ? null : range })}
        />
        <IconButton label="Earlier" shortcut="[" onClick={() => change({ at: moved(window, -1) })}>
          <ChevronLeftIcon />
        </IconButton>
        <Button disabledReason={window.isNow && 'Now is in the middle.'} onClick={() => change({ at: null })}>
          Now
        </Button>
        <IconButton label="Later" shortcut="]" onClick={() => change({ at: moved(window, 1) })}>
          <ChevronRightIcon />
        </IconButton>
        {view === 'list' && (
          <Select
            label="Ticks"
            isLabelHidden
            options={TICK_KINDS}
            value={kind}
            onChange={(ticks) => change({ ticks: ticks === 'all' ? null : ticks })}
          />
        )}
        {!window.isNow && (
          <span className={styles.muted}>
            <Time at={window.from} precision="minute" /> to <Time at={window.to} precision="minute" />
          </span>
        )}
      </Toolbar>
      <AddressProblems problems={problems} />
      {jobs.failure && (
        <ErrorPanel message={jobs.failure.message} code={jobs.failure.code} onRetry={jobs.reload} />
      )}
      {past.failure && (
        <ErrorPanel
          title="Past ticks could not be read"
          message={past.failure.message}
          code={past.failure.code}
          onRetry={past.reload}
        />
      )}
      {jobs.isLoading && <Skeleton lines={6} />}
      {jobs.data && rows.length === 0 && <NoSchedules isFiltered={text !== ''} />}
      {rows.length > 0 && window.isNow && <FiresNext next={firesNext(rows)} />}
      {rows.length > 0 &&
        (view === 'list' ? (
          <TickList
            past={shown}
            next={next}
            kind={kind}
            hasMore={past.hasMore}
            isLoading={past.isLoading}
            onMore={past.more}
          />
        ) : (
          <Card isFlush>
            <Timeline rows={rows} window={window} now={now} onChanged={reload} />
            <Legend />
          </Card>
        ))}
      {view === 'timeline' && past.hasMore && past.rows.length > 0 && (
        <Banner
          action={
            <Button size="s" isBusy={past.isLoading} onClick={past.more}>
              Read more
            </Button>
          }
        >
          {`The newest ${formatNumber(past.rows.length)} past ticks are shown; there are more in this range.`}
        </Banner>
      )}
      {hasMoreJobs && (
        <Banner>{`The ${formatNumber(rows.length)} schedules that tick next are shown. Search for others.`}</Banner>
      )}
    </Stack>
  );
}

function summaryOf(rows: readonly ScheduleRow[], isNow: boolean) {
  const off = rows.filter(({ job }) => isOff(job)).length;
  const count = rows.reduce((sum, { next }) => sum + next.length, 0);
  const isCapped = rows.some(({ hasMoreNext }) => hasMoreNext);
  const schedules = `${formatNumber(rows.length)} ${rows.length === 1 ? 'schedule' : 'schedules'}`;
  const paused = off > 0 ? `, ${formatNumber(off)} of them paused` : '';
  const ticks = `${formatNumber(count)}${isCapped ? '+' : ''} ${count === 1 ? 'tick' : 'ticks'}`;
  return `${schedules}${paused}${isNow ? `; ${ticks} to come` : ''}`;
}

/** What fires next, at a glance: one line a job. */
function FiresNext({ next }: { next: readonly NextOfJob[] }) {
  return (
    <Card title="Fires next">
      {next.length === 0 ? (
        <p className={styles.muted}>Nothing in this range.</p>
      ) : (
        <ol className={styles.next}>
          {next.slice(0, GLANCE).map(({ at, job, more, hasMore }) => (
            <li key={job.id}>
              <Time at={at} precision="minute" />
              <Link to="/jobs/$id" params={{ id: job.id }} className={styles.job}>
                <bdi>{job.name}</bdi>
              </Link>
              <span className={styles.muted}>
                <Time at={at} mode="relative" />
                {more > 0 && ` and ${hasMore ? `${formatNumber(more)}+` : formatNumber(more)} more`}
              </span>
            </li>
          ))}
        </ol>
      )}
      {next.length > GLANCE && (
        <p className={styles.muted}>{`and ${formatNumber(next.length - GLANCE)} more jobs`}</p>
      )}
    </Card>
  );
}

function Legend() {
  return (
    <div className={styles.legend}>
      {(['COMPLETED', 'FAILED', 'RUNNING'] as const).map((state) => (
        <span key={state}>
          <span className={styles.markBody} data-state={state}>
            <StateIcon status={state} />
          </span>
          {state.charAt(0) + state.slice(1).toLowerCase()}
        </span>
      ))}
      <span>
        <span className={styles.markBody} data-state="SKIPPED">
          <StateIcon status="SKIPPED" />
        </span>
        Skipped
      </span>
      <span>
        <span className={styles.markBody} data-state="NEXT" />
        To come
      </span>
    </div>
  );
}

const FIRST_SCHEDULE = `mutation {
  createJob(input: {
    name: "Nightly report", kind: { task: { handler: "report" } }
    schedule: { cron: "0 2 * * *", timezone: "Europe/Berlin" }
  }) { __typename ... on Error { code message } }
}`;

function NoSchedules({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No schedule matches">Search for another name.</EmptyState>
  ) : (
    <EmptyState
      title="Nothing runs by itself yet"
      code={FIRST_SCHEDULE}
      action={
        <Link to="/jobs" search={{ new: 'TASK' }}>
          New job
        </Link>
      }
    >
      Give a job a schedule: its past and next ticks are shown here.
    </EmptyState>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onChange(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <TextField
      label="Search schedules"
      isLabelHidden
      type="search"
      placeholder="Name or slug"
      icon={<SearchIcon size={14} />}
      value={text}
      onChange={setText}
      className={styles.search}
    />
  );
}
