import { type ComponentType, lazy, type ReactNode, type RefObject, Suspense, useState } from 'react';
import { fetching } from '../page/parts';

const fetchLayer = () => import('./dialog-layer');
const DialogPart = lazy(fetching(() => fetchLayer().then(({ DialogLayer }) => ({ default: DialogLayer }))));
const DrawerPart = lazy(fetching(() => fetchLayer().then(({ DrawerLayer }) => ({ default: DrawerLayer }))));
const ConfirmPart = lazy(
  fetching(() => fetchLayer().then(({ ConfirmDialogLayer }) => ({ default: ConfirmDialogLayer }))),
);

/** Fetches the code of a layer when it is opened first; it stays, so that it can leave as it came. */
function onceOpened<Props extends { isOpen: boolean }>(Part: ComponentType<Props>) {
  return function OnceOpened(props: Props) {
    const [wasOpened, setOpened] = useState(props.isOpen);
    if (props.isOpen && !wasOpened) setOpened(true);
    return wasOpened ? (
      <Suspense>
        <Part {...props} />
      </Suspense>
    ) : null;
  };
}

export interface DialogProps {
  isOpen: boolean;
  /** Asked for by Escape, a press outside or the cross. */
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Its buttons; the last one is the one that does it. */
  footer?: ReactNode;
  size?: 's' | 'm' | 'l';
  /** What has the focus first, instead of the first field. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** A press outside does not ask to close it: of what would be lost. */
  isKept?: boolean;
}

/** A modal: the page behind it rests, and the focus returns to where it was. */
export const Dialog = onceOpened<DialogProps>(DialogPart);

/** A modal at the edge, as high as the page: for what is looked at beside a list. */
export const Drawer = onceOpened<DialogProps>(DrawerPart);

export interface ConfirmDialogProps {
  isOpen: boolean;
  onClose: () => void;
  /** Stays open, and busy, for as long as `isBusy`; the caller closes it. */
  onConfirm: () => void;
  /** The question: `Cancel 40 runs?` */
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** What the button does: `Cancel 40 runs`, never `OK`. */
  confirmLabel: string;
  cancelLabel?: string;
  isDanger?: boolean;
  isBusy?: boolean;
  disabledReason?: string | null;
}

/** Asks before something is done. A press outside does not answer it; Escape is a no. */
export const ConfirmDialog = onceOpened<ConfirmDialogProps>(ConfirmPart);
