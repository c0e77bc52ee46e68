import { useMemo } from 'react';
import { type ChunkRowFragment, type ChunkStatus, RunChunksDocument } from '../../api/generated/graphql';
import { usePages } from '../../api/use-pages';
import { PagedTable } from '../../app/paged-table';
import { useSearchState } from '../../app/search';
import { Button } from '../../ui/button';
import type { Column } from '../../ui/data-table';
import { formatNumber } from '../../ui/format';
import { Card } from '../../ui/layout';
import { StatusBadge, Tag } from '../../ui/status-badge';
import { Duration, Time } from '../../ui/time';
import { LongText } from '../run-error';
import { useOnParts } from '../run-live';
import type { Run } from '../run-screen';
import styles from './chunks.module.css';

interface ChunkTableProps {
  run: Run;
  statuses: readonly ChunkStatus[];
  /** Only this one. */
  index: number | null;
  onClear: () => void;
}

/** The twin of the grid: each chunk with its worker, its times and why it failed. */
export function ChunkTable({ run, statuses, index, onClear }: ChunkTableProps) {
  const [, change] = useSearchState();
  const filter =
    index !== null
      ? { chunkIndex: { min: index, max: index } }
      : statuses.length > 0
        ? { status: [...statuses] }
        : null;
  const chunks = usePages(
    RunChunksDocument,
    (page) => ({ id: run.id, filter, ...page }),
    ({ execution }) => execution?.chunks,
  );
  useOnParts(['Chunk'], chunks.reload);
  const columns = useMemo<Column<ChunkRowFragment>[]>(
    () => [
      {
        id: 'index',
        header: 'Chunk',
        width: 90,
        align: 'right',
        card: 'title',
        cell: ({ chunkIndex }) => formatNumber(chunkIndex),
      },
      {
        id: 'status',
        header: 'State',
        width: 130,
        cell: ({ status }) => <StatusBadge status={status} isPlain />,
      },
      {
        id: 'range',
        header: 'Items',
        width: 130,
        align: 'right',
        cell: ({ imageRange: { start, end } }) => `${formatNumber(start)} to ${formatNumber(end)}`,
      },
      { id: 'retries', header: 'Retries', width: 80, align: 'right', cell: ({ retryCount }) => retryCount },
      {
        id: 'worker',
        header: 'Worker',
        width: 160,
        cell: ({ workerId }) => (workerId ? <bdi>{workerId}</bdi> : '–'),
      },
      { id: 'started', header: 'Started', width: 150, cell: ({ startedAt }) => <Time at={startedAt} /> },
      {
        id: 'duration',
        header: 'Duration',
        width: 100,
        align: 'right',
        cell: ({ durationMs, startedAt, status }) => (
          <Duration ms={durationMs} since={status === 'PROCESSING' ? startedAt : null} />
        ),
      },
      {
        id: 'error',
        header: 'Error',
        width: 220,
        isGrowing: true,
        cell: ({ errorMessage }) =>
          errorMessage ? (
            <span className={styles.wrapped}>
              <LongText text={errorMessage} isPlain />
            </span>
          ) : (
            '–'
          ),
      },
      {
        id: 'logs',
        header: 'Logs',
        width: 80,
        cell: ({ id }) => (
          <Button size="s" variant="ghost" onClick={() => change({ tab: 'logs', chunk: id, status: null })}>
            Logs
          </Button>
        ),
      },
    ],
    [change],
  );
  return (
    <Card
      title="As a table"
      isFlush
      actions={
        index !== null && (
          <Tag name="chunk" onRemove={onClear}>
            {formatNumber(index)}
          </Tag>
        )
      }
    >
      <PagedTable
        label="Chunks"
        columns={columns}
        pages={chunks}
        hasKeys={false}
        rowKey={({ id }) => id}
        rowLabel={({ chunkIndex }) => `Chunk ${chunkIndex}`}
        empty={<p className={styles.none}>No chunk is in this state now.</p>}
      />
    </Card>
  );
}
