import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Banner, ErrorPanel } from '../ui/feedback';
import { TextField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { Spinner } from '../ui/spinner';
import styles from './bulk-dialog.module.css';
import { type BulkAction, type BulkState, type BulkTarget, useBulk } from './use-bulk';

const WORDS = {
  cancel: { title: 'Cancel runs', verb: 'Cancel', done: 'canceled or asked to stop' },
  retry: { title: 'Retry runs', verb: 'Retry', done: 'retried' },
} as const;

export interface BulkDialogProps {
  action: BulkAction;
  /** Must stay the same object for as long as the dialog is open. */
  target: BulkTarget;
  onClose: () => void;
}

/** Shows what would happen, asks, acts step by step, and says what failed and why. */
export function BulkDialog({ action, target, onClose }: BulkDialogProps) {
  const [state, act] = useBulk(action, target);
  const [reason, setReason] = useState('');
  const { title, verb } = WORDS[action];
  const matched = state.phase === 'ready' ? state.matched : 0;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      footer={
        state.phase === 'ready' ? (
          <>
            <Button onClick={onClose}>Keep as it is</Button>
            <Button
              variant={action === 'cancel' ? 'danger' : 'primary'}
              disabledReason={matched === 0 && 'No run matches.'}
              onClick={() => void act(reason.trim() || null)}
            >
              {`${verb} ${countOfRuns(matched)}`}
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>{state.phase === 'acting' ? 'Stop here' : 'Close'}</Button>
        )
      }
    >
      <div className={styles.body}>
        {state.phase === 'ready' && (
          <TextField
            label="Reason"
            hint="Kept with each run; may be left empty."
            value={reason}
            onChange={setReason}
          />
        )}
        <Progress state={state} action={action} />
      </div>
    </Dialog>
  );
}

function Progress({ state, action }: { state: BulkState; action: BulkAction }) {
  if (state.phase === 'looking') {
    return (
      <p>
        <Spinner label="Looking which runs match" /> Looking which runs match…
      </p>
    );
  }
  if (state.phase === 'refused')
    return <ErrorPanel message={state.failure.message} code={state.failure.code} />;
  if (state.phase === 'ready') {
    return (
      <>
        <p>
          {state.matched === 0
            ? `There is nothing to ${action}: no run is in a state for it.`
            : `${countOfRuns(state.matched)} as they are now. Runs that come to match later are left alone.`}
        </p>
        <Failures title="These would fail:" failures={state.wouldFail} />
      </>
    );
  }
  const { matched, succeeded, failures, stoppedBy } = state;
  const handled = succeeded + failures.length;
  return (
    <>
      <progress
        className={styles.progress}
        value={handled}
        max={Math.max(matched, 1)}
        aria-label="Progress"
      />
      <p role="status">
        {formatNumber(succeeded)} of {countOfRuns(matched)} {WORDS[action].done}
        {state.phase === 'acting' ? '…' : '.'}
      </p>
      {stoppedBy && <Banner tone="error">{`It stopped: ${stoppedBy.message}`}</Banner>}
      <Failures title={`${countOfRuns(failures.length)} failed:`} failures={failures} />
    </>
  );
}

function Failures({
  title,
  failures,
}: {
  title: string;
  failures: { executionId: string; error: { message: string } }[];
}) {
  if (failures.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul className={styles.failures}>
        {failures.map(({ executionId, error }) => (
          <li key={executionId}>
            <Link to="/runs/$id" params={{ id: executionId }}>
              {executionId}
            </Link>{' '}
            {error.message}
          </li>
        ))}
      </ul>
    </section>
  );
}

const countOfRuns = (count: number) => `${formatNumber(count)} ${count === 1 ? 'run' : 'runs'}`;
