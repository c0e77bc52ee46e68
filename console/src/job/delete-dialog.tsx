import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Failure } from '../api/errors';
import { DeleteJobDocument, type JobSettingsFragment } from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { ConfirmDialog } from '../ui/dialog';
import { ErrorPanel } from '../ui/feedback';
import { TextField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { isolated } from '../ui/isolated';
import { Stack } from '../ui/layout';
import { toast } from '../ui/toasts';

export interface DeleteDialogProps {
  job: JobSettingsFragment;
  totalRuns: number;
  onClose: () => void;
}

/** Deletes a job once its slug was typed: its runs go with it. */
export function DeleteDialog({ job, totalRuns, onClose }: DeleteDialogProps) {
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(DeleteJobDocument);
  const navigate = useNavigate();
  const remove = async () => {
    setFailure(null);
    const { payload, failure: refusal } = await run({ input: { jobId: job.id } });
    if (!payload) return setFailure(refusal);
    toast.success(`${isolated(job.name)} is deleted`);
    await navigate({ to: '/jobs', search: {}, replace: true });
  };
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      onConfirm={() => void remove()}
      title={`Delete ${isolated(job.name)}?`}
      description={`The job goes, and with it all that is kept of its ${formatNumber(totalRuns)} runs. It cannot be brought back; archiving it keeps them.`}
      confirmLabel="Delete the job and its runs"
      isDanger
      isBusy={isRunning}
      disabledReason={typed === job.slug ? null : 'Type its slug first.'}
    >
      <Stack>
        {failure && <ErrorPanel title="It was not deleted" message={failure.message} code={failure.code} />}
        <TextField
          label={
            <>
              Type <code>{job.slug}</code> to confirm
            </>
          }
          isMono
          spellCheck={false}
          autoComplete="off"
          value={typed}
          onChange={setTyped}
        />
      </Stack>
    </ConfirmDialog>
  );
}
