import { useState } from 'react';
import type { Failure } from '../api/errors';
import {
  BackfillScheduleDocument,
  type BackfillScheduleMutation,
  type JobSettingsFragment,
} from '../api/generated/graphql';
import { useCommand } from '../api/use-command';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Banner, ErrorPanel } from '../ui/feedback';
import { DateTimeField } from '../ui/field';
import { formatNumber } from '../ui/format';
import { isolated } from '../ui/isolated';
import { Stack } from '../ui/layout';
import { Time } from '../ui/time';
import { toast } from '../ui/toasts';
import { fieldErrors } from './form/field-errors';
import formStyles from './form/form.module.css';
import styles from './job-screen.module.css';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const SHOWN = 6;

type Outcome = Exclude<BackfillScheduleMutation['backfillSchedule'], { code: unknown }>;

export interface BackfillDialogProps {
  job: JobSettingsFragment;
  onClose: () => void;
  onDone: () => void;
}

/** Runs the ticks of a past range that had no run: looked at first, then done for as many as were seen. */
export function BackfillDialog({ job, onClose, onDone }: BackfillDialogProps) {
  const [start] = useState(() => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
  const [range, setRange] = useState({
    from: new Date(start - DAY_MS).toISOString(),
    to: new Date(start).toISOString(),
  });
  const [seen, setSeen] = useState<Outcome | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { run, isRunning } = useCommand(BackfillScheduleDocument);
  const errors = fieldErrors(failure, ['from', 'to']);
  const change = (changes: Partial<typeof range>) => {
    setRange({ ...range, ...changes });
    setSeen(null);
    setFailure(null);
  };

  const ask = async (dryRun: boolean) => {
    setFailure(null);
    const { payload, failure: refusal } = await run({ input: { jobId: job.id, ...range, dryRun } });
    if (!payload) {
      setFailure(refusal);
      return;
    }
    if (dryRun) {
      setSeen(payload);
      return;
    }
    const { succeeded, refused, refusal: why } = payload;
    const done = `${formatNumber(succeeded)} ${succeeded === 1 ? 'run is' : 'runs are'} enqueued`;
    if (refused > 0) {
      toast.error(`${done}, ${formatNumber(refused)} not`, { description: why?.message });
    } else toast.success(done);
    onDone();
    onClose();
  };

  const count = seen ? seen.ticks.length - seen.refused : 0;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Backfill ${isolated(job.name)}`}
      description="Enqueues a run for each tick of a past range that had none. No tick is run twice."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          {seen ? (
            <Button
              variant="primary"
              isBusy={isRunning}
              disabledReason={count > 0 ? null : 'There is nothing to run.'}
              onClick={() => void ask(false)}
            >
              {`Run ${formatNumber(count)} ${count === 1 ? 'tick' : 'ticks'}`}
            </Button>
          ) : (
            <Button variant="primary" isBusy={isRunning} onClick={() => void ask(true)}>
              See which ticks
            </Button>
          )}
        </>
      }
    >
      <Stack>
        {errors.rest && (
          <ErrorPanel title="Nothing was run" message={errors.rest.message} code={errors.rest.code} />
        )}
        <div className={formStyles.pair}>
          <DateTimeField
            label="From"
            value={range.from}
            onChange={(from) => from && change({ from })}
            error={errors.of('from')}
          />
          <DateTimeField
            label="Up to, but not at"
            value={range.to}
            onChange={(to) => to && change({ to })}
            error={errors.of('to')}
          />
        </div>
        {seen && <Seen outcome={seen} count={count} />}
      </Stack>
    </Dialog>
  );
}

function Seen({ outcome: { ticks, refused, refusal }, count }: { outcome: Outcome; count: number }) {
  if (ticks.length === 0) return <Banner>Every tick of this range has had its run.</Banner>;
  return (
    <div className={formStyles.next} role="status">
      <p>
        <b>{`${formatNumber(ticks.length)} ${ticks.length === 1 ? 'tick' : 'ticks'} had no run`}</b>
        {refused > 0 && `, of which ${formatNumber(count)} can be run now`}
      </p>
      {refused > 0 && refusal && (
        <p className={styles.muted}>{`The last ${formatNumber(refused)}: ${refusal.message}`}</p>
      )}
      <ol className={formStyles.times}>
        {ticks.slice(0, SHOWN).map((at) => (
          <li key={at}>
            <Time at={at} />
            <Time at={at} mode="relative" className={formStyles.relative} />
          </li>
        ))}
      </ol>
      {ticks.length > SHOWN && (
        <p className={styles.muted}>{`and ${formatNumber(ticks.length - SHOWN)} more`}</p>
      )}
    </div>
  );
}
