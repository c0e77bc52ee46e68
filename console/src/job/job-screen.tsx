import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { JobDocument } from '../api/generated/graphql';
import { useData } from '../api/use-data';
import { oneOf, useSearchState } from '../app/search';
import { fetching } from '../page/parts';
import { Banner, EmptyState, ErrorPanel } from '../ui/feedback';
import { PageHeader, Stack } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { BackfillDialog } from './backfill-dialog';
import { DeleteDialog } from './delete-dialog';
import { EnqueueDialog } from './enqueue-dialog';
import { JobFailures } from './job-failures';
import { JobFigures } from './job-figures';
import { type JobDialog, JobHeader } from './job-header';
import { JobSchedule, JobTicks } from './job-schedule';
import styles from './job-screen.module.css';
import { JobSettings } from './job-settings';
import { readRange } from './range';
import { JobRuns } from './run-strip';

const JobFormDrawer = lazy(fetching(() => import('./form/job-form-drawer')));

const RENEWED_MS = 30_000;

/** One job: how it goes, when it runs, what it is told, and all that can be done with it. */
export function JobScreen() {
  const { id = '' } = useParams({ strict: false });
  const [search, change] = useSearchState();
  const { data, failure, isLoading, reload } = useData(JobDocument, { id }, { everyMs: RENEWED_MS });
  const { range, problem } = readRange(search);
  const job = data?.job;

  if (!job) {
    return (
      <>
        <PageHeader
          title="Job"
          breadcrumbs={[
            <Link key="jobs" to="/jobs">
              Jobs
            </Link>,
          ]}
        />
        {failure ? (
          <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} isRetrying={isLoading} />
        ) : data === undefined ? (
          <Skeleton lines={6} />
        ) : (
          <EmptyState title="There is no such job" action={<Link to="/jobs">All jobs</Link>}>
            It was deleted, or it never was one of this account.
          </EmptyState>
        )}
      </>
    );
  }
  const dialog = oneOf(search, 'do');
  const open = (next: JobDialog) => change({ do: next });
  const close = () => change({ do: null }, { replace: true });
  return (
    <Stack gap="loose">
      <JobHeader job={job} onOpen={open} onChanged={reload} />
      {job.description && <p className={styles.description}>{job.description}</p>}
      {problem && <Banner tone="warning">{problem}</Banner>}
      <div className={styles.columns}>
        <div className={styles.column}>
          <JobRuns id={id} slug={job.slug} />
          <JobFigures
            id={id}
            range={range}
            onRangeChange={(value) => change({ range: value === '30d' ? null : value })}
          />
          <JobFailures id={id} range={range} />
        </div>
        <div className={styles.column}>
          <JobSchedule
            job={job}
            onEdit={() => open('edit')}
            onBackfill={() => open('backfill')}
            onChanged={reload}
          />
          {job.schedule && <JobTicks id={id} />}
          <JobSettings job={job} />
        </div>
      </div>
      {dialog === 'enqueue' && <EnqueueDialog job={job} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog job={job} totalRuns={job.totalRuns} onClose={close} />}
      {dialog === 'backfill' && job.schedule && <BackfillDialog job={job} onClose={close} onDone={reload} />}
      {dialog === 'edit' && (
        <Suspense fallback={null}>
          <JobFormDrawer job={job} onClose={close} onSaved={reload} />
        </Suspense>
      )}
    </Stack>
  );
}
