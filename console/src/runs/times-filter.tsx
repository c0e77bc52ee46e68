import { useState } from 'react';
import { Button } from '../ui/button';
import { DateTimeField } from '../ui/field';
import { formatTime } from '../ui/format';
import { CalendarIcon } from '../ui/icons';
import { Popover } from '../ui/menu';
import { usePreferences } from '../ui/preferences';
import { readTimes } from './filters';
import styles from './popover.module.css';

const SPANS = [
  ['1h', 'Last hour'],
  ['24h', 'Last 24 hours'],
  ['7d', 'Last 7 days'],
  ['30d', 'Last 30 days'],
] as const;

export interface TimesFilterProps {
  label: string;
  /** As it stands in the address: `24h`, or `from..to`. */
  value: string | null;
  onChange: (value: string | null) => void;
}

/** A span that ends now, or a range of times. */
export function TimesFilter({ label, value, onChange }: TimesFilterProps) {
  const [isOpen, setOpen] = useState(false);
  const { time } = usePreferences();
  const [from, to] = value?.includes('..') ? value.split('..') : ['', ''];

  function choose(next: string | null) {
    onChange(next);
    setOpen(false);
  }

  return (
    <Popover
      title={label}
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button icon={<CalendarIcon />}>
          {label}
          {value !== null && (
            <span className={styles.chosen}>{wordsOf(value, time === 'utc' ? 'utc' : 'local')}</span>
          )}
        </Button>
      }
    >
      <div className={styles.form}>
        <div className={styles.choices}>
          {SPANS.map(([span, words]) => (
            <Button
              key={span}
              variant={span === value ? 'primary' : 'default'}
              size="s"
              onClick={() => choose(span)}
            >
              {words}
            </Button>
          ))}
          <Button size="s" variant="ghost" onClick={() => choose(null)}>
            Any time
          </Button>
        </div>
        <DateTimeField label="From" value={from || null} onChange={(next) => onChange(rangeOf(next, to))} />
        <DateTimeField label="To" value={to || null} onChange={(next) => onChange(rangeOf(from, next))} />
      </div>
    </Popover>
  );
}

const rangeOf = (from: string | null | undefined, to: string | null | undefined) =>
  from || to ? `${from ?? ''}..${to ?? ''}` : null;

function wordsOf(value: string, mode: 'utc' | 'local'): string {
  const span = SPANS.find(([one]) => one === value);
  if (span) return span[1].toLowerCase();
  const range = readTimes(value, Date.now());
  if (!range) return value;
  if (!value.includes('..')) return `last ${value}`;
  const { from, to } = range;
  if (!to) return `since ${formatTime(from, mode)}`;
  if (!from) return `until ${formatTime(to, mode)}`;
  return `${formatTime(from, mode)} – ${formatTime(to, mode)}`;
}
