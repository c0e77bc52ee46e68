import { Link } from '@tanstack/react-router';
import { OverviewSchedulesDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { EmptyState } from '../ui/feedback';
import { lookOf, StateIcon } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './overview.module.css';
import { Panel } from './panel';

const SHOWN = 6;
const EVERY_MS = 30_000;

const FIRST_SCHEDULE = `mutation {
  updateJob(input: { jobId: "…", schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" } }) { __typename }
}`;

/** What schedules start next. */
export function Next() {
  const loaded = useData(OverviewSchedulesDocument, { first: SHOWN }, { everyMs: EVERY_MS });
  return (
    <Panel title="Fires next" loaded={loaded} isFlush more={<Link to="/schedules">All schedules</Link>}>
      {({ jobs }) => {
        const next = jobs.nodes.filter(({ schedule }) => schedule?.nextRunAt);
        return next.length === 0 ? (
          <EmptyState title="No schedule fires" code={FIRST_SCHEDULE}>
            A job with a schedule starts runs by itself.
          </EmptyState>
        ) : (
          <ul className={styles.list}>
            {next.map(({ id, name, schedule, latestExecution }) => (
              <li key={id} className={styles.row}>
                <div className={styles.main}>
                  <Link to="/jobs/$id" params={{ id }} search={{}} className={styles.message}>
                    <bdi>{name}</bdi>
                  </Link>
                  <div className={styles.meta}>
                    <code>{schedule?.cron}</code>
                    <span className={styles.cut}>{schedule?.timezone}</span>
                    {latestExecution && (
                      <Link
                        to="/runs/$id"
                        params={{ id: latestExecution.id }}
                        search={{}}
                        className={styles.latest}
                      >
                        <StateIcon status={latestExecution.status} /> last{' '}
                        {lookOf(latestExecution.status).label.toLowerCase()}
                      </Link>
                    )}
                  </div>
                </div>
                <span className={styles.when}>
                  <Time at={schedule?.nextRunAt} mode="relative" />
                </span>
              </li>
            ))}
          </ul>
        );
      }}
    </Panel>
  );
}
