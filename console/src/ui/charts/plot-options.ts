import uPlot from 'uplot';
import { cssColor } from '../css-color';
import { formatAxisTime, formatCompact, formatNumber, type TimeMode } from '../format';
import { type ChartColor, colorOf, stack, type TimeChartProps } from './series';

const AXIS_FONT = '11px system-ui, sans-serif';
/** How long a bar lasts that has none beside it. */
const LONE_BAR_MS = 3_600_000;
const X_AXIS_PX = 30;
/** Of an axis of counts: no half of one is marked. */
const WHOLE_STEPS = Array.from({ length: 12 }, (_, power) =>
  [1, 2, 5].map((step) => step * 10 ** power),
).flat();

/** The colours of the theme, read once for a drawing. */
export function colorsOf(
  place: HTMLElement,
): (name: ChartColor | 'border' | 'bg-raised', alpha?: number) => string {
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

/** The values as uPlot has them, in the order of the lines that `optionsOf` makes. */
export function dataOf(props: TimeChartProps): uPlot.AlignedData {
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

/** All of a chart that its values do not say. */
export function optionsOf(
  props: TimeChartProps,
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
          spanGaps: one.isJoined,
          points: { show: false },
        };
        lines.push(edge, { ...edge });
      }
      lines.push({
        label: one.label,
        stroke: color(name),
        width: 1.5,
        spanGaps: one.isJoined,
        points: {
          show: one.values.length < 3,
          size: 4,
          filter: (u, at, show) => (show || one.isJoined ? null : lonely(u.data[at])),
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
