import { Link, useNavigate, useRouter } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { PAST_CACHE, parsed } from '../api/client';
import { JobStripDocument, type JobStripQuery, RunEventsDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { runTitle } from '../jobs/columns';
import { StripBar } from '../ui/charts/sparkline';
import { usualLongest } from '../ui/charts/usual';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { Card } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import styles from './job-screen.module.css';

/** Beside events, which say at once what changes. */
const RENEWED_MS = 60_000;
/** Events are answered together. */
const GATHER_MS = 800;
const HEIGHT = 34;
const RECENT = 8;

type StripRuns = NonNullable<JobStripQuery['job']>['executions']['nodes'];
export type JobRun = StripRuns[number];

export interface JobRunsProps {
  id: string;
  slug: string;
}

/** The last hundred runs as bars to choose among, and the newest of them as a list. */
export function JobRuns({ id, slug }: JobRunsProps) {
  const { data, failure, reload } = useData(JobStripDocument, { id }, { everyMs: RENEWED_MS });
  useRunEvents(id, reload);
  const runs = data?.job?.executions.nodes;
  const all = (
    <Link to="/runs" search={{ job: [id] }}>
      All its runs
    </Link>
  );
  return (
    <Card title="Last runs" actions={all} isFlush>
      {failure ? (
        <div className={styles.pad}>
          <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />
        </div>
      ) : runs === undefined ? (
        <div className={styles.pad}>
          <Skeleton height={HEIGHT} />
        </div>
      ) : runs.length === 0 ? (
        <EmptyState title="It has not run yet" code={enqueueOf(slug)}>
          Press Enqueue, or call this.
        </EmptyState>
      ) : (
        <>
          <div className={styles.pad}>
            <RunStrip runs={runs.toReversed()} />
          </div>
          <ul className={styles.list}>
            {runs.slice(0, RECENT).map((run) => (
              <RecentRun key={run.id} run={run} />
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

/** Calls some time after something happened to a run of the job. */
function useRunEvents(jobId: string, onEvent: () => void): void {
  const client = useClient();
  const latest = useRef(onEvent);
  latest.current = onEvent;
  useEffect(() => {
    let timer: number | undefined;
    const events = client
      .subscription(parsed(RunEventsDocument), { filter: { jobIds: [jobId] } }, PAST_CACHE)
      .subscribe(({ data }) => {
        if (!data) return;
        timer ??= window.setTimeout(() => {
          timer = undefined;
          latest.current();
        }, GATHER_MS);
      });
    return () => {
      events.unsubscribe();
      window.clearTimeout(timer);
    };
  }, [client, jobId]);
}

const enqueueOf = (slug: string) => `mutation {
  enqueueExecution(input: { jobSlug: "${slug}" }) { __typename ... on Error { code message } }
}`;

/** The run whose bar something happened on. */
const runAt = (target: EventTarget) =>
  target instanceof Element ? (target.closest('[data-run]')?.getAttribute('data-run') ?? null) : null;

/** A slider over the runs: the arrow keys choose, Enter opens, a press does both. */
function RunStrip({ runs }: { runs: StripRuns }) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const navigate = useNavigate();
  const router = useRouter();
  const found = runs.findIndex(({ id }) => id === chosenId);
  const at = found < 0 ? runs.length - 1 : found;
  const chosen = runs[at];
  if (!chosen) return null;
  const longest = usualLongest(runs);
  const open = (id: string) => void navigate({ to: '/runs/$id', params: { id }, search: {} });
  const addressOf = (id: string) => router.buildLocation({ to: '/runs/$id', params: { id } }).href;
  const choose = (place: number) =>
    setChosenId(runs[Math.min(runs.length - 1, Math.max(0, place))]?.id ?? null);
  const press = (event: KeyboardEvent) => {
    const places: Record<string, number> = {
      ...{ ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1 },
      ...{ Home: 0, End: runs.length - 1, PageDown: at - 10, PageUp: at + 10 },
    };
    const place = places[event.key];
    if (event.key === 'Enter') open(chosen.id);
    else if (place !== undefined) choose(place);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div
        className={styles.strip}
        role="slider"
        tabIndex={0}
        aria-label={`Last ${formatNumber(runs.length)} runs, oldest first`}
        aria-valuemin={1}
        aria-valuemax={runs.length}
        aria-valuenow={at + 1}
        aria-valuetext={runTitle(chosen)}
        onKeyDown={press}
        onPointerMove={({ target }) => {
          const run = runAt(target);
          if (run !== null) setChosenId(run);
        }}
        onClick={({ target }) => {
          const run = runAt(target);
          if (run !== null) open(run);
        }}
        onAuxClick={({ target }) => {
          const run = runAt(target);
          if (run !== null) window.open(addressOf(run), '_blank', 'noopener');
        }}
      >
        {runs.map((run) => (
          <span
            key={run.id}
            className={styles.bar}
            data-run={run.id}
            data-chosen={run.id === chosenId}
            title={runTitle(run)}
          >
            <StripBar run={{ key: run.id, ...run }} longest={longest} height={HEIGHT} />
          </span>
        ))}
      </div>
      <div className={styles.chosen}>
        <StatusBadge status={chosen.status} isPlain />
        <Link to="/runs/$id" params={{ id: chosen.id }} search={{}}>
          Run #{formatNumber(chosen.runNumber)}
        </Link>
        <Time at={chosen.queuedAt} />
        <Duration ms={chosen.durationMs} since={chosen.finishedAt ? null : chosen.startedAt} />
        {chosen.errorMessage && <bdi className={styles.message}>{chosen.errorMessage.slice(0, 300)}</bdi>}
      </div>
    </>
  );
}

function RecentRun({ run }: { run: JobRun }) {
  return (
    <li>
      <StatusBadge status={run.status} />
      <span className={styles.grow}>
        <Link to="/runs/$id" params={{ id: run.id }} search={{}}>
          #{formatNumber(run.runNumber)}
        </Link>
        {run.errorMessage && (
          <bdi className={styles.message} style={{ display: 'block' }}>
            {run.errorMessage.slice(0, 300)}
          </bdi>
        )}
      </span>
      <Duration ms={run.durationMs} since={run.finishedAt ? null : run.startedAt} />
      <span className={styles.right}>
        <Time at={run.queuedAt} precision="minute" />
      </span>
    </li>
  );
}
