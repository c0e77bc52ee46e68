import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useNow } from '../clock';
import { cssColor } from '../css-color';
import { formatAxisTime, formatCompact, formatNumber, formatTime, type TimeMode } from '../format';
import { usePreferences } from '../preferences';
import { type ChartColor, colorOf, stack, type TimeChartProps } from './series';
import styles from './time-chart.module.css';

type PlotProps = TimeChartProps & { height: number };

const AXIS_FONT = '11px system-ui, sans-serif';
/** Relative labels of an axis are written anew so often. */
const RELABEL_MS = 30_000;
const TOOLTIP_PX = 190;
/** How long a bar lasts that has none beside it. */
const LONE_BAR_MS = 3_600_000;
const X_AXIS_PX = 30;
/** Of an axis of counts: no half of one is marked. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

/** The chart itself; it is drawn on a canvas, so `TimeChart` has a table beside it. */
export default function TimeChartPlot(props: PlotProps) {
  const { time, theme } = usePreferences();
  const mode = props.isUtc ? 'utc' : time;
  const isSystemDark = useSystemDark();
  const lines = props.series.map((one, at) => [one.id, colorOf(one, at), one.band !== undefined]);
  // Made anew when its lines, its colours or the way it writes time change; new values are only set.
  return (
    <Canvas key={JSON.stringify([props.kind, lines, mode, theme, isSystemDark])} {...props} mode={mode} />
  );
}

function Canvas({ mode, ...props }: PlotProps & { mode: TimeMode }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  const [cursor, setCursor] = useState<{ index: number; left: number } | null>(null);
  const { times, series, kind = 'lines', height } = props;
  const now = useNow(RELABEL_MS, mode === 'relative');

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new uPlot(
      {
        ...optionsOf(latest.current, mode, colorsOf(element)),
        width: element.clientWidth,
        height: latest.current.height,
        hooks: {
          setCursor: [
            (u) => {
              const { idx, left } = u.cursor;
              if (idx === null || idx === undefined || left === undefined || left < 0) setCursor(null);
              else setCursor({ index: idx, left: left + u.bbox.left / devicePixelRatio });
            },
          ],
          setSelect: [
            (u) => {
              const { left, width } = u.select;
              if (width < 4) return;
              latest.current.onSelectRange?.(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
              u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
      },
      dataOf(latest.current),
      element,
    );
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: latest.current.height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [mode]);

  useEffect(() => {
    plot.current?.setData(dataOf({ times, series, kind, height, label: '' }));
  }, [times, series, kind, height]);

  useEffect(() => {
    if (now) plot.current?.redraw(false, true);
  }, [now]);

  return (
    <div className={styles.plot} style={{ height }}>
      <div ref={place} role="img" aria-label={summaryOf(props)} />
      {cursor && <CursorTip {...props} cursor={cursor} mode={mode} width={place.current?.clientWidth ?? 0} />}
    </div>
  );
}

function CursorTip(
  props: PlotProps & { cursor: { index: number; left: number }; mode: TimeMode; width: number },
) {
  const { cursor, times, series, format = formatNumber, mode, width } = props;
  const at = times[cursor.index];
  if (at === undefined) return null;
  const isLeft = cursor.left + TOOLTIP_PX > width;
  return (
    <div
      className={styles.tip}
      style={isLeft ? { right: width - cursor.left + 8 } : { left: cursor.left + 8 }}
      aria-hidden="true"
    >
      <div className={styles.tipTime}>{formatTime(at, mode === 'relative' ? 'local' : mode)}</div>
      {series.map((one, nth) => {
        const value = one.values[cursor.index];
        const low = one.band?.low[cursor.index];
        const high = one.band?.high[cursor.index];
        return (
          <div key={one.id} className={styles.tipLine}>
            <span className={styles.swatch} style={{ background: `var(--${colorOf(one, nth)})` }} />
            <span className={styles.tipName}>{one.label}</span>
            <span>{value === null || value === undefined ? '–' : format(value)}</span>
            {typeof low === 'number' && typeof high === 'number' && (
              <span className={styles.tipName}>
                {format(low)}–{format(high)}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

function summaryOf({ label, times, series, format = formatNumber }: PlotProps): string {
  const parts = series.map((one) => {
    const values = one.values.filter((value) => value !== null);
    if (values.length === 0) return `${one.label}: nothing`;
    const most = values.reduce((a, b) => Math.max(a, b));
    return `${one.label}: at most ${format(most)}, last ${format(values.at(-1) ?? 0)}`;
  });
  return `${label}, ${times.length} points. ${parts.join('; ')}.`;
}

/** The colours of the theme, read once for a drawing. */
function colorsOf(place: HTMLElement): (name: ChartColor | 'border' | 'bg-raised', alpha?: number) => string {
  const read = (name: string) => cssColor(place, name);
  const names = [
    'queued',
    'running',
    'completed',
    'failed',
    'canceled',
    'warning',
    'accent',
    'info',
    'text-muted',
    'border',
    'bg-raised',
  ];
  const known = new Map(names.map((name) => [name, read(name)]));
  return (name, alpha = 1) => {
    const color = known.get(name) ?? 'gray';
    return alpha === 1 ? color : color.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
  };
}

function dataOf(props: PlotProps): uPlot.AlignedData {
  const { times, series } = props;
  const x = [...times];
  // The highest bars are drawn first, and the others over them.
  if (props.kind === 'stacked') return [x, ...stack(series, times.length).toReversed()];
  return [
    x,
    ...series.flatMap(({ values, band }) =>
      band ? [[...band.high], [...band.low], [...values]] : [[...values]],
    ),
  ];
}

function optionsOf(
  props: PlotProps,
  mode: TimeMode,
  color: ReturnType<typeof colorsOf>,
): Omit<uPlot.Options, 'width' | 'height'> {
  const {
    series,
    kind,
    format = formatNumber,
    formatAxis = props.format ?? formatCompact,
    onSelectRange,
  } = props;
  const axis: uPlot.Axis = {
    stroke: color('text-muted'),
    font: AXIS_FONT,
    grid: { stroke: color('border'), width: 1 },
    ticks: { show: false },
  };
  const bars = uPlot.paths.bars?.({ size: [0.8, 40], align: 1 });
  const lines: uPlot.Series[] = [];
  const bands: uPlot.Band[] = [];
  if (kind === 'stacked') {
    for (const [at, one] of [...series.entries()].toReversed()) {
      const fill = color(colorOf(one, at));
      lines.push({ label: one.label, fill, stroke: fill, width: 0, paths: bars, points: { show: false } });
    }
  } else {
    for (const [at, one] of series.entries()) {
      const name = colorOf(one, at);
      if (one.band) {
        bands.push({ series: [lines.length + 1, lines.length + 2], fill: color(name, 0.18) });
        const edge: uPlot.Series = {
          label: one.label,
          stroke: color(name, 0.35),
          width: 1,
          points: { show: false },
        };
        lines.push(edge, { ...edge });
      }
      lines.push({
        label: one.label,
        stroke: color(name),
        width: 1.5,
        points: {
          show: one.values.length < 3,
          size: 4,
          filter: (u, at, show) => (show ? null : lonely(u.data[at])),
        },
      });
    }
  }
  return {
    ms: 1,
    tzDate: (at) => (mode === 'utc' ? uPlot.tzDate(new Date(at), 'Etc/UTC') : new Date(at)),
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: kind !== 'stacked', size: 6 },
      drag: { x: onSelectRange !== undefined, y: false, setScale: false },
    },
    scales: {
      x: { time: true, range: kind === 'stacked' ? wholeBars : undefined },
      y: {
        range: (_, min, max) => [
          Math.min(0, min ?? 0),
          Math.max((max ?? 0) * 1.05, Number.EPSILON, max ? 0 : 1),
        ],
      },
    },
    axes: [
      {
        ...axis,
        space: 72,
        size: X_AXIS_PX,
        values: (_, splits, __, ___, step) => splits.map((at) => formatAxisTime(at, step, mode)),
      },
      {
        ...axis,
        space: 32,
        size: 52,
        incrs: kind === 'stacked' ? WHOLE_STEPS : undefined,
        values: (_, splits) => splits.map((value) => formatAxis(value)),
      },
    ],
    series: [{ value: (_, raw) => format(raw) }, ...lines],
    bands,
  };
}

/** A bar stands behind its time: the axis goes on for as long as the last one lasts. */
function wholeBars({ data: [times = []] }: uPlot, min: number, max: number): [number, number] {
  const [first = 0, second] = times;
  return [min, max + (second === undefined ? LONE_BAR_MS : second - first)];
}

/** Values with none beside them: no line goes through them, so they are drawn as points. */
function lonely(values: ArrayLike<number | null | undefined> | undefined): number[] {
  const found: number[] = [];
  const has = (at: number) => typeof values?.[at] === 'number';
  for (let at = 0; at < (values?.length ?? 0); at++) {
    if (has(at) && !has(at - 1) && !has(at + 1)) found.push(at);
  }
  return found;
}

function useSystemDark(): boolean {
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const change = () => setDark(query.matches);
    query.addEventListener('change', change);
    return () => query.removeEventListener('change', change);
  }, []);
  return isDark;
}
