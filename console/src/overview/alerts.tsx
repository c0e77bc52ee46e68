import { Link } from '@tanstack/react-router';
import { OverviewAlertsDocument, type OverviewAlertsQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { formatDuration, formatNumber, formatPercent } from '../ui/format';
import { Badge, StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './overview.module.css';
import { Panel, Quiet } from './panel';

const SHOWN = 5;
const EVERY_MS = 30_000;

type Alert = OverviewAlertsQuery['alerts']['nodes'][number];

/** Alerts whose condition holds. */
export function OpenAlerts() {
  const loaded = useData(OverviewAlertsDocument, { first: SHOWN }, { everyMs: EVERY_MS });
  const count = loaded.data?.alerts.count;
  return (
    <Panel
      title={
        <>
          Open alerts{' '}
          {count && count.value > 0 && (
            <Badge tone="failed">{`${formatNumber(count.value)}${count.isCapped ? '+' : ''}`}</Badge>
          )}
        </>
      }
      loaded={loaded}
      isFlush
      more={<Link to="/alerts">All alerts</Link>}
    >
      {({ alerts }) =>
        alerts.nodes.length === 0 ? (
          <Quiet>
            No alert is open. Rules say what you want to be told of: <Link to="/alerts">alerts</Link>.
          </Quiet>
        ) : (
          <ul className={styles.list}>
            {alerts.nodes.map((alert) => (
              <li key={alert.id} className={styles.row}>
                <div className={styles.main}>
                  <span className={styles.message}>
                    <bdi>{alert.rule.name}</bdi>
                    <Subject alert={alert} />
                  </span>
                  <div className={styles.meta}>
                    <span>{measureOf(alert)}</span>
                    <span>
                      since <Time at={alert.openedAt} />
                    </span>
                  </div>
                  {alert.detail && (
                    <div className={styles.why}>
                      <bdi>{alert.detail.slice(0, 200)}</bdi>
                    </div>
                  )}
                </div>
                <StatusBadge status={alert.status} />
              </li>
            ))}
          </ul>
        )
      }
    </Panel>
  );
}

function Subject({ alert: { execution, job } }: { alert: Alert }) {
  if (execution) {
    return (
      <>
        {': '}
        <Link to="/runs/$id" params={{ id: execution.id }} search={{}}>
          <bdi>{execution.job.name}</bdi> #{formatNumber(execution.runNumber)}
        </Link>
      </>
    );
  }
  if (!job) return null;
  return (
    <>
      {': '}
      <Link to="/jobs/$id" params={{ id: job.id }} search={{}}>
        <bdi>{job.name}</bdi>
      </Link>
    </>
  );
}

/** What was measured last, and the bound that it was beyond, in the unit of the rule. */
function measureOf({ rule, value, threshold }: Alert): string {
  const seconds = (text: number) => formatDuration(text * 1_000);
  switch (rule.kind) {
    case 'FAILURE_RATE':
      return `${formatPercent(value)} failed, ${formatPercent(threshold)} allowed`;
    case 'FAILURE_GROUP':
      return `${formatNumber(value)} failures in a day`;
    case 'LONG_RUN':
      return `ran ${seconds(value)}, ${seconds(threshold)} allowed`;
    case 'QUEUE_AGE':
      return `waited ${seconds(value)}, ${seconds(threshold)} allowed`;
    case 'MISSING_RUN':
      return `none for ${seconds(value)}, ${seconds(threshold)} allowed`;
  }
}
