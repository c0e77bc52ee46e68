import { useState } from 'react';
import type { ExecutionFilter } from '../api/generated/graphql';
import { useSession } from '../api/session';
import { BulkDialog } from '../runs/bulk-dialog';
import { Button } from '../ui/button';
import { formatNumber } from '../ui/format';

export interface RetryUnmendedProps {
  /** How many there are, as far as is known: the dialog counts those that can be retried. */
  count: number;
  /** The failed runs of the group. */
  filter: ExecutionFilter;
  onDone: () => void;
}

/** Retries what failed alike and was not mended by a retry yet: counted first, and then asked. */
export function RetryUnmended({ count, filter, onDone }: RetryUnmendedProps) {
  const [target, setTarget] = useState<{ filter: ExecutionFilter } | null>(null);
  const session = useSession();
  return (
    <>
      <Button
        size="s"
        disabledReason={session.whyNot('WORK') ?? session.whyNot('READ')}
        onClick={() => setTarget({ filter: { ...filter, status: ['FAILED'], mended: false } })}
      >
        {`Retry ${formatNumber(count)} not mended…`}
      </Button>
      {target && (
        <BulkDialog
          action="retry"
          target={target}
          onClose={() => {
            setTarget(null);
            onDone();
          }}
        />
      )}
    </>
  );
}
