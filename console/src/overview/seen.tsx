import { Link } from '@tanstack/react-router';
import { OverviewWorkersDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import type { Range } from '../app/range';
import { useNow } from '../ui/clock';
import { EmptyState } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import { compareWorkers, workerStateOf } from '../workers/worker-state';
import styles from './overview.module.css';
import { Panel } from './panel';

const SHOWN = 6;
/** What the numbers in the title are of. */
const MOST = 200;
const EVERY_MS = 30_000;
const TICK_MS = 10_000;

const FIRST_CLAIM = `mutation {
  claimExecutions(input: { workerId: "my-worker", limit: 1, waitSeconds: 20 }) { __typename }
}`;

/** Workers that were seen in the range: those that need somebody first. */
export function WorkersSeen({ range }: { range: Range }) {
  const loaded = useData(
    OverviewWorkersDocument,
    { seenSince: range.from, first: MOST },
    { everyMs: EVERY_MS },
  );
  const now = useNow(TICK_MS);
  return (
    <Panel
      title="Workers"
      loaded={loaded}
      isFlush
      more={
        <Link to="/workers" search={{ range: range.name }}>
          All workers
        </Link>
      }
    >
      {({ workers }) => {
        if (workers.length === 0) {
          return (
            <EmptyState title={`No worker was seen in the ${range.title.toLowerCase()}`} code={FIRST_CLAIM}>
              A worker is seen as soon as it claims something.
            </EmptyState>
          );
        }
        const holding = workers.reduce((sum, worker) => sum + worker.holding, 0);
        return (
          <>
            <ul className={styles.list}>
              {[...workers]
                .sort(compareWorkers(now))
                .slice(0, SHOWN)
                .map((worker) => (
                  <li key={`${worker.owner.id} ${worker.id}`} className={styles.row}>
                    <div className={styles.main}>
                      <Link
                        to="/workers"
                        search={{ range: range.name, worker: worker.id, owner: worker.owner.id }}
                        className={styles.message}
                      >
                        <bdi>{worker.id}</bdi>
                      </Link>
                      <div className={styles.meta}>
                        <span>
                          {worker.holding > 0
                            ? `holds ${formatNumber(worker.holding)}`
                            : `${formatNumber(worker.completed)} completed, ${formatNumber(worker.failed)} failed`}
                        </span>
                        <span>
                          seen <Time at={worker.lastSeenAt} />
                        </span>
                      </div>
                    </div>
                    <StatusBadge status={workerStateOf(worker, now)} />
                  </li>
                ))}
            </ul>
            <p className={styles.rest}>
              {`${formatNumber(workers.length)}${workers.length === MOST ? '+' : ''} seen, holding ${formatNumber(holding)} ${holding === 1 ? 'run' : 'runs'}.`}
            </p>
          </>
        );
      }}
    </Panel>
  );
}
