import type { NotificationType } from '../api/generated/graphql';
import { StateIcon } from '../ui/status-badge';
import styles from './notifications.module.css';

/** The look of each kind, among those of the kit. */
const LOOKS: Record<NotificationType, string> = {
  EXECUTION_FAILED: 'FAILED',
  EXECUTION_COMPLETED: 'COMPLETED',
  CREDITS_LOW: 'PAUSED',
  ALERT: 'OPEN',
};

export function TypeIcon({ type }: { type: NotificationType }) {
  return <StateIcon status={LOOKS[type]} size={14} className={styles.icon} />;
}
