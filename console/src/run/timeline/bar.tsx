import { formatDuration, formatElapsed } from '../../ui/format';
import { lookOf } from '../../ui/status-badge';
import styles from './gantt.module.css';
import type { Scale } from './scale';
import type { Step } from './steps';
import type { View } from './use-view';

const HEIGHT = 20;
const BAR = { wait: 2, attempt: 8, stage: 14 } as const;
/** A bar that ends further right has its duration before it. */
const LATEST_TEXT = 0.8;

/** One step over time. Each state has its own shape, beside its colour. */
export function Bar({ step, scale, view, now }: { step: Step; scale: Scale; view: View; now: number }) {
  const [from, to] = view;
  const place = (time: number) => (scale.at(time) - from) / (to - from);
  const start = place(step.start);
  const end = place(step.end ?? now);
  if (end < 0 || start > 1) {
    return (
      <span className={start > 1 ? styles.beyondRight : styles.beyondLeft}>{start > 1 ? '›' : '‹'}</span>
    );
  }
  // Far outside of what is seen, numbers would grow without bound.
  const x = Math.max(-0.05, start);
  const width = Math.min(1.05, end) - x;
  const height = BAR[step.kind];
  const y = (HEIGHT - height) / 2;
  const text = step.end === null ? formatElapsed(now - step.start) : formatDuration(step.end - step.start);
  const isAfter = end < LATEST_TEXT;
  const isBefore = !isAfter && start > 1 - LATEST_TEXT;
  const { tone } = lookOf(step.status);
  return (
    <svg
      className={styles.svg}
      height={HEIGHT}
      aria-hidden="true"
      data-tone={tone}
      data-kind={step.kind}
      data-open={step.end === null}
    >
      <rect
        className={styles.bar}
        data-state={step.end === null ? 'open' : step.status}
        x={percent(x)}
        y={y}
        height={height}
        rx={step.kind === 'stage' ? 2.5 : 1}
        style={{ width: `max(3px, ${percent(width)})` }}
      />
      {step.status === 'FAILED' && step.kind === 'stage' && end <= 1 && (
        // A notch at its end: told from the others without its colour.
        <svg
          x={percent(Math.max(x, end))}
          y={y}
          width={10}
          height={height}
          overflow="visible"
          aria-hidden="true"
        >
          <path d={`M-6 0L0 ${height / 2}L-6 ${height}H1V0Z`} className={styles.notch} />
        </svg>
      )}
      <text
        className={isAfter || isBefore ? styles.text : styles.textWithin}
        x={percent(isAfter ? Math.max(end, 0) : isBefore ? start : Math.max(0, start))}
        y={HEIGHT / 2}
        dx={isBefore ? -6 : 6}
        textAnchor={isBefore ? 'end' : 'start'}
        dominantBaseline="central"
      >
        {text}
      </text>
    </svg>
  );
}

const percent = (share: number) => `${(share * 100).toFixed(3)}%`;
