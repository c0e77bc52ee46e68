import { NumberField as BaseNumber } from '@base-ui/react/number-field';
import { type ComponentPropsWithRef, type ReactNode, useId, useState } from 'react';
import { cx } from './cx';
import styles from './field.module.css';
import { fromFieldTime, toFieldTime } from './format';
import { MinusIcon, PlusIcon } from './icons';
import { jsonFault } from './json-fault';
import { usePreferences } from './preferences';
import util from './util.module.css';

export interface FieldProps {
  label: ReactNode;
  /** Below the control: what to put in, in which form. */
  hint?: ReactNode;
  /** What is wrong with it; said when it appears. */
  error?: string | null | false;
  /** The label is for screen readers only: what stands around it says it to the others. */
  isLabelHidden?: boolean;
  className?: string;
}

/** What a control is given to be named, described and marked by its field. */
export interface Control {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** Label, hint and error around any control. */
export function Field({
  label,
  hint,
  error,
  isLabelHidden = false,
  className,
  children,
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const described = [hint && hintId, error && errorId].filter(Boolean).join(' ');
  return (
    <div className={cx(styles.field, className)}>
      <label htmlFor={id} className={isLabelHidden ? util.hidden : styles.label}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <div id={hintId} className={styles.hint}>
          {hint}
        </div>
      )}
      <div id={errorId} className={styles.error} aria-live="polite">
        {error}
      </div>
    </div>
  );
}

type Given<Element extends 'input' | 'textarea'> = Omit<
  ComponentPropsWithRef<Element>,
  'value' | 'onChange' | 'id' | 'className'
>;

export interface TextFieldProps extends FieldProps, Given<'input'> {
  value: string;
  onChange: (value: string) => void;
  /** For ids, slugs and cron expressions. */
  isMono?: boolean;
  /** Stands in the field, before the text. */
  icon?: ReactNode;
}

export function TextField(props: TextFieldProps) {
  const { label, hint, error, isLabelHidden, className, value, onChange, isMono, icon, ...rest } = props;
  return (
    <Field {...{ label, hint, error, isLabelHidden, className }}>
      {(control) => (
        <div className={styles.box}>
          {icon && <span className={styles.icon}>{icon}</span>}
          <input
            {...rest}
            {...control}
            className={cx(styles.input, isMono && util.mono, Boolean(icon) && styles.withIcon)}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        </div>
      )}
    </Field>
  );
}

export interface TextAreaProps extends FieldProps, Given<'textarea'> {
  value: string;
  onChange: (value: string) => void;
  isMono?: boolean;
}

export function TextArea(props: TextAreaProps) {
  const { label, hint, error, isLabelHidden, className, value, onChange, isMono, rows = 4, ...rest } = props;
  return (
    <Field {...{ label, hint, error, isLabelHidden, className }}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          rows={rows}
          className={cx(styles.input, styles.area, isMono && util.mono)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface JsonFieldProps extends FieldProps {
  /** The text as it was typed, right or wrong. */
  value: string;
  /** `parsed` is undefined while the text is wrong. */
  onChange: (value: string, parsed: unknown) => void;
  rows?: number;
  /** An empty text is no error; it is parsed as null. */
  isEmptyAllowed?: boolean;
}

/** JSON as text. Says where it is wrong once the field was left, and until it is right. */
export function JsonField({
  value,
  onChange,
  rows = 8,
  isEmptyAllowed,
  error,
  hint,
  ...field
}: JsonFieldProps) {
  const [wasLeft, setLeft] = useState(false);
  const isEmpty = isEmptyAllowed === true && value.trim() === '';
  const fault = isEmpty ? null : jsonFault(value);
  const change = (text: string) => {
    if (isEmptyAllowed === true && text.trim() === '') onChange(text, null);
    else onChange(text, jsonFault(text) === null ? JSON.parse(text) : undefined);
  };
  return (
    <TextArea
      {...field}
      isMono
      rows={rows}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      hint={hint ?? (fault && !wasLeft ? 'JSON' : undefined)}
      error={fault && wasLeft ? `Line ${fault.line}, column ${fault.column}: ${fault.message}` : error}
      value={value}
      onChange={change}
      onBlur={() => setLeft(true)}
    />
  );
}

export interface NumberFieldProps extends FieldProps {
  value: number | null;
  onChange: (value: number | null) => void;
  min?: number;
  max?: number;
  step?: number;
  /** Shown after the number: `seconds`. */
  unit?: string;
}

export function NumberField({ value, onChange, min, max, step = 1, unit, ...field }: NumberFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <BaseNumber.Root
          id={control.id}
          value={value}
          onValueChange={(next) => onChange(next)}
          min={min}
          max={max}
          step={step}
          locale="en-US"
        >
          <BaseNumber.Group className={cx(styles.input, styles.number)}>
            <BaseNumber.Decrement className={styles.step} aria-label="Less">
              <MinusIcon size={12} />
            </BaseNumber.Decrement>
            <BaseNumber.Input
              className={styles.bare}
              aria-describedby={control['aria-describedby']}
              aria-invalid={control['aria-invalid']}
            />
            {unit && <span className={styles.unit}>{unit}</span>}
            <BaseNumber.Increment className={styles.step} aria-label="More">
              <PlusIcon size={12} />
            </BaseNumber.Increment>
          </BaseNumber.Group>
        </BaseNumber.Root>
      )}
    </Field>
  );
}

export interface DateTimeFieldProps extends FieldProps {
  /** As the API has it, or null. */
  value: string | null;
  onChange: (value: string | null) => void;
  min?: string;
  max?: string;
}

/** A moment, typed in UTC or local time by the preference; the field says in which. */
export function DateTimeField({ value, onChange, min, max, hint, ...field }: DateTimeFieldProps) {
  const mode = usePreferences().time;
  const zone = mode === 'utc' ? 'UTC' : `Local time (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  return (
    <Field {...field} hint={hint ?? zone}>
      {(control) => (
        <input
          {...control}
          type="datetime-local"
          step={1}
          className={cx(styles.input, util.mono)}
          value={toFieldTime(value, mode)}
          min={toFieldTime(min, mode) || undefined}
          max={toFieldTime(max, mode) || undefined}
          onChange={(event) => onChange(fromFieldTime(event.target.value, mode))}
        />
      )}
    </Field>
  );
}
