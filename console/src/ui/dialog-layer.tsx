import { AlertDialog as Alert } from '@base-ui/react/alert-dialog';
import { Dialog as Base } from '@base-ui/react/dialog';
import { useRef } from 'react';
import { Button, IconButton } from './button';
import { cx } from './cx';
import type { ConfirmDialogProps, DialogProps } from './dialog';
import styles from './dialog.module.css';
import { CloseIcon } from './icons';

export function DialogLayer({ size = 'm', ...rest }: DialogProps) {
  return <Modal {...rest} className={cx(styles.dialog, styles[size])} />;
}

export function DrawerLayer({ size = 'm', ...rest }: DialogProps) {
  return <Modal {...rest} className={cx(styles.drawer, styles[`${size}Drawer`])} />;
}

interface ModalProps extends Omit<DialogProps, 'size'> {
  className: string;
}

function Modal({
  isOpen,
  onClose,
  title,
  description,
  children,
  footer,
  className,
  initialFocus,
  isKept = false,
}: ModalProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()} disablePointerDismissal={isKept}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={className} initialFocus={initialFocus}>
          <div className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
          </div>
          <div className={styles.body}>
            {description && <Base.Description className={styles.description}>{description}</Base.Description>}
            {children}
          </div>
          {footer && <div className={styles.footer}>{footer}</div>}
          {/* Last, so that the focus is first on what the dialog is about. */}
          <Base.Close
            className={styles.close}
            render={
              <IconButton label="Close" size="s" hasTooltip={false}>
                <CloseIcon size={14} />
              </IconButton>
            }
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export function ConfirmDialogLayer({
  isOpen,
  onClose,
  onConfirm,
  title,
  description,
  children,
  confirmLabel,
  cancelLabel = 'Keep as it is',
  isDanger = false,
  isBusy,
  disabledReason,
}: ConfirmDialogProps) {
  const safe = useRef<HTMLButtonElement>(null);
  return (
    <Alert.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Alert.Portal>
        <Alert.Backdrop className={styles.backdrop} />
        {/* Of what destroys, the button that does nothing has the focus. */}
        <Alert.Popup className={cx(styles.dialog, styles.s)} initialFocus={isDanger ? safe : undefined}>
          <div className={styles.head}>
            <Alert.Title className={styles.title}>{title}</Alert.Title>
          </div>
          <div className={styles.body}>
            {description && (
              <Alert.Description className={styles.description}>{description}</Alert.Description>
            )}
            {children}
          </div>
          <div className={styles.footer}>
            <Button ref={safe} onClick={onClose}>
              {cancelLabel}
            </Button>
            <Button
              variant={isDanger ? 'danger' : 'primary'}
              isBusy={isBusy}
              disabledReason={disabledReason}
              onClick={onConfirm}
            >
              {confirmLabel}
            </Button>
          </div>
        </Alert.Popup>
      </Alert.Portal>
    </Alert.Root>
  );
}
