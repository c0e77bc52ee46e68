import {
  type ComponentType,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  useCallback,
  useEffect,
  useState,
} from 'react';
import { fetching } from '../page/parts';

/**
 * Fetches the code of what pops up, once; again where that failed. What is pressed while the server is gone does not pop
 * up when it is back.
 */
export function deferred<Props>(
  load: () => Promise<ComponentType<Props>>,
): () => Promise<ComponentType<Props>> {
  const fetchNow = fetching(load, false);
  let fetched: Promise<ComponentType<Props>> | null = null;
  return () => {
    fetched ??= fetchNow().catch((error) => {
      fetched = null;
      throw error;
    });
    return fetched;
  };
}

export interface Reached<Props> {
  /** The part, once it was opened; null until then. */
  Part: ComponentType<Props> | null;
  open: () => void;
  /** Fetches its code, for who is about to open it. */
  ahead: () => void;
}

/**
 * What pops up costs more code than all the rest of a page: it is fetched when somebody reaches for it.
 * @param isNeeded Opens it at once.
 */
export function useDeferred<Props>(
  fetch: () => Promise<ComponentType<Props>>,
  isNeeded = false,
): Reached<Props> {
  const [reached, setReached] = useState<{ Part: ComponentType<Props> } | null>(null);
  const open = useCallback(() => {
    // What cannot be fetched now is tried again by the next press.
    fetch().then(
      (Part) => setReached({ Part }),
      () => undefined,
    );
  }, [fetch]);
  useEffect(() => {
    if (isNeeded) open();
  }, [isNeeded, open]);
  return { Part: reached?.Part ?? null, open, ahead: () => void fetch().catch(() => undefined) };
}

export interface ReachProps {
  /** A button. */
  trigger: ReactElement<Record<string, unknown>>;
  popup: 'menu' | 'dialog' | 'listbox';
  onOpen: () => void;
  onAhead: () => void;
}

/** The trigger of a part whose code has not been needed yet. */
export function Reach({ trigger, popup, onOpen, onAhead }: ReachProps) {
  return cloneElement(trigger, {
    'aria-haspopup': popup,
    'aria-expanded': false,
    onClick: onOpen,
    onPointerEnter: onAhead,
    onFocus: onAhead,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== 'ArrowDown' || popup === 'dialog') return;
      event.preventDefault();
      onOpen();
    },
  });
}
