import type { ReactNode } from 'react';
import { cx } from './cx';
import { isolated } from './isolated';
import styles from './status-badge.module.css';

/** How a state looks: one of a few tones, and a shape that tells it without its colour. */
export type Tone = 'queued' | 'running' | 'completed' | 'failed' | 'canceled' | 'warning';
export type Shape =
  | 'dots'
  | 'play'
  | 'check'
  | 'cross'
  | 'slash'
  | 'clock'
  | 'pause'
  | 'box'
  | 'alert'
  | 'dot';

export interface StateLook {
  label: string;
  tone: Tone;
  shape: Shape;
}

const LOOKS: Record<string, StateLook> = {
  // Executions
  QUEUED: { label: 'Queued', tone: 'queued', shape: 'dots' },
  RUNNING: { label: 'Running', tone: 'running', shape: 'play' },
  COMPLETED: { label: 'Completed', tone: 'completed', shape: 'check' },
  FAILED: { label: 'Failed', tone: 'failed', shape: 'cross' },
  CANCELED: { label: 'Canceled', tone: 'canceled', shape: 'slash' },
  // Stages, chunks and completions
  SUCCEEDED: { label: 'Succeeded', tone: 'completed', shape: 'check' },
  PENDING: { label: 'Pending', tone: 'queued', shape: 'dots' },
  PROCESSING: { label: 'Processing', tone: 'running', shape: 'play' },
  VERIFIED: { label: 'Verified', tone: 'completed', shape: 'check' },
  REJECTED: { label: 'Rejected', tone: 'failed', shape: 'slash' },
  ERROR: { label: 'Error', tone: 'failed', shape: 'cross' },
  // Jobs, projects and people
  ACTIVE: { label: 'Active', tone: 'completed', shape: 'dot' },
  PAUSED: { label: 'Paused', tone: 'warning', shape: 'pause' },
  ARCHIVED: { label: 'Archived', tone: 'queued', shape: 'box' },
  SUSPENDED: { label: 'Suspended', tone: 'failed', shape: 'slash' },
  UNVERIFIED: { label: 'Unverified', tone: 'queued', shape: 'dots' },
  // Alerts and failure groups
  OPEN: { label: 'Open', tone: 'failed', shape: 'alert' },
  ACKNOWLEDGED: { label: 'Acknowledged', tone: 'warning', shape: 'clock' },
  CLOSED: { label: 'Closed', tone: 'completed', shape: 'check' },
  RESOLVED: { label: 'Resolved', tone: 'completed', shape: 'check' },
  IGNORED: { label: 'Ignored', tone: 'queued', shape: 'slash' },
  // Workers, by what was heard of them
  WORKING: { label: 'Working', tone: 'running', shape: 'play' },
  QUIET: { label: 'Quiet', tone: 'warning', shape: 'alert' },
  IDLE: { label: 'Idle', tone: 'completed', shape: 'dot' },
  AWAY: { label: 'Away', tone: 'queued', shape: 'dots' },
  // What becomes of ticks of schedules
  SKIPPED: { label: 'Skipped', tone: 'warning', shape: 'slash' },
  // Derived from moments of a run
  DELAYED: { label: 'Delayed', tone: 'queued', shape: 'clock' },
  CANCELING: { label: 'Canceling', tone: 'canceled', shape: 'clock' },
};

/** Of a state of any part of the API. One that is not known here (a newer server's) is shown by its own word. */
export function lookOf(status: string): StateLook {
  return (
    LOOKS[status] ?? {
      label: status.charAt(0) + status.slice(1).toLowerCase().replaceAll('_', ' '),
      tone: 'queued',
      shape: 'dot',
    }
  );
}

const SHAPES: Record<Shape, ReactNode> = {
  dots: <path d="M3 6h.01M6 6h.01M9 6h.01" strokeWidth={2.2} />,
  play: <path d="M3.5 2.6v6.8L9.3 6z" fill="currentColor" strokeWidth={1.2} />,
  check: <path d="m2.4 6.5 2.4 2.400L9.6 3.6" strokeWidth={1.8} />,
  cross: <path d="m3 3 6 6m0-6L3 9" strokeWidth={1.8} />,
  slash: <path d="M6 10.300a4.3 4.3 0 1 0 0-8.6 4.3 4.3 0 0 0 0 8.600ZM3 9l6-6" />,
  clock: <path d="M6 10.300a4.3 4.3 0 1 0 0-8.6 4.3 4.3 0 0 0 0 8.600ZM6 3.700V6l1.5 1.2" />,
  pause: <path d="M4 2.800v6.400m4-6.400v6.4" strokeWidth={1.8} />,
  box: <path d="M2.2 3h7.600v6.500H2.200zM4.7 5.400h2.6" />,
  alert: <path d="M6 2.300v4.400m0 2.600v.1" strokeWidth={1.8} />,
  dot: <circle cx="6" cy="6" r="2.6" fill="currentColor" stroke="none" />,
};

export function StateIcon({
  status,
  size = 12,
  className,
}: {
  status: string;
  size?: number;
  className?: string;
}) {
  const { tone, shape } = lookOf(status);
  return (
    <svg
      className={cx(styles.shape, styles[tone], className)}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {SHAPES[shape]}
    </svg>
  );
}

export interface StatusBadgeProps {
  /** A value of any status enum of the API. */
  status: string;
  /** Instead of the state's own word. */
  children?: ReactNode;
  /** Without the tinted background: for dense lists. */
  isPlain?: boolean;
}

/** A state by shape, word and colour. */
export function StatusBadge({ status, children, isPlain = false }: StatusBadgeProps) {
  const look = lookOf(status);
  return (
    <span className={cx(styles.badge, styles[look.tone], isPlain && styles.plain)}>
      <StateIcon status={status} />
      {children ?? look.label}
    </span>
  );
}

export interface BadgeProps {
  tone?: Tone | 'neutral' | 'accent';
  children: ReactNode;
  title?: string;
}

/** A word or a number beside something. */
export function Badge({ tone = 'neutral', children, title }: BadgeProps) {
  return (
    <span className={cx(styles.badge, styles[tone])} title={title}>
      {children}
    </span>
  );
}

export interface TagProps {
  children: string;
  /** What is shown before it, muted: `worker: w-12`. */
  name?: string;
  onRemove?: () => void;
}

/** A label that people gave, or a filter that is on (then it can be taken off). */
export function Tag({ children, name, onRemove }: TagProps) {
  return (
    <span className={styles.tag}>
      {name && <span className={styles.tagName}>{name}</span>}
      <bdi className={styles.tagText}>{children}</bdi>
      {onRemove && (
        <button
          type="button"
          className={styles.remove}
          aria-label={`Remove ${name ? `${name} ` : ''}${isolated(children)}`}
          onClick={onRemove}
        >
          <svg
            width="10"
            height="10"
            viewBox="0 0 10 10"
            stroke="currentColor"
            strokeWidth="1.5"
            aria-hidden="true"
          >
            <path d="m2 2 6 6m0-6L2 8" />
          </svg>
        </button>
      )}
    </span>
  );
}

const TAGS_SHOWN = 3;

/** As many tags as a cell has room for, and how many more there are. */
export function Tags({ of }: { of: readonly string[] }) {
  return (
    <span className={styles.tags}>
      {of.slice(0, TAGS_SHOWN).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {of.length > TAGS_SHOWN && `+${of.length - TAGS_SHOWN}`}
    </span>
  );
}
