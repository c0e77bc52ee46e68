import { Link } from '@tanstack/react-router';
import { JobFailuresDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { Card } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Badge, StatusBadge } from '../ui/status-badge';
import { Time, useNow } from '../ui/time';
import styles from './job-screen.module.css';
import { type FigureRange, rangeStart } from './range';

const RENEWED_MS = 60_000;

/** What fails in a job, what fails most first. */
export function JobFailures({ id, range }: { id: string; range: FigureRange }) {
  const from = rangeStart(range, useNow(RENEWED_MS));
  const { data, failure, reload } = useData(JobFailuresDocument, { id, from });
  const groups = data?.failureGroups;
  return (
    <Card
      title="What fails in it"
      actions={<span className={styles.muted}>{`last ${range.label}`}</span>}
      isFlush={Boolean(groups && groups.length > 0)}
    >
      {failure ? (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />
      ) : groups === undefined ? (
        <Skeleton lines={2} />
      ) : groups.length === 0 ? (
        <p className={styles.muted}>Nothing failed in this range.</p>
      ) : (
        <ul className={styles.list}>
          {groups.map((group) => (
            <li key={group.fingerprint}>
              <Badge tone="failed">{formatNumber(group.count)}</Badge>
              <span className={styles.grow}>
                <Link
                  to="/runs"
                  search={{
                    job: [id],
                    status: ['FAILED'],
                    fingerprint: group.fingerprint,
                    queued: range.value,
                  }}
                  className={styles.cut}
                  title={group.message.slice(0, 1_000)}
                >
                  {group.errorCode && <b>{group.errorCode} </b>}
                  <bdi>{group.message.slice(0, 300) || 'Without a message'}</bdi>
                </Link>
                {group.failedStages.length > 0 && (
                  <bdi className={styles.muted}>{`in ${group.failedStages.slice(0, 3).join(', ')}`}</bdi>
                )}
              </span>
              {group.state !== 'OPEN' && <StatusBadge status={group.state} isPlain />}
              <span className={styles.right}>
                <Time at={group.lastSeenAt} mode="relative" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
