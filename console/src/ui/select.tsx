import type { ReactNode } from 'react';
import { cx } from './cx';
import { deferred, Reach, useDeferred } from './deferred';
import { Field, type FieldProps } from './field';
import fieldStyles from './field.module.css';
import { SortIcon } from './icons';
import styles from './select.module.css';

const fetchLayer = deferred(() => import('./select-layer').then(({ SelectLayer }) => SelectLayer));

export interface Option<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

export interface SelectProps<Value extends string> extends FieldProps {
  options: readonly Option<Value>[];
  value: Value | null;
  onChange: (value: Value) => void;
  placeholder?: string;
}

/** One of a few values that are known. For more than a dozen, or several at once, see `MultiSelect`. */
export function Select<Value extends string>({
  options,
  value,
  onChange,
  placeholder = 'Choose…',
  ...field
}: SelectProps<Value>) {
  const { Part, open, ahead } = useDeferred(fetchLayer);
  const chosen = options.find((option) => option.value === value);
  const choose = (next: string) => {
    const option = options.find((one) => one.value === next);
    if (option) onChange(option.value);
  };
  return (
    <Field {...field}>
      {(control) =>
        Part ? (
          <Part
            control={control}
            options={options}
            value={value}
            onChange={choose}
            placeholder={placeholder}
            isOpenAtFirst
          />
        ) : (
          <Reach
            popup="listbox"
            onOpen={open}
            onAhead={ahead}
            trigger={
              <button
                {...control}
                type="button"
                role="combobox"
                aria-expanded={false}
                className={cx(fieldStyles.input, styles.trigger)}
              >
                {chosen?.icon}
                <bdi className={styles.value}>{chosen?.label ?? placeholder}</bdi>
                <SortIcon size={14} className={styles.muted} />
              </button>
            }
          />
        )
      }
    </Field>
  );
}
