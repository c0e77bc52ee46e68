import type { Tone } from '../status-badge';

/** A token of the theme: the tone of a state, or one of those that mean none. */
export type ChartColor = Tone | 'accent' | 'info' | 'text-muted';

export interface ChartSeries {
  id: string;
  label: string;
  color?: ChartColor;
  /** One for each of `times`; null where there is none: the line is broken there. */
  values: readonly (number | null)[];
  /** The line goes on where it has none: its times are not those of the others. */
  isJoined?: boolean;
  /** The least and the most of each bucket, drawn as a band, so that no spike is lost. */
  band?: { low: readonly (number | null)[]; high: readonly (number | null)[] };
}

export interface TimeChartProps {
  /** What is drawn: `Runs by state`. */
  label: string;
  /** Milliseconds since 1970, rising. */
  times: readonly number[];
  series: readonly ChartSeries[];
  /** `stacked`: bars on each other, the first at the bottom. */
  kind?: 'lines' | 'stacked';
  /** Of a value, in the tooltip and the table; of the axis unless it has its own. */
  format?: (value: number) => string;
  formatAxis?: (value: number) => string;
  height?: number;
  /** The times are days of UTC: shown as these, whatever is preferred. */
  isUtc?: boolean;
  /** A range was drawn with the mouse. */
  onSelectRange?: (from: number, to: number) => void;
}

const COLORS: readonly ChartColor[] = ['accent', 'completed', 'warning', 'canceled', 'failed', 'queued'];

export function colorOf(series: ChartSeries, at: number): ChartColor {
  return series.color ?? COLORS[at % COLORS.length] ?? 'accent';
}

/** Each series on top of those before it. */
export function stack(series: readonly ChartSeries[], length: number): number[][] {
  const sums = new Array<number>(length).fill(0);
  return series.map(({ values }) =>
    sums.map((sum, at) => {
      const next = sum + (values[at] ?? 0);
      sums[at] = next;
      return next;
    }),
  );
}
