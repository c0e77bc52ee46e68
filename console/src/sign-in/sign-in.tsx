import { type FormEvent, useId, useState } from 'react';
import { developmentKey } from '../api/credentials';
import { RequestSignInDocument } from '../api/generated/graphql';
import { useSessionControl } from '../api/session';
import { sharedStorage } from '../api/storage';
import { useCommand } from '../api/use-command';
import styles from './sign-in.module.css';

/** Stands in for the page that was asked for, so that signing in leads to it. */
export function SignIn({ wasSignedIn }: { wasSignedIn: boolean }) {
  const { signInWith } = useSessionControl();
  const offered = developmentKey();
  return (
    <main className={styles.page}>
      <h1>Runledger</h1>
      {wasSignedIn && <p role="status">Your session has ended. Sign in again to go on where you were.</p>}
      {offered !== null && (
        <section className={styles.card}>
          <h2>On this machine</h2>
          <p>This development server has a key for whoever sits at it.</p>
          <button type="button" className={styles.primary} onClick={() => signInWith(offered)}>
            Use the development key
          </button>
        </section>
      )}
      <LinkForm />
      <KeyForm />
    </main>
  );
}

/** Has a link mailed that signs this browser in. */
function LinkForm() {
  const [email, setEmail] = useState('');
  const [answer, setAnswer] = useState<{ text: string; isError: boolean } | null>(null);
  const { run, isRunning } = useCommand(RequestSignInDocument);
  const field = useId();

  async function ask(event: FormEvent) {
    event.preventDefault();
    sharedStorage.set('return-to', window.location.pathname + window.location.search);
    const { failure } = await run({ email });
    setAnswer(
      failure
        ? { text: failure.message, isError: true }
        : {
            text: `If ${email} has an account, a link is on its way to it. It works for 15 minutes.`,
            isError: false,
          },
    );
  }

  return (
    <form className={styles.card} onSubmit={ask}>
      <h2>By mail</h2>
      <label htmlFor={field}>Email address</label>
      <input
        id={field}
        type="email"
        autoComplete="email"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <button type="submit" className={styles.primary} disabled={isRunning}>
        Mail me a link
      </button>
      <p role="status" className={answer?.isError ? styles.error : undefined}>
        {answer?.text}
      </p>
    </form>
  );
}

/** For servers that send no mail, and for looking at what a key sees. */
function KeyForm() {
  const { signInWith } = useSessionControl();
  const [key, setKey] = useState('');
  const field = useId();
  return (
    <form
      className={styles.card}
      onSubmit={(event) => {
        event.preventDefault();
        signInWith(key.trim());
      }}
    >
      <h2>With an API key</h2>
      <label htmlFor={field}>API key</label>
      <input
        id={field}
        type="password"
        autoComplete="off"
        required
        pattern="\s*rl_\S+\s*"
        title="A key begins with rl_"
        aria-describedby={`${field}-hint`}
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <p id={`${field}-hint`} className={styles.hint}>
        It is kept until this tab is closed, and nowhere else.
      </p>
      <button type="submit">Use this key</button>
    </form>
  );
}
