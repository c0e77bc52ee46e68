import { Link } from '@tanstack/react-router';
import { type HeldRunFragment, OneWorkerDocument, type OneWorkerQuery } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useData } from '../api/use-data';
import type { Range } from '../app/range';
import { buttonClass } from '../ui/button';
import { useNow } from '../ui/clock';
import { Drawer } from '../ui/dialog';
import { Banner, EmptyState, ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { KeyValue } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { StatusBadge } from '../ui/status-badge';
import { Duration, Time } from '../ui/time';
import styles from './worker-drawer.module.css';
import { hasRunOut, workerStateOf } from './worker-state';

const EVERY_MS = 15_000;
const TICK_MS = 1_000;

export interface WorkerDrawerProps {
  worker: { id: string; owner: string | null } | null;
  range: Range;
  onClose: () => void;
}

type Worker = OneWorkerQuery['workers'][number];

/** One worker: every run that it holds, and the way to those that it ended. */
export function WorkerDrawer({ worker, range, onClose }: WorkerDrawerProps) {
  const { data, failure, reload, isReloading } = useData(
    OneWorkerDocument,
    {
      seenSince: range.from,
      filter: { workerId: worker?.id ?? '', ...(worker?.owner && { ownerId: worker.owner }) },
    },
    { pause: worker === null, everyMs: EVERY_MS },
  );
  const found = data?.workers.find(({ id }) => id === worker?.id);
  return (
    <Drawer isOpen={worker !== null} onClose={onClose} size="m" title={<bdi>{worker?.id ?? ''}</bdi>}>
      {failure ? (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} isRetrying={isReloading} />
      ) : data === undefined ? (
        <div role="status" aria-label="Loading">
          <Skeleton lines={6} height={16} />
        </div>
      ) : found ? (
        <Details worker={found} range={range} />
      ) : (
        <EmptyState title={`Not seen in the ${range.title.toLowerCase()}`}>
          There is no worker of this name, or it was seen earlier.
        </EmptyState>
      )}
    </Drawer>
  );
}

function Details({ worker, range }: { worker: Worker; range: Range }) {
  const { account } = useSession();
  const now = useNow(TICK_MS);
  const { id, owner, executions, holding } = worker;
  const leases = executions.map(({ leaseExpiresAt }) => leaseExpiresAt);
  const state = workerStateOf({ ...worker, leases }, now);
  const runs = { worker: id, ...(owner.id !== account.id && { owner: owner.id }) };
  const ended = { ...runs, finished: `${range.from}..` };
  const lost = leases.filter((lease) => hasRunOut(lease, now)).length;
  return (
    <div className={styles.details}>
      <div className={styles.bar}>
        <StatusBadge status={state} />
        <Link to="/runs" search={runs} className={buttonClass('default', 's')}>
          All its runs
        </Link>
      </div>
      {state === 'QUIET' && (
        <Banner tone="warning">
          {lost > 0
            ? `${formatNumber(lost)} of its leases ran out: another worker may take these runs over, and what this one reports still counts until then.`
            : 'It holds runs and has not reported for a while. They go to other workers when their leases run out.'}
        </Banner>
      )}
      <KeyValue
        isGrid
        items={[
          { key: 'Last seen', value: <Time at={worker.lastSeenAt} /> },
          { key: 'Holds', value: formatNumber(holding) },
          {
            key: 'Completed',
            value: (
              <Link to="/runs" search={{ ...ended, status: ['COMPLETED'] }}>
                {formatNumber(worker.completed)}
              </Link>
            ),
          },
          {
            key: 'Failed',
            value: (
              <Link to="/runs" search={{ ...ended, status: ['FAILED'] }}>
                {formatNumber(worker.failed)}
              </Link>
            ),
          },
          { key: 'Account', value: <bdi>{owner.name}</bdi> },
        ]}
      />
      <section>
        <h3>{`Holds ${formatNumber(holding)} ${holding === 1 ? 'run' : 'runs'}`}</h3>
        {holding === 0 ? (
          <p className={styles.muted}>It holds nothing now.</p>
        ) : (
          <ul className={styles.list}>
            {executions.map((run) => (
              <Held key={run.id} run={run} now={now} />
            ))}
          </ul>
        )}
        {holding > executions.length && (
          <p className={styles.muted}>{`The ${formatNumber(executions.length)} that it started last.`}</p>
        )}
      </section>
    </div>
  );
}

function Held({ run, now }: { run: HeldRunFragment; now: number }) {
  const isLost = hasRunOut(run.leaseExpiresAt, now);
  return (
    <li className={styles.held}>
      <div className={styles.main}>
        <Link to="/runs/$id" params={{ id: run.id }} search={{}}>
          <bdi>{run.job.name}</bdi> #{formatNumber(run.runNumber)}
        </Link>
        <div className={styles.muted}>
          running for <Duration since={run.startedAt} />
          {run.attempt > 1 && `, attempt ${run.attempt}`}
          {run.heartbeatAt && (
            <>
              , heard <Time at={run.heartbeatAt} />
            </>
          )}
        </div>
        {run.leaseExpiresAt && (
          <div className={isLost ? styles.lost : styles.muted}>
            lease {isLost ? 'ran out' : 'runs out'} <Time at={run.leaseExpiresAt} mode="relative" />
          </div>
        )}
      </div>
      <StatusBadge status={run.cancelRequestedAt ? 'CANCELING' : run.status} isPlain />
    </li>
  );
}
