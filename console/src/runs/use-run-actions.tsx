import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { CancelRunDocument, RetryRunDocument, type RunRowFragment } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { ConfirmDialog } from '../ui/dialog';
import { useToast } from '../ui/toasts';

type Subject = Pick<RunRowFragment, 'id' | 'status' | 'runNumber' | 'cancelRequestedAt'> & {
  job: { name: string };
};

export interface RunActions {
  whyNotCancel(run: Subject): string | null;
  whyNotRetry(run: Subject): string | null;
  /** Asks first. */
  cancel(run: Subject): void;
  retry(run: Subject): void;
  dialogs: ReactNode;
}

/** How long a worker has to stop by itself. */
const GRACE_SECONDS = 60;

/** What can be done with one run, from wherever it is shown. */
export function useRunActions(): RunActions {
  const session = useSession();
  const navigate = useNavigate();
  const toast = useToast();
  const cancelCommand = useCommand(CancelRunDocument);
  const retryCommand = useCommand(RetryRunDocument);
  const [canceling, setCanceling] = useState<Subject | null>(null);

  async function cancel({ id, job, runNumber }: Subject) {
    const { payload, failure } = await cancelCommand.run({
      input: { executionId: id, graceSeconds: GRACE_SECONDS },
    });
    setCanceling(null);
    const name = `${job.name} #${runNumber}`;
    if (failure) toast.error(`${name} was not canceled`, { description: failure.message });
    else toast.success(payload.isPending ? `${name} is asked to stop` : `${name} is canceled`);
  }

  async function retry({ id, job, runNumber }: Subject) {
    const { payload, failure } = await retryCommand.run({ input: { executionId: id } });
    if (failure) {
      toast.error(`${job.name} #${runNumber} was not retried`, { description: failure.message });
      return;
    }
    const { execution } = payload;
    toast.success(`${job.name} #${runNumber} is retried as #${execution.runNumber}`, {
      action: {
        label: 'Open it',
        run: () => void navigate({ to: '/runs/$id', params: { id: execution.id }, search: {} }),
      },
    });
  }

  const isOver = ({ status }: Subject) => status !== 'QUEUED' && status !== 'RUNNING';
  return {
    whyNotCancel: (run) =>
      session.whyNot('WORK') ??
      (isOver(run) ? 'It has ended.' : run.cancelRequestedAt ? 'It is asked to stop already.' : null),
    whyNotRetry: (run) => session.whyNot('WORK') ?? (isOver(run) ? null : 'It has not ended yet.'),
    cancel: setCanceling,
    retry: (run) => void retry(run),
    dialogs: canceling && (
      <ConfirmDialog
        isOpen
        onClose={() => setCanceling(null)}
        onConfirm={() => void cancel(canceling)}
        title={`Cancel ${canceling.job.name} #${canceling.runNumber}?`}
        description={
          canceling.status === 'RUNNING'
            ? `Its worker has ${GRACE_SECONDS} seconds to stop by itself; then it is canceled whatever the worker does.`
            : 'It is canceled at once.'
        }
        confirmLabel="Cancel the run"
        isDanger
        isBusy={cancelCommand.isRunning}
      />
    ),
  };
}
