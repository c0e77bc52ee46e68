import { Select as Base } from '@base-ui/react/select';
import type { ReactNode } from 'react';
import { cx } from './cx';
import { Field, type FieldProps } from './Field';
import fieldStyles from './Field.module.css';
import { CheckIcon, SortIcon } from './icons';
import styles from './Select.module.css';

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
  const chosen = options.find((option) => option.value === value);
  return (
    <Field {...field}>
      {(control) => (
        <Base.Root
          items={options}
          value={value}
          onValueChange={(next) => {
            if (next !== null) onChange(next);
          }}
        >
          <Base.Trigger {...control} className={cx(fieldStyles.input, styles.trigger)}>
            {chosen?.icon}
            <Base.Value className={styles.value}>{chosen?.label ?? placeholder}</Base.Value>
            <SortIcon size={14} className={styles.muted} />
          </Base.Trigger>
          <Base.Portal>
            <Base.Positioner
              className={styles.positioner}
              alignItemWithTrigger={false}
              sideOffset={4}
              collisionPadding={8}
            >
              <Base.Popup className={styles.popup}>
                <Base.List className={styles.list}>
                  {options.map((option) => (
                    <Base.Item key={option.value} value={option.value} className={styles.item}>
                      {option.icon}
                      <Base.ItemText className={styles.text}>{option.label}</Base.ItemText>
                      <Base.ItemIndicator className={styles.check}>
                        <CheckIcon size={14} />
                      </Base.ItemIndicator>
                    </Base.Item>
                  ))}
                </Base.List>
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </Field>
  );
}
