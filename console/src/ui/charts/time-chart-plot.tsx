import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useNow } from '../clock';
import { formatNumber, type TimeMode } from '../format';
import { usePreferences } from '../preferences';
import { useSystemDark } from '../use-system-dark';
import { CursorTip } from './cursor-tip';
import { colorsOf, dataOf, optionsOf } from './plot-options';
import { colorOf, type TimeChartProps } from './series';
import styles from './time-chart.module.css';

type PlotProps = TimeChartProps & { height: number };

/** Relative labels of an axis are written anew so often. */
const RELABEL_MS = 30_000;

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

function summaryOf({ label, times, series, format = formatNumber }: PlotProps): string {
  const parts = series.map((one) => {
    const values = one.values.filter((value) => value !== null);
    if (values.length === 0) return `${one.label}: nothing`;
    const most = values.reduce((a, b) => Math.max(a, b));
    return `${one.label}: at most ${format(most)}, last ${format(values.at(-1) ?? 0)}`;
  });
  return `${label}, ${times.length} points. ${parts.join('; ')}.`;
}
