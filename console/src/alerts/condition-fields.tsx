import { type Failure, issueAt } from '../api/errors';
import type { AlertKind } from '../api/generated/graphql';
import { NumberField, TextField } from '../ui/field';
import { Select } from '../ui/select';
import styles from './alerts.module.css';
import type { ConditionDraft } from './conditions';
import { SpanField } from './span-field';

/** The names of the fields that a kind shows: what is wrong with another is said above the form. */
export const PLACED: Record<AlertKind, readonly string[]> = {
  FAILURE_RATE: ['above', 'minRuns', 'rangeSeconds'],
  FAILURE_GROUP: ['unseenDays'],
  QUEUE_AGE: ['olderThanSeconds'],
  LONG_RUN: ['longerThanSeconds', 'timesUsual'],
  MISSING_RUN: ['withinSeconds', 'cron', 'timezone'],
};

export interface ConditionFieldsProps {
  draft: ConditionDraft;
  onChange: (draft: ConditionDraft) => void;
  failure: Failure | null;
}

/** The fields of one kind of condition. */
export function ConditionFields(props: ConditionFieldsProps) {
  const { draft, onChange, failure } = props;
  switch (draft.kind) {
    case 'FAILURE_RATE':
      return <RateFields {...props} />;
    case 'FAILURE_GROUP':
      return (
        <NumberField
          label="Not seen for"
          unit="days"
          min={1}
          max={365}
          value={draft.group.unseenDays}
          onChange={(value) => onChange({ ...draft, group: { unseenDays: value ?? 1 } })}
          error={issueAt(failure, 'unseenDays')}
        />
      );
    case 'QUEUE_AGE':
      return (
        <SpanField
          label="Waiting for longer than"
          value={draft.queue.olderThanSeconds}
          onChange={(olderThanSeconds) => onChange({ ...draft, queue: { olderThanSeconds } })}
          error={issueAt(failure, 'olderThanSeconds')}
        />
      );
    case 'LONG_RUN':
      return <LongFields {...props} />;
    case 'MISSING_RUN':
      return <MissingFields {...props} />;
  }
}

function RateFields({ draft, onChange, failure }: ConditionFieldsProps) {
  const { rate } = draft;
  const set = (change: Partial<typeof rate>) => onChange({ ...draft, rate: { ...rate, ...change } });
  return (
    <>
      <div className={styles.pair}>
        <NumberField
          label="More than"
          unit="% failed"
          min={0}
          max={99}
          step={5}
          value={Math.round(rate.above * 10_000) / 100}
          onChange={(value) => set({ above: (value ?? 0) / 100 })}
          error={issueAt(failure, 'above')}
        />
        <NumberField
          label="Of at least"
          unit="runs"
          min={1}
          max={2_000}
          value={rate.minRuns}
          onChange={(value) => set({ minRuns: value ?? 1 })}
          error={issueAt(failure, 'minRuns')}
        />
      </div>
      <SpanField
        label="Accepted in the last"
        hint="From 1 minute to 31 days."
        value={rate.rangeSeconds}
        onChange={(rangeSeconds) => set({ rangeSeconds })}
        error={issueAt(failure, 'rangeSeconds')}
      />
    </>
  );
}

const LONG_BY = [
  { value: 'USUAL', label: 'A multiple of what is usual' },
  { value: 'FIXED', label: 'A fixed time' },
] as const;

function LongFields({ draft, onChange, failure }: ConditionFieldsProps) {
  const { long } = draft;
  const set = (change: Partial<typeof long>) => onChange({ ...draft, long: { ...long, ...change } });
  return (
    <>
      <Select label="Longer than" options={LONG_BY} value={long.by} onChange={(by) => set({ by })} />
      {long.by === 'FIXED' ? (
        <SpanField
          label="The longest acceptable run"
          value={long.longerThanSeconds}
          onChange={(longerThanSeconds) => set({ longerThanSeconds })}
          error={issueAt(failure, 'longerThanSeconds')}
        />
      ) : (
        <NumberField
          label="Times what is usual"
          hint="Usual is the time in which 95% of the job's last 1,000 runs completed. Before it has 20, no alert opens."
          min={0.1}
          max={1_000}
          step={0.5}
          value={long.timesUsual}
          onChange={(value) => set({ timesUsual: value ?? 1 })}
          error={issueAt(failure, 'timesUsual')}
        />
      )}
    </>
  );
}

const WHEN = [
  { value: 'TICK', label: "After each tick of the job's schedule" },
  { value: 'TIMES', label: 'At set times' },
  { value: 'ANY', label: 'At any time' },
] as const;

const MILESTONES = [
  { value: 'COMPLETED', label: 'To complete' },
  { value: 'STARTED', label: 'To start' },
] as const;

function MissingFields({ draft, onChange, failure }: ConditionFieldsProps) {
  const { missing } = draft;
  const set = (change: Partial<typeof missing>) => onChange({ ...draft, missing: { ...missing, ...change } });
  return (
    <>
      <div className={styles.pair}>
        <Select
          label="A run is expected"
          options={MILESTONES}
          value={missing.milestone}
          onChange={(milestone) => set({ milestone })}
        />
        <Select label="When" options={WHEN} value={missing.when} onChange={(when) => set({ when })} />
      </div>
      <SpanField
        label="Within"
        value={missing.withinSeconds}
        onChange={(withinSeconds) => set({ withinSeconds })}
        error={issueAt(failure, 'withinSeconds')}
      />
      {missing.when === 'TIMES' && (
        <div className={styles.pair}>
          <TextField
            label="Cron expression"
            hint="Each day at 6: 0 6 * * *"
            isMono
            value={missing.cron}
            onChange={(cron) => set({ cron })}
            required
            error={issueAt(failure, 'cron')}
          />
          <TextField
            label="Time zone"
            hint="An IANA name, such as Europe/Berlin"
            value={missing.timezone}
            onChange={(timezone) => set({ timezone })}
            required
            error={issueAt(failure, 'timezone')}
          />
        </div>
      )}
    </>
  );
}
