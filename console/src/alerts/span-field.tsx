import { useState } from 'react';
import { type FieldProps, NumberField } from '../ui/field';
import { Select } from '../ui/select';
import styles from './alerts.module.css';
import { type SpanUnit, secondsOf, spanOf } from './spans';

const UNITS: readonly { value: SpanUnit; label: string }[] = [
  { value: 'second', label: 'seconds' },
  { value: 'minute', label: 'minutes' },
  { value: 'hour', label: 'hours' },
  { value: 'day', label: 'days' },
];

export interface SpanFieldProps extends FieldProps {
  /** In seconds. */
  value: number;
  onChange: (seconds: number) => void;
}

/** A span of time: a number and its unit. */
export function SpanField({ value, onChange, ...field }: SpanFieldProps) {
  // The unit stays as it was chosen: 60 seconds do not turn into a minute while one types.
  const [unit, setUnit] = useState<SpanUnit>(() => spanOf(value).unit);
  return (
    <div className={styles.span}>
      <NumberField
        {...field}
        value={value / secondsOf(1, unit)}
        onChange={(count) => onChange(Math.round(secondsOf(Math.max(0, count ?? 0), unit)))}
        min={0}
      />
      <Select
        label="Unit"
        isLabelHidden
        options={UNITS}
        value={unit}
        onChange={(next) => {
          onChange(secondsOf(value / secondsOf(1, unit), next));
          setUnit(next);
        }}
      />
    </div>
  );
}
