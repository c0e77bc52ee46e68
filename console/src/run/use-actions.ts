import { useState } from 'react';
import { useSession } from '../api/session';
import type { Run } from './run-screen';

export type RunAction = 'cancel' | 'retry';

/** What can be done with the run that is shown, and why not. */
export function useRunActions(run: Run, isDeleted: boolean) {
  const session = useSession();
  const [opened, open] = useState<RunAction | null>(null);
  const isOver = run.finishedAt !== null;
  const common = isDeleted ? 'It was deleted.' : session.whyNot('WORK');
  return {
    opened,
    open,
    close: () => open(null),
    whyNotCancel: common ?? (isOver ? 'It has ended.' : null),
    whyNotRetry: common ?? (isOver ? null : 'It has not ended yet: cancel it first, or wait.'),
  };
}
