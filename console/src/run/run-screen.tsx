import { Link, useParams } from '@tanstack/react-router';
import { useRef } from 'react';
import { RunPageDocument, type RunPageQuery } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { Banner, EmptyState, ErrorPanel } from '../ui/feedback';
import { PageHeader, Stack } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { RunError } from './run-error';
import { RunHeader } from './run-header';
import { RunLiveContext, useOpenRunLive } from './run-live';
import styles from './run-screen.module.css';
import { RunTabs } from './run-tabs';

export type Run = NonNullable<RunPageQuery['execution']>;

/** A run that was deleted sends no event: it is looked after now and then. */
const LOOK_MS = 30_000;

export function RunScreen() {
  const { id = '' } = useParams({ strict: false });
  // Another run is another screen: nothing of the one before is shown for a moment.
  return <OneRun key={id} id={id} />;
}

function OneRun({ id }: { id: string }) {
  const live = useOpenRunLive(id);
  const { data, failure, isLoading, isReloading, reload } = useData(
    RunPageDocument,
    { id },
    { everyMs: LOOK_MS },
  );
  const shown = useRef<Run | null>(null);
  if (data?.execution) shown.current = data.execution;
  const run = shown.current;
  if (!run) {
    if (isLoading) return <Loading />;
    if (failure && failure.code !== 'BAD_USER_INPUT')
      return (
        <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} isRetrying={isReloading} />
      );
    return <Unknown id={id} />;
  }
  const isDeleted = data !== undefined && data.execution === null;
  return (
    <RunLiveContext value={live}>
      <Stack>
        {isDeleted && (
          <Banner tone="warning">
            This run was deleted while it was shown. What you see is how it was; nothing more can be done with
            it.
          </Banner>
        )}
        <RunHeader run={run} isDeleted={isDeleted} />
        <RunError run={run} />
        <RunTabs run={run} />
      </Stack>
    </RunLiveContext>
  );
}

function Loading() {
  return (
    <Stack aria-busy="true">
      <PageHeader title={<Skeleton width={260} height={24} />} />
      <Skeleton lines={6} height={16} />
      <p role="status" className={styles.hidden}>
        Loading the run
      </p>
    </Stack>
  );
}

function Unknown({ id }: { id: string }) {
  return (
    <EmptyState
      title="There is no such run"
      action={
        <Link to="/runs" search={{}}>
          See all runs
        </Link>
      }
    >
      <p>
        <code className={styles.anyId}>{id.slice(0, 80)}</code> does not exist, or belongs to an account that
        you are not acting for. It may also have been deleted: finished runs are kept for as long as your tier
        says.
      </p>
    </EmptyState>
  );
}
