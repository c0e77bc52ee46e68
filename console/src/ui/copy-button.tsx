import { type ReactNode, useEffect, useRef, useState } from 'react';
import { IconButton } from './button';
import styles from './copy-button.module.css';
import { cx } from './cx';
import { CheckIcon, CopyIcon, ErrorIcon } from './icons';
import { isolated } from './isolated';
import util from './util.module.css';

const SHOWN_MS = 1500;

export interface CopyButtonProps {
  /** What is copied; made when pressed where it is a function. */
  text: string | (() => string);
  /** Its name: `Copy id`. */
  label?: string;
  size?: 'm' | 's';
  /** Instead of the usual one, where something else is copied too. */
  icon?: ReactNode;
  className?: string;
}

export function CopyButton({ text, label = 'Copy', size = 's', icon, className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    const done = await copyText(typeof text === 'string' ? text : text());
    setOutcome(done ? 'copied' : 'refused');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOutcome(null), SHOWN_MS);
  };
  return (
    <>
      <IconButton
        label={
          outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'The browser refused to copy' : label
        }
        size={size}
        className={className}
        onClick={(event) => {
          event.stopPropagation();
          void copy();
        }}
      >
        {outcome === 'copied' ? (
          <CheckIcon size={14} />
        ) : outcome === 'refused' ? (
          <ErrorIcon size={14} />
        ) : (
          (icon ?? <CopyIcon size={14} />)
        )}
      </IconButton>
      {outcome === 'copied' && (
        <span role="status" className={util.hidden}>
          Copied
        </span>
      )}
    </>
  );
}

/** True when it is on the clipboard. Pages over plain HTTP have no clipboard API: there the old command is tried. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = util.hidden ?? '';
    document.body.append(area);
    const focused = document.activeElement;
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    if (focused instanceof HTMLElement) focused.focus();
    return done;
  }
}

export interface IdProps {
  children: string;
  /** How many characters of it are shown: its end, where ids differ. All by default. */
  short?: number;
  className?: string;
}

/** An id that can be copied. */
export function Id({ children, short, className }: IdProps) {
  const isCut = short !== undefined && children.length > short + 1;
  return (
    <span className={cx(styles.id, className)}>
      <span className={cx(util.mono, styles.text)} title={isCut ? children : undefined}>
        <bdi>{isCut ? `…${children.slice(-short)}` : children}</bdi>
      </span>
      <CopyButton text={children} label={`Copy ${isolated(children)}`} className={styles.copy} />
    </span>
  );
}
