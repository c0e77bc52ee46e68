import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { serverSettings } from '../api/server-settings';
import { serverUrl } from '../page/base';
import { CancelDialog } from '../runs/cancel-dialog';
import { useRunRules } from '../runs/use-run-actions';
import { Button } from '../ui/button';
import { copyText, Id } from '../ui/copy-button';
import { formatElapsed, formatNumber, momentOf } from '../ui/format';
import { CancelIcon, CopyIcon, ExternalIcon, MoreIcon, RetryIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { PageHeader } from '../ui/layout';
import { Menu } from '../ui/menu';
import { Badge, StatusBadge, Tag } from '../ui/status-badge';
import { Duration, Time, useNowText } from '../ui/time';
import { useToast } from '../ui/toasts';
import { RetryDialog } from './retry-dialog';
import { graphiqlQuery } from './run-query';
import type { Run } from './run-screen';
import styles from './run-screen.module.css';

const TRIGGERS = {
  API: 'a program',
  MANUAL: 'a person',
  RETRY: 'a retry',
  SCHEDULE: 'a schedule',
} as const;

export function RunHeader({ run, isDeleted }: { run: Run; isDeleted: boolean }) {
  const rules = useRunRules();
  const toast = useToast();
  const [asked, ask] = useState<'cancel' | 'retry' | null>(null);
  const gone = isDeleted ? 'It was deleted.' : null;
  const whyNotCancel = gone ?? rules.whyNotCancel(run);
  const whyNotRetry = gone ?? rules.whyNotRetry(run);
  const copy = async (text: string, what: string) => {
    if (await copyText(text)) toast.success(`${what} is copied`);
    else toast.error('The browser refused to copy');
  };
  useKeys(
    [
      { keys: 'r', label: 'Retry the run', run: () => ask('retry'), when: whyNotRetry === null },
      { keys: 'c', label: 'Cancel the run', run: () => ask('cancel'), when: whyNotCancel === null },
      { keys: 'y', label: 'Copy the id', run: () => void copy(run.id, 'The id') },
    ],
    'Run',
  );
  const isOver = run.finishedAt !== null;
  return (
    <div>
      <PageHeader
        breadcrumbs={[
          <Link key="runs" to="/runs" search={{}}>
            Runs
          </Link>,
          <Link key="job" to="/jobs/$id" params={{ id: run.job.id }} search={{}}>
            <bdi className={styles.crumb}>{run.job.name}</bdi>
          </Link>,
        ]}
        title={
          <span className={styles.title}>
            <bdi className={styles.jobName}>{run.job.name}</bdi>
            <span className={styles.number}>#{formatNumber(run.runNumber)}</span>
            <span aria-live="polite">
              <StatusBadge status={run.cancelRequestedAt && !isOver ? 'CANCELING' : run.status} />
            </span>
          </span>
        }
        sub={<Id>{run.id}</Id>}
        actions={
          <>
            {(!isOver || whyNotRetry !== null) && (
              <Button
                icon={<CancelIcon size={14} />}
                shortcut="c"
                disabledReason={whyNotCancel}
                onClick={() => ask('cancel')}
              >
                Cancel
              </Button>
            )}
            <Button
              icon={<RetryIcon size={14} />}
              shortcut="r"
              variant={run.status === 'FAILED' ? 'primary' : 'default'}
              disabledReason={whyNotRetry}
              onClick={() => ask('retry')}
            >
              Retry
            </Button>
            <Menu
              align="end"
              trigger={
                <Button aria-label="More about this run">
                  <MoreIcon size={14} />
                </Button>
              }
              items={[
                {
                  label: 'Copy the id',
                  icon: <CopyIcon size={14} />,
                  shortcut: 'y',
                  onSelect: () => void copy(run.id, 'The id'),
                },
                {
                  label: 'Copy the link',
                  icon: <CopyIcon size={14} />,
                  onSelect: () => void copy(window.location.href, 'The link'),
                },
                ...(serverSettings.hasGraphiql
                  ? [
                      {
                        label: 'Open in GraphiQL',
                        icon: <ExternalIcon size={14} />,
                        // A page of its own, outside of the router.
                        // biome-ignore lint/a11y/useAnchorContent: the menu fills it
                        link: <a href={`${serverUrl('graphql').href}?query=${graphiqlQuery(run.id)}`} />,
                      },
                    ]
                  : []),
              ]}
            />
          </>
        }
      />
      <Facts run={run} />
      {asked === 'cancel' && <CancelDialog run={run} onClose={() => ask(null)} />}
      {asked === 'retry' && <RetryDialog run={run} onClose={() => ask(null)} />}
    </div>
  );
}

function Facts({ run }: { run: Run }) {
  const isOver = run.finishedAt !== null;
  return (
    <dl className={styles.facts}>
      <Fact name="Duration">
        {run.durationMs === null && run.startedAt === null ? (
          '–'
        ) : (
          <Duration ms={run.durationMs} since={run.startedAt} className={styles.figure} />
        )}
      </Fact>
      <Fact name="Queued">
        <Time at={run.queuedAt} />
      </Fact>
      {run.startedAt ? (
        <Fact name={run.attempt > 1 ? 'Attempt started' : 'Started'}>
          <Time at={run.startedAt} />
        </Fact>
      ) : (
        !isOver && <Waiting run={run} />
      )}
      {isOver && (
        <Fact name="Finished">
          <Time at={run.finishedAt} />
        </Fact>
      )}
      <Fact name="Attempt">
        {run.attempt}
        <span className={styles.of}> of {run.job.maxAttempts}</span>
      </Fact>
      <Fact name="Trigger">
        {TRIGGERS[run.trigger]}
        {run.createdBy && (
          <>
            {' '}
            (<bdi>{run.createdBy.name}</bdi>)
          </>
        )}
      </Fact>
      {run.workerId && (
        <Fact name="Worker">
          <Link to="/runs" search={{ worker: run.workerId }} className={styles.cut} title={run.workerId}>
            <bdi>{run.workerId}</bdi>
          </Link>
        </Fact>
      )}
      {run.itemsProcessed > 0 && <Fact name="Items">{formatNumber(run.itemsProcessed)}</Fact>}
      {run.cancelRequestedAt && <Stopping run={run} />}
      {run.tags.length > 0 && (
        <Fact name="Tags">
          <span className={styles.tags}>
            {run.tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </span>
        </Fact>
      )}
      {run.dispatch === 'EXTERNAL' && (
        <Fact name="Dispatch">
          <Badge title="Its worker is found by another system.">External</Badge>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Why nothing happens yet. */
function Waiting({ run }: { run: Run }) {
  const due = momentOf(run.availableAt) ?? 0;
  const text = useNowText(1000, (now) =>
    due > now ? `not before ${formatElapsed(due - now)} from now` : 'for a worker',
  );
  return <Fact name="Waits">{text}</Fact>;
}

/** Asked to stop: who asked, and by when it ends in any case. */
function Stopping({ run }: { run: Run }) {
  const isOver = run.finishedAt !== null;
  const due = momentOf(run.cancelDeadline);
  const text = useNowText(
    1000,
    (now) =>
      due === null
        ? ''
        : due > now
          ? `canceled in ${formatElapsed(due - now)} at the latest`
          : 'any moment now',
    !isOver,
  );
  return (
    <Fact name="Asked to stop">
      <Time at={run.cancelRequestedAt} />
      {run.cancelRequestedBy && (
        <>
          {' by '}
          <bdi>{run.cancelRequestedBy.name}</bdi>
        </>
      )}
      {!isOver && <span className={styles.deadline}>{text}</span>}
    </Fact>
  );
}
