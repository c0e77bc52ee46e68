import { cx } from '../cx';
import { lookOf, type Shape } from '../status-badge';
import styles from './time-chart.module.css';
import { usualLongest } from './usual';

export interface SparklineProps {
  /** Oldest first; null where there is none. */
  values: readonly (number | null)[];
  /** What it shows, in words, with its numbers: `Failures in 24 hours, 12 in the last`. */
  label: string;
  width?: number;
  height?: number;
  color?: 'accent' | 'failed' | 'completed' | 'running' | 'text-muted';
}

/** The course of a value, without its axes. */
export function Sparkline({ values, label, width = 96, height = 24, color = 'accent' }: SparklineProps) {
  const most = values.reduce<number>((max, value) => Math.max(max, value ?? 0), 0);
  const step = values.length > 1 ? (width - 2) / (values.length - 1) : 0;
  const y = (value: number) => height - 2 - (most > 0 ? (value / most) * (height - 4) : 0);
  let isOpen = false;
  const path = values
    .map((value, at) => {
      const command = isOpen ? 'L' : 'M';
      isOpen = value !== null;
      return value === null ? '' : `${command}${(1 + at * step).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
  return (
    <svg
      className={styles.strip}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <path
        d={path}
        fill="none"
        stroke={`var(--${color})`}
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}

export interface StripRun {
  key: string;
  status: string;
  durationMs?: number | null;
  /** Said when one points at it: `Run 12: failed after 3 s`. */
  title?: string;
}

export interface StateStripProps {
  /** Oldest first. */
  runs: readonly StripRun[];
  /** Of what: `Last runs of crawl-eu`. */
  label: string;
  height?: number;
}

const BAR = 8;
const GAP = 3;
const MIN_BAR = 0.3;
/** The last runs as bars, as high as they took long, beyond what is usual no higher; each state has its own shape and colour. */
export function StateStrip({ runs, label, height = 24 }: StateStripProps) {
  const longest = usualLongest(runs);
  const width = Math.max(1, runs.length * (BAR + GAP) - GAP);
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  const summary = [...counts]
    .map(([status, count]) => `${count} ${lookOf(status).label.toLowerCase()}`)
    .join(', ');
  return (
    <svg
      className={styles.strip}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${label}: ${summary || 'none'}`}
    >
      {runs.map((run, at) => {
        const { tone, shape, label: word } = lookOf(run.status);
        return (
          <g key={run.key} className={styles[tone]} transform={`translate(${at * (BAR + GAP)} 0)`}>
            <title>{run.title ?? word}</title>
            <Bar shape={shape} height={height} size={sizeOf(run, longest, height)} />
          </g>
        );
      })}
    </svg>
  );
}

export interface StripBarProps {
  run: StripRun;
  /** `usualLongest` of the runs beside it. */
  longest: number;
  height: number;
}

/** One bar of a strip by itself: for a strip whose bars are chosen among. */
export function StripBar({ run, longest, height }: StripBarProps) {
  const { tone, shape } = lookOf(run.status);
  return (
    <svg
      className={cx(styles.strip, styles[tone])}
      width={BAR}
      height={height}
      viewBox={`0 0 ${BAR} ${height}`}
      aria-hidden="true"
    >
      <Bar shape={shape} height={height} size={sizeOf(run, longest, height)} />
    </svg>
  );
}

function sizeOf({ durationMs }: StripRun, longest: number, height: number): number {
  const share = longest > 0 ? Math.min(1, Math.max(MIN_BAR, (durationMs ?? 0) / longest)) : 1;
  return Math.round((height - 1) * share);
}

function Bar({ shape, height, size }: { shape: Shape; height: number; size: number }) {
  const top = height - size;
  switch (shape) {
    case 'check':
      return <rect y={top} width={BAR} height={size} rx={1.5} fill="currentColor" />;
    case 'cross':
      // Cut at its top, so that it is told from the others without its colour.
      return <path d={`M0 ${top}l${BAR / 2} 5 ${BAR / 2}-5V${height}H0Z`} fill="currentColor" />;
    case 'play':
      return (
        <rect
          x={0.75}
          y={top + 0.75}
          width={BAR - 1.5}
          height={Math.max(1, size - 1.5)}
          rx={1.5}
          fill="none"
          stroke="currentColor"
          strokeWidth={1.5}
        />
      );
    case 'slash':
      return (
        <>
          <rect
            x={0.5}
            y={top + 0.5}
            width={BAR - 1}
            height={Math.max(1, size - 1)}
            rx={1.5}
            fill="none"
            stroke="currentColor"
          />
          <path
            d={`M0.5 ${height - 0.5}L${BAR - 0.5} ${top + 0.5}`}
            stroke="currentColor"
            strokeWidth={1.2}
          />
        </>
      );
    default:
      return <circle cx={BAR / 2} cy={height - 4} r={2} fill="currentColor" />;
  }
}
