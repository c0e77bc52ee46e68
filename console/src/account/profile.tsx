import { type FormEvent, useState } from 'react';
import { type Failure, issueAt, unplacedOf } from '../api/errors';
import { ProfileDocument, type ProfileQuery, RenameUserDocument } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { useData } from '../api/use-data';
import { Button } from '../ui/button';
import { Id } from '../ui/copy-button';
import { ErrorPanel } from '../ui/feedback';
import { TextField } from '../ui/field';
import { Card, KeyValue } from '../ui/layout';
import { Skeleton } from '../ui/spinner';
import { Badge, lookOf, StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import { toast } from '../ui/toasts';
import styles from './account.module.css';

type Profile = NonNullable<ProfileQuery['viewer']>;

export default function ProfileTab() {
  const { data, failure, isLoading, reload } = useData(ProfileDocument, {});
  if (failure) return <ErrorPanel message={failure.message} code={failure.code} onRetry={reload} />;
  if (isLoading || !data?.viewer) return <Skeleton lines={8} />;
  const profile = data.viewer;
  return (
    <div className={styles.columns}>
      <Card title="Profile">
        <KeyValue
          items={[
            { key: 'Email', value: <bdi>{profile.email}</bdi> },
            { key: 'Status', value: <StatusBadge status={profile.status} /> },
            { key: 'Tier', value: lookOf(profile.tier).label },
            { key: 'Role', value: profile.role === 'ADMIN' ? 'Administrator' : 'User' },
            { key: 'Registered', value: <Time at={profile.createdAt} /> },
            {
              key: 'Address verified',
              value: profile.emailVerifiedAt ? <Time at={profile.emailVerifiedAt} /> : 'Not yet',
            },
            { key: 'Id', value: <Id>{profile.id}</Id> },
          ]}
        />
      </Card>
      <Card title="Name">
        <NameForm key={profile.fullName} fullName={profile.fullName ?? ''} />
      </Card>
      <Card title="Accounts you act for" isFlush>
        <Memberships memberships={profile.accounts} />
      </Card>
    </div>
  );
}

function NameForm({ fullName }: { fullName: string }) {
  const { whyNot } = useSession();
  const [name, setName] = useState(fullName);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(RenameUserDocument);
  async function save(event: FormEvent) {
    event.preventDefault();
    const outcome = await run({ fullName: name.trim() === '' ? null : name.trim() });
    setFailure(outcome.failure);
    if (outcome.payload) toast.success('Your name is changed.');
  }
  const unplaced = unplacedOf(failure, 'fullName');
  return (
    <form className={styles.form} onSubmit={(event) => void save(event)}>
      {unplaced && <ErrorPanel title="The name was not changed" message={unplaced} code={failure?.code} />}
      <TextField
        label="Full name"
        hint="Others see it beside what you did. Your address is changed by an administrator."
        autoComplete="name"
        value={name}
        onChange={setName}
        error={issueAt(failure, 'fullName')}
      />
      <Button
        type="submit"
        isBusy={isRunning}
        disabledReason={whyNot('MANAGE') ?? (name.trim() === fullName && 'It is the same name.')}
      >
        Save the name
      </Button>
    </form>
  );
}

const ROLE_WORDS = { OWNER: 'Owner', MAINTAINER: 'Maintainer', VIEWER: 'Viewer' } as const;

function Memberships({ memberships }: { memberships: Profile['accounts'] }) {
  const { account: current, viewer, apiKey, actFor } = useSession();
  return (
    <ul className={styles.list}>
      {memberships.map(({ id, role, account }) => (
        <li key={id} className={styles.item}>
          <span className={styles.grow}>
            <bdi>{account.name}</bdi>{' '}
            <span className={styles.quiet}>{account.kind === 'TEAM' ? 'Team' : 'Personal'}</span>
          </span>
          <Badge>{ROLE_WORDS[role]}</Badge>
          {account.id === current.id ? (
            <span className={styles.quiet}>Acting for it now</span>
          ) : (
            <Button
              size="s"
              disabledReason={apiKey && 'An API key acts for one account; sign in to change it.'}
              onClick={() => actFor(account.id === viewer.account.id ? null : account.id)}
            >
              Act for it
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
