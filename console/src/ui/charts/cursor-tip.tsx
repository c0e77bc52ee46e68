import { formatNumber, formatTime, type TimeMode } from '../format';
import { colorOf, type TimeChartProps } from './series';
import styles from './time-chart.module.css';

const TOOLTIP_PX = 190;

export interface CursorTipProps extends TimeChartProps {
  /** Which time is pointed at, and where it stands. */
  cursor: { index: number; left: number };
  mode: TimeMode;
  /** The chart's, which it stays within. */
  width: number;
}

/** What a chart says of the time that is pointed at. */
export function CursorTip(props: CursorTipProps) {
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
