import { Link } from '@tanstack/react-router';
import type { JobQuery } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { Button, IconButton } from '../ui/button';
import { EditIcon, MoreIcon, PauseIcon, PlayIcon, PlusIcon, TrashIcon } from '../ui/icons';
import { useKeys } from '../ui/keys';
import { PageHeader } from '../ui/layout';
import { Menu } from '../ui/menu';
import { lookOf, StatusBadge, Tag } from '../ui/status-badge';
import styles from './job-screen.module.css';
import { useJobStatus } from './use-job-status';

export type JobDialog = 'enqueue' | 'edit' | 'delete' | 'backfill';

export interface JobHeaderProps {
  job: NonNullable<JobQuery['job']>;
  onOpen: (dialog: JobDialog) => void;
  onChanged: () => void;
}

export function JobHeader({ job, onOpen, onChanged }: JobHeaderProps) {
  const { whyNot } = useSession();
  const status = useJobStatus(onChanged);
  const mayNot = whyNot('MANAGE');
  const isArchived = job.status === 'ARCHIVED';
  const whyNotEnqueue =
    whyNot('WORK') ?? (isArchived ? 'An archived job takes no runs. Make it active again first.' : null);
  const toggle = () => void status.set(job, job.status === 'ACTIVE' ? 'PAUSED' : 'ACTIVE');

  useKeys(
    [
      { keys: 'e', label: 'Enqueue a run', run: () => onOpen('enqueue'), when: whyNotEnqueue === null },
      { keys: 'p', label: 'Pause or resume the job', run: toggle, when: mayNot === null && !isArchived },
      { keys: 'm', label: 'Edit the job', run: () => onOpen('edit'), when: mayNot === null },
    ],
    'Job',
  );

  return (
    <PageHeader
      breadcrumbs={[
        <Link key="jobs" to="/jobs">
          Jobs
        </Link>,
        ...(job.project
          ? [
              <Link key="project" to="/jobs" search={{ project: job.project.id }}>
                <bdi>{job.project.name}</bdi>
              </Link>,
            ]
          : []),
      ]}
      title={<bdi>{job.name}</bdi>}
      sub={
        <>
          <StatusBadge status={job.status} />
          <span className={styles.slug}>{job.slug}</span>
          <span>{lookOf(job.kind).label}</span>
          {job.tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </>
      }
      actions={
        <>
          {!isArchived && (
            <Button
              icon={job.status === 'ACTIVE' ? <PauseIcon /> : <PlayIcon />}
              shortcut="P"
              isBusy={status.isRunning}
              disabledReason={mayNot}
              onClick={toggle}
            >
              {job.status === 'ACTIVE' ? 'Pause' : 'Resume'}
            </Button>
          )}
          <Button icon={<EditIcon />} shortcut="M" disabledReason={mayNot} onClick={() => onOpen('edit')}>
            Edit
          </Button>
          <Button
            variant="primary"
            icon={<PlusIcon />}
            shortcut="E"
            disabledReason={whyNotEnqueue}
            onClick={() => onOpen('enqueue')}
          >
            Enqueue
          </Button>
          <Menu
            align="end"
            trigger={
              <IconButton label="More about this job">
                <MoreIcon />
              </IconButton>
            }
            items={[
              {
                label: isArchived ? 'Make active again' : 'Archive',
                disabledReason: mayNot,
                onSelect: () => void status.set(job, isArchived ? 'ACTIVE' : 'ARCHIVED'),
              },
              'separator',
              {
                label: 'Delete…',
                icon: <TrashIcon size={14} />,
                tone: 'danger',
                disabledReason: mayNot,
                onSelect: () => onOpen('delete'),
              },
            ]}
          />
        </>
      }
    />
  );
}
