import { Select as Base } from '@base-ui/react/select';
import { cx } from './cx';
import type { Control } from './field';
import fieldStyles from './field.module.css';
import { CheckIcon, SortIcon } from './icons';
import popups from './popup.module.css';
import type { Option } from './select';
import styles from './select.module.css';

export interface SelectLayerProps {
  control: Control;
  options: readonly Option<string>[];
  value: string | null;
  onChange: (value: string) => void;
  placeholder: string;
  isOpenAtFirst: boolean;
}

export function SelectLayer({
  control,
  options,
  value,
  onChange,
  placeholder,
  isOpenAtFirst,
}: SelectLayerProps) {
  const chosen = options.find((option) => option.value === value);
  return (
    <Base.Root
      items={options}
      defaultOpen={isOpenAtFirst}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next);
      }}
    >
      <Base.Trigger {...control} className={cx(fieldStyles.input, styles.trigger)}>
        {chosen?.icon}
        <Base.Value className={styles.value}>
          <bdi>{chosen?.label ?? placeholder}</bdi>
        </Base.Value>
        <SortIcon size={14} className={styles.muted} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          alignItemWithTrigger={false}
          sideOffset={4}
          collisionPadding={8}
        >
          <Base.Popup className={cx(popups.popup, styles.popup)}>
            <Base.List className={styles.list}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={styles.item}>
                  {option.icon}
                  <Base.ItemText className={styles.text}>
                    <bdi>{option.label}</bdi>
                  </Base.ItemText>
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
  );
}
