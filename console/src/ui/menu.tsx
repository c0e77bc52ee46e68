import type { ReactElement, ReactNode } from 'react';
import { deferred, Reach, useDeferred } from './deferred';

const fetchMenu = deferred(() => import('./menu-layer').then(({ MenuLayer }) => MenuLayer));
const fetchPopover = deferred(() => import('./menu-layer').then(({ PopoverLayer }) => PopoverLayer));

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** The keys that do the same elsewhere. */
  shortcut?: string;
  /** Why it cannot be chosen now; shown below its label. */
  disabledReason?: string | null | false;
  tone?: 'danger';
  onSelect?: () => void;
  /** A switch: the menu stays open, and the item says whether it is on. */
  isChecked?: boolean;
  /** A link instead of an action: an `<a href>` or the router's `<Link to>`, without content. */
  link?: ReactElement<Record<string, unknown>>;
}

export type MenuEntry = MenuItem | 'separator' | { heading: string };

export interface MenuProps {
  /** The button that opens it: a `Button` or an `IconButton`. */
  trigger: ReactElement<Record<string, unknown>>;
  items: readonly (MenuEntry | false | null | undefined)[];
  align?: 'start' | 'end';
}

export function Menu(props: MenuProps) {
  const { Part, open, ahead } = useDeferred(fetchMenu);
  if (Part) return <Part {...props} isOpenAtFirst />;
  return <Reach trigger={props.trigger} popup="menu" onOpen={open} onAhead={ahead} />;
}

export interface PopoverProps {
  trigger: ReactElement<Record<string, unknown>>;
  /** Its name, shown at its top. */
  title?: string;
  children: ReactNode;
  align?: 'start' | 'center' | 'end';
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
}

/** A small panel at its button, with controls in it; the page stays in reach. */
export function Popover(props: PopoverProps) {
  const { isOpen, onOpenChange, trigger } = props;
  const { Part, open, ahead } = useDeferred(fetchPopover, isOpen);
  if (Part) return <Part {...props} isOpenAtFirst />;
  const reach = () => {
    onOpenChange?.(true);
    open();
  };
  return <Reach trigger={trigger} popup="dialog" onOpen={reach} onAhead={ahead} />;
}
