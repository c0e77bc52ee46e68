import { useMemo } from 'react';
import { useNow } from '../ui/clock';
import { useKeys } from '../ui/keys';
import { usePreferences } from '../ui/preferences';
import { Segmented } from '../ui/segmented';
import { isRangeName, RANGE_NAMES, type Range, type RangeName, rangeLabel, rangeOf } from './range';
import { oneOf, useSearchState } from './search';

/** Ranges move on so often. What is in them is asked for anew more often. */
const STEP_MS = 5 * 60_000;
const USUAL: RangeName = '24h';
const PARAM = 'range';

/** The range that the address names, as `range=7d`; the last 24 hours if it names none. */
export function useRange(): { range: Range; setRange: (name: RangeName) => void; problem: string | null } {
  const [search, change] = useSearchState();
  const now = useNow(STEP_MS);
  const isUtc = usePreferences().time === 'utc';
  const text = oneOf(search, PARAM);
  const isKnown = text === undefined || isRangeName(text);
  const name = text !== undefined && isRangeName(text) ? text : USUAL;
  const range = useMemo(
    () => rangeOf(name, now, isUtc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone),
    [name, now, isUtc],
  );
  return {
    range,
    setRange: (next) => change({ [PARAM]: next === USUAL ? null : next }),
    problem: isKnown ? null : `"${text.slice(0, 40)}" is no range. The last 24 hours are shown.`,
  };
}

/** The choice of it; `[` and `]` make it shorter and longer. */
export function RangePicker({ range, setRange }: { range: Range; setRange: (name: RangeName) => void }) {
  const at = RANGE_NAMES.indexOf(range.name);
  const move = (by: number) => {
    const next = RANGE_NAMES[at + by];
    if (next) setRange(next);
  };
  useKeys(
    [
      { keys: '[', label: 'Shorter range', run: () => move(-1) },
      { keys: ']', label: 'Longer range', run: () => move(1) },
    ],
    'Range',
  );
  return (
    <Segmented
      label="Range"
      options={RANGE_NAMES.map((value) => ({ value, ...rangeLabel(value) }))}
      value={range.name}
      onChange={setRange}
    />
  );
}
