import { Link } from '@tanstack/react-router';
import { OverviewStuckDocument, type OverviewStuckQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { formatNumber } from '../ui/format';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import styles from './overview.module.css';
import { Panel, Quiet } from './panel';

const SHOWN = 6;
const EVERY_MS = 30_000;

/** Runs that look stuck, and why they are here. */
export function Stuck() {
  const loaded = useData(OverviewStuckDocument, { first: SHOWN + 1 }, { everyMs: EVERY_MS });
  return (
    <Panel title="Looks stuck" loaded={loaded} isFlush>
      {({ stuckExecutions }) =>
        stuckExecutions.length === 0 ? (
          <Quiet>
            Nothing is due without being claimed, and nothing runs far longer than its job usually does.
          </Quiet>
        ) : (
          <>
            <ul className={styles.list}>
              {stuckExecutions.slice(0, SHOWN).map((run) => (
                <li key={run.id} className={styles.row}>
                  <div className={styles.main}>
                    <Link to="/runs/$id" params={{ id: run.id }} search={{}} className={styles.message}>
                      <bdi>{run.job.name}</bdi>{' '}
                      <span className={styles.number}>#{formatNumber(run.runNumber)}</span>
                    </Link>
                    <div className={styles.why}>
                      <Why run={run} />
                    </div>
                  </div>
                  <StatusBadge status={run.cancelRequestedAt ? 'CANCELING' : run.status} />
                </li>
              ))}
            </ul>
            {stuckExecutions.length > SHOWN && (
              <p className={styles.rest}>There are more; these have been so the longest.</p>
            )}
          </>
        )
      }
    </Panel>
  );
}

type StuckRun = OverviewStuckQuery['stuckExecutions'][number];

function Why({ run }: { run: StuckRun }) {
  if (run.stuckReason === 'NOT_CLAIMED') {
    return (
      <>
        Due for <Duration since={run.availableAt} />, and no worker has claimed it. {limitsOf(run)}
      </>
    );
  }
  return (
    <>
      Running for <Duration since={run.startedAt} />, more than 3 times as long as 99% of its job’s runs take.
      {run.heartbeatAt && (
        <>
          {' '}
          <bdi>{run.workerId ?? 'Its worker'}</bdi> was last heard <Time at={run.heartbeatAt} />.
        </>
      )}
    </>
  );
}

/** What of its job may hold it back. */
function limitsOf({ job }: StuckRun): string {
  const limits = [
    job.maxConcurrent && `${formatNumber(job.maxConcurrent)} at a time`,
    job.maxConcurrentPerKey && `${formatNumber(job.maxConcurrentPerKey)} at a time for each key`,
    job.startsPerMinute && `${formatNumber(job.startsPerMinute)} starts a minute`,
  ].filter(Boolean);
  return limits.length === 0 ? '' : `Its job allows ${limits.join(', ')}.`;
}
