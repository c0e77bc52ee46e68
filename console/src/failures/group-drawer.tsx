import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type ExecutionFilter, FailureGroupDocument, type FailureGroupQuery } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import type { Range } from '../app/range';
import { Button, buttonClass } from '../ui/button';
import { TimeChart } from '../ui/charts/time-chart';
import { CodeBlock } from '../ui/code-block';
import { Id } from '../ui/copy-button';
import { cx } from '../ui/cx';
import { Drawer } from '../ui/dialog';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatCount, formatNumber } from '../ui/format';
import { KeyValue } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import type { GroupKey } from './failures-query';
import styles from './group-drawer.module.css';
import { NoteForm } from './note-form';
import { RetryUnmended } from './retry-unmended';
import type { Decisions } from './use-decisions';

const CHART_PX = 120;
const TITLE_LENGTH = 120;

export interface GroupDrawerProps {
  group: GroupKey | null;
  range: Range;
  decisions: Decisions;
  onClose: () => void;
  /** Looks at the longest range instead. */
  onRange: () => void;
}

type Group = FailureGroupQuery['failureGroups'][number];

/** One group of failures: what it says, where it happens, and what to do about it. */
export function GroupDrawer({ group, range, decisions, onClose, onRange }: GroupDrawerProps) {
  const filter = {
    queuedAt: { from: range.from },
    errorFingerprint: group ? [group.fingerprint] : [],
    ...(group?.owner && { ownerId: group.owner }),
  };
  const loaded = useData(
    FailureGroupDocument,
    {
      filter,
      bucket: range.bucket,
      timezone: range.timezone,
    },
    { pause: group === null },
  );
  const { data, failure, reload, isReloading } = loaded;
  const read = data?.failureGroups.find(
    ({ fingerprint, owner }) =>
      fingerprint === group?.fingerprint && (group.owner === null || owner.id === group.owner),
  );
  const found = read && decisions.shown(read);
  return (
    <Drawer
      isOpen={group !== null}
      onClose={onClose}
      size="l"
      title={
        found ? (
          <bdi>{found.message.slice(0, TITLE_LENGTH) || 'Failures without a message'}</bdi>
        ) : (
          'Failures that look alike'
        )
      }
      footer={found && <Actions group={found} decisions={decisions} />}
    >
      {failure ? (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} isRetrying={isReloading} />
      ) : data === undefined ? (
        <div role="status" aria-label="Loading">
          <Skeleton lines={8} height={16} />
        </div>
      ) : found ? (
        <Details group={found} range={range} filter={filter} decisions={decisions} onRetried={reload} />
      ) : (
        <EmptyState
          title={`Not seen in the ${range.title.toLowerCase()}`}
          action={range.name !== '30d' && <Button onClick={onRange}>Look at the last 30 days</Button>}
        >
          There are no such failures, they are older, or their runs were deleted.
        </EmptyState>
      )}
    </Drawer>
  );
}

/** All of them stay in their places, so that the focus does, too, and a second press does nothing else. */
function Actions({ group, decisions }: { group: Group; decisions: Decisions }) {
  const reason = useSession().whyNot('MANAGE');
  const action = (state: Group['state'], already: string) => ({
    disabledReason: reason ?? (group.state === state && already),
    onClick: () => void decisions.decide(group, { state }),
  });
  return (
    <>
      <Button {...action('OPEN', 'It is open.')}>Open again</Button>
      <Button {...action('IGNORED', 'It is ignored already.')}>Ignore</Button>
      <Button variant="primary" {...action('RESOLVED', 'It is resolved already.')}>
        Resolve
      </Button>
    </>
  );
}

interface DetailsProps {
  group: Group;
  range: Range;
  filter: ExecutionFilter;
  decisions: Decisions;
  onRetried: () => void;
}

function Details({ group, range, filter, decisions, onRetried }: DetailsProps) {
  const { fingerprint, count, mendedCount, resolvedBy, resolvedAt } = group;
  const { account } = useSession();
  const runs = {
    status: ['FAILED'],
    fingerprint: [fingerprint],
    queued: `${range.from}..`,
    ...(group.owner.id !== account.id && { owner: group.owner.id }),
  };
  const unmended = count - mendedCount;
  return (
    <div className={styles.details}>
      <div className={styles.bar}>
        <StatusBadge status={group.state} />
        {resolvedAt && (
          <span className={styles.muted}>
            {group.state === 'IGNORED' ? 'ignored' : 'last resolved'} <Time at={resolvedAt} />
            {resolvedBy && (
              <>
                {' '}
                by <bdi>{resolvedBy.name}</bdi>
              </>
            )}
          </span>
        )}
        <span className={styles.links}>
          <Link to="/runs" search={runs} className={buttonClass('default', 's')}>
            {count === 1 ? 'The run' : `All ${formatNumber(count)} runs`}
          </Link>
          {unmended > 0 && <RetryUnmended count={unmended} filter={filter} onDone={onRetried} />}
        </span>
      </div>
      <KeyValue
        isGrid
        items={[
          { key: 'Failed runs', value: formatNumber(count) },
          { key: 'Mended by a retry', value: formatNumber(mendedCount) },
          { key: 'First seen in the range', value: <Time at={group.firstSeenAt} /> },
          { key: 'Last seen', value: <Time at={group.lastSeenAt} /> },
          {
            key: 'Error code',
            value: group.errorCode && (
              <code className={styles.code} title={group.errorCode}>
                {group.errorCode}
              </code>
            ),
          },
          {
            key: 'Failed stages',
            value: group.failedStages.length > 0 ? <bdi>{group.failedStages.join(', ')}</bdi> : null,
          },
          { key: 'Fingerprint', value: <Id short={16}>{fingerprint}</Id> },
          { key: 'Account', value: <bdi>{group.owner.name}</bdi> },
        ]}
      />
      <Trend group={group} />
      <section>
        <h3>Message of the latest</h3>
        <CodeBlock code={group.message || 'No message'} label="Message" maxHeight="220px" />
      </section>
      <Sample group={group} />
      <section>
        <h3>{`Jobs (${formatCount({ count: group.jobCount.value, isCapped: group.jobCount.isCapped })})`}</h3>
        <ul className={styles.list}>
          {group.jobs.map(({ id, name }) => (
            <li key={id}>
              <Link to="/jobs/$id" params={{ id }} search={{}} className={styles.cut}>
                <bdi>{name}</bdi>
              </Link>
              <Link to="/runs" search={{ ...runs, job: [id] }} className={styles.aside}>
                its failed runs
              </Link>
            </li>
          ))}
        </ul>
        {group.jobCount.value > group.jobs.length && (
          <p className={styles.muted}>{`The ${group.jobs.length} with most failures.`}</p>
        )}
      </section>
      <NoteForm key={fingerprint} group={group} decisions={decisions} />
    </div>
  );
}

function Trend({ group: { buckets } }: { group: Group }) {
  const times = useMemo(() => buckets.map(({ start }) => Date.parse(start)), [buckets]);
  const series = useMemo(
    () => [
      { id: 'failed', label: 'Failed', color: 'failed' as const, values: buckets.map(({ count }) => count) },
    ],
    [buckets],
  );
  return (
    <TimeChart
      label="Failed runs by when they were accepted"
      kind="stacked"
      times={times}
      series={series}
      height={CHART_PX}
    />
  );
}

function Sample({ group: { sample } }: { group: Group }) {
  if (!sample) return <p className={styles.muted}>The runs themselves are deleted; the numbers are kept.</p>;
  return (
    <section>
      <h3>Latest run</h3>
      <ul className={styles.list}>
        <li>
          <Link to="/runs/$id" params={{ id: sample.id }} search={{}} className={styles.cut}>
            <bdi>{sample.job.name}</bdi> #{formatNumber(sample.runNumber)}
          </Link>
          <StatusBadge status={sample.status} isPlain />
          <span className={cx(styles.aside, styles.muted)}>
            attempt {sample.attempt}, ran <Duration ms={sample.durationMs} />, ended{' '}
            <Time at={sample.finishedAt} />
          </span>
        </li>
      </ul>
    </section>
  );
}
