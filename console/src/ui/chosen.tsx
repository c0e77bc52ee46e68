import { type ReactNode, useMemo } from 'react';
import { ChevronDownIcon } from './icons';
import { isolated } from './isolated';
import type { MultiOption } from './multi-select';
import styles from './select.module.css';

const SHOWN_VALUES = 2;

/** What is chosen but not among the options (from a link, or found by an earlier search) is its own label. */
export function useChosen(options: readonly MultiOption[], value: readonly string[]): MultiOption[] {
  return useMemo(() => {
    const known = new Map(options.map((option) => [option.value, option]));
    return value.map((one): MultiOption => known.get(one) ?? { value: one, label: one });
  }, [options, value]);
}

/** The name of the button, for who does not see it. */
export const nameOf = (label: string, chosen: readonly MultiOption[]) =>
  [label, chosen.map((option) => isolated(option.label)).join(', ')].filter(Boolean).join(': ');

export interface ChosenProps {
  label: string;
  icon: ReactNode;
  chosen: readonly MultiOption[];
}

/** What stands on the button of a `MultiSelect`. */
export function Chosen({ label, icon, chosen }: ChosenProps) {
  return (
    <>
      {icon}
      {chosen.length === 0 ? (
        <span>{label}</span>
      ) : (
        <>
          <span className={styles.filterName}>{label}</span>
          <span className={styles.filterValue}>
            {chosen
              .slice(0, SHOWN_VALUES)
              .map((option) => isolated(option.label))
              .join(', ')}
            {chosen.length > SHOWN_VALUES && ` +${chosen.length - SHOWN_VALUES}`}
          </span>
        </>
      )}
      <ChevronDownIcon size={14} className={styles.muted} />
    </>
  );
}
