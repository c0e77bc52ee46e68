import { type ComponentPropsWithRef, type MouseEvent, type ReactNode, useId } from 'react';
import styles from './button.module.css';
import { cx } from './cx';
import { Spinner } from './spinner';
import { Tooltip } from './tooltip';
import util from './util.module.css';

export type ButtonVariant = 'primary' | 'default' | 'ghost' | 'danger';

/** The look of a button for a link: `<Link className={buttonClass('primary')}>`. */
export function buttonClass(variant: ButtonVariant = 'default', size: 'm' | 's' = 'm'): string {
  return cx(styles.button, styles[variant], size === 's' && styles.small);
}

interface Shared extends Omit<ComponentPropsWithRef<'button'>, 'disabled'> {
  variant?: ButtonVariant;
  size?: 'm' | 's';
  /** At work: shows that, and takes no second press. */
  isBusy?: boolean;
  /** Why it cannot be pressed now. It stays focusable, and says this on focus, hover and press. */
  disabledReason?: string | null | false;
}

export interface ButtonProps extends Shared {
  icon?: ReactNode;
  /** The keys that do the same, shown in the tooltip. */
  shortcut?: string;
}

/** A button of the page. It is never disabled without saying why: use `disabledReason`. */
export function Button({ icon, shortcut, children, ...rest }: ButtonProps) {
  return (
    <Pressable {...rest} tooltip={shortcut ? <kbd className={styles.kbd}>{shortcut}</kbd> : null}>
      {icon}
      {children}
    </Pressable>
  );
}

export interface IconButtonProps extends Shared {
  /** Its name, shown as a tooltip too. */
  label: string;
  shortcut?: string;
  children: ReactNode;
  tooltipSide?: 'top' | 'bottom' | 'left' | 'right';
  /** False where its name is plain from its place, as of a dialog's cross. */
  hasTooltip?: boolean;
}

export function IconButton({
  label,
  shortcut,
  variant = 'ghost',
  className,
  tooltipSide,
  hasTooltip = true,
  ...rest
}: IconButtonProps) {
  const tooltip = shortcut ? (
    <>
      {label} <kbd className={styles.kbd}>{shortcut}</kbd>
    </>
  ) : (
    label
  );
  return (
    <Pressable
      {...rest}
      variant={variant}
      aria-label={label}
      className={cx(styles.icon, className)}
      tooltip={hasTooltip ? tooltip : null}
      tooltipSide={tooltipSide}
    />
  );
}

interface PressableProps extends Shared {
  tooltip: ReactNode;
  tooltipSide?: 'top' | 'bottom' | 'left' | 'right';
}

function Pressable({
  variant = 'default',
  size = 'm',
  isBusy = false,
  disabledReason,
  tooltip,
  tooltipSide,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: PressableProps) {
  const reasonId = useId();
  const reason = disabledReason || null;
  const isOff = isBusy || reason !== null;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    // Also keeps a submit button from its form.
    if (isOff) event.preventDefault();
    else onClick?.(event);
  };
  const button = (
    <button
      {...rest}
      type={type}
      className={cx(buttonClass(variant, size), className)}
      aria-disabled={isOff || undefined}
      aria-busy={isBusy || undefined}
      aria-describedby={reason ? reasonId : rest['aria-describedby']}
      onClick={press}
    >
      {isBusy && <Spinner size={14} label={null} />}
      {children}
    </button>
  );
  return (
    <>
      <Tooltip text={reason ?? tooltip} isEager={reason !== null} side={tooltipSide}>
        {button}
      </Tooltip>
      {reason && (
        <span id={reasonId} className={util.hidden}>
          {reason}
        </span>
      )}
    </>
  );
}
