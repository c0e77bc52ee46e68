import { OverviewNowDocument, OverviewStatsDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { AddressProblems } from '../app/address-problems';
import { RangePicker, useRange } from '../app/range-picker';
import { PageHeader, Stack } from '../ui/layout';
import { OpenAlerts } from './alerts';
import { Charts } from './charts';
import { Failing } from './failing';
import { Figures } from './figures';
import { FirstSteps } from './first-steps';
import { Next } from './next';
import styles from './overview.module.css';
import { WorkersSeen } from './seen';
import { Stuck } from './stuck';

const NOW_MS = 15_000;
const STATS_MS = 30_000;

/** How the work goes: what is open, what became of the rest, and what needs somebody. */
export function OverviewScreen() {
  const { range, setRange, problem } = useRange();
  const now = useData(OverviewNowDocument, {}, { everyMs: NOW_MS });
  // What is open now is counted first, and the rest is not asked for where nothing has run yet.
  const isCounted = now.data !== undefined || now.failure !== null;
  const isEmpty = now.data?.executions.countsByStatus.every(({ count }) => count === 0) === true;
  const stats = useData(
    OverviewStatsDocument,
    {
      range: { queuedAt: { from: range.from } },
      before: { queuedAt: range.before },
      bucket: range.bucket,
      timezone: range.timezone,
    },
    { everyMs: STATS_MS, pause: !isCounted || isEmpty },
  );
  return (
    <Stack gap="loose">
      <PageHeader
        title="Overview"
        actions={isEmpty ? undefined : <RangePicker range={range} setRange={setRange} />}
      />
      <AddressProblems problems={[problem]} />
      {isEmpty ? (
        <FirstSteps onRun={now.reload} />
      ) : (
        <>
          <Figures range={range} now={now} stats={stats} />
          <Charts range={range} stats={stats} />
          {isCounted && (
            <>
              <div className={styles.two}>
                <Failing range={range} />
                <Stuck />
              </div>
              <div className={styles.three}>
                <OpenAlerts />
                <Next />
                <WorkersSeen range={range} />
              </div>
            </>
          )}
        </>
      )}
    </Stack>
  );
}
