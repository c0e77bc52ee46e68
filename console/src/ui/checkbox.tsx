import { type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './field.module.css';
import util from './util.module.css';

export interface CheckboxProps {
  label: ReactNode;
  /** The label is for screen readers only. */
  isLabelHidden?: boolean;
  isChecked: boolean;
  /** Neither: some of what it stands for. */
  isMixed?: boolean;
  onChange: (isChecked: boolean) => void;
  hint?: ReactNode;
  /** Why it cannot be changed now. */
  disabledReason?: string | null;
}

export function Checkbox(props: CheckboxProps) {
  return <Toggle {...props} className={styles.checkbox} />;
}

/** On or off at once, without a button that saves. */
export function Switch(props: Omit<CheckboxProps, 'isMixed'>) {
  return <Toggle {...props} role="switch" className={styles.switch} />;
}

interface ToggleProps extends CheckboxProps {
  className: string | undefined;
  role?: 'switch';
}

function Toggle({
  label,
  isLabelHidden,
  isChecked,
  isMixed = false,
  onChange,
  hint,
  disabledReason,
  ...rest
}: ToggleProps) {
  const box = useRef<HTMLInputElement>(null);
  const hintId = useId();
  const note = disabledReason || hint;
  useEffect(() => {
    // There is no attribute for it.
    if (box.current) box.current.indeterminate = isMixed;
  }, [isMixed]);
  return (
    <div>
      <label className={styles.check}>
        <input
          {...rest}
          ref={box}
          type="checkbox"
          checked={isChecked}
          aria-disabled={disabledReason ? true : undefined}
          aria-describedby={note ? hintId : undefined}
          onChange={(event) => !disabledReason && onChange(event.target.checked)}
        />
        <span className={isLabelHidden ? util.hidden : styles.checkLabel}>{label}</span>
      </label>
      {note && (
        <div id={hintId} className={styles.hint}>
          {note}
        </div>
      )}
    </div>
  );
}
