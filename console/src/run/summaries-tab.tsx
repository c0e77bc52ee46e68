import { RunSummariesDocument } from '../api/generated/graphql';
import { usePages } from '../api/use-pages';
import { EndOfList } from '../app/end-of-list';
import { CopyButton } from '../ui/copy-button';
import { EmptyState } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { Card, Stack } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Tag } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './parts.module.css';
import { LongText } from './run-error';
import { useOnParts } from './run-live';
import type { Run } from './run-screen';

const EXAMPLE = `mutation {
  recordSummary(input: {
    work: { execution: { id: "exec_…", token: "…" } }
    content: "Three releases, one outage."
    tweetsCount: 42
  }) { __typename }
}`;

/** What a monitor wrote about what it read. */
export default function SummariesTab({ run }: { run: Run }) {
  const summaries = usePages(
    RunSummariesDocument,
    (page) => ({ id: run.id, ...page }),
    ({ execution }) => execution?.summaries,
  );
  useOnParts(['Summary'], summaries.reload);
  if (!summaries.isRead && !summaries.failure) return <Skeleton lines={5} height={16} />;
  if (summaries.rows.length === 0 && !summaries.failure)
    return (
      <EmptyState title="It wrote no summary" code={EXAMPLE}>
        A monitor's run writes a summary of the posts that it read.
      </EmptyState>
    );
  return (
    <Stack>
      {summaries.rows.map((summary) => (
        <Card
          key={summary.id}
          title={
            <>
              <bdi>@{summary.xUsername}</bdi>, the last {formatNumber(summary.hoursBack)} h,{' '}
              {formatNumber(summary.tweetsCount)} posts
            </>
          }
          actions={
            <>
              <Time at={summary.createdAt} className={styles.muted} />
              <CopyButton text={summary.content} label="Copy the summary" />
            </>
          }
        >
          <div className={styles.tags}>
            {summary.topics.map((topic) => (
              <Tag key={topic}>{topic}</Tag>
            ))}
          </div>
          <LongText text={summary.content} isPlain />
        </Card>
      ))}
      <EndOfList pages={summaries} />
    </Stack>
  );
}
