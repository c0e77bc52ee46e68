import { Link } from '@tanstack/react-router';
import { OverviewFailuresDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import type { Range } from '../app/range';
import { Sparkline } from '../ui/charts/sparkline';
import { formatNumber } from '../ui/format';
import { Time } from '../ui/time';
import styles from './overview.module.css';
import { Panel, Quiet } from './panel';

const SHOWN = 6;
const EVERY_MS = 30_000;

/** What fails most in the range, of what nobody has resolved or ignored. */
export function Failing({ range }: { range: Range }) {
  const { from, trend, timezone } = range;
  const loaded = useData(
    OverviewFailuresDocument,
    { range: { queuedAt: { from } }, bucket: trend, timezone, first: SHOWN },
    { everyMs: EVERY_MS },
  );
  return (
    <Panel
      title="Fails most"
      loaded={loaded}
      isFlush
      more={
        <Link to="/failures" search={{ range: range.name }}>
          All failures
        </Link>
      }
    >
      {({ failureGroups }) =>
        failureGroups.length === 0 ? (
          <Quiet>{`No open failure in the ${range.title.toLowerCase()}.`}</Quiet>
        ) : (
          <ul className={styles.list}>
            {failureGroups.map((group) => (
              <li key={`${group.owner.id} ${group.fingerprint}`} className={styles.row}>
                <div className={styles.main}>
                  <Link
                    to="/failures"
                    search={{ range: range.name, group: group.fingerprint, owner: group.owner.id }}
                    className={styles.message}
                  >
                    <bdi>{group.message.slice(0, 200) || 'No message'}</bdi>
                  </Link>
                  <div className={styles.meta}>
                    {group.errorCode && <code className={styles.code}>{group.errorCode}</code>}
                    <span className={styles.cut}>
                      <bdi>{group.jobs[0]?.name}</bdi>
                      {group.jobCount.value > 1 &&
                        ` and ${formatNumber(group.jobCount.value - 1)}${group.jobCount.isCapped ? '+' : ''} more`}
                    </span>
                    <span>
                      last <Time at={group.lastSeenAt} />
                    </span>
                  </div>
                </div>
                <span className={styles.trend}>
                  <Sparkline
                    values={group.buckets.map(({ count }) => count)}
                    label={`${formatNumber(group.count)} failures, ${formatNumber(group.buckets.at(-1)?.count ?? 0)} in the last span`}
                    color="failed"
                  />
                </span>
                <span className={styles.count}>{formatNumber(group.count)}</span>
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}
