import {
  cloneElement,
  type FocusEvent,
  lazy,
  type MouseEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react';
import { fetching } from '../page/parts';
import { whenIdle } from './when-idle';

const load = () => import('./tooltip-popup');
const Popup = lazy(fetching(load));
let isAskedFor = false;

/** After the page, and before a server that is gone could keep it. */
function preload(): void {
  if (isAskedFor) return;
  isAskedFor = true;
  whenIdle(() => {
    load().catch(() => {
      isAskedFor = false;
    });
  });
}

const DELAY_MS = 350;
/** For the way from the element to what is said of it. */
const LEAVE_MS = 120;

interface Target {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
  onClick?: (event: MouseEvent<HTMLElement>) => void;
}

export interface TooltipProps {
  /** Nothing is shown without it. */
  text: ReactNode;
  /** One element that can be focused and keeps a name of its own. It stays mounted whatever the text becomes. */
  children: ReactElement<Target>;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** Opens at once and on a press: for what is said to fingers too. */
  isEager?: boolean;
}

/** Said on hover and on focus. Never the only place of a fact: fingers have no hover. */
export function Tooltip({ text, children, side = 'top', isEager = false }: TooltipProps) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    preload();
    return () => clearTimeout(timer.current);
  }, []);
  const later = (next: Element | null, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(next), ms);
  };
  const now = (next: Element | null) => {
    clearTimeout(timer.current);
    setAnchor(next);
  };
  const own = children.props;
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: (event: PointerEvent<HTMLElement>) => {
          own.onPointerEnter?.(event);
          if (event.pointerType === 'mouse') later(event.currentTarget, isEager ? 0 : DELAY_MS);
        },
        onPointerLeave: (event: PointerEvent<HTMLElement>) => {
          own.onPointerLeave?.(event);
          later(null, LEAVE_MS);
        },
        onFocus: (event: FocusEvent<HTMLElement>) => {
          own.onFocus?.(event);
          if (event.currentTarget.matches(':focus-visible')) now(event.currentTarget);
        },
        onBlur: (event: FocusEvent<HTMLElement>) => {
          own.onBlur?.(event);
          now(null);
        },
        onClick: (event: MouseEvent<HTMLElement>) => {
          own.onClick?.(event);
          now(isEager ? event.currentTarget : null);
        },
      })}
      {anchor && text ? (
        <Suspense>
          <Popup
            anchor={anchor}
            text={text}
            side={side}
            onClose={() => now(null)}
            onHold={() => now(anchor)}
            onRelease={() => later(null, LEAVE_MS)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
