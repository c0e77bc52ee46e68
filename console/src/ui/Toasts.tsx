import { Toast } from '@base-ui/react/toast';
import type { ReactNode } from 'react';
import { Button, IconButton } from './Button';
import { cx } from './cx';
import { CloseIcon, ErrorIcon, InfoIcon, SuccessIcon } from './icons';
import styles from './Toasts.module.css';

const SHOWN_MS = 6_000;
/** What went wrong must be read, what can be done in answer must be reached. */
const SHOWN_LONG_MS = 20_000;
const LIMIT = 4;

interface ToastData {
  action?: { label: string; run: () => void };
}

const manager = Toast.createToastManager<ToastData>();

export interface ToastOptions {
  description?: ReactNode;
  action?: { label: string; run: () => void };
  /** A toast of the same id is renewed instead of shown twice. */
  id?: string;
}

type Kind = 'success' | 'error' | 'info';

function show(kind: Kind) {
  return (title: string, { description, action, id }: ToastOptions = {}): string =>
    manager.add({
      id,
      title,
      description,
      type: kind,
      timeout: kind === 'error' || action ? SHOWN_LONG_MS : SHOWN_MS,
      data: { action },
    });
}

/** Also for what is no component. */
export const toast = {
  success: show('success'),
  error: show('error'),
  info: show('info'),
  close: manager.close,
};

export function useToast(): typeof toast {
  return toast;
}

const ICONS = { success: SuccessIcon, error: ErrorIcon, info: InfoIcon };

/** Put around the app, once. */
export function Toasts({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={LIMIT} timeout={SHOWN_MS}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport} data-keys="through">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts, close } = Toast.useToastManager<ToastData>();
  return toasts.map((one) => {
    const kind: Kind = one.type === 'success' || one.type === 'error' ? one.type : 'info';
    const Icon = ICONS[kind];
    const action = one.data?.action;
    return (
      <Toast.Root key={one.id} toast={one} className={styles.toast} swipeDirection={['right', 'down']}>
        <Toast.Content className={styles.content}>
          <Icon className={cx(styles.icon, styles[kind])} />
          <div className={styles.text}>
            <Toast.Title className={styles.title} />
            <Toast.Description className={styles.description} />
          </div>
          {action && (
            <Button
              size="s"
              onClick={() => {
                action.run();
                close(one.id);
              }}
            >
              {action.label}
            </Button>
          )}
          <Toast.Close
            render={
              <IconButton label="Dismiss" size="s">
                <CloseIcon size={12} />
              </IconButton>
            }
          />
        </Toast.Content>
      </Toast.Root>
    );
  });
}
