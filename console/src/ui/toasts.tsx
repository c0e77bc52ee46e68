import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { fetching } from '../page/parts';
import { closeToast, showToast, type ToastKind } from './toast-queue';
import { whenIdle } from './when-idle';

const Layer = lazy(fetching(() => import('./toast-layer')));

export interface ToastOptions {
  description?: ReactNode;
  action?: { label: string; run: () => void };
  /** A toast of the same id is renewed instead of shown twice. */
  id?: string;
}

let made = 0;

function show(kind: ToastKind) {
  return (title: string, { description, action, id = `toast-${++made}` }: ToastOptions = {}): string => {
    showToast({ id, kind, title, description, action });
    return id;
  };
}

/** Also for what is no component. */
export const toast = {
  success: show('success'),
  error: show('error'),
  info: show('info'),
  close: closeToast,
};

export function useToast(): typeof toast {
  return toast;
}

/** Put around the app, once. What shows toasts is loaded after the page, and before a server that is gone could keep it. */
export function Toasts({ children }: { children: ReactNode }) {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => whenIdle(() => setIdle(true)), []);
  return (
    <>
      {children}
      {isIdle && (
        <Suspense>
          <Layer />
        </Suspense>
      )}
    </>
  );
}
