import { Menu as Base } from '@base-ui/react/menu';
import { Popover as BasePopover } from '@base-ui/react/popover';
import { cx } from './cx';
import { CheckIcon } from './icons';
import type { MenuItem, MenuProps, PopoverProps } from './menu';
import styles from './menu.module.css';
import popups from './popup.module.css';

interface AtFirst {
  isOpenAtFirst: boolean;
}

export function MenuLayer({ trigger, items, align = 'start', isOpenAtFirst }: MenuProps & AtFirst) {
  const groups = groupsOf(items);
  return (
    <Base.Root defaultOpen={isOpenAtFirst}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} sideOffset={4} collisionPadding={8}>
          <Base.Popup className={cx(popups.popup, styles.popup)}>
            {groups.map((group, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups have their place and nothing else
              <Base.Group key={at} className={cx(at > 0 && styles.divided)}>
                {group.heading && (
                  <Base.GroupLabel className={styles.heading}>
                    <bdi>{group.heading}</bdi>
                  </Base.GroupLabel>
                )}
                {group.items.map((item) => (
                  <Entry key={item.label} item={item} />
                ))}
              </Base.Group>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

interface Group {
  heading?: string;
  items: MenuItem[];
}

function groupsOf(entries: MenuProps['items']): Group[] {
  const groups: Group[] = [{ items: [] }];
  for (const entry of entries) {
    if (!entry) continue;
    if (entry === 'separator') groups.push({ items: [] });
    else if ('heading' in entry) groups.push({ heading: entry.heading, items: [] });
    else groups.at(-1)?.items.push(entry);
  }
  return groups.filter((group) => group.items.length > 0);
}

function Entry({ item }: { item: MenuItem }) {
  const { label, icon, shortcut, tone, onSelect, isChecked, link } = item;
  const reason = item.disabledReason || null;
  const className = cx(styles.item, tone === 'danger' && styles.danger);
  const content = (
    <>
      <span className={styles.icon}>
        {isChecked === undefined ? icon : isChecked && <CheckIcon size={14} />}
      </span>
      <span className={styles.label}>
        <bdi>{label}</bdi>
        {reason && <span className={styles.reason}>{reason}</span>}
      </span>
      {shortcut && <kbd className={styles.shortcut}>{shortcut}</kbd>}
    </>
  );
  if (link && !reason) {
    return (
      <Base.LinkItem className={className} render={link} label={label} closeOnClick>
        {content}
      </Base.LinkItem>
    );
  }
  if (isChecked !== undefined && !reason) {
    return (
      <Base.CheckboxItem
        className={className}
        label={label}
        checked={isChecked}
        closeOnClick={false}
        onCheckedChange={() => onSelect?.()}
      >
        {content}
      </Base.CheckboxItem>
    );
  }
  // It stays reachable by the arrow keys, so that its reason is read.
  return (
    <Base.Item
      className={className}
      label={label}
      aria-disabled={reason ? true : undefined}
      closeOnClick={!reason}
      onClick={() => !reason && onSelect?.()}
    >
      {content}
    </Base.Item>
  );
}

export function PopoverLayer({
  trigger,
  title,
  children,
  align = 'start',
  isOpen,
  onOpenChange,
  isOpenAtFirst,
}: PopoverProps & AtFirst) {
  return (
    <BasePopover.Root open={isOpen} defaultOpen={isOpenAtFirst} onOpenChange={(open) => onOpenChange?.(open)}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner
          className={styles.positioner}
          align={align}
          sideOffset={4}
          collisionPadding={8}
        >
          <BasePopover.Popup className={cx(popups.popup, styles.popup, styles.panel)}>
            {title && <BasePopover.Title className={styles.panelTitle}>{title}</BasePopover.Title>}
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
