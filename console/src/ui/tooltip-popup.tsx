import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';
import styles from './tooltip-popup.module.css';

export interface TooltipPopupProps {
  anchor: Element;
  text: ReactNode;
  side: 'top' | 'bottom' | 'left' | 'right';
  onClose: () => void;
  /** The pointer came over what is said: it stays for as long as that. */
  onHold: () => void;
  onRelease: () => void;
}

/** What a tooltip says, once it is shown for the first time: where it stands is worked out by a library. */
export default function TooltipPopup({ anchor, text, side, onClose, onHold, onRelease }: TooltipPopupProps) {
  return (
    <Base.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Positioner
          className={styles.positioner}
          anchor={anchor}
          side={side}
          sideOffset={6}
          collisionPadding={8}
        >
          <Base.Popup className={styles.popup} onPointerEnter={onHold} onPointerLeave={onRelease}>
            {text}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
