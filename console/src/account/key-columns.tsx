import type { KeyRowFragment } from '../api/generated/graphql';
import { IconButton } from '../ui/button';
import type { Column } from '../ui/data-table';
import { RetryIcon, TrashIcon } from '../ui/icons';
import { isolated } from '../ui/isolated';
import { Badge, StatusBadge } from '../ui/status-badge';
import { Time } from '../ui/time';
import styles from './account.module.css';

export type KeyState = 'ACTIVE' | 'ROTATED' | 'REVOKED' | 'EXPIRED';

export function stateOf({ revokedAt, expiresAt, rotatedAt }: KeyRowFragment): KeyState {
  if (revokedAt) return 'REVOKED';
  if (expiresAt && Date.parse(expiresAt) <= Date.now()) return 'EXPIRED';
  return rotatedAt ? 'ROTATED' : 'ACTIVE';
}

/** Why a key can be rotated no more. */
const WHY_NOT_ROTATE: Record<KeyState, string | null> = {
  ACTIVE: null,
  ROTATED: 'It was replaced already.',
  REVOKED: 'It is revoked.',
  EXPIRED: 'It has expired.',
};

const WHY_NOT_REVOKE: Record<KeyState, string | null> = {
  ...WHY_NOT_ROTATE,
  ROTATED: null,
};

interface KeyColumnsOptions {
  /** Why keys cannot be changed at all. */
  reason: string | null;
  /** The key that the console itself asks with. */
  ownKeyId: string | null;
  onRotate: (key: KeyRowFragment) => void;
  onRevoke: (key: KeyRowFragment) => void;
}

export function keyColumns(options: KeyColumnsOptions): Column<KeyRowFragment>[] {
  const { reason, ownKeyId, onRotate, onRevoke } = options;
  return [
    {
      id: 'name',
      header: 'Name',
      width: 200,
      isGrowing: true,
      cell: ({ id, name }) => (
        <span className={styles.cut}>
          <bdi title={name}>{name}</bdi> {id === ownKeyId && <Badge tone="accent">in use here</Badge>}
        </span>
      ),
    },
    {
      id: 'state',
      header: 'State',
      width: 110,
      cell: (key) => <StatusBadge status={KEY_LOOKS[stateOf(key)]}>{STATE_WORDS[stateOf(key)]}</StatusBadge>,
    },
    {
      id: 'secret',
      header: 'Secret',
      width: 160,
      cell: ({ prefix, lastFour }) => (
        <code>
          {prefix}…{lastFour}
        </code>
      ),
    },
    {
      id: 'scopes',
      header: 'Scopes',
      width: 250,
      cell: ({ scopes }) => (
        <span className={styles.badges}>
          {scopes.map((scope) => (
            <Badge key={scope}>{scope}</Badge>
          ))}
        </span>
      ),
    },
    {
      id: 'used',
      header: 'Last used',
      width: 150,
      cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} precision="minute" /> : 'Never'),
    },
    {
      id: 'expires',
      header: 'Works until',
      width: 180,
      cell: ({ expiresAt, revokedAt }) =>
        revokedAt ? <Time at={revokedAt} /> : expiresAt ? <Time at={expiresAt} /> : 'No end',
    },
    {
      id: 'actions',
      header: 'Actions',
      width: 90,
      cell: (key) => (
        <span className={styles.actions}>
          <IconButton
            label={`Rotate ${isolated(key.name)}`}
            disabledReason={reason ?? WHY_NOT_ROTATE[stateOf(key)]}
            onClick={() => onRotate(key)}
          >
            <RetryIcon />
          </IconButton>
          <IconButton
            label={`Revoke ${isolated(key.name)}`}
            disabledReason={reason ?? WHY_NOT_REVOKE[stateOf(key)]}
            onClick={() => onRevoke(key)}
          >
            <TrashIcon />
          </IconButton>
        </span>
      ),
    },
  ];
}

const STATE_WORDS: Record<KeyState, string> = {
  ACTIVE: 'Works',
  ROTATED: 'Replaced',
  REVOKED: 'Revoked',
  EXPIRED: 'Expired',
};

/** The look of each, among those of the kit. */
const KEY_LOOKS: Record<KeyState, string> = {
  ACTIVE: 'ACTIVE',
  ROTATED: 'PAUSED',
  REVOKED: 'SUSPENDED',
  EXPIRED: 'ARCHIVED',
};
