import { Combobox } from '@base-ui/react/combobox';
import { type ReactNode, useMemo, useState } from 'react';
import { Button, buttonClass } from './Button';
import { cx } from './cx';
import { CheckIcon, ChevronDownIcon } from './icons';
import styles from './Select.module.css';

export interface MultiOption {
  value: string;
  label: string;
  /** How often it is there, shown beside it. */
  count?: ReactNode;
  icon?: ReactNode;
}

export interface MultiSelectProps {
  /** What is chosen: `Status`. */
  label: string;
  options: readonly MultiOption[];
  value: readonly string[];
  onChange: (value: string[]) => void;
  /** The options come from elsewhere: called with each text searched for; the caller renews `options`. */
  onSearch?: (text: string) => void;
  onOpenChange?: (isOpen: boolean) => void;
  isLoading?: boolean;
  /** The options could not be loaded: said in their place. */
  error?: string | null;
  /** One value at most. */
  isSingle?: boolean;
  icon?: ReactNode;
}

const SHOWN_VALUES = 2;
/** Of a list of values that is not searched on the server. */
const MAX_SHOWN = 200;

/** A filter by some of many values: a button that says what is chosen, and a list with a search. */
export function MultiSelect(props: MultiSelectProps) {
  const { label, options, value, onChange, onSearch, onOpenChange, isLoading, error, isSingle, icon } = props;
  const [text, setText] = useState('');
  // What is chosen but not among the options (from a link, or found by an earlier search) is its own label.
  const chosen = useMemo(() => {
    const known = new Map(options.map((option) => [option.value, option]));
    return value.map((one): MultiOption => known.get(one) ?? { value: one, label: one });
  }, [options, value]);
  const items = useMemo(() => {
    const shown = new Set(options.map((option) => option.value));
    const rest = text === '' ? chosen.filter((option) => !shown.has(option.value)) : [];
    return [...rest, ...options];
  }, [options, chosen, text]);
  return (
    <Combobox.Root
      multiple
      items={items}
      value={chosen}
      onValueChange={(next) => {
        const values = next.map((option) => option.value);
        onChange(isSingle ? values.slice(-1) : values);
      }}
      inputValue={text}
      onInputValueChange={(next) => {
        setText(next);
        onSearch?.(next);
      }}
      onOpenChange={(isOpen) => onOpenChange?.(isOpen)}
      filter={onSearch ? null : undefined}
      limit={MAX_SHOWN}
      itemToStringLabel={(option) => option.label}
      isItemEqualToValue={(a, b) => a.value === b.value}
    >
      <Combobox.Trigger
        className={cx(buttonClass('default'), styles.filter)}
        aria-label={[label, chosen.map((option) => option.label).join(', ')].filter(Boolean).join(': ')}
      >
        {icon}
        {chosen.length === 0 ? (
          <span>{label}</span>
        ) : (
          <>
            <span className={styles.filterName}>{label}</span>
            <span className={styles.filterValue}>
              <bdi>
                {chosen
                  .slice(0, SHOWN_VALUES)
                  .map((option) => option.label)
                  .join(', ')}
              </bdi>
              {chosen.length > SHOWN_VALUES && ` +${chosen.length - SHOWN_VALUES}`}
            </span>
          </>
        )}
        <ChevronDownIcon size={14} className={styles.muted} />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className={styles.positioner} align="start" sideOffset={4} collisionPadding={8}>
          <Combobox.Popup className={cx(styles.popup, styles.wide)} aria-label={label}>
            <Combobox.Input
              className={styles.search}
              placeholder={`${label}…`}
              aria-label={`Search: ${label}`}
            />
            <Combobox.Status className={styles.note}>
              {isLoading ? 'Loading…' : (error ?? '')}
            </Combobox.Status>
            {!isLoading && !error && (
              <Combobox.Empty className={styles.note}>Nothing is found.</Combobox.Empty>
            )}
            <Combobox.List className={styles.list}>
              {(option: MultiOption) => (
                <Combobox.Item key={option.value} value={option} className={styles.item}>
                  <span className={styles.box}>
                    <Combobox.ItemIndicator>
                      <CheckIcon size={12} />
                    </Combobox.ItemIndicator>
                  </span>
                  {option.icon}
                  <bdi className={styles.text}>{option.label}</bdi>
                  {option.count !== undefined && <span className={styles.count}>{option.count}</span>}
                </Combobox.Item>
              )}
            </Combobox.List>
            {value.length > 0 && (
              <div className={styles.foot}>
                {value.length} chosen
                <Button size="s" variant="ghost" onClick={() => onChange([])}>
                  Clear
                </Button>
              </div>
            )}
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
