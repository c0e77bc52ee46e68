import { useState } from 'react';
import type { Failure } from '../api/errors';
import { CancelRunDocument } from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ErrorPanel } from '../ui/feedback';
import { NumberField, TextArea } from '../ui/field';
import { formatElapsed, momentOf } from '../ui/format';
import { isolated } from '../ui/isolated';
import { useNowText } from '../ui/time';
import { useToast } from '../ui/toasts';
import type { ActionableRun } from './use-run-actions';

const GRACE_SECONDS = 60;
const MAX_GRACE_SECONDS = 3_600;

/** Asks before a run is canceled: why, and how long its worker may take. */
export function CancelDialog({ run, onClose }: { run: ActionableRun; onClose: () => void }) {
  const command = useCommand(CancelRunDocument);
  const toast = useToast();
  const [grace, setGrace] = useState<number | null>(GRACE_SECONDS);
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const isRunning = run.status === 'RUNNING';
  const due = momentOf(run.cancelDeadline);
  const left = useNowText(1000, (now) => (due === null ? '' : formatElapsed(Math.max(0, due - now))));
  const name = `${isolated(run.job.name)} #${run.runNumber}`;

  async function cancel() {
    const outcome = await command.run({
      input: { executionId: run.id, graceSeconds: grace ?? GRACE_SECONDS, reason: reason.trim() || null },
    });
    if (outcome.failure) {
      setFailure(outcome.failure);
      return;
    }
    onClose();
    toast.success(outcome.payload.isPending ? `${name} is asked to stop` : `${name} is canceled`);
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={
        <>
          Cancel <bdi>{run.job.name}</bdi> #{run.runNumber}?
        </>
      }
      description={
        isRunning
          ? 'Its worker is asked to stop. When its time is over, the run is canceled whatever the worker does.'
          : 'It waits in the queue and is canceled at once.'
      }
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" isBusy={command.isRunning} onClick={() => void cancel()}>
            {isRunning && grace !== 0 ? 'Ask it to stop' : 'Cancel the run'}
          </Button>
        </>
      }
    >
      {failure && <ErrorPanel title="It was not canceled" message={failure.message} code={failure.code} />}
      {isRunning && (
        <NumberField
          label="Time to stop by itself"
          unit="seconds"
          min={0}
          max={MAX_GRACE_SECONDS}
          step={10}
          value={grace}
          onChange={setGrace}
          hint={
            due === null
              ? '0 ends it at once.'
              : `It is asked already and has ${left} left. Asking again can only shorten that.`
          }
        />
      )}
      <TextArea
        label="Reason"
        hint="Shown with the event; may be left out."
        rows={2}
        value={reason}
        onChange={setReason}
      />
    </Dialog>
  );
}
