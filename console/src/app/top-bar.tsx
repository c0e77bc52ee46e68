import { setPreferences, usePreferences } from '../ui/preferences';
import styles from './top-bar.module.css';

const NEXT_TIME = { local: 'utc', utc: 'relative', relative: 'local' } as const;
const TIME_NAMES = { local: 'Local time', utc: 'UTC', relative: 'Relative' } as const;

/** What concerns the whole console: how times are shown, light or dark, who asks. */
export function TopBar() {
  const { time } = usePreferences();
  return (
    <div className={styles.bar}>
      <button
        type="button"
        onClick={() => setPreferences({ time: NEXT_TIME[time] })}
        title="How times are shown"
      >
        {TIME_NAMES[time]}
      </button>
    </div>
  );
}
