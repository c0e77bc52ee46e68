import { useMemo } from 'react';
import { UsageDocument, type UsageQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { readChoice } from '../app/address-filters';
import { useSearchState } from '../app/search';
import { TimeChart } from '../ui/charts/time-chart';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatCompact, formatNumber } from '../ui/format';
import { Card, Stack, Toolbar } from '../ui/layout';
import { Select } from '../ui/select';
import { Skeleton } from '../ui/spinner';
import styles from './account.module.css';

type Usage = NonNullable<UsageQuery['account']>['usage'];

const DAY_MS = 86_400_000;
const SPANS = [
  { value: '14', label: 'Last 14 days' },
  { value: '30', label: 'Last 30 days' },
  { value: '90', label: 'Last 90 days' },
  { value: '365', label: 'Last 365 days' },
] as const;

/** In the order in which they are shown; the API may name others. */
const WORDS = new Map([
  ['executions', 'Runs accepted'],
  ['chunks', 'Chunks planned'],
  ['images', 'Images recorded'],
  ['summaries', 'Summaries written'],
  ['metrics', 'Metrics recorded'],
  ['artifacts', 'Artifacts recorded'],
  ['logLines', 'Log lines recorded'],
]);

export default function UsageTab() {
  const [search, change] = useSearchState();
  const span = readChoice(
    search,
    'days',
    SPANS.map(({ value }) => value),
    '30',
  );
  const range = useMemo(() => {
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    return {
      from: new Date(today - (Number(span) - 1) * DAY_MS).toISOString(),
      to: new Date(today + DAY_MS).toISOString(),
    };
  }, [span]);
  const { data, failure, isLoading, reload } = useData(UsageDocument, range);
  const charts = useMemo(() => chartsOf(data?.account?.usage ?? [], range), [data, range]);
  return (
    <Stack>
      <Toolbar label="Range">
        <Select
          label="Range"
          isLabelHidden
          options={SPANS}
          value={span}
          onChange={(days) => change({ days: days === '30' ? null : days })}
        />
        <span className={styles.quiet}>Days are counted in UTC.</span>
      </Toolbar>
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {isLoading && <Skeleton lines={6} height={32} />}
      {data && charts.length === 0 && (
        <EmptyState title="Nothing was used in this range">
          Runs, chunks, images, summaries, metrics, artifacts and log lines are counted here day by day.
        </EmptyState>
      )}
      <div className={styles.charts}>
        {charts.map(({ name, label, times, values, sum, limit }) => (
          <Card
            key={name}
            title={label}
            actions={
              <span className={styles.quiet}>
                {formatNumber(sum)} in all
                {limit !== null && `, at most ${formatNumber(limit)} a day`}
              </span>
            }
          >
            <TimeChart
              label={`${label} a day`}
              kind="stacked"
              isUtc
              height={140}
              times={times}
              series={[{ id: name, label: 'A day', color: 'accent', values }]}
              formatAxis={formatCompact}
            />
          </Card>
        ))}
      </div>
    </Stack>
  );
}

/** A chart for each thing that was used, with 0 on the days on which it was not. */
function chartsOf(usage: Usage, { from, to }: { from: string; to: string }) {
  const times: number[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += DAY_MS) times.push(at);
  const names = [...new Set([...WORDS.keys(), ...usage.map(({ name }) => name)])];
  return names
    .map((name) => {
      const own = usage.filter((one) => one.name === name);
      const byDay = new Map(own.map(({ day, value }) => [Date.parse(day), value]));
      return {
        name,
        label: WORDS.get(name) ?? name,
        times,
        values: times.map((at) => byDay.get(at) ?? 0),
        sum: own.reduce((sum, { value }) => sum + value, 0),
        limit: own.at(-1)?.limit ?? null,
      };
    })
    .filter(({ sum }) => sum > 0);
}
