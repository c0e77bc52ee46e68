import { useEffect, useMemo, useRef, useState } from 'react';
import { useSubscription } from 'urql';
import { parsed } from '../../api/client';
import { type ChunkStatus, RunChunkMapDocument, RunChunkProgressDocument } from '../../api/generated/graphql';
import { useSession } from '../../api/session';
import { useData } from '../../api/use-data';
import { manyOf, useSearchState } from '../../app/search';
import { Button } from '../../ui/button';
import { EmptyState, ErrorPanel } from '../../ui/feedback';
import { formatDuration, formatNumber, formatPercent } from '../../ui/format';
import { RetryIcon } from '../../ui/icons';
import { Card, Stack } from '../../ui/layout';
import { Skeleton } from '../../ui/spinner';
import { lookOf, StateIcon } from '../../ui/status-badge';
import { useRunLive } from '../run-live';
import type { Run } from '../run-screen';
import { type Cells, CHUNK_STATES, cellsOf, patched } from './cells';
import { ChunkGrid } from './chunk-grid';
import { ChunkTable } from './chunk-table';
import styles from './chunks.module.css';
import { RetryChunksDialog } from './retry-chunks-dialog';

/** The whole map, now and then: each change is heard of, but some may have been missed. */
const MAP_MS = 20_000;
const FLUSH_MS = 200;
const progressDocument = parsed(RunChunkProgressDocument);

const EXAMPLE = `mutation {
  planChunks(input: {
    executionId: "exec_…"
    leaseToken: "…"
    totalImages: 1000
    chunkSize: 50
  }) { __typename }
}`;

/** The chunks of a run: all of them at a glance, and as a table. */
export default function ChunksTab({ run }: { run: Run }) {
  const isOpen = run.finishedAt === null;
  const { data, failure, reload } = useData(
    RunChunkMapDocument,
    { id: run.id },
    { everyMs: isOpen ? MAP_MS : undefined },
  );
  const [{ data: pushed }] = useSubscription({
    query: progressDocument,
    variables: { id: run.id },
    pause: !isOpen,
  });
  const [search, change] = useSearchState();
  const [chosen, choose] = useState(-1);
  const cells = useCells(data?.execution?.chunkMap);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when it ends, what was open has ended with it.
  useEffect(reload, [run.status]);

  if (failure) return <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />;
  if (!data?.execution) return <Skeleton lines={6} height={16} />;
  const progress = (isOpen && pushed?.progressChanged) || data.execution.progress;
  if (progress.total === 0)
    return (
      <EmptyState title="It has no chunks" code={EXAMPLE}>
        A worker plans a long run in chunks, which many workers take at a time.
      </EmptyState>
    );
  const counts: Record<ChunkStatus, number> = {
    PENDING: progress.pending,
    PROCESSING: progress.processing,
    COMPLETED: progress.completed,
    FAILED: progress.failed,
  };
  const statuses = CHUNK_STATES.filter((status) => manyOf(search, 'status').includes(status));
  return (
    <Stack gap="loose">
      <Card
        title={`${formatNumber(progress.completed)} of ${formatNumber(progress.total)} completed, ${formatPercent(progress.completed / progress.total)}`}
        actions={<RetryFailed run={run} failed={progress.failed} />}
      >
        <div className={styles.legend}>
          {CHUNK_STATES.map((status) => (
            <Button
              key={status}
              size="s"
              variant={statuses.includes(status) ? 'default' : 'ghost'}
              aria-pressed={statuses.includes(status)}
              icon={<StateIcon status={status} />}
              onClick={() => change({ status: statuses.includes(status) ? null : status }, { replace: true })}
            >
              {lookOf(status).label} <span className={styles.count}>{formatNumber(counts[status])}</span>
            </Button>
          ))}
          {progress.etaSeconds !== null && isOpen && (
            <span className={styles.eta}>About {formatDuration(progress.etaSeconds * 1000)} left</span>
          )}
        </div>
        {cells && <ChunkGrid cells={cells} chosen={chosen} onChoose={choose} />}
      </Card>
      <ChunkTable
        run={run}
        statuses={statuses}
        index={chosen >= 0 ? chosen : null}
        onClear={() => choose(-1)}
      />
    </Stack>
  );
}

/** The map as it was read, with what was reported since. */
function useCells(spans: Parameters<typeof cellsOf>[0] | undefined): Cells | null {
  const live = useRunLive();
  const read = useMemo(() => spans && cellsOf(spans), [spans]);
  const [cells, setCells] = useState<Cells | null>(null);
  useEffect(() => {
    if (read) setCells(read);
  }, [read]);
  const waiting = useRef<{ chunkIndex: number; status: ChunkStatus }[]>([]);
  useEffect(() => {
    let timer: number | undefined;
    const stop = live.onParts((parts) => {
      for (const part of parts) {
        if (part.__typename !== 'Chunk') continue;
        waiting.current.push({ chunkIndex: part.chunkIndex, status: part.chunkStatus });
      }
      if (waiting.current.length === 0) return;
      timer ??= window.setTimeout(() => {
        timer = undefined;
        const changes = waiting.current;
        waiting.current = [];
        setCells((old) => old && patched(old, changes));
      }, FLUSH_MS);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [live]);
  return cells;
}

function RetryFailed({ run, failed }: { run: Run; failed: number }) {
  const session = useSession();
  const [isOpen, setOpen] = useState(false);
  const reason =
    session.whyNot('WORK') ??
    (failed === 0
      ? 'No chunk failed.'
      : run.status === 'RUNNING'
        ? null
        : 'The run has ended: retry the run with its unfinished chunks instead.');
  return (
    <>
      <Button size="s" icon={<RetryIcon size={14} />} disabledReason={reason} onClick={() => setOpen(true)}>
        Retry failed chunks
      </Button>
      {isOpen && <RetryChunksDialog run={run} failed={failed} onClose={() => setOpen(false)} />}
    </>
  );
}
