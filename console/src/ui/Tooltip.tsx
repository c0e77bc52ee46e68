import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import styles from './Tooltip.module.css';

const DELAY_MS = 350;

export interface TooltipProps {
  /** Nothing is shown without it. */
  text: ReactNode;
  /** One element that takes a ref and can be focused; it keeps a name of its own. */
  children: ReactElement<Record<string, unknown>>;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** Opens at once and stays on a press: for what is said to fingers too. */
  isEager?: boolean;
}

/** Said on hover and on focus. Never the only place of a fact: fingers have no hover. */
export function Tooltip({ text, children, side = 'top', isEager = false }: TooltipProps) {
  if (!text) return children;
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={isEager ? 0 : DELAY_MS} closeOnClick={!isEager} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} side={side} sideOffset={6} collisionPadding={8}>
          <Base.Popup className={styles.popup}>{text}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
