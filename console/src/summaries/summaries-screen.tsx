import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { SummariesDocument, type SummaryRowFragment } from '../api/generated/graphql';
import { usePages } from '../api/use-pages';
import { readChoice, SetFilter, TextFilter } from '../app/address-filters';
import { JobFilter } from '../app/job-select';
import { PagedTable } from '../app/paged-table';
import { manyOf, oneOf, useSearchState } from '../app/search';
import { readTimes } from '../runs/filters';
import { TimesFilter } from '../runs/times-filter';
import { Button } from '../ui/button';
import type { Column } from '../ui/data-table';
import { Banner, EmptyState } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { PageHeader, Stack, Toolbar } from '../ui/layout';
import { MultiSelect } from '../ui/multi-select';
import { Tag } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './summaries.module.css';
import { SummaryDrawer } from './summary-drawer';

const SOURCES = ['any', 'monitor', 'playground'] as const;
/** Titles of rows are the beginning of what was written. */
const SHOWN_LENGTH = 200;
const keyOf = ({ id }: SummaryRowFragment) => id;
const labelOf = ({ xUsername, createdAt }: SummaryRowFragment) => `@${xUsername}, ${createdAt}`;

const COLUMNS: readonly Column<SummaryRowFragment>[] = [
  {
    id: 'content',
    header: 'Summary',
    width: 320,
    isGrowing: true,
    cell: ({ content }) => <bdi className={styles.cut}>{content.slice(0, SHOWN_LENGTH)}</bdi>,
  },
  {
    id: 'account',
    header: 'X account',
    width: 140,
    cell: ({ xUsername }) => <bdi className={styles.cut}>@{xUsername}</bdi>,
  },
  {
    id: 'topics',
    header: 'Topics',
    width: 220,
    cell: ({ topics }) => (
      <span className={styles.line} title={topics.join(', ')}>
        {topics.map((topic) => (
          <Tag key={topic}>{topic}</Tag>
        ))}
      </span>
    ),
  },
  {
    id: 'job',
    header: 'Monitor',
    width: 150,
    cell: ({ job, isPlayground }) =>
      job ? (
        <Link to="/jobs/$id" params={{ id: job.id }} className={styles.cut}>
          <bdi>{job.name}</bdi>
        </Link>
      ) : isPlayground ? (
        'Playground'
      ) : (
        '–'
      ),
  },
  {
    id: 'posts',
    header: 'Posts',
    width: 80,
    align: 'right',
    cell: ({ tweetsCount }) => formatNumber(tweetsCount),
  },
  { id: 'at', header: 'Written', width: 150, cell: ({ createdAt }) => <Time at={createdAt} /> },
];

/** What monitors wrote about the posts that they read. */
export function SummariesScreen() {
  const [search, change] = useSearchState();
  const source = readChoice(search, 'from', SOURCES, 'any');
  const topics = manyOf(search, 'topic');
  const range = oneOf(search, 'at');
  // Taken once for a range, so that its pages fit together.
  const createdAt = useMemo(() => (range === undefined ? undefined : readTimes(range, Date.now())), [range]);
  const jobId = oneOf(search, 'job');
  const xUsername = oneOf(search, 'x')?.trim().replace(/^@/, '') || undefined;
  const text = oneOf(search, 'q')?.trim() || undefined;
  const filter = {
    jobId,
    xUsername,
    topics: topics.length > 0 ? topics : undefined,
    search: text,
    isPlayground: source === 'any' ? undefined : source === 'playground',
    createdAt: createdAt ?? undefined,
  };
  const pages = usePages(
    SummariesDocument,
    (page) => ({ filter, ...page }),
    ({ summaries }) => summaries,
  );
  const { rows } = pages;
  const seen = useMemo(() => [...new Set(rows.flatMap((row) => row.topics))].sort(), [rows]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Stack>
      <PageHeader title="Summaries" sub="What monitors, and the playground, wrote about posts on X." />
      <Toolbar label="Filters">
        <TextFilter param="q" label="Part of the text" />
        <TextFilter param="x" label="X account" />
        <MultiSelect
          label="Topic"
          options={[...new Set([...topics, ...seen])].map((topic) => ({ value: topic, label: topic }))}
          value={topics}
          onChange={(next) => change({ topic: next })}
        />
        <JobFilter kind="MONITOR" />
        <TimesFilter label="Written" value={range ?? null} onChange={(at) => change({ at })} />
        <SetFilter
          param="from"
          label="From"
          isSingle
          values={SOURCES.slice(1)}
          wordOf={(value) => (value === 'monitor' ? 'Monitors' : 'The playground')}
        />
        {isFiltered && (
          <Button
            variant="ghost"
            onClick={() => change({ q: null, x: null, topic: null, job: null, at: null, from: null })}
          >
            Clear
          </Button>
        )}
      </Toolbar>
      {createdAt === null && (
        <Banner tone="warning">The range of times in this address makes no sense.</Banner>
      )}
      <PagedTable
        label="Summaries"
        pages={pages}
        columns={COLUMNS}
        rowKey={keyOf}
        rowLabel={labelOf}
        onOpen={({ id }) => change({ summary: id })}
        empty={
          isFiltered ? (
            <EmptyState title="No summary matches">Take a filter away.</EmptyState>
          ) : (
            <EmptyState title="Nothing is summarized yet" code={FIRST_MONITOR}>
              A monitor reads an X account, and its worker records what was said with recordSummary.
            </EmptyState>
          )
        }
      />
      <SummaryDrawer id={oneOf(search, 'summary') ?? null} onClose={() => change({ summary: null })} />
    </Stack>
  );
}

const FIRST_MONITOR = `mutation {
  createJob(input: {
    name: "Database digest"
    kind: { monitor: { xUsername: "db_weekly", topics: ["postgresql"], hoursBack: 24 } }
  }) { __typename }
}`;
