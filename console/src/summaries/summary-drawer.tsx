import { Link } from '@tanstack/react-router';
import { SummaryDetailDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { CopyButton, Id } from '../ui/copy-button';
import { Drawer } from '../ui/dialog';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { JsonView } from '../ui/json-view';
import { KeyValue } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Tag } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './summaries.module.css';

/** One summary in full, with the posts that it is about where they were recorded. */
export function SummaryDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { data, failure, isLoading, reload } = useData(
    SummaryDetailDocument,
    { id: id ?? '' },
    { pause: id === null },
  );
  const summary = data?.node?.__typename === 'Summary' ? data.node : null;
  const { job, execution } = summary ?? {};
  return (
    <Drawer
      isOpen={id !== null}
      onClose={onClose}
      title={summary ? <bdi>@{summary.xUsername}</bdi> : 'Summary'}
    >
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {isLoading && <Skeleton lines={8} />}
      {data && !summary && (
        <EmptyState title="There is no such summary">
          It may be deleted, or belong to somebody else.
        </EmptyState>
      )}
      {summary && (
        <>
          <div className={styles.content}>
            <bdi>{summary.content}</bdi> <CopyButton text={summary.content} label="Copy the summary" />
          </div>
          <KeyValue
            items={[
              {
                key: 'Topics',
                value: (
                  <span className={styles.topics}>
                    {summary.topics.map((topic) => (
                      <Tag key={topic}>{topic}</Tag>
                    ))}
                  </span>
                ),
              },
              { key: 'Posts read', value: formatNumber(summary.tweetsCount) },
              { key: 'Of the last', value: `${formatNumber(summary.hoursBack)} hours` },
              { key: 'Written', value: <Time at={summary.createdAt} /> },
              {
                key: 'Monitor',
                value: job ? (
                  <Link to="/jobs/$id" params={{ id: job.id }}>
                    <bdi>{job.name}</bdi>
                  </Link>
                ) : (
                  'Playground'
                ),
              },
              {
                key: 'Run',
                value: execution && (
                  <Link to="/runs/$id" params={{ id: execution.id }}>
                    Run {execution.runNumber}
                  </Link>
                ),
              },
              { key: 'Id', value: <Id>{summary.id}</Id> },
            ]}
          />
          {summary.rawData !== null && <JsonView value={summary.rawData} label="Posts" />}
        </>
      )}
    </Drawer>
  );
}
