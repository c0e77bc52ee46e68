import { Combobox } from '@base-ui/react/combobox';
import { useMemo, useState } from 'react';
import { Button, buttonClass } from './button';
import { Chosen, nameOf, useChosen } from './chosen';
import { cx } from './cx';
import { CheckIcon } from './icons';
import type { MultiOption, MultiSelectProps } from './multi-select';
import popups from './popup.module.css';
import styles from './select.module.css';

/** Of a list of values that is not searched on the server. */
const MAX_SHOWN = 200;

export function MultiSelectLayer(props: MultiSelectProps & { isOpenAtFirst: boolean }) {
  const { label, options, value, onChange, onSearch, onOpenChange, isLoading, error, isSingle, icon } = props;
  const [text, setText] = useState('');
  const chosen = useChosen(options, value);
  const items = useMemo(() => {
    const shown = new Set(options.map((option) => option.value));
    const rest = text === '' ? chosen.filter((option) => !shown.has(option.value)) : [];
    return [...rest, ...options];
  }, [options, chosen, text]);
  return (
    <Combobox.Root
      multiple
      defaultOpen={props.isOpenAtFirst}
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
        aria-label={nameOf(label, chosen)}
      >
        <Chosen label={label} icon={icon} chosen={chosen} />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className={styles.positioner} align="start" sideOffset={4} collisionPadding={8}>
          <Combobox.Popup className={cx(popups.popup, styles.popup, styles.wide)} aria-label={label}>
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
