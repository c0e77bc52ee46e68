import { type FormEvent, useState } from 'react';
import { developmentKey } from '../api/credentials';
import { type Failure, issueAt, unplacedOf } from '../api/errors';
import { RequestSignInDocument } from '../api/generated/graphql';
import { serverSettings } from '../api/server-settings';
import { useSessionControl } from '../api/session';
import { useCommand } from '../api/use-command';
import { sharedStorage } from '../page/storage';
import { Button } from '../ui/button';
import { Banner, ErrorPanel } from '../ui/feedback';
import { TextField } from '../ui/field';
import { Card } from '../ui/layout';
import styles from './sign-in.module.css';

export interface SignInProps {
  wasSignedIn: boolean;
  /** A key was given that is none. */
  isKeyRefused: boolean;
}

/** Stands in for the page that was asked for, so that signing in leads to it. */
export function SignIn({ wasSignedIn, isKeyRefused }: SignInProps) {
  const { signInWith } = useSessionControl();
  const offered = developmentKey();
  const isMailed = serverSettings.mail !== 'dropped';
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <svg width="26" height="26" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M2 4h12M2 8h9M2 12h5" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
        </svg>
        <h1>Sign in to Runledger</h1>
        <p>What ran, why it failed, and what fires next.</p>
      </header>
      {wasSignedIn && <Banner>Your session has ended. Sign in again to go on where you were.</Banner>}
      {offered !== null && (
        <Card title="On this machine">
          <div className={styles.form}>
            <p>This development server has a key for whoever sits at it.</p>
            <Button variant="primary" onClick={() => signInWith(offered)}>
              Use the development key
            </Button>
          </div>
        </Card>
      )}
      {isMailed && <LinkForm isFirst={offered === null} />}
      <KeyForm isFirst={offered === null && !isMailed} isRefused={isKeyRefused} />
    </main>
  );
}

/** Has a link mailed that signs this browser in. */
function LinkForm({ isFirst }: { isFirst: boolean }) {
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(RequestSignInDocument);

  async function ask(event: FormEvent) {
    event.preventDefault();
    sharedStorage.set('return-to', window.location.pathname + window.location.search);
    const outcome = await run({ email: email.trim() });
    setFailure(outcome.failure);
    setSentTo(outcome.failure ? null : email.trim());
  }

  const unplaced = unplacedOf(failure, 'email');
  return (
    <Card title="By mail">
      <form className={styles.form} onSubmit={(event) => void ask(event)}>
        <TextField
          label="Email address"
          type="email"
          autoComplete="email"
          required
          value={email}
          onChange={setEmail}
          error={issueAt(failure, 'email')}
        />
        <Button type="submit" variant={isFirst ? 'primary' : 'default'} isBusy={isRunning}>
          Mail me a link
        </Button>
        {unplaced && <ErrorPanel title="No link was mailed" message={unplaced} code={failure?.code} />}
        <div role="status">
          {sentTo !== null && (
            <Banner>
              If <bdi>{sentTo}</bdi> has an account, a link is on its way to it. It works for 15 minutes, and
              leads back here.
              {serverSettings.mail === 'printed' &&
                ' This server has no mail: it prints the link where it runs.'}
            </Banner>
          )}
        </div>
      </form>
    </Card>
  );
}

/** For servers that send no mail, and for looking at what a key sees. */
function KeyForm({ isFirst, isRefused }: { isFirst: boolean; isRefused: boolean }) {
  const { signInWith } = useSessionControl();
  const [key, setKey] = useState('');
  return (
    <Card title="With an API key">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          signInWith(key.trim());
        }}
      >
        <TextField
          label="API key"
          hint="It is kept until this tab is closed, and nowhere else."
          error={isRefused && 'This key is not valid: it may be mistyped, revoked or expired.'}
          type="password"
          autoComplete="off"
          required
          pattern="\s*rl_\S+\s*"
          title="A key begins with rl_"
          isMono
          value={key}
          onChange={setKey}
        />
        <Button type="submit" variant={isFirst ? 'primary' : 'default'}>
          Use this key
        </Button>
      </form>
    </Card>
  );
}
