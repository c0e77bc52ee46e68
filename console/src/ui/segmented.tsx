import { useId } from 'react';
import styles from './segmented.module.css';
import util from './util.module.css';

export interface SegmentedProps<Value extends string> {
  /** What is chosen: `Range`. */
  label: string;
  options: readonly {
    value: Value;
    label: string /** In full, where the label is short. */;
    title?: string;
  }[];
  value: Value;
  onChange: (value: Value) => void;
}

/** One of a few, all of them in sight. The arrow keys move through them. */
export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset className={styles.group}>
      <legend className={util.hidden}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.segment} title={option.title}>
          <input
            type="radio"
            className={styles.input}
            name={name}
            aria-label={option.title}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
