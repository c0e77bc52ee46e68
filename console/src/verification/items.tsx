import type { CompletionRowFragment, VerificationRowFragment } from '../api/generated/graphql';
import { Button } from '../ui/button';
import { StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './verification.module.css';

export interface CompletionItemsProps {
  completions: readonly CompletionRowFragment[];
  onOpen: (id: string) => void;
}

export function CompletionItems({ completions, onOpen }: CompletionItemsProps) {
  if (completions.length === 0) return <p className={styles.quiet}>Nobody has claimed it yet.</p>;
  return (
    <section aria-label="Completions">
      <h3>{completions.length === 1 ? 'Its completion' : 'Its newest completions'}</h3>
      <ul className={styles.list}>
        {completions.map(({ id, status, user, submittedAt }) => (
          <li key={id} className={styles.item}>
            <StatusBadge status={status} />
            <bdi className={styles.grow}>{user.email}</bdi>
            <Time at={submittedAt} />
            <Button size="s" variant="ghost" onClick={() => onOpen(id)}>
              Open
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export interface LogItemsProps {
  logs: readonly VerificationRowFragment[];
  onOpen: (id: string) => void;
}

export function LogItems({ logs, onOpen }: LogItemsProps) {
  if (logs.length === 0) return <p className={styles.quiet}>Nobody has looked at it yet.</p>;
  return (
    <section aria-label="Verifications">
      <h3>Its verifications</h3>
      <ul className={styles.list}>
        {logs.map(({ id, result, rejectionReason, errorMessage, resultText, verifiedAt }) => (
          <li key={id} className={styles.item}>
            <StatusBadge status={result} />
            <bdi className={styles.grow}>{rejectionReason ?? errorMessage ?? resultText ?? ''}</bdi>
            <Time at={verifiedAt} />
            <Button size="s" variant="ghost" onClick={() => onOpen(id)}>
              Open
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
