import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { oneOf, useSearchState } from '../app/search';
import { Button } from '../ui/button';
import { CopyButton } from '../ui/copy-button';
import { formatNumber } from '../ui/format';
import { JsonView, Text } from '../ui/json-view';
import { Badge } from '../ui/status-badge';
import styles from './run-error.module.css';
import type { Run } from './run-screen';

const SHOWN_CHARACTERS = 600;
const SHOWN_LINES = 8;
/** Above another tab than the first, where something else is looked at. */
const SHOWN_LINES_ASIDE = 2;

const REASONS = {
  ERROR: 'The work failed',
  TIMEOUT: 'It ran longer than its job allows',
  WORKER_LOST: 'Its worker stopped reporting',
} as const;

/** Why it failed, or what its last attempt failed by. */
export function RunError({ run }: { run: Run }) {
  const { errorMessage, errorCode, failureReason, errorFingerprint, errorDetails } = run;
  const [search] = useSearchState();
  const isAside = oneOf(search, 'tab') !== undefined;
  if (errorMessage === null && failureReason === null && errorCode === null) return null;
  const title =
    run.status === 'CANCELED'
      ? 'Canceled'
      : run.status === 'FAILED'
        ? failureReason
          ? REASONS[failureReason]
          : 'It failed'
        : 'The attempt before failed';
  return (
    <section className={styles.panel} aria-label="Error" data-status={run.status}>
      <div className={styles.head}>
        <h2 className={styles.heading}>{title}</h2>
        {errorCode && <Badge tone="failed">{errorCode}</Badge>}
        {run.attempt > 1 && <span className={styles.muted}>in attempt {run.attempt}</span>}
        <span className={styles.links}>
          {errorFingerprint && (
            <Link to="/failures" search={{ group: errorFingerprint }}>
              Failures like this
            </Link>
          )}
          {errorMessage && <CopyButton text={errorMessage} label="Copy the error message" />}
        </span>
      </div>
      {errorMessage && <LongText text={errorMessage} lines={isAside ? SHOWN_LINES_ASIDE : SHOWN_LINES} />}
      {!isAside && errorDetails !== null && errorDetails !== undefined && (
        <details className={styles.details}>
          <summary>Details</summary>
          <JsonView value={errorDetails} label="Error details" openLevels={2} />
        </details>
      )}
    </section>
  );
}

/** A text of any length: its beginning, and all of it when asked for. */
export function LongText({
  text,
  isPlain = false,
  lines = SHOWN_LINES,
}: {
  text: string;
  isPlain?: boolean;
  lines?: number;
}) {
  const [isWhole, setWhole] = useState(false);
  const short = text.slice(0, SHOWN_CHARACTERS).split('\n').slice(0, lines).join('\n');
  const isLong = short.length < text.length;
  return (
    <>
      <pre className={isPlain ? styles.plain : styles.message} tabIndex={isWhole ? 0 : undefined}>
        <Text text={isLong && !isWhole ? `${short}…` : text} />
      </pre>
      {isLong && (
        <Button size="s" variant="ghost" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${formatNumber(text.length)} characters`}
        </Button>
      )}
    </>
  );
}
