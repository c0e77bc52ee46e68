import { NumberField } from '../../ui/field';
import type { JobDraft } from './draft';
import styles from './form.module.css';
import type { PartProps } from './form-parts';

interface Limit {
  field: keyof NumbersOf;
  label: string;
  hint?: string;
  unit?: string;
  min: number;
  max: number;
}

type NumbersOf = {
  [Name in keyof JobDraft as JobDraft[Name] extends number | null ? Name : never]: JobDraft[Name];
};

const LIMITS: readonly Limit[] = [
  { field: 'priority', label: 'Priority', hint: 'Higher goes first.', min: 0, max: 10 },
  { field: 'maxAttempts', label: 'Attempts of a run', min: 1, max: 100 },
  {
    ...{
      field: 'retryBackoffSeconds',
      label: 'Wait before the second attempt',
      hint: 'It grows with each attempt.',
    },
    ...{ unit: 's', min: 0, max: 86_400 },
  },
  {
    ...{
      field: 'timeoutSeconds',
      label: 'A run may take',
      hint: 'Empty: no limit while its worker reports.',
    },
    ...{ unit: 's', min: 1, max: 2_592_000 },
  },
  { field: 'maxConcurrent', label: 'Runs at a time', hint: 'Empty: any number.', min: 1, max: 10_000 },
  {
    ...{ field: 'maxConcurrentPerKey', label: 'Runs at a time of one key', hint: 'Empty: any number.' },
    ...{ min: 1, max: 10_000 },
  },
  { field: 'startsPerMinute', label: 'Starts a minute', hint: 'Empty: any number.', min: 1, max: 1_000_000 },
];

export function LimitFields({ draft, change, error }: PartProps) {
  return (
    <fieldset className={styles.part}>
      <legend>Attempts and limits</legend>
      <div className={styles.pair}>
        {LIMITS.map(({ field, ...rest }) => (
          <NumberField
            key={field}
            {...rest}
            value={draft[field]}
            onChange={(value) => change({ [field]: value })}
            error={error(field)}
          />
        ))}
      </div>
    </fieldset>
  );
}
