import { useCallback } from 'react';
import { useNowText } from './clock';
import { cx } from './cx';
import {
  formatDuration,
  formatElapsed,
  formatFullTime,
  formatTime,
  momentOf,
  NONE,
  type TimeMode,
  type TimePrecision,
} from './format';
import { usePreferences } from './preferences';
import styles from './util.module.css';

export { useNow, useNowText } from './clock';

const TICK_MS = 1000;

export interface TimeProps {
  at: string | number | null | undefined;
  /** Instead of the preference. */
  mode?: TimeMode;
  /** Of what is not relative; seconds by default. */
  precision?: TimePrecision;
  className?: string;
}

/** A moment by the preference (UTC, local or relative); its title has it in full in both zones. */
export function Time({ at, mode, precision, className }: TimeProps) {
  const preferred = usePreferences().time;
  const shown = mode ?? preferred;
  const ms = momentOf(at);
  const text = useCallback(
    (now: number) => formatTime(ms, shown, { now, precision }),
    [ms, shown, precision],
  );
  const label = useNowText(TICK_MS, text, ms !== null && shown === 'relative');
  if (ms === null) return <span className={styles.muted}>{NONE}</span>;
  return (
    <time
      className={cx(styles.mono, className)}
      dateTime={new Date(ms).toISOString()}
      title={`${formatFullTime(ms, 'utc')}\n${formatFullTime(ms, 'local')}`}
    >
      {label}
    </time>
  );
}

export interface DurationProps {
  /** What it took. Without it, and with `since`, it is still going on. */
  ms?: number | null;
  /** When it began: the duration ticks. */
  since?: string | number | null;
  className?: string;
}

export function Duration({ ms, since, className }: DurationProps) {
  const start = momentOf(since);
  const isOpen = (ms === null || ms === undefined) && start !== null;
  const text = useCallback(
    (now: number) => (isOpen ? formatElapsed(now - start) : formatDuration(ms)),
    [isOpen, start, ms],
  );
  const label = useNowText(TICK_MS, text, isOpen);
  return <span className={cx(label === NONE ? styles.muted : styles.mono, className)}>{label}</span>;
}
