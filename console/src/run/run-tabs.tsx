import { lazy, Suspense } from 'react';
import { RunPartCountsDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { oneOf, useSearchState } from '../app/search';
import { Banner } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { useKeys } from '../ui/keys';
import { Skeleton } from '../ui/spinner';
import { TabPanel, Tabs } from '../ui/tabs';
import { Overview } from './overview';
import { useOnParts } from './run-live';
import type { Run } from './run-screen';
import styles from './run-tabs.module.css';

const LogsTab = lazy(() => import('./logs/logs-tab'));
const ChunksTab = lazy(() => import('./chunks/chunks-tab'));
const MetricsTab = lazy(() => import('./metrics/metrics-tab'));
const ArtifactsTab = lazy(() => import('./artifacts/artifacts-tab'));
const ImagesTab = lazy(() => import('./images-tab'));
const SummariesTab = lazy(() => import('./summaries-tab'));
const EventsTab = lazy(() => import('./events-tab'));
const ComparePanel = lazy(() => import('./compare/compare-panel'));

const TABS = [
  { value: 'overview', label: 'Overview', part: null },
  { value: 'logs', label: 'Logs', part: 'logs' },
  { value: 'chunks', label: 'Chunks', part: 'chunks' },
  { value: 'metrics', label: 'Metrics', part: 'metrics' },
  { value: 'artifacts', label: 'Artifacts', part: 'artifacts' },
  { value: 'images', label: 'Images', part: 'images' },
  { value: 'summaries', label: 'Summaries', part: 'summaries' },
  { value: 'events', label: 'Events', part: 'events' },
  { value: 'compare', label: 'Compare', part: null },
] as const;

type TabName = (typeof TABS)[number]['value'];
const PARTS = ['LogLine', 'Chunk', 'MetricSnapshot', 'Artifact', 'Image', 'Summary', 'Stage'] as const;

/** What the run is made of, a tab each; the one that is open is in the address. */
export function RunTabs({ run }: { run: Run }) {
  const [search, change] = useSearchState();
  const counts = useData(RunPartCountsDocument, { id: run.id });
  useOnParts(PARTS, counts.reload);
  const asked = oneOf(search, 'tab');
  const compared = oneOf(search, 'compare');
  const tab: TabName =
    TABS.find(({ value }) => value === asked)?.value ??
    (asked === undefined && compared ? 'compare' : 'overview');
  const open = (value: TabName) =>
    // What was looked for in one tab means nothing in another.
    change({
      tab: value === 'overview' ? null : value,
      level: null,
      q: null,
      stage: null,
      chunk: null,
      attempt: null,
      status: null,
      metric: null,
      artifact: null,
      ...(value === 'compare' ? {} : { compare: null }),
    });

  const parts = counts.data?.execution;
  const countOf = (part: (typeof TABS)[number]['part']) => {
    if (part === null) return undefined;
    if (part === 'chunks') return run.progress.total;
    const count = parts?.[part].count;
    return count && { value: count.value, isCapped: count.isCapped };
  };
  const shown = TABS.map(({ value, label, part }) => {
    const count = countOf(part);
    const number = typeof count === 'object' ? count.value : count;
    const isCapped = typeof count === 'object' && count.isCapped;
    return {
      value,
      label: <span className={number === 0 ? styles.none : undefined}>{label}</span>,
      count: number ? `${formatNumber(number)}${isCapped ? '+' : ''}` : undefined,
    };
  });

  const step = (by: number) => {
    const at = TABS.findIndex(({ value }) => value === tab);
    const next = TABS[(at + by + TABS.length) % TABS.length];
    if (next) open(next.value);
  };
  useKeys(
    [
      { keys: ']', label: 'Next tab', run: () => step(1) },
      { keys: '[', label: 'Previous tab', run: () => step(-1) },
    ],
    'Run',
  );
  return (
    <>
      {asked !== undefined && asked !== tab && (
        <Banner tone="warning">{`There is no tab "${asked.slice(0, 40)}".`}</Banner>
      )}
      <div className={styles.tabs}>
        <Tabs label="Parts of the run" tabs={shown} value={tab} onChange={open}>
          <TabPanel value={tab}>
            <Suspense fallback={<Skeleton lines={6} height={16} />}>
              <Panel tab={tab} run={run} />
            </Suspense>
          </TabPanel>
        </Tabs>
      </div>
    </>
  );
}

function Panel({ tab, run }: { tab: TabName; run: Run }) {
  switch (tab) {
    case 'overview':
      return <Overview run={run} />;
    case 'logs':
      return <LogsTab run={run} />;
    case 'chunks':
      return <ChunksTab run={run} />;
    case 'metrics':
      return <MetricsTab run={run} />;
    case 'artifacts':
      return <ArtifactsTab run={run} />;
    case 'images':
      return <ImagesTab run={run} />;
    case 'summaries':
      return <SummariesTab run={run} />;
    case 'events':
      return <EventsTab run={run} />;
    case 'compare':
      return <ComparePanel run={run} />;
  }
}
