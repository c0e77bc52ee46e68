import { useState } from 'react';
import type { Failure } from '../../api/errors';
import { RunRetryChunksDocument } from '../../api/generated/graphql';
import { useCommand } from '../../api/use-command';
import { ConfirmDialog } from '../../ui/dialog';
import { ErrorPanel } from '../../ui/feedback';
import { NumberField } from '../../ui/field';
import { formatNumber } from '../../ui/format';
import { useToast } from '../../ui/toasts';
import type { Run } from '../run-screen';

const MAX_RETRIES = 3;
const MOST = 100;

/** Puts failed chunks back to pending while their run is still at work. */
export function RetryChunksDialog({
  run,
  failed,
  onClose,
}: {
  run: Run;
  failed: number;
  onClose: () => void;
}) {
  const command = useCommand(RunRetryChunksDocument);
  const toast = useToast();
  const [maxRetries, setMaxRetries] = useState<number | null>(MAX_RETRIES);
  const [failure, setFailure] = useState<Failure | null>(null);
  const retry = async () => {
    const outcome = await command.run({
      input: { executionId: run.id, maxRetries: maxRetries ?? MAX_RETRIES },
    });
    if (outcome.failure) {
      setFailure(outcome.failure);
      return;
    }
    onClose();
    const { chunkCount } = outcome.payload;
    if (chunkCount === 0)
      toast.info('No chunk was retried', { description: 'All were retried as often already.' });
    else
      toast.success(
        `${formatNumber(chunkCount)} ${chunkCount === 1 ? 'chunk is' : 'chunks are'} pending again`,
      );
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => void retry()}
      title={`Retry ${formatNumber(failed)} failed ${failed === 1 ? 'chunk' : 'chunks'}?`}
      description="They become pending, and workers take them again."
      confirmLabel="Retry the chunks"
      isBusy={command.isRunning}
    >
      {failure && <ErrorPanel title="No chunk was retried" message={failure.message} code={failure.code} />}
      <NumberField
        label="Only those retried fewer times than"
        min={0}
        max={MOST}
        value={maxRetries}
        onChange={setMaxRetries}
      />
    </ConfirmDialog>
  );
}
