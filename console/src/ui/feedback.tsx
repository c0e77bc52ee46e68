import type { ReactNode } from 'react';
import { Button } from './button';
import { CodeBlock } from './code-block';
import { cx } from './cx';
import styles from './feedback.module.css';
import { ErrorIcon, InfoIcon, RetryIcon, WarningIcon } from './icons';

export interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  /** What to call to make the first one. */
  code?: string;
  action?: ReactNode;
}

/** Where there is nothing yet: says what would be here, and how to make one. */
export function EmptyState({ title, children, code, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <h2 className={styles.emptyTitle}>{title}</h2>
      {children && <div className={styles.emptyText}>{children}</div>}
      {code && <CodeBlock code={code} label="Example" />}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

export interface ErrorPanelProps {
  /** What went wrong, as one sentence: the error's own message. */
  message: string;
  title?: string;
  /** The error's code, or the type of a union. */
  code?: string | null;
  onRetry?: () => void;
  isRetrying?: boolean;
  children?: ReactNode;
}

/** In the place of what could not be loaded or done; the rest of the page stays. */
export function ErrorPanel({
  message,
  title = 'This could not be loaded',
  code,
  onRetry,
  isRetrying,
  children,
}: ErrorPanelProps) {
  return (
    <div className={cx(styles.banner, styles.error)} role="alert">
      <ErrorIcon className={styles.icon} />
      <div className={styles.text}>
        <strong>{title}</strong>
        <div className={styles.message}>
          <bdi>{message}</bdi>
          {code && <code className={styles.code}>{code}</code>}
        </div>
        {children}
      </div>
      {onRetry && (
        <Button size="s" icon={<RetryIcon size={14} />} isBusy={isRetrying} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

const ICONS = { info: InfoIcon, warning: WarningIcon, error: ErrorIcon };

export interface BannerProps {
  tone?: 'info' | 'warning' | 'error';
  children: ReactNode;
  action?: ReactNode;
}

/** Something about the whole page or part, said politely; an error at once. */
export function Banner({ tone = 'info', children, action }: BannerProps) {
  const Icon = ICONS[tone];
  return (
    <div className={cx(styles.banner, styles[tone])} role={tone === 'error' ? 'alert' : 'status'}>
      <Icon className={styles.icon} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
