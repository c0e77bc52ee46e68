import styles from './spinner.module.css';
import util from './util.module.css';

export interface SpinnerProps {
  size?: number;
  /** What is waited for; null where the words beside it say that already. */
  label?: string | null;
}

export function Spinner({ size = 16, label = 'Loading' }: SpinnerProps) {
  return (
    <>
      <svg className={styles.spinner} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeOpacity="0.25" strokeWidth="2" />
        <path
          d="M14 8a6 6 0 0 0-6-6"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      {label && (
        <span role="status" className={util.hidden}>
          {label}
        </span>
      )}
    </>
  );
}

export interface SkeletonProps {
  /** Lines of text that are yet to come. */
  lines?: number;
  width?: string | number;
  height?: string | number;
}

/** The place of what is being loaded; hidden from screen readers, which hear `aria-busy` or a status instead. */
export function Skeleton({ lines = 1, width, height }: SkeletonProps) {
  return (
    <span className={styles.skeletons} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing but their place
          key={line}
          className={styles.skeleton}
          style={{ width: width ?? (lines > 1 && line === lines - 1 ? '60%' : '100%'), height }}
        />
      ))}
    </span>
  );
}
