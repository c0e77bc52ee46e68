import { Toast } from '@base-ui/react/toast';
import { useEffect } from 'react';
import { Button, IconButton } from './button';
import { cx } from './cx';
import { CloseIcon, ErrorIcon, InfoIcon, SuccessIcon } from './icons';
import styles from './toast-layer.module.css';
import { connectToasts, type ToastRequest } from './toast-queue';

const SHOWN_MS = 6_000;
/** What went wrong must be read, what can be done in answer must be reached. */
const SHOWN_LONG_MS = 20_000;
const LIMIT = 4;

type ToastData = Pick<ToastRequest, 'kind' | 'action'>;

const ICONS = { success: SuccessIcon, error: ErrorIcon, info: InfoIcon };

export default function ToastLayer() {
  return (
    <Toast.Provider limit={LIMIT} timeout={SHOWN_MS}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport} data-keys="through">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts, add, close } = Toast.useToastManager<ToastData>();
  useEffect(
    () =>
      connectToasts({
        show: ({ id, title, description, kind, action }) =>
          add({
            id,
            title,
            description,
            type: kind,
            timeout: kind === 'error' || action ? SHOWN_LONG_MS : SHOWN_MS,
            data: { kind, action },
          }),
        close,
      }),
    [add, close],
  );
  return toasts.map((one) => {
    const { kind, action } = one.data ?? { kind: 'info' as const, action: undefined };
    const Icon = ICONS[kind];
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
