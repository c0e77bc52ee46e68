import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ActivityTable } from '../account/activity-table';
import {
  PersonActivityDocument,
  PersonDocument,
  type PersonQuery,
  SetStatusDocument,
  SetTierDocument,
  type UserTier,
} from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { useData } from '../api/use-data';
import { usePages } from '../api/use-pages';
import { Button } from '../ui/button';
import { Id } from '../ui/copy-button';
import { ConfirmDialog, Drawer } from '../ui/dialog';
import { EmptyState, ErrorPanel } from '../ui/feedback';
import { formatNumber } from '../ui/format';
import { KeyValue } from '../ui/layout';
import { Select } from '../ui/select';
import { Skeleton } from '../ui/spinner';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import { toast } from '../ui/toasts';
import { CreditsForm } from './credits-form';
import styles from './people.module.css';
import { roleWord } from './roles';

type Person = Extract<NonNullable<PersonQuery['node']>, { __typename: 'User' }>;

const TIERS: readonly { value: UserTier; label: string }[] = [
  { value: 'FREE', label: 'Free' },
  { value: 'PRO', label: 'Pro' },
  { value: 'ENTERPRISE', label: 'Enterprise' },
];

export interface PersonDrawerProps {
  id: string | null;
  onClose: () => void;
  onChanged: () => void;
}

/** One person, and what an administrator decides of them. */
export function PersonDrawer({ id, onClose, onChanged }: PersonDrawerProps) {
  const { data, failure, isLoading, reload } = useData(
    PersonDocument,
    { id: id ?? '' },
    { pause: id === null },
  );
  const person = data?.node?.__typename === 'User' ? data.node : null;
  const changed = () => {
    reload();
    onChanged();
  };
  return (
    <Drawer
      isOpen={id !== null}
      onClose={onClose}
      size="l"
      title={<bdi>{person?.fullName ?? person?.email ?? 'Person'}</bdi>}
    >
      {failure && <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />}
      {isLoading && <Skeleton lines={8} />}
      {data && !person && (
        <EmptyState title="There is no such person">They may have been deleted since.</EmptyState>
      )}
      {person && (
        <>
          <Facts person={person} />
          <StatusPart person={person} onChanged={changed} />
          <TierPart key={person.tier} person={person} onChanged={changed} />
          <CreditsForm userId={person.id} onGranted={changed} />
          <ActivityPart id={person.id} />
        </>
      )}
    </Drawer>
  );
}

function Facts({ person }: { person: Person }) {
  const { jobs, twitterAccount, account } = person;
  return (
    <KeyValue
      items={[
        { key: 'Email', value: <bdi>{person.email}</bdi> },
        { key: 'Status', value: <StatusBadge status={person.status} /> },
        { key: 'Role', value: roleWord(person.role) },
        { key: 'Credits', value: formatNumber(person.creditAccount.balance) },
        {
          key: 'Runs',
          value: (
            <Link to="/runs" search={{ owner: account.id }}>
              Runs of {formatNumber(jobs.count.value)}
              {jobs.count.isCapped && '+'} {jobs.count.value === 1 ? 'job' : 'jobs'}
            </Link>
          ),
        },
        {
          key: 'X account',
          value: twitterAccount && (
            <>
              <bdi>@{twitterAccount.username}</bdi>
              {!twitterAccount.isActive && ' (token expired)'}
            </>
          ),
        },
        { key: 'Registered', value: <Time at={person.createdAt} /> },
        {
          key: 'Address verified',
          value: person.emailVerifiedAt ? <Time at={person.emailVerifiedAt} /> : 'Not yet',
        },
        { key: 'Id', value: <Id>{person.id}</Id> },
      ]}
    />
  );
}

interface PartProps {
  person: Person;
  onChanged: () => void;
}

function StatusPart({ person, onChanged }: PartProps) {
  const { viewer, whyNot } = useSession();
  const { run, isRunning } = useCommand(SetStatusDocument);
  const [isAsking, setAsking] = useState(false);
  const isActive = person.status === 'ACTIVE';
  async function set(status: 'ACTIVE' | 'SUSPENDED') {
    const { failure } = await run({ userId: person.id, status });
    setAsking(false);
    if (failure) toast.error('The status was not changed', { description: failure.message });
    else toast.success(status === 'ACTIVE' ? 'They can sign in again.' : 'They are suspended everywhere.');
    onChanged();
  }
  const reason = whyNot('ADMIN') ?? (person.id === viewer.id && 'You cannot suspend yourself.');
  return (
    <section className={styles.part} aria-label="Status">
      <h3>Status</h3>
      <div className={styles.row}>
        <p>
          {isActive
            ? 'Suspending signs them out everywhere, and stops their keys and schedules.'
            : person.status === 'UNVERIFIED'
              ? 'Activating vouches for their address.'
              : 'Activating lets them and their keys in again.'}
        </p>
        {isActive ? (
          <Button variant="danger" disabledReason={reason} onClick={() => setAsking(true)}>
            Suspend
          </Button>
        ) : (
          <Button isBusy={isRunning} disabledReason={whyNot('ADMIN')} onClick={() => void set('ACTIVE')}>
            Activate
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => void set('SUSPENDED')}
        title={
          <>
            Suspend <bdi>{person.email}</bdi>?
          </>
        }
        description="Their sessions and keys stop working at once, everywhere. It can be undone."
        confirmLabel="Suspend"
        isDanger
        isBusy={isRunning}
      />
    </section>
  );
}

function TierPart({ person, onChanged }: PartProps) {
  const { whyNot } = useSession();
  const [tier, setTier] = useState(person.tier);
  const { run, isRunning } = useCommand(SetTierDocument);
  async function save() {
    const { failure } = await run({ userId: person.id, tier });
    if (failure) toast.error('The tier was not changed', { description: failure.message });
    else toast.success('The tier is changed.');
    onChanged();
  }
  return (
    <section className={styles.part} aria-label="Tier">
      <h3>Tier</h3>
      <div className={styles.row}>
        <Select
          className={styles.wide}
          label="It sets the limits"
          options={TIERS}
          value={tier}
          onChange={setTier}
        />
        <Button
          isBusy={isRunning}
          disabledReason={whyNot('ADMIN') ?? (tier === person.tier && 'It is the same tier.')}
          onClick={() => void save()}
        >
          Change the tier
        </Button>
      </div>
    </section>
  );
}

function ActivityPart({ id }: { id: string }) {
  const pages = usePages(
    PersonActivityDocument,
    (page) => ({ id, ...page }),
    ({ activityLogs }) => activityLogs,
  );
  return (
    <section className={styles.part} aria-label="Activity">
      <h3>What they did</h3>
      <div className={styles.activity}>
        <ActivityTable pages={pages} isInDrawer />
      </div>
    </section>
  );
}
