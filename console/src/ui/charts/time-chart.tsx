import { lazy, Suspense, useState } from 'react';
import { fetching } from '../../page/parts';
import { Button } from '../button';
import { formatNumber, formatTime } from '../format';
import { ChartIcon, TableIcon } from '../icons';
import { usePreferences } from '../preferences';
import { Skeleton } from '../spinner';
import { colorOf, type TimeChartProps } from './series';
import styles from './time-chart.module.css';

export type { ChartColor, ChartSeries, TimeChartProps } from './series';

const Plot = lazy(fetching(() => import('./time-chart-plot')));
const DEFAULT_HEIGHT = 200;
/** Rows of the table; a series of more is read as a chart or by its numbers elsewhere. */
const MAX_ROWS = 500;

/** Values over time, as a chart or, behind its button, as a table. What draws it is loaded when it is first shown. */
export function TimeChart(props: TimeChartProps) {
  const [isTable, setTable] = useState(false);
  const height = props.height ?? DEFAULT_HEIGHT;
  return (
    <figure className={styles.chart} aria-label={props.label}>
      <div className={styles.bar}>
        <ul className={styles.legend}>
          {props.series.map((series, at) => (
            <li key={series.id}>
              <span className={styles.swatch} style={{ background: `var(--${colorOf(series, at)})` }} />
              {series.label}
            </li>
          ))}
        </ul>
        <Button
          size="s"
          variant="ghost"
          icon={isTable ? <ChartIcon size={14} /> : <TableIcon size={14} />}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? 'Show as chart' : 'Show as table'}
        </Button>
      </div>
      {isTable ? (
        <Twin {...props} height={height} />
      ) : (
        <Suspense fallback={<Skeleton height={height} />}>
          <Plot {...props} height={height} />
        </Suspense>
      )}
    </figure>
  );
}

function Twin({
  label,
  times,
  series,
  format = formatNumber,
  height,
  isUtc,
}: TimeChartProps & { height: number }) {
  const preferred = usePreferences().time;
  const mode = isUtc ? 'utc' : preferred;
  const rows = times.map((time, at) => ({ time, at })).toReversed();
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : format(value);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div className={styles.twin} style={{ maxHeight: Math.max(height, DEFAULT_HEIGHT) }} tabIndex={0}>
      <table className={styles.table}>
        <caption className={styles.caption}>
          {label}
          {rows.length > MAX_ROWS && `: the last ${MAX_ROWS} of ${formatNumber(rows.length)}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {series.map((one) => (
              <th key={one.id} scope="col">
                {one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map(({ time, at }) => (
            <tr key={time}>
              <th scope="row">
                {formatTime(time, mode === 'relative' ? 'local' : mode, { precision: 'second' })}
              </th>
              {series.map((one) => (
                <td key={one.id}>
                  {text(one.values[at])}
                  {one.band && ` (${text(one.band.low[at])} to ${text(one.band.high[at])})`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
