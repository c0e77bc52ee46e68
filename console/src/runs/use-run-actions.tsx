import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { RetryRunDocument, type RunRowFragment } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { useCommand } from '../api/use-command';
import { isolated } from '../ui/isolated';
import { useToast } from '../ui/toasts';
import { CancelDialog } from './cancel-dialog';

/** What has to be known of a run to act on it. */
export type ActionableRun = Pick<
  RunRowFragment,
  'id' | 'status' | 'runNumber' | 'finishedAt' | 'cancelDeadline'
> & { job: { name: string } };

/** Why who looks cannot cancel a run, or retry it; null where they can. */
export interface RunRules {
  whyNotCancel(run: ActionableRun): string | null;
  whyNotRetry(run: ActionableRun): string | null;
}

export function useRunRules(): RunRules {
  const session = useSession();
  return {
    whyNotCancel: ({ finishedAt }) => session.whyNot('WORK') ?? (finishedAt ? 'It has ended.' : null),
    whyNotRetry: ({ finishedAt }) =>
      session.whyNot('WORK') ?? (finishedAt ? null : 'It has not ended yet: cancel it first, or wait.'),
  };
}

export interface RunActions extends RunRules {
  /** Asks first. */
  cancel(run: ActionableRun): void;
  /** At once, with the params that it had. */
  retry(run: ActionableRun): void;
  dialogs: ReactNode;
}

/** What can be done with one run of a list. */
export function useRunActions(): RunActions {
  const rules = useRunRules();
  const navigate = useNavigate();
  const toast = useToast();
  const command = useCommand(RetryRunDocument);
  const [canceling, setCanceling] = useState<ActionableRun | null>(null);

  async function retry({ id, job, runNumber }: ActionableRun) {
    const { payload, failure } = await command.run({ input: { executionId: id } });
    if (failure) {
      toast.error(`${isolated(job.name)} #${runNumber} was not retried`, { description: failure.message });
      return;
    }
    const { execution } = payload;
    toast.success(`${isolated(job.name)} #${runNumber} is retried as #${execution.runNumber}`, {
      action: {
        label: 'Open it',
        run: () => void navigate({ to: '/runs/$id', params: { id: execution.id }, search: {} }),
      },
    });
  }

  return {
    ...rules,
    cancel: setCanceling,
    retry: (run) => void retry(run),
    dialogs: canceling && <CancelDialog run={canceling} onClose={() => setCanceling(null)} />,
  };
}
