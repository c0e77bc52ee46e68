import { type QuotaName, QuotasDocument, type QuotasQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { ErrorPanel } from '../ui/feedback';
import { formatNumber, formatPercent } from '../ui/format';
import { Card } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { lookOf } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './account.module.css';

type Quota = NonNullable<QuotasQuery['account']>['quotas'][number];

const EVERY_MS = 15_000;
/** From here on it is said that little is left. */
const NEAR = 0.8;

const WORDS: Record<QuotaName, { name: string; hint: string }> = {
  REQUESTS_PER_MINUTE: { name: 'Requests per minute', hint: 'Beyond it, requests are answered with 429.' },
  QUERY_COST_PER_MINUTE: { name: 'Query cost per minute', hint: 'In points; lists cost by their length.' },
  JOBS: { name: 'Jobs', hint: 'Archived ones are not counted.' },
  EXECUTIONS_PER_DAY: { name: 'Runs per day', hint: 'Accepted, by days in UTC.' },
  CHUNKS_IN_PROGRESS: { name: 'Chunks in progress', hint: 'Held by workers at the same time.' },
  LOG_LINES_PER_DAY: { name: 'Log lines per day', hint: 'By days in UTC.' },
  ALERT_RULES: { name: 'Alert rules', hint: 'Rules that are off are counted too.' },
  API_KEYS: { name: 'API keys', hint: 'Those that work.' },
  TICKS_PER_MINUTE: { name: 'Ticks per minute', hint: 'Of one schedule.' },
  RETENTION_DAYS: { name: 'Days that runs are kept', hint: 'At least; the oldest is so many days old.' },
  LOG_RETENTION_DAYS: {
    name: 'Days that log lines are kept',
    hint: 'At least; the oldest is so many days old.',
  },
};

/** How long things are kept is no amount that runs out. */
const isKept = (name: QuotaName) => name === 'RETENTION_DAYS' || name === 'LOG_RETENTION_DAYS';

export default function QuotasTab() {
  const { data, failure, isLoading, reload } = useData(QuotasDocument, {}, { everyMs: EVERY_MS });
  if (failure) return <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />;
  if (isLoading || !data?.account) return <Skeleton lines={8} />;
  const { tier, quotas } = data.account;
  return (
    <div className={styles.columns}>
      <Card title={`What the tier ${lookOf(tier).label} allows`} isFlush>
        <ul className={styles.quotas}>
          {quotas
            .filter(({ name }) => !isKept(name))
            .map((quota) => (
              <QuotaBar key={quota.name} quota={quota} />
            ))}
        </ul>
      </Card>
      <Card title="How long it is kept" isFlush>
        <ul className={styles.quotas}>
          {quotas
            .filter(({ name }) => isKept(name))
            .map(({ name, limit, used }) => (
              <li key={name} className={styles.quota}>
                <div className={styles.quotaHead}>
                  <span className={styles.quotaName}>{WORDS[name].name}</span>
                  <span className={styles.used}>{formatNumber(limit)} days</span>
                </div>
                <span className={styles.quiet}>
                  {used > 0
                    ? `The oldest is ${formatNumber(used)} ${used === 1 ? 'day' : 'days'} old.`
                    : 'There is nothing that is a day old.'}
                </span>
              </li>
            ))}
        </ul>
      </Card>
    </div>
  );
}

function QuotaBar({ quota: { name, limit, used, resetsAt } }: { quota: Quota }) {
  const share = limit > 0 ? Math.min(1, used / limit) : 1;
  const level = share >= 1 ? 'full' : share >= NEAR ? 'near' : 'fine';
  const { name: word, hint } = WORDS[name] ?? { name: lookOf(name).label, hint: '' };
  return (
    <li className={styles.quota}>
      <div className={styles.quotaHead}>
        <span className={styles.quotaName}>{word}</span>
        <span className={styles.used}>
          {formatNumber(used)} of {formatNumber(limit)}
        </span>
      </div>
      {/* The words beside it say the same. */}
      <div className={styles.bar} aria-hidden="true">
        <div className={styles.fill} data-level={level} style={{ width: `${share * 100}%` }} />
      </div>
      <span className={styles.quiet}>
        {level === 'full' ? 'Used up. ' : `${formatPercent(share)} used. `}
        {resetsAt ? (
          <>
            Resets <Time at={resetsAt} mode="relative" />.{' '}
          </>
        ) : null}
        {hint}
      </span>
    </li>
  );
}
