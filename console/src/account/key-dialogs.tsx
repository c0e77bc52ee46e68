import { useState } from 'react';
import { type Failure, issueAt, unplacedOf } from '../api/errors';
import { type KeyRowFragment, RevokeKeyDocument, RotateKeyDocument } from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { Button } from '../ui/button';
import { ConfirmDialog, Dialog } from '../ui/dialog';
import { Banner, ErrorPanel } from '../ui/feedback';
import { Select } from '../ui/select';
import { toast } from '../ui/toasts';

const OVERLAPS = [
  { value: '0', label: 'Not at all: it stops at once' },
  { value: '3600', label: 'For an hour' },
  { value: '86400', label: 'For a day' },
  { value: '604800', label: 'For a week' },
] as const;

export interface RotateKeyDialogProps {
  apiKey: KeyRowFragment;
  onClose: () => void;
  onRotated: (secret: string, name: string) => void;
}

/** Replaces a key by one of the same scopes; both work for a while. */
export function RotateKeyDialog({ apiKey, onClose, onRotated }: RotateKeyDialogProps) {
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]['value']>('86400');
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(RotateKeyDocument);
  async function rotate() {
    const outcome = await run({ apiKeyId: apiKey.id, overlapSeconds: Number(overlap) });
    setFailure(outcome.failure);
    if (outcome.payload) onRotated(outcome.payload.secret, outcome.payload.apiKey.name);
  }
  const unplaced = unplacedOf(failure, 'overlapSeconds');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="s"
      title={
        <>
          Rotate <bdi>"{apiKey.name}"</bdi>
        </>
      }
      description="A new key takes its place, with the same name, scopes and expiry. Its secret is shown once."
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button variant="primary" isBusy={isRunning} onClick={() => void rotate()}>
            Rotate the key
          </Button>
        </>
      }
    >
      {unplaced && <ErrorPanel title="The key was not rotated" message={unplaced} code={failure?.code} />}
      <Select
        label="The old secret goes on working"
        options={OVERLAPS}
        value={overlap}
        onChange={setOverlap}
        error={issueAt(failure, 'overlapSeconds')}
      />
    </Dialog>
  );
}

export interface RevokeKeyDialogProps {
  apiKey: KeyRowFragment;
  /** The console asks with it. */
  isOwn: boolean;
  onClose: () => void;
  onRevoked: () => void;
}

export function RevokeKeyDialog({ apiKey, isOwn, onClose, onRevoked }: RevokeKeyDialogProps) {
  const { run, isRunning } = useCommand(RevokeKeyDocument);
  async function revoke() {
    const { failure } = await run({ apiKeyId: apiKey.id });
    if (failure) {
      toast.error('The key was not revoked', { description: failure.message });
      return;
    }
    toast.success('The key is revoked.');
    onRevoked();
  }
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => void revoke()}
      title={
        <>
          Revoke <bdi>"{apiKey.name}"</bdi>?
        </>
      }
      description="It stops working everywhere at once, and its subscriptions end. This cannot be undone."
      confirmLabel="Revoke the key"
      isDanger
      isBusy={isRunning}
    >
      {isOwn && <Banner tone="warning">This console asks with this key: you will be signed out.</Banner>}
    </ConfirmDialog>
  );
}
